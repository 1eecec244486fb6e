/**
 * What a line of digits may name (requirement A2): a slip, a reference, a trace number, an amount, the end of a card number, a minute.
 * There is no mode to choose: every reading that makes sense is tried, the certain ones first.
 */
import type { FoundBy } from '../../storage/entries/look-up.ts';
import { readAmount } from './amount-entry.ts';
import { DAY_MS, dateOf, dayOf, daysBefore, MINUTE_MS } from './calendar.ts';

export type SearchTerm =
  | { readonly by: 'rrn'; readonly rrn: string }
  | { readonly by: 'slip'; readonly slip: number }
  | { readonly by: 'trace'; readonly stan: string }
  | { readonly by: 'amount'; readonly amountMinor: number }
  | { readonly by: 'last-four'; readonly lastFour: string }
  /** A minute of the year on the clock of the shop; `month` counts from 1. */
  | {
      readonly by: 'time';
      readonly month: number;
      readonly day: number;
      readonly hour: number;
      readonly minute: number;
    };

/** These name one transaction; what they find is opened without asking. */
const CERTAIN: ReadonlySet<FoundBy> = new Set(['rrn', 'slip', 'scan', 'trace']);

export function isCertain(by: FoundBy): boolean {
  return CERTAIN.has(by);
}

/** One or two digits are too short for an amount that anybody looks for. */
const SHORTEST_AMOUNT = 3;
const LONGEST_AMOUNT = 9;

/** The readings of `typed`, the certain ones first. With a point it is an amount. `exponent`: decimals of the shop's currency. */
export function searchTerms(typed: string, exponent: number): readonly SearchTerm[] {
  if (typed.includes('.'))
    return typed.length > LONGEST_AMOUNT + 1 ? [] : [{ by: 'amount', amountMinor: readAmount(typed, exponent) }];
  if (!/^\d{1,12}$/.test(typed)) return [];
  if (typed.length === 12) return [{ by: 'rrn', rrn: typed }];
  const terms: SearchTerm[] = [{ by: 'slip', slip: Number(typed) }];
  if (typed.length <= 6 && Number(typed) > 0) terms.push({ by: 'trace', stan: typed.padStart(6, '0') });
  if (typed.length === 4) terms.push({ by: 'last-four', lastFour: typed });
  const time = typed.length === 8 ? timeOf(typed) : null;
  if (time !== null) terms.push(time);
  if (typed.length >= SHORTEST_AMOUNT && typed.length <= LONGEST_AMOUNT && Number(typed) > 0)
    terms.push({ by: 'amount', amountMinor: readAmount(typed, exponent) });
  return terms;
}

/** `11211345`: 21 November, 13:45. */
function timeOf(typed: string): Extract<SearchTerm, { by: 'time' }> | null {
  const [month = 0, day = 0, hour = 0, minute = 0] = [0, 2, 4, 6].map((at) => Number(typed.slice(at, at + 2)));
  const makesSense = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59;
  return makesSense ? { by: 'time', month, day, hour, minute } : null;
}

/** A clock on the wall and the one in the terminal differ a little. */
const MARGIN_MS = 2 * MINUTE_MS;

/**
 * The latest past instant that such a minute can mean, with a margin on both sides.
 * @param nowMs epoch milliseconds @param utcOffsetMinutes of the shop at that time
 */
export function spanOf(
  time: Extract<SearchTerm, { by: 'time' }>,
  nowMs: number,
  utcOffsetMinutes: number,
): { readonly fromMs: number; readonly toMs: number } {
  const localNowMs = nowMs + utcOffsetMinutes * MINUTE_MS;
  const yearNow = dateOf(dayOf(nowMs, utcOffsetMinutes)).year;
  const at = (year: number) =>
    daysBefore(year, time.month, time.day) * DAY_MS + (time.hour * 60 + time.minute) * MINUTE_MS;
  const localMs = at(yearNow) > localNowMs + MARGIN_MS ? at(yearNow - 1) : at(yearNow);
  const atMs = localMs - utcOffsetMinutes * MINUTE_MS;
  return { fromMs: atMs - MARGIN_MS, toMs: atMs + MINUTE_MS + MARGIN_MS };
}
