/** The X report on the screen: what stands in the open batch and what is owed (requirement G7). */
import { signedAmount } from '../rules/cash.ts';
import { amountWords } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import { type Block, bothLanguages, fitBlocks, pairCells } from './page.ts';

export interface XReportView {
  readonly at: 'xReport';
  readonly state: string;
  readonly figures: {
    readonly batch: string;
    readonly totals: {
      readonly currency: string;
      readonly saleCount: number;
      readonly saleMinor: number;
      readonly voidCount: number;
      readonly voidMinor: number;
      readonly refundCount: number;
      readonly refundMinor: number;
    };
    readonly owed: {
      readonly receipts: number;
      readonly refunds: number;
      readonly reversals: number;
      readonly outcomes: number;
    };
    readonly cash?: {
      readonly saleCount: number;
      readonly saleMinor: number;
      readonly backCount: number;
      readonly backMinor: number;
      readonly drawerMinor: number;
    };
    readonly withoutPaper: { readonly count: number; readonly amountMinor: number };
  } | null;
  readonly printed: boolean;
  /** What is odd about the shift (requirement G1). */
  readonly alerts: readonly Words[];
}

/** On a small screen what was sold, what the drawer holds, what is owed, what is odd; all of it on paper. */
export function xReportPage(
  { alerts, figures, printed }: XReportView,
  columns: number,
  room: number,
): readonly string[] {
  if (figures === null) return bothLanguages({ zh: '当前统计', en: 'X REPORT' }, columns);
  const { totals, owed, withoutPaper, cash } = figures;
  const text = (rank: number, left: string, right: string): Block => ({ rank, text: pairCells(left, right, columns) });
  const row = (rank: number, label: string, count: number, minor: number) =>
    text(rank, label, `${count}  ${amountWords(minor, totals.currency)}`);
  const blocks: readonly Block[] = [
    text(4, '当前统计 X REPORT', figures.batch),
    row(1, '消费 SALE', totals.saleCount, totals.saleMinor),
    row(3, '撤销 VOID', totals.voidCount, totals.voidMinor),
    row(2, '退货 REFUND', totals.refundCount, totals.refundMinor),
    ...(cash === undefined
      ? []
      : [
          row(3, '现金 CASH', cash.saleCount, cash.saleMinor),
          row(3, '退现金 CASH BACK', cash.backCount, cash.backMinor),
          text(1, '钱箱应有 DRAWER', signedAmount(cash.drawerMinor, totals.currency)),
        ]),
    ...(withoutPaper.count === 0
      ? []
      : [row(2, '其中无纸 WITHOUT PAPER', withoutPaper.count, withoutPaper.amountMinor)]),
    text(1, '欠 票/退/冲/未知 OWED', `${owed.receipts}/${owed.refunds}/${owed.reversals}/${owed.outcomes}`),
    ...alerts.map(({ zh, en }): Block => ({ rank: 1, words: { zh: `! ${zh}`, en } })),
    {
      rank: 0,
      words: printed ? { zh: '√ 已列入打印', en: 'TO BE PRINTED' } : { zh: '确认=打印 其他键=返回', en: 'ENTER print' },
    },
  ];
  return fitBlocks(blocks, columns, room);
}
