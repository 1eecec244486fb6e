/**
 * Worn contacts open and close again within milliseconds; no finger does (museum: ospos-3081). Pure.
 *
 * A key that acts (confirm, sale, refund …) counts once within 10 ms of its release: twice would be two acts. A digit is let through where in doubt,
 * since it stands on the screen and eating one changes the amount: only a gap that was really seen to be shorter than 6 ms is a bounce. Reports that
 * arrive in one piece, because this process was busy, tell nothing about time. Zeros always count: some pads send their 00 key as two fast zeros.
 */
import type { KeypadKey } from './keypad.ts';

const ACT_MS = 10;
const DIGIT_MS = 6;
/** Less between two reports means that they were read together. */
const TOGETHER_MS = 0.5;
const DIGITS: ReadonlySet<KeypadKey> = new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', 'correct']);
const ZEROS: ReadonlySet<KeypadKey> = new Set(['0', '00']);

/** @param sinceReleaseMs from the release of the same key to this press; null where it was never released. */
export function isBounce(key: KeypadKey, sinceReleaseMs: number | null): boolean {
  if (sinceReleaseMs === null || ZEROS.has(key)) return false;
  if (DIGITS.has(key)) return sinceReleaseMs >= TOGETHER_MS && sinceReleaseMs <= DIGIT_MS;
  return sinceReleaseMs <= ACT_MS;
}

/**
 * When each key was let go. Across a whole press of another key nothing bounces: what was let go before that press began is forgotten when
 * it ends, so that confirm, 7, confirm are three presses also where a busy process reads all their reports at once.
 */
export class Releases {
  /** One entry a key at the most, in both. */
  readonly #atMs = new Map<KeypadKey, number>();
  readonly #before = new Map<KeypadKey, ReadonlyMap<KeypadKey, number>>();

  /** @returns milliseconds since the release of the same key; null where it was never released, or that is forgotten. */
  pressed(key: KeypadKey, nowMs: number): number | null {
    this.#before.set(key, new Map(this.#atMs));
    const releasedMs = this.#atMs.get(key);
    return releasedMs === undefined ? null : nowMs - releasedMs;
  }

  released(key: KeypadKey, nowMs: number): void {
    for (const [other, releasedMs] of this.#before.get(key) ?? [])
      if (this.#atMs.get(other) === releasedMs) this.#atMs.delete(other);
    this.#before.delete(key);
    this.#atMs.set(key, nowMs);
  }
}
