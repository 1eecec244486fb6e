/** What does not agree after an outage, each named (requirement D8; design §6). Pure: counted and told against what the journal says. */
import type { OutageDifference } from '../../storage/facts.ts';
import { amountWords } from './money-words.ts';
import type { Words } from './verdict.ts';

/** What the journal says of the outage when it is gone through. */
export interface OutageFigures {
  /** Slips that were owed when the paper came back and are printed now. */
  readonly printed: number;
  /** Numbers of hand slips that are used and that nobody has entered. */
  readonly missing: readonly number[];
  /** Transactions of the outage of which the outcome, or the reversal, is still owed: their trace numbers. */
  readonly open: readonly string[];
  /** What the acquirer, asked about a transaction, says against the journal. */
  readonly told: readonly { readonly stan: string; readonly ours: string; readonly theirs: string }[];
  /** Cash that the hand slips of the outage should have brought, in minor units; null where there is none. */
  readonly cashMinor: number | null;
  readonly currency: string;
}

/** What the operator has counted; null: not asked for. */
export interface OutageCount {
  readonly slips: number | null;
  readonly cashMinor: number | null;
}

export function outageDifferences(figures: OutageFigures, count: OutageCount): readonly OutageDifference[] {
  const { currency } = figures;
  const differences: OutageDifference[] = [];
  if (count.slips !== null && count.slips !== figures.printed) {
    const [ours, theirs] = [String(figures.printed), String(count.slips)];
    differences.push({ what: 'receipts-count', subject: '', ours, theirs });
  }
  for (const number of figures.missing) {
    differences.push({ what: 'hand-slip-missing', subject: String(number).padStart(6, '0'), ours: '', theirs: '' });
  }
  for (const stan of figures.open) differences.push({ what: 'outcome-open', subject: stan, ours: '', theirs: '' });
  for (const { stan, ours, theirs } of figures.told) {
    differences.push({ what: 'acquirer-differs', subject: stan, ours, theirs });
  }
  if (figures.cashMinor !== null && count.cashMinor !== null && count.cashMinor !== figures.cashMinor) {
    const ours = amountWords(figures.cashMinor, currency);
    differences.push({ what: 'drawer', subject: currency, ours, theirs: amountWords(count.cashMinor, currency) });
  }
  return differences;
}

/** One sentence, for the screen, the report and the task. */
export function differenceWords({ what, subject, ours, theirs }: OutageDifference): Words {
  switch (what) {
    case 'receipts-count':
      return { zh: `补打小票应有 ${ours} 张,实点 ${theirs} 张`, en: `${ours} slips were printed, ${theirs} counted` };
    case 'hand-slip-missing':
      return { zh: `手工单 ${subject} 缺号`, en: `hand slip ${subject} is missing` };
    case 'outcome-open':
      return { zh: `凭证号 ${subject} 结果未决`, en: `TRACE ${subject} is not decided yet` };
    case 'acquirer-differs':
      return {
        zh: `凭证号 ${subject} 账本 ${ours},收单行 ${theirs}`,
        en: `TRACE ${subject}: journal ${ours}, acquirer ${theirs}`,
      };
    case 'uncounted':
      return { zh: `接班前钱箱未点,应有 ${ours}`, en: `drawer not counted at the take-over, ${ours} expected` };
    case 'cash':
      return { zh: `钱箱应有 ${ours},实点 ${theirs}`, en: `drawer ${ours} expected, ${theirs} counted` };
    case 'drawer':
      return { zh: `手工单现金应有 ${ours},实点 ${theirs}`, en: `cash of hand slips ${ours}, counted ${theirs}` };
  }
}
