/**
 * LAN and USB bridges that answer by themselves, at once and always "fine", without asking the printer behind them (facts/printer.md §1.10,
 * "proxies that lie"). They know the questions by their bytes, wherever these stand.
 *
 * `all`: GS ( H, DLE EOT, GS r and GS a; what the printer says is not passed on. `status`: DLE EOT alone, which the printer never gets.
 */
import type { Liar } from './settings.ts';

export interface Bridge {
  /** Looks at what comes from the host. @returns what goes on to the printer. */
  watch(bytes: Uint8Array): Uint8Array;
  /** @returns what of the printer's words reaches the host. */
  passedOn(bytes: Uint8Array): Uint8Array;
}

type Rule = {
  readonly pattern: readonly (number | null)[];
  readonly answer: (seen: readonly number[]) => readonly number[];
};

const fine = (n: number): number => (n === 1 ? 0x16 : 0x12);

const status: Rule = { pattern: [0x10, 0x04, null], answer: (seen) => [fine(seen[2] ?? 0)] };
const rules: readonly Rule[] = [
  status,
  { pattern: [0x1d, 0x72, null], answer: () => [0x00] },
  { pattern: [0x1d, 0x61, null], answer: (seen) => (seen[2] === 0 ? [] : [0x14, 0x00, 0x00, 0x0f]) },
  {
    pattern: [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, null, null, null, null],
    answer: (seen) => [0x37, 0x22, ...seen.slice(7), 0x00],
  },
];
const longest = Math.max(...rules.map((rule) => rule.pattern.length));
const nothing = new Uint8Array(0);

const honest: Bridge = { watch: (bytes) => bytes, passedOn: (bytes) => bytes };

export function lyingProxy(proxy: Liar, send: (bytes: Uint8Array) => void): Bridge {
  if (proxy === 'none') return honest;
  return proxy === 'all' ? new AnswersAll(send) : new AnswersStatus(send);
}

class AnswersAll implements Bridge {
  readonly #send: (bytes: Uint8Array) => void;
  #seen: number[] = [];

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  watch(bytes: Uint8Array): Uint8Array {
    for (const byte of bytes) {
      this.#seen.push(byte);
      if (this.#seen.length > longest) this.#seen.shift();
      const rule = rules.find(({ pattern }) => endsWith(this.#seen, pattern));
      if (rule === undefined) continue;
      const answer = rule.answer(this.#seen.slice(-rule.pattern.length));
      this.#seen = [];
      if (answer.length > 0) this.#send(Uint8Array.from(answer));
    }
    return bytes;
  }

  passedOn(): Uint8Array {
    return nothing;
  }
}

class AnswersStatus implements Bridge {
  readonly #send: (bytes: Uint8Array) => void;
  /** The beginning of what may become a question. */
  #held: number[] = [];

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  watch(bytes: Uint8Array): Uint8Array {
    const on: number[] = [];
    for (const byte of bytes) {
      this.#held.push(byte);
      if (endsWith(this.#held, status.pattern)) {
        this.#send(Uint8Array.from(status.answer(this.#held)));
        this.#held = [];
        continue;
      }
      while (this.#held.length > 0 && !status.pattern.slice(0, this.#held.length).every((b, i) => b === this.#held[i]))
        on.push(this.#held.shift() as number);
    }
    return Uint8Array.from(on);
  }

  passedOn(bytes: Uint8Array): Uint8Array {
    return bytes;
  }
}

function endsWith(seen: readonly number[], pattern: Rule['pattern']): boolean {
  const from = seen.length - pattern.length;
  return from >= 0 && pattern.every((byte, i) => byte === null || byte === seen[from + i]);
}
