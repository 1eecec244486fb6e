/** Cuts a byte stream into packets by their length header (facts/acquirer §1.1, §1.8). Holds at most one packet. */
import type { Malformed } from './codec.ts';
import type { Framing } from './dialect.ts';

export interface PacketStreamEvents {
  /** One packet, LEN included. */
  packet(bytes: Uint8Array): void;
  /** LEN is impossible: what follows cannot be understood. The caller closes the connection. */
  lost(error: Malformed): void;
  /** Bytes of the packet now being read, each time some arrive; true = read no further. */
  reading(soFar: Uint8Array): boolean;
}

export class PacketStream {
  readonly #framing: Framing;
  readonly #events: PacketStreamEvents;
  #held: Uint8Array = new Uint8Array(0);
  #dead = false;

  constructor(framing: Framing, events: PacketStreamEvents) {
    this.#framing = framing;
    this.#events = events;
  }

  /** Bytes of an unfinished packet. */
  get pendingBytes(): number {
    return this.#held.length;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (!this.#dead && rest.length > 0) {
      const need = this.#missing();
      const part = rest.subarray(0, need);
      rest = rest.subarray(part.length);
      this.#held = Buffer.concat([this.#held, part]);
      if (this.#lengthIsImpossible()) return;
      const { headBytes } = this.#framing;
      if (this.#held.length > headBytes && this.#events.reading(this.#held)) {
        this.stop();
        return;
      }
      if (this.#held.length >= headBytes && this.#missing() === 0) this.#finish();
    }
  }

  /** Nothing is read any more. */
  stop(): void {
    this.#dead = true;
    this.#held = new Uint8Array(0);
  }

  #missing(): number {
    const { headBytes } = this.#framing;
    const held = this.#held.length;
    return held < headBytes ? headBytes - held : headBytes + (this.#length() ?? 0) - held;
  }

  #length(): number | null {
    return this.#framing.bodyBytes(this.#held.subarray(0, this.#framing.headBytes));
  }

  #lengthIsImpossible(): boolean {
    const { headBytes, shortestBytes, longestBytes } = this.#framing;
    if (this.#held.length !== headBytes) return false;
    const length = this.#length();
    if (length !== null && length >= shortestBytes && length <= longestBytes) return false;
    this.stop();
    const why = `says ${length ?? 'no number of'} bytes, a packet has ${shortestBytes}–${longestBytes}`;
    this.#events.lost({ field: 'LEN', offset: 0, why });
    return true;
  }

  #finish(): void {
    const packet = this.#held;
    this.#held = new Uint8Array(0);
    this.#events.packet(packet);
  }
}
