/** Slips of the finger: large amounts are typed twice, unusual ones are asked about (requirements A17, A18). */
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { refuse, type Words } from './verdict.ts';

/** Fewer sales tell nothing about what is usual. */
const FEWEST_SALES = 10;
/** So many of the newest sales are looked at. */
export const SALES_LOOKED_AT = 50;

/** The median of the newest sales, in minor units; null while there are too few of them. */
export function usualMinor(sales: readonly number[]): number | null {
  if (sales.length < FEWEST_SALES) return null;
  const sorted = [...sales].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

export function isTypedTwice(amountMinor: number, { amounts }: Policy): boolean {
  return amountMinor >= amounts.typedTwiceFromMinor;
}

/** What to ask about an amount far above the usual; null for one that nobody wonders about. */
export function unusual(
  amountMinor: number,
  currency: string,
  usual: number | null,
  { amounts }: Policy,
): Words | null {
  const { timesUsual, unusualFromMinor } = amounts;
  if (usual === null || amountMinor < unusualFromMinor || amountMinor < usual * timesUsual) return null;
  const median = amountWords(usual, currency);
  return {
    zh: `! 比平常(${median})大 ${timesUsual} 倍以上,对吗?`,
    en: `MORE THAN ${timesUsual} TIMES THE USUAL ${median}: RIGHT?`,
  };
}

export function refuseDifferent(first: number, second: number, currency: string) {
  return refuse(
    'amount-differs',
    { first, second },
    {
      zh: `两次金额不同: ${amountWords(first, currency)} / ${amountWords(second, currency)}`,
      en: `Not the same twice: ${amountWords(first, currency)} and ${amountWords(second, currency)}`,
    },
    { zh: '请看清金额,重新输入', en: 'Look at the amount and type it again' },
  );
}
