/** A serial line carries a tenth of its speed in bytes a second, whatever a pseudo-terminal would take at once. */
import type { Clock } from './clock.ts';

/** Bytes are handed on in steps of at least this, so that 115200 baud does not mean 11520 timers a second. */
const stepMs = 4;
/** One byte, less what sums of fractions lose. */
const wholeByte = 1 - 1e-9;

export class LinePace {
  readonly #clock: Clock;
  readonly #out: (bytes: Uint8Array) => void;
  #bytesPerMs: number;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #lastMs = 0;
  #credit = 0;
  #cancel: (() => void) | null = null;

  /** `baud` 0: no pace. */
  constructor(clock: Clock, baud: number, out: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#out = out;
    this.#bytesPerMs = baud === 0 ? Number.POSITIVE_INFINITY : baud / 10_000;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#bytesPerMs === Number.POSITIVE_INFINITY) {
      this.#out(bytes);
      return;
    }
    if (this.#queuedBytes === 0) {
      this.#lastMs = this.#clock.nowMs();
      this.#credit = 0;
    }
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    this.#schedule();
  }

  reset(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #schedule(): void {
    if (this.#cancel !== null || this.#queuedBytes === 0) return;
    const waitMs = Math.max(stepMs, (1 - this.#credit) / this.#bytesPerMs);
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#cancel = null;
      this.#step();
    });
  }

  #step(): void {
    const nowMs = this.#clock.nowMs();
    this.#credit += (nowMs - this.#lastMs) * this.#bytesPerMs;
    this.#lastMs = nowMs;
    const due: Uint8Array[] = [];
    for (let head = this.#queue[0]; head !== undefined && this.#credit >= wholeByte; head = this.#queue[0]) {
      const count = Math.min(head.length, Math.floor(this.#credit + 1 - wholeByte));
      due.push(head.subarray(0, count));
      this.#credit -= count;
      this.#queuedBytes -= count;
      if (count === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(count);
    }
    this.#schedule();
    if (due.length > 0) this.#out(Buffer.concat(due));
  }
}
