/** An amount that is looked at twice, on the page of a sale or a refund. */
import { readAmount } from '../rules/amount-entry.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import { type Block, pairCells } from './page.ts';

export interface AmountCheckView {
  readonly state: string;
  readonly typed: string;
  /** Asked about an unusual amount. */
  readonly question: Words | null;
}

export function amountCheckBlocks(check: AmountCheckView, currency: string, columns: number): readonly Block[] {
  if (check.state === 'repeating') {
    const typed = amountWords(readAmount(check.typed, currencyExponent(currency)), currency);
    return [
      { rank: 0, words: { zh: '大额,请再输一次金额', en: 'LARGE: TYPE IT ONCE MORE' } },
      { rank: 0, text: pairCells('再输一次 AGAIN', typed, columns) },
    ];
  }
  return [
    ...(check.question === null ? [] : [{ rank: 0, words: check.question } satisfies Block]),
    { rank: 0, words: { zh: '确认=金额正确 取消=重输', en: 'ENTER: RIGHT  ESC: AGAIN' } },
  ];
}
