/** Cuts a byte stream into packets by their LEN (facts/acquirer §1.1). Holds at most one packet. */
import { LONGEST_PACKET_BYTES, type Malformed, SHORTEST_PACKET_BYTES } from './codec.ts';

export interface PacketStreamEvents {
  /** One packet, LEN included. */
  packet(bytes: Uint8Array): void;
  /** LEN is impossible: what follows cannot be understood. The caller closes the connection. */
  lost(error: Malformed): void;
  /** Bytes of the packet now being read, each time some arrive; true = read no further. */
  reading(soFar: Uint8Array): boolean;
}

export class PacketStream {
  readonly #events: PacketStreamEvents;
  #held: Uint8Array = new Uint8Array(0);
  #dead = false;

  constructor(events: PacketStreamEvents) {
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
      if (this.#held.length > 2 && this.#events.reading(this.#held)) {
        this.stop();
        return;
      }
      if (this.#held.length > 2 && this.#missing() === 0) this.#finish();
    }
  }

  /** Nothing is read any more. */
  stop(): void {
    this.#dead = true;
    this.#held = new Uint8Array(0);
  }

  #missing(): number {
    return this.#held.length < 2 ? 2 - this.#held.length : 2 + this.#length() - this.#held.length;
  }

  #length(): number {
    return ((this.#held[0] ?? 0) << 8) | (this.#held[1] ?? 0);
  }

  #lengthIsImpossible(): boolean {
    if (this.#held.length !== 2) return false;
    const length = this.#length();
    if (length >= SHORTEST_PACKET_BYTES && length <= LONGEST_PACKET_BYTES) return false;
    this.stop();
    const why = `says ${length} bytes, a packet has ${SHORTEST_PACKET_BYTES}–${LONGEST_PACKET_BYTES}`;
    this.#events.lost({ field: 'LEN', offset: 0, why });
    return true;
  }

  #finish(): void {
    const packet = this.#held;
    this.#held = new Uint8Array(0);
    this.#events.packet(packet);
  }
}
