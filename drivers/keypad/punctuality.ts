/**
 * Whether this process reads reports when they come: a timer of its own would be late as well. It goes on between the keys of one who types, since a process
 * that was busy before a press reads this press, its release and the next one behind one another, as a contact would bounce.
 */
import type { Cancel, Clock } from '../link/link.ts';

const TICK_MS = 20;
/** A finger leaves a key for 40 ms at the least: what is read less late than this cannot be followed at once by the next press. */
const LATE_MS = 32;
/** Who types comes back to the pad within this many; a key that hangs needs no watching. */
const MOST_TICKS = 40;

export class Punctuality {
  readonly #clock: Clock;
  #tickedMs: number | null = null;
  /** The last tick itself came late: reports that waited meanwhile are read behind it. */
  #wasLate = false;
  #left = 0;
  #cancel: Cancel | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key has gone down or was let go. */
  watch(): void {
    this.#left = MOST_TICKS;
    if (this.#tickedMs === null) this.#tick();
  }

  /** False where nobody watches any more. */
  get isLate(): boolean {
    return this.#tickedMs !== null && (this.#wasLate || this.#clock.nowMs() - this.#tickedMs > LATE_MS);
  }

  rest(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#tickedMs = null;
    this.#wasLate = false;
  }

  #tick(): void {
    if (this.#left === 0) {
      this.rest();
      return;
    }
    this.#left -= 1;
    const nowMs = this.#clock.nowMs();
    this.#wasLate = this.#tickedMs !== null && nowMs - this.#tickedMs > LATE_MS;
    this.#tickedMs = nowMs;
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
  }
}
