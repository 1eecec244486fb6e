/** When a slip was written, as a person types it from the paper: four digits are a time, eight a date and a time (requirement D5). */
import { DAY_MS, dateOf, dayOf, MINUTE_MS } from './calendar.ts';

/**
 * @param typed `HHMM`, or `DDHHMM` with the day of the month; empty: now
 * @returns epoch milliseconds of the latest such instant that is not after `nowMs`; null where the digits are no time
 */
export function readWrittenTime(typed: string, nowMs: number, utcOffsetMinutes: number): number | null {
  if (typed === '') return nowMs;
  if (!/^(\d{4}|\d{6})$/.test(typed)) return null;
  const hour = Number(typed.slice(-4, -2));
  const minute = Number(typed.slice(-2));
  if (hour > 23 || minute > 59) return null;
  const inDayMs = (hour * 60 + minute) * MINUTE_MS;
  const day = typed.length === 6 ? Number(typed.slice(0, 2)) : null;
  const today = dayOf(nowMs, utcOffsetMinutes);
  for (let back = 0; back <= LONGEST_AGO_DAYS; back++) {
    const atMs = (today - back) * DAY_MS + inDayMs - utcOffsetMinutes * MINUTE_MS;
    if (atMs <= nowMs && (day === null || dateOf(today - back).day === day)) return atMs;
  }
  return null;
}

/** A day of the month comes again within so many days. */
const LONGEST_AGO_DAYS = 62;
