/** Amounts on paper. */
import { amountWords } from '../rules/money-words.ts';

/** `￥1,280.00` from minor units (negative allowed): the sign is U+FFE5, never U+00A5 (museum: node-escpos-332). */
export function paperAmount(amountMinor: number, currency: string): string {
  const [whole = '', fraction] = amountWords(Math.abs(amountMinor), currency).split('.');
  const grouped = whole.replace(/\d(?=(?:\d{3})+$)/g, '$&,');
  return `${amountMinor < 0 ? '-' : ''}${fraction === undefined ? grouped : `${grouped}.${fraction}`}`;
}
