/**
 * Worn contacts open and close again within milliseconds; no finger does (museum: ospos-3081). Pure.
 *
 * A key that acts (confirm, sale, refund …) counts once within 10 ms of its release: twice would be two acts. A digit is let through where in doubt,
 * since it stands on the screen and eating one changes the amount: only a gap that was really seen to be shorter than 6 ms is a bounce. Reports that
 * arrive in one piece, because this process was busy, tell nothing about time. Zeros always count: some pads send their 00 key as two fast zeros.
 *
 * A process that was busy reads a release late, and the next press then seems to follow at once. A contact that bounces was down for a moment
 * before or is down for a moment after; a finger stays. So a press that comes too soon behind a long one waits until it is seen to stay. Where the
 * process was busy then, too, its release is read before it is seen to stay: a digit that was down for so long by the reading is let through.
 */
import type { KeypadKey } from './keypad.ts';

const ACT_MS = 10;
const DIGIT_MS = 6;
/** Less between two reports means that they were read together. */
const TOGETHER_MS = 0.5;
/** No finger is on a key for less. */
export const STAYS_MS = 10;
const DIGITS: ReadonlySet<KeypadKey> = new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', 'correct']);
const ZEROS: ReadonlySet<KeypadKey> = new Set(['0', '00']);

/** The press of the same key before this one. */
export interface LastPress {
  /** From its release to this press, in milliseconds as they were read. */
  readonly sinceReleaseMs: number;
  /** How long it was down. */
  readonly downMs: number;
}

/** `doubtful`: a press if the key stays down for STAYS_MS, else a bounce. */
export type Contact = 'press' | 'bounce' | 'doubtful';

/** @param last null where the key was never released, or that is forgotten. */
export function judgeContact(key: KeypadKey, last: LastPress | null): Contact {
  if (last === null || ZEROS.has(key) || !isSoon(key, last.sinceReleaseMs)) return 'press';
  if (DIGITS.has(key) && last.downMs < TOGETHER_MS) return 'press';
  return last.downMs < STAYS_MS ? 'bounce' : 'doubtful';
}

/**
 * What a doubtful press was whose release has been read before it was seen to stay.
 * @param downMs from its press to its release, as they were read.
 */
export function judgeDoubt(key: KeypadKey, downMs: number): Exclude<Contact, 'doubtful'> {
  return DIGITS.has(key) && (downMs >= STAYS_MS || downMs < TOGETHER_MS) ? 'press' : 'bounce';
}

function isSoon(key: KeypadKey, sinceReleaseMs: number): boolean {
  if (DIGITS.has(key)) return sinceReleaseMs >= TOGETHER_MS && sinceReleaseMs <= DIGIT_MS;
  return sinceReleaseMs <= ACT_MS;
}

interface Release {
  readonly atMs: number;
  readonly downMs: number;
}

/**
 * When each key went down and was let go. Across a whole press of another key nothing bounces: what was let go before that press began is forgotten when
 * it ends, so that confirm, 7, confirm are three presses also where a busy process reads all their reports at once.
 */
export class Presses {
  /** One entry a key at the most, in all three. */
  readonly #down = new Map<KeypadKey, number>();
  readonly #released = new Map<KeypadKey, Release>();
  readonly #before = new Map<KeypadKey, ReadonlyMap<KeypadKey, Release>>();

  /** @returns the press of the same key before; null where it was never released, or that is forgotten. */
  pressed(key: KeypadKey, nowMs: number): LastPress | null {
    this.#before.set(key, new Map(this.#released));
    this.#down.set(key, nowMs);
    const release = this.#released.get(key);
    return release === undefined ? null : { sinceReleaseMs: nowMs - release.atMs, downMs: release.downMs };
  }

  /** @param isLate it may have come long before it was read. */
  released(key: KeypadKey, nowMs: number, isLate: boolean): void {
    for (const [other, release] of this.#before.get(key) ?? [])
      if (this.#released.get(other) === release) this.#released.delete(other);
    this.#before.delete(key);
    if (isLate && DIGITS.has(key)) this.#released.delete(key);
    else this.#released.set(key, { atMs: nowMs, downMs: nowMs - (this.#down.get(key) ?? nowMs) });
  }
}
