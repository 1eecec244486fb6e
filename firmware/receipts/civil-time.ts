/** Epoch milliseconds to what a clock on the wall shows, without a clock: pure arithmetic on the proleptic Gregorian calendar. */
import type { Moment } from './slip-facts.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 0000-03-01 to 1970-01-01. Years are counted from March, so that the leap day is a year's last day. */
const DAYS_BEFORE_EPOCH = 719_468;
const DAYS_IN_ERA = 146_097;

export interface CivilTime {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The civil time at `moment`; after Howard Hinnant, "chrono-compatible low-level date algorithms". */
export function civilTime(moment: Moment): CivilTime {
  const localMs = moment.atMs + moment.utcOffsetMinutes * MINUTE_MS;
  const days = Math.floor(localMs / DAY_MS);
  const second = Math.floor((localMs - days * DAY_MS) / 1000);
  const shifted = days + DAYS_BEFORE_EPOCH;
  const era = Math.floor(shifted / DAYS_IN_ERA);
  const dayOfEra = shifted - era * DAYS_IN_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-21 13:45:07` */
export function dateAndTime(moment: Moment): string {
  const t = civilTime(moment);
  const date = `${String(t.year).padStart(4, '0')}-${two(t.month)}-${two(t.day)}`;
  return `${date} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
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
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * DAYS_IN_ERA + dayOfEra - DAYS_BEFORE_EPOCH;
  const atMs = days * DAY_MS + (hour * 3600 + minute * 60 + second) * 1000;
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
