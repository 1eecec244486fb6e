/** The X report on the screen: what stands in the open batch and what is owed (requirement G7). */
import type { XFigures } from '../../storage/entries/report.ts';
import { signedAmount } from '../rules/cash.ts';
import { amountWords } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import { type Block, fitBlocks, keys, must, pairCells, title, turned } from './page.ts';

export interface XReportView {
  readonly at: 'xReport';
  readonly state: string;
  readonly figures: XFigures | null;
  readonly printed: boolean;
  /** A key goes over to the settlement. */
  readonly settles: boolean;
  /** A batch that is nearly full, what is odd about the shift (requirement G1). */
  readonly alerts: readonly Words[];
  /** Turned so often, where it is read in pieces. */
  readonly page: number;
}

/** What is odd comes first. */
export function xReportPage(view: XReportView, columns: number, room: number): readonly Block[] {
  const { alerts, figures, printed, page, settles } = view;
  const name = title({ zh: '当前统计', en: 'X REPORT' });
  if (figures === null) return [name];
  const odd = must(...alerts.map(({ zh, en }) => ({ zh: `! ${zh}`, en })));
  const all = [...fitBlocks(odd, columns, room - 1), ...figureLines(figures, columns)];
  const { lines, mark } = turned(all, page, room - 1);
  const offered = settles
    ? {
        zh: `${printed ? '√ 已列入' : '确认=打印'} 8=结算`,
        en: `${printed ? 'TO BE PRINTED' : 'ENTER print'}  8 settle`,
      }
    : printed
      ? { zh: '√ 已列入打印', en: 'TO BE PRINTED' }
      : { zh: mark === null ? '确认=打印 其他键=返回' : '确认=打印', en: 'ENTER print' };
  const print: Words = mark === null ? offered : { ...offered, zh: `${offered.zh} ${mark}` };
  return [
    ...(mark === null ? [{ rank: 4, text: pairCells('当前统计 X REPORT', figures.batch, columns) }] : [name]),
    ...must(...lines),
    keys(print),
  ];
}

function figureLines(figures: NonNullable<XReportView['figures']>, columns: number): readonly string[] {
  const { totals, owed, withoutPaper, cash } = figures;
  const row = (label: string, count: number, minor: number) =>
    pairCells(label, `${count}  ${amountWords(minor, totals.currency)}`, columns);
  return [
    row('消费 SALE', totals.saleCount, totals.saleMinor),
    row('撤销 VOID', totals.voidCount, totals.voidMinor),
    row('退货 REFUND', totals.refundCount, totals.refundMinor),
    ...(cash === undefined
      ? []
      : [
          row('现金 CASH', cash.saleCount, cash.saleMinor),
          row('退现金 CASH BACK', cash.backCount, cash.backMinor),
          pairCells('钱箱应有 DRAWER', signedAmount(cash.drawerMinor, totals.currency), columns),
        ]),
    ...(withoutPaper.count === 0 ? [] : [row('其中无纸 WITHOUT PAPER', withoutPaper.count, withoutPaper.amountMinor)]),
    pairCells('欠 票/退/冲/未知 OWED', `${owed.receipts}/${owed.refunds}/${owed.reversals}/${owed.outcomes}`, columns),
  ];
}
