/**
 * Real-time commands, picked out of the stream on reception wherever they stand, raster data included; they take no room
 * in the receive buffer (facts/printer.md §1.2, §1.6; design §13).
 */
export type RealTimeCommand =
  | { readonly kind: 'status'; readonly n: 1 | 2 | 3 | 4 } // DLE EOT n
  | { readonly kind: 'recover'; readonly n: 1 | 2 } // DLE ENQ n
  | { readonly kind: 'drawer'; readonly pin: 2 | 5; readonly onMs: number } // DLE DC4 fn 1
  | { readonly kind: 'power-off' } // DLE DC4 fn 2
  | { readonly kind: 'asb' } // DLE DC4 fn 7
  | { readonly kind: 'clear' }; // DLE DC4 fn 8

const dle = 0x10;
const clearSequence = [dle, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
const powerOffSequence = [dle, 0x14, 0x02, 0x01, 0x08];

type Match = RealTimeCommand | 'more' | 'no';

function match(bytes: readonly number[]): Match {
  const [first, kind, n, a, b] = bytes;
  if (first !== dle) return 'no';
  if (kind === undefined) return 'more';
  if (kind !== 0x04 && kind !== 0x05 && kind !== 0x14) return 'no';
  if (n === undefined) return 'more';
  if (kind === 0x04) return n === 1 || n === 2 || n === 3 || n === 4 ? { kind: 'status', n } : 'no';
  if (kind === 0x05) return n === 1 || n === 2 ? { kind: 'recover', n } : 'no';
  switch (n) {
    case 1:
      if (a === undefined) return 'more';
      if (a > 1) return 'no';
      if (b === undefined) return 'more';
      return b >= 1 && b <= 8 ? { kind: 'drawer', pin: a === 0 ? 2 : 5, onMs: b * 100 } : 'no';
    case 2:
      return fixed(bytes, powerOffSequence, { kind: 'power-off' });
    case 7:
      if (a === undefined) return 'more';
      return a === 1 ? { kind: 'asb' } : 'no';
    case 8:
      return fixed(bytes, clearSequence, { kind: 'clear' });
    default:
      return 'no';
  }
}

function fixed(bytes: readonly number[], whole: readonly number[], command: RealTimeCommand): Match {
  if (bytes.some((byte, i) => byte !== whole[i])) return 'no';
  return bytes.length === whole.length ? command : 'more';
}

export interface Scanned {
  /** Bytes that are ordinary data, in order. */
  readonly data: readonly number[];
  readonly command: RealTimeCommand | null;
}

/** Holds back at most nine bytes: the beginning of what may become a real-time command. */
export class RealTimeScanner {
  #held: number[] = [];
  readonly #disabled: ReadonlySet<1 | 2>;

  /** @param disabled GS ( D: 1 switches off the drawer pulse, 2 the power-off sequence; they are ordinary data then. */
  constructor(disabled: ReadonlySet<1 | 2>) {
    this.#disabled = disabled;
  }

  scan(byte: number): Scanned {
    this.#held.push(byte);
    const data: number[] = [];
    while (this.#held.length > 0) {
      const found = match(this.#held);
      if (found === 'more') return { data, command: null };
      if (found !== 'no' && !this.#isDisabled(found)) {
        this.#held = [];
        return { data, command: found };
      }
      data.push(this.#held.shift() as number);
    }
    return { data, command: null };
  }

  reset(): void {
    this.#held = [];
  }

  #isDisabled(command: RealTimeCommand): boolean {
    return (
      (command.kind === 'drawer' && this.#disabled.has(1)) || (command.kind === 'power-off' && this.#disabled.has(2))
    );
  }
}
