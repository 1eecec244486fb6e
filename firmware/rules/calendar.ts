/** Days of the Gregorian calendar, without a clock. After Howard Hinnant, "chrono-compatible low-level date algorithms". */

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
const DAYS_IN_ERA = 146_097;
/** 0000-03-01 to 1970-01-01. Years are counted from March, so that the leap day is a year's last day. */
const DAYS_BEFORE_EPOCH = 719_468;

/** Days from 1970-01-01 to that date; months from 1. */
export function daysBefore(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_IN_ERA + yearOfEra * 365 + leapDays + dayOfYear - DAYS_BEFORE_EPOCH;
}

/** The day on the wall, counted from 1970-01-01. @param atMs epoch milliseconds */
export function dayOf(atMs: number, utcOffsetMinutes: number): number {
  return Math.floor((atMs + utcOffsetMinutes * MINUTE_MS) / DAY_MS);
}

/** A day counted from 1970-01-01 as the calendar names it; months and days from 1. */
export function dateOf(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = day + DAYS_BEFORE_EPOCH;
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
  };
}

/** `2026-11-21`, of a day counted from 1970-01-01. */
export function dateWords(counted: number): string {
  const { year, month, day } = dateOf(counted);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}
