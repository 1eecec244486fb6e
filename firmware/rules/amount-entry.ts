/**
 * How keys become an amount (requirements A17, A18). Without a point the digits shift in from the right, as on every bank
 * terminal (1250 → 12.50); with a point they are read as written (12.5 → 12.50).
 */
import { type MinorUnits, minorUnits } from '../../storage/facts.ts';

/** Twelve digits are what DE 4 carries; nine are what a shop can mean. */
const MAX_DIGITS = 9;

/** The typed text after one more key; a key that makes no sense leaves it as it is. `exponent`: decimals of the currency. */
export function typeAmount(typed: string, key: string, exponent: number): string {
  if (key === 'correct') return typed.slice(0, -1);
  if (key === '.') return exponent === 0 || typed.includes('.') ? typed : `${typed === '' ? '0' : typed}.`;
  if (!/^\d{1,2}$/.test(key)) return typed;
  const point = typed.indexOf('.');
  if (point >= 0 && typed.length - point - 1 + key.length > exponent) return typed;
  const next = point < 0 ? (typed + key).replace(/^0+(?=\d)/, '') : typed + key;
  return next.replace('.', '').length > MAX_DIGITS ? typed : next;
}

/** What the typed text amounts to, in minor units; nothing typed is zero. */
export function readAmount(typed: string, exponent: number): MinorUnits {
  if (typed === '') return minorUnits(0);
  const [whole = '0', fraction] = typed.split('.');
  if (fraction === undefined) return minorUnits(Number(whole));
  return minorUnits(Number(whole + fraction.padEnd(exponent, '0')));
}
