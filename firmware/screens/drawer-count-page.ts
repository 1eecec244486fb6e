/** The page on which the drawer is counted: blind first, then what should have been there. */
import { readAmount } from '../rules/amount-entry.ts';
import { signedAmount } from '../rules/cash.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, keys, pairCells } from './page.ts';

export interface DrawerCountView {
  readonly at: 'drawerCount';
  readonly state: string;
  readonly currency: string;
  readonly typed: string;
  readonly expectedMinor: number;
  readonly countedMinor: number;
  readonly differenceMinor: number;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

export function drawerCountPage(view: DrawerCountView, columns: number): readonly Block[] {
  const { state, currency, typed, expectedMinor, countedMinor, differenceMinor, notice } = view;
  const money = (minor: number) => signedAmount(minor, currency);
  const line = typed === '' ? '' : amountWords(readAmount(typed, currencyExponent(currency)), currency);
  const said = noticeBlocks(notice);
  switch (state) {
    case 'differing':
      return [
        { rank: 0, text: pairCells('应有 EXPECTED', money(expectedMinor), columns) },
        { rank: 0, text: pairCells('实点 COUNTED', money(countedMinor), columns) },
        { rank: 0, text: pairCells('! 差异 DIFFERENCE', money(differenceMinor), columns) },
        keys({ zh: '更正=重点 确认=属实,报主管', en: 'BACKSPACE: AGAIN  ENTER: IT IS SO' }),
      ];
    case 'removing':
    case 'recording':
      return [
        { rank: 1, text: pairCells('实点 COUNTED', money(countedMinor), columns) },
        { rank: 0, text: pairCells('取出存放 TO THE SAFE', line, columns) },
        ...said,
        keys({ zh: '直接确认=不取出', en: 'ENTER: NOTHING' }),
      ];
    default:
      return [
        { rank: 1, words: { zh: '请点钱箱全部现金', en: 'COUNT ALL CASH IN THE DRAWER' } },
        { rank: 0, text: pairCells('实点 COUNTED', line, columns) },
        ...said,
        keys({ zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' }),
      ];
  }
}
