/** The page of what is offered in the place of paper (requirement D13). */
import type { AlternativeKind } from '../../storage/entries/alternatives.ts';
import { ALTERNATIVES, alternativeName } from '../rules/alternatives.ts';
import { readAmount } from '../rules/amount-entry.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, choiceLine, must, pairCells, ranked, title } from './page.ts';

export interface AlternativeView {
  readonly at: 'alternative';
  readonly state: string;
  readonly kind: AlternativeKind;
  readonly typed: string;
  readonly costMinor: number;
  readonly limitMinor: number;
  readonly number: number | null;
  readonly currency: string;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

export function alternativePage(view: AlternativeView, columns: number): readonly Block[] {
  const { kind, typed, costMinor, limitMinor, number, currency, notice } = view;
  const worth = (minor: number): string => pairCells('金额 WORTH', amountWords(minor, currency), columns);
  switch (view.state) {
    case 'choosing':
      return [
        title({ zh: '暂无小票的补偿', en: 'IN PLACE OF PAPER' }, 3, '无纸补偿'),
        ...must(...Object.values(ALTERNATIVES).map(({ zh, en }, i) => choiceLine(`${i + 1} ${zh}`, en, columns))),
        ...ranked(2, { zh: '取消=返回', en: 'ESC back' }),
        ...noticeBlocks(notice),
      ];
    case 'enteringAmount':
      return [
        title(ALTERNATIVES.coupon),
        ...must(worth(typed === '' ? limitMinor : readAmount(typed, currencyExponent(currency))), {
          zh: '确认=给券 取消=返回',
          en: 'ENTER give it  ESC back',
        }),
        ...noticeBlocks(notice),
      ];
    default:
      return [
        title(ALTERNATIVES[kind]),
        ...must(number === null ? null : pairCells('√ 号码 NUMBER', alternativeName(kind, number), columns)),
        ...ranked(1, costMinor === 0 ? null : worth(costMinor)),
        ...must({ zh: '请把号码告诉顾客,有纸后补打', en: 'TELL THE NUMBER, SLIP LATER' }),
        ...noticeBlocks(notice),
      ];
  }
}
