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
