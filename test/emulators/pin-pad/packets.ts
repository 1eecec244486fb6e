/** PINpad-1000SE packets (facts/peripherals §1c): `02 … 03 LRC` and `0F … 0E LRC`; the LRC is XOR after STX/SI through ETX/SO. */
export const control = {
  stx: 0x02,
  etx: 0x03,
  eot: 0x04,
  ack: 0x06,
  so: 0x0e,
  si: 0x0f,
  nak: 0x15,
  sub: 0x1a,
  fs: 0x1c,
  gs: 0x1d,
  rs: 0x1e,
};

/** Transaction packets are STX…ETX, administration packets SI…SO. */
export type PacketKind = 'transaction' | 'administration';

export interface Packet {
  readonly kind: PacketKind;
  /** Everything between the frame characters, one character a byte. */
  readonly text: string;
  readonly lrcIsGood: boolean;
}

export type Received =
  | Packet
  | { readonly kind: 'ack' | 'nak' | 'eot' }
  | { readonly kind: 'stray'; readonly byte: number };

/** Longest packet that the pad takes; a longer one never was a packet. */
const maxPacketBytes = 512;

export function lrcOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

export function packetBytes(kind: PacketKind, text: string): Buffer {
  const [start, end] = kind === 'transaction' ? [control.stx, control.etx] : [control.si, control.so];
  const body = Buffer.concat([Buffer.from(text, 'latin1'), Uint8Array.of(end)]);
  return Buffer.concat([Uint8Array.of(start), body, Uint8Array.of(lrcOf(body))]);
}

/** Byte by byte. The LRC is taken by its position: it may have the value of any control character. */
export class PacketReceiver {
  #body: number[] | null = null;
  #end = 0;
  #ended = false;

  get isInside(): boolean {
    return this.#body !== null;
  }

  reset(): void {
    this.#body = null;
    this.#ended = false;
  }

  receive(byte: number): Received | null {
    const body = this.#body;
    if (body === null) return this.#outside(byte);
    if (this.#ended) {
      this.reset();
      const text = Buffer.from(body.slice(0, -1)).toString('latin1');
      const kind = this.#end === control.etx ? 'transaction' : 'administration';
      return { kind, text, lrcIsGood: lrcOf(Uint8Array.from(body)) === byte };
    }
    body.push(byte);
    this.#ended = byte === this.#end;
    if (body.length > maxPacketBytes) {
      this.reset();
      return { kind: 'stray', byte };
    }
    return null;
  }

  #outside(byte: number): Received | null {
    switch (byte) {
      case control.stx:
      case control.si:
        this.#body = [];
        this.#end = byte === control.stx ? control.etx : control.so;
        return null;
      case control.ack:
        return { kind: 'ack' };
      case control.nak:
        return { kind: 'nak' };
      case control.eot:
        return { kind: 'eot' };
      default:
        return { kind: 'stray', byte };
    }
  }
}
