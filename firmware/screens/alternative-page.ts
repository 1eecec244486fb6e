/** The page of what is offered in the place of paper (requirement D13). */
import type { AlternativeKind } from '../../storage/entries/alternatives.ts';
import { ALTERNATIVES, alternativeName } from '../rules/alternatives.ts';
import { readAmount } from '../rules/amount-entry.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { bothLanguages, pairCells } from './page.ts';

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

export function alternativePage(view: AlternativeView, columns: number): readonly string[] {
  const { kind, typed, costMinor, limitMinor, number, currency, notice } = view;
  const say = (...parts: readonly Words[]) => parts.flatMap((part) => bothLanguages(part, columns));
  const noticed =
    notice === null
      ? []
      : say({ zh: `× ${notice.why.zh}`, en: notice.why.en }, { zh: `→ ${notice.remedy.zh}`, en: notice.remedy.en });
  const title = say({ zh: '暂无小票的补偿', en: 'IN PLACE OF PAPER' });
  switch (view.state) {
    case 'choosing':
      return [
        ...title,
        ...Object.values(ALTERNATIVES).map(({ zh, en }, i) => pairCells(`${i + 1} ${zh}`, en, columns)),
        ...say({ zh: '取消=返回', en: 'ESC back' }),
        ...noticed,
      ];
    case 'enteringAmount':
      return [
        ...say(ALTERNATIVES.coupon),
        pairCells(
          '金额 WORTH',
          amountWords(typed === '' ? limitMinor : readAmount(typed, currencyExponent(currency)), currency),
          columns,
        ),
        ...say({ zh: '确认=给券 取消=返回', en: 'ENTER give it  ESC back' }),
        ...noticed,
      ];
    default:
      return [
        ...say(ALTERNATIVES[kind]),
        ...(number === null ? [] : [pairCells('√ 号码 NUMBER', alternativeName(kind, number), columns)]),
        ...(costMinor === 0 ? [] : [pairCells('金额 WORTH', amountWords(costMinor, currency), columns)]),
        ...say({ zh: '请把号码告诉顾客,有纸后补打', en: 'TELL THE NUMBER, SLIP LATER' }),
        ...noticed,
      ];
  }
}
