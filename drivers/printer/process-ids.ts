/**
 * Process IDs (facts/printer §1.5): four characters 32…126, so 95⁴ numbers. A slip owns PROCESS_IDS_PER_JOB of them, ascending
 * with the slip's number; they return after some 159 000 slips, long after any printer has forgotten the old ones.
 *
 * The last three places of a slip are fixed, so that a later life of the terminal reads an answer rightly even if it would cut
 * the slip into other segments than the life that sent it.
 */
import { PROCESS_IDS_PER_JOB } from './printer.ts';

const SYMBOLS = 95;
const FIRST_SYMBOL = 32;
const ALL = SYMBOLS ** 4;
/** Numbers that no slip uses: fences, probes, drawer pulses. */
const FENCES = 65_536;
const SLIPS = Math.floor((ALL - FENCES) / PROCESS_IDS_PER_JOB);

/** The segment before the last inked line: once it is proven, only that line and the cut are open. */
export const SLOT_BEFORE_LAST_INK = PROCESS_IDS_PER_JOB - 3;
/** The last inked line: once it is proven, the slip is complete. */
export const SLOT_LAST_INK = PROCESS_IDS_PER_JOB - 2;
/** The cut. */
export const SLOT_CUT = PROCESS_IDS_PER_JOB - 1;

/** @returns the ID of a place (0 … PROCESS_IDS_PER_JOB - 1) in a slip. */
export function slipId(slip: number, slot: number): string {
  return symbols((slip % SLIPS) * PROCESS_IDS_PER_JOB + slot);
}

/** @returns the `n`th ID that belongs to no slip. */
export function fenceId(n: number): string {
  return symbols(ALL - FENCES + (n % FENCES));
}

/** @returns the place that `id` has in `slip`, null when it belongs elsewhere. */
export function slotOf(id: string, slip: number): number | null {
  const slot = numberOf(id) - (slip % SLIPS) * PROCESS_IDS_PER_JOB;
  return slot >= 0 && slot < PROCESS_IDS_PER_JOB ? slot : null;
}

function symbols(n: number): string {
  let text = '';
  for (let rest = n, place = 0; place < 4; place += 1, rest = Math.floor(rest / SYMBOLS)) {
    text = String.fromCharCode(FIRST_SYMBOL + (rest % SYMBOLS)) + text;
  }
  return text;
}

function numberOf(id: string): number {
  let n = 0;
  for (const symbol of id) n = n * SYMBOLS + (symbol.charCodeAt(0) - FIRST_SYMBOL);
  return n;
}
