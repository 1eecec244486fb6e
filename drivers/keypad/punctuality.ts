/** Whether this process reads reports when they come: a timer of its own, set while a key is down, would be late as well. */
import type { Cancel, Clock } from '../link/link.ts';

const TICK_MS = 20;
/** A finger leaves a key for 40 ms at the least: what is read less late than this cannot be followed at once by the next press. */
const LATE_MS = 32;
/** A finger stays for a fifth of a second; a key that hangs needs no watching. */
const MOST_TICKS = 10;

export class Punctuality {
  readonly #clock: Clock;
  #tickedMs: number | null = null;
  #left = 0;
  #cancel: Cancel | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key has gone down. */
  watch(): void {
    this.rest();
    this.#left = MOST_TICKS;
    this.#tick();
  }

  /** False where nobody watches any more. */
  get isLate(): boolean {
    return this.#tickedMs !== null && this.#clock.nowMs() - this.#tickedMs > LATE_MS;
  }

  rest(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#tickedMs = null;
  }

  #tick(): void {
    if (this.#left === 0) {
      this.rest();
      return;
    }
    this.#left -= 1;
    this.#tickedMs = this.#clock.nowMs();
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
  }
}
