/** What does not agree after an outage, each named (requirement D8; design §6). Pure: counted and told against what the journal says. */
import type { OutageCounted } from '../../storage/entries/outage-check.ts';
import type { OutageDifference } from '../../storage/facts.ts';
import { signedAmount } from './cash.ts';
import { amountWords } from './money-words.ts';
import type { WeighedDifference } from './outage-comparison.ts';
import type { Words } from './verdict.ts';

/** What the journal says of the outage when it is gone through, and what was counted. */
export interface OutageFigures {
  readonly counts: Readonly<Partial<Record<OutageCounted, { readonly expected: number; readonly counted: number }>>>;
  /** Numbers of hand slips that are used and that nobody has entered. */
  readonly missing: readonly number[];
  /** Transactions of the outage of which the outcome, or the reversal, is still owed. */
  readonly open: readonly { readonly stan: string; readonly amountMinor: number }[];
  /** What the acquirer says otherwise, or did not say. */
  readonly acquirer: { readonly differences: readonly WeighedDifference[] };
  readonly currency: string;
}

export function outageDifferences(figures: OutageFigures): readonly WeighedDifference[] {
  const { counts, currency } = figures;
  const differences: WeighedDifference[] = [];
  const { slips } = counts;
  if (slips !== undefined && slips.counted !== slips.expected) {
    const [ours, theirs] = [String(slips.expected), String(slips.counted)];
    differences.push({ what: 'receipts-count', subject: '', ours, theirs, atStakeMinor: null });
  }
  for (const number of figures.missing) {
    const subject = String(number).padStart(6, '0');
    differences.push({ what: 'hand-slip-missing', subject, ours: '', theirs: '', atStakeMinor: null });
  }
  for (const { stan, amountMinor } of figures.open) {
    differences.push({ what: 'outcome-open', subject: stan, ours: '', theirs: '', atStakeMinor: amountMinor });
  }
  differences.push(...figures.acquirer.differences);
  for (const [counted, what] of [['cash', 'drawer'] as const, ['drawer', 'cash'] as const]) {
    const count = counts[counted];
    if (count === undefined || count.counted === count.expected) continue;
    differences.push({
      what,
      subject: currency,
      ours: signedAmount(count.expected, currency),
      theirs: amountWords(count.counted, currency),
      atStakeMinor: Math.abs(count.counted - count.expected),
    });
  }
  return differences;
}

/** Above the limit, or where nobody can say how much is at stake, the operator's own word is not enough. @param limitMinor 0: for any difference */
export function needsManager(differences: readonly WeighedDifference[], limitMinor: number): boolean {
  if (differences.length === 0) return false;
  if (differences.some(({ atStakeMinor }) => atStakeMinor === null)) return true;
  const sum = differences.reduce((total, { atStakeMinor }) => total + (atStakeMinor ?? 0), 0);
  return limitMinor === 0 || sum > limitMinor;
}

const STATES: Readonly<Record<string, string>> = {
  approved: '成功',
  declined: '拒绝',
  'not-found': '无此笔',
  voided: '已撤销',
  reversed: '已冲正',
  notSent: '未发出',
  'upload-refused': '上送被拒',
  'resolved-by-hand': '人工处理',
  open: '未决',
};
/** A state with what follows it, its first word in Chinese. */
const inChinese = (said: string): string => said.replace(/^[a-z][A-Za-z-]*/, (word) => STATES[word] ?? word);

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
        zh: `凭证号 ${subject} 账本 ${inChinese(ours)},收单行 ${inChinese(theirs)}`,
        en: `TRACE ${subject}: journal ${ours}, acquirer ${theirs}`,
      };
    case 'restored':
      return {
        zh: `恢复备份:${ours} 至 ${theirs} 的交易可能缺失`,
        en: `RESTORED: ${ours} TO ${theirs} MAY BE MISSING`,
      };
    case 'uncounted':
      return { zh: `接班前钱箱未点,应有 ${ours}`, en: `drawer not counted at the take-over, ${ours} expected` };
    case 'not-compared':
      return theirs === 'batch'
        ? { zh: `批次 ${subject} ${ours} 待结算时核对`, en: `BATCH ${subject}: ${ours} compared at settlement` }
        : {
            zh: `凭证号 ${subject} ${ours} 收单行未答,未核对`,
            en: `TRACE ${subject}: ${ours} not compared, no answer`,
          };
    case 'cash':
      return { zh: `钱箱应有 ${ours},实点 ${theirs}`, en: `drawer ${ours} expected, ${theirs} counted` };
    case 'drawer':
      return { zh: `缺纸时现金应有 ${ours},实点 ${theirs}`, en: `cash of the outage ${ours}, counted ${theirs}` };
  }
}
