/** Epoch milliseconds to what a clock on the wall shows, without a clock. */
import { DAY_MS, dateOf, dateWords, dayOf, daysBefore, MINUTE_MS } from '../rules/calendar.ts';
import type { Moment } from './slip-facts.ts';

export interface CivilTime {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The civil time at `moment`. */
export function civilTime({ atMs, utcOffsetMinutes }: Moment): CivilTime {
  const day = dayOf(atMs, utcOffsetMinutes);
  const second = Math.floor((atMs + utcOffsetMinutes * MINUTE_MS - day * DAY_MS) / 1000);
  return {
    ...dateOf(day),
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-21 13:45:07` */
export function dateAndTime(moment: Moment): string {
  const t = civilTime(moment);
  return `${dateWords(dayOf(moment.atMs, moment.utcOffsetMinutes))} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/** `1121054507`: MMDDhhmmss in UTC, as DE 7 of ISO 8583 has it (facts/acquirer §1.8). */
export function transmissionTime(atMs: number): string {
  const t = civilTime({ atMs, utcOffsetMinutes: 0 });
  return [t.month, t.day, t.hour, t.minute, t.second].map(two).join('');
}

/** `2026-11-21 13:45`, for what is promised rather than measured. */
export function dateAndMinute(moment: Moment): string {
  return dateAndTime(moment).slice(0, -3);
}

/** Epoch milliseconds of a civil time read as UTC; the inverse of `civilTime` at offset 0. Null where the calendar has no such time. */
export function epochMsOf({ year, month, day, hour, minute, second }: CivilTime): number | null {
  const atMs = daysBefore(year, month, day) * DAY_MS + (hour * 3600 + minute * 60 + second) * 1000;
  const back = civilTime({ atMs, utcOffsetMinutes: 0 });
  const same =
    back.year === year &&
    back.month === month &&
    back.day === day &&
    back.hour === hour &&
    back.minute === minute &&
    back.second === second;
  return same ? atMs : null;
}
