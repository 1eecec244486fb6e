/**
 * The cable towards the printer: bytes arrive one after another at the line's speed. A host that obeys hardware flow
 * control keeps what it has while the printer is BUSY; any other host goes on sending.
 */
import type { Clock } from '../clock.ts';

export interface IncomingWireEnds {
  /** One byte has arrived. */
  arrive(byte: number): void;
  /** True while a host under hardware flow control must not send. */
  held(): boolean;
  /** The host should stop (true) or may go on (false) handing over bytes: the cable has plenty. */
  crowded(on: boolean): void;
}

const crowdedBytes = 4096;

export class IncomingWire {
  readonly #clock: Clock;
  readonly #msPerByte: number;
  readonly #ends: IncomingWireEnds;
  #waiting: Uint8Array[] = [];
  #at = 0;
  #waitingBytes = 0;
  #lineFreeAtMs = 0;
  #timer: (() => void) | null = null;
  #running = false;
  #crowded = false;

  constructor(clock: Clock, baud: number, ends: IncomingWireEnds) {
    this.#clock = clock;
    this.#msPerByte = baud > 0 ? 10_000 / baud : 0;
    this.#ends = ends;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  send(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#waitingBytes === 0) this.#lineFreeAtMs = Math.max(this.#lineFreeAtMs, this.#clock.nowMs());
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.go();
  }

  /** Moves what is due; to be called again when the printer is no longer BUSY. */
  go(): void {
    if (this.#running) return;
    this.#running = true;
    this.#timer?.();
    this.#timer = null;
    while (this.#waitingBytes > 0 && !this.#ends.held()) {
      const due = this.#lineFreeAtMs + this.#msPerByte;
      if (this.#msPerByte > 0 && due > this.#clock.nowMs() + 1e-9) break;
      this.#lineFreeAtMs = due;
      this.#ends.arrive(this.#next());
    }
    this.#running = false;
    this.#tellCrowded();
    if (this.#waitingBytes === 0) return;
    if (this.#ends.held()) {
      this.#lineFreeAtMs = this.#clock.nowMs();
      return;
    }
    // One timer for about a millisecond's worth of bytes: exact in order and rate, cheap on a real clock.
    const burst = Math.min(this.#waitingBytes, Math.max(1, Math.floor(1 / this.#msPerByte)));
    const waitMs = this.#lineFreeAtMs + burst * this.#msPerByte - this.#clock.nowMs();
    this.#timer = this.#clock.after(Math.max(0, waitMs), () => this.go());
  }

  /** The cable was pulled: what was under way is gone. */
  drop(): number {
    const lost = this.#waitingBytes;
    this.#waiting = [];
    this.#at = 0;
    this.#waitingBytes = 0;
    this.#timer?.();
    this.#timer = null;
    this.#tellCrowded();
    return lost;
  }

  #next(): number {
    const first = this.#waiting[0] as Uint8Array;
    const byte = first[this.#at] as number;
    this.#at += 1;
    this.#waitingBytes -= 1;
    if (this.#at === first.length) {
      this.#waiting.shift();
      this.#at = 0;
    }
    return byte;
  }

  #tellCrowded(): void {
    const crowded = this.#waitingBytes > crowdedBytes;
    if (crowded === this.#crowded) return;
    this.#crowded = crowded;
    this.#ends.crowded(crowded);
  }
}
