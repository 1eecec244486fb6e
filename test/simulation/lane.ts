/**
 * One direction of a cable: what goes in comes out later, in order, in pieces of any size. What has not come out yet can be held back
 * (flow control) or lost (the cable, the power).
 */
import type { Cancel, Clock } from '../../drivers/link/link.ts';
import type { Chance } from './chance.ts';

export interface Weather {
  readonly clock: Clock;
  readonly chance: Chance;
  /** Milliseconds under way, least and most. */
  readonly latencyMs: readonly [number, number];
  /** How often a write arrives in pieces. */
  readonly tearing: number;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly done: (() => void) | null;
  cancel: Cancel | null;
}

export class Lane {
  readonly #weather: Weather;
  readonly #arrive: (bytes: Uint8Array) => void;
  #pieces: Piece[] = [];
  #lastMs = 0;
  #held = false;
  #waitingBytes = 0;

  constructor(weather: Weather, arrive: (bytes: Uint8Array) => void) {
    this.#weather = weather;
    this.#arrive = arrive;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  push(bytes: Uint8Array): void {
    const { chance, tearing } = this.#weather;
    const copy = Uint8Array.from(bytes);
    this.#waitingBytes += copy.length;
    let from = 0;
    while (copy.length - from > 1 && chance.happens(tearing)) {
      const to = from + chance.whole(1, copy.length - from - 1);
      this.#send({ bytes: copy.subarray(from, to), done: null, cancel: null });
      from = to;
    }
    this.#send({ bytes: copy.subarray(from), done: null, cancel: null });
  }

  /** Behind everything that is under way. */
  afterwards(done: () => void): void {
    this.#send({ bytes: new Uint8Array(0), done, cancel: null });
  }

  hold(on: boolean): void {
    if (this.#held === on) return;
    this.#held = on;
    for (const piece of this.#pieces) {
      if (on) piece.cancel?.();
      else this.#schedule(piece);
    }
  }

  /** Loses what is under way but for the first `pieces` pieces of it. */
  lose(pieces = 0): void {
    for (const piece of this.#pieces.splice(pieces)) {
      piece.cancel?.();
      this.#waitingBytes -= piece.bytes.length;
    }
  }

  #send(piece: Piece): void {
    this.#pieces.push(piece);
    if (!this.#held) this.#schedule(piece);
  }

  #schedule(piece: Piece): void {
    const { clock, chance, latencyMs } = this.#weather;
    const [least, most] = latencyMs;
    this.#lastMs = Math.max(this.#lastMs, clock.nowMs() + least + chance.real() * (most - least));
    piece.cancel = clock.after(this.#lastMs - clock.nowMs(), () => this.#out(piece));
  }

  #out(piece: Piece): void {
    this.#pieces.splice(this.#pieces.indexOf(piece), 1);
    this.#waitingBytes -= piece.bytes.length;
    if (piece.done === null) this.#arrive(piece.bytes);
    else piece.done();
  }
}
