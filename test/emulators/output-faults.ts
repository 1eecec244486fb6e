/**
 * What can go wrong between any device and its host, for all models alike: the device goes awol, its answers come late,
 * in single bytes, or after garbage. Stands between the model and the wire; order is always kept.
 */
import type { Clock } from './clock.ts';
import type { Verb } from './control.ts';
import { bytesOf, flagOf, numberOf } from './verb-arguments.ts';

/** Long enough that the host's reads cannot merge two bytes, short enough for a report of 856 bytes. */
const splitGapMs = 2;

export class OutputFaults {
  readonly #clock: Clock;
  readonly #out: (bytes: Uint8Array) => void;
  #awol = false;
  #split = false;
  #lateMs = 0;
  #lateCount = 0;
  #readyAtMs = 0;
  #waiting: { bytes: Uint8Array; atMs: number }[] = [];
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, out: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#out = out;
  }

  /** True while the device neither hears nor answers, though it is still plugged in. */
  get isAwol(): boolean {
    return this.#awol;
  }

  /** One answer, packet or report of the device. */
  send(bytes: Uint8Array): void {
    if (this.#awol || bytes.length === 0) return;
    const delayMs = this.#lateCount > 0 ? this.#lateMs : 0;
    if (this.#lateCount > 0) this.#lateCount--;
    let atMs = Math.max(this.#clock.nowMs() + delayMs, this.#readyAtMs);
    const pieces = this.#split ? Array.from(bytes, (byte) => Uint8Array.of(byte)) : [bytes];
    for (const piece of pieces) {
      this.#waiting.push({ bytes: piece, atMs });
      this.#readyAtMs = atMs;
      if (this.#split) atMs += splitGapMs;
    }
    this.#pump();
  }

  /** Forgets what has not left yet: power or cable is gone. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = [];
    this.#readyAtMs = 0;
  }

  /** The verbs that every emulator has. */
  verbs(): Record<string, Verb> {
    return {
      awol: (args) => {
        this.#awol = flagOf(args, 'on', true);
        if (this.#awol) this.reset();
      },
      split: (args) => {
        this.#split = flagOf(args, 'on', true);
      },
      garbage: (args) => this.send(bytesOf(args, 'hex', 'FF 00 55 AA 7E')),
      late: (args) => {
        this.#lateMs = numberOf(args, 'ms');
        this.#lateCount = numberOf(args, 'count', 1);
      },
    };
  }

  #pump(): void {
    if (this.#cancel !== null) return;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const waitMs = head.atMs - this.#clock.nowMs();
      if (waitMs > 0) {
        this.#cancel = this.#clock.after(waitMs, () => {
          this.#cancel = null;
          this.#pump();
        });
        return;
      }
      this.#waiting.shift();
      this.#out(head.bytes);
    }
  }
}
