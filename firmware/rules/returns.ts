/**
 * Goods that come back against the receipt (requirements A8–A11, B10, E9): the code on the goods against the lines of the sale, quantity against
 * what is left, the class's rules against day and condition; what the customer gets after fees. Pure.
 */
import type { Condition, Fee, ReturnedLine } from '../../storage/entries/goods.ts';
import type { MinorUnits } from '../../storage/facts.ts';
import { groupedCode, plainCode } from './barcodes.ts';
import { type Catalogue, refuseCheckDigit, UNKNOWN_CODE } from './catalogue.ts';
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { judgeReturn, type ReturnClass } from './return-classes.ts';
import type { Words } from './verdict.ts';
import { type Refusal, refuse, type Verdict } from './verdict.ts';

/** A line of the original, as the journal tells it. */
export interface OriginalLine {
  readonly line: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly quantity: number;
  readonly left: number;
  readonly unitMinor: MinorUnits;
  readonly returnClass: string;
}

const NOT_ON_RECEIPT = 'not-on-this-receipt';

/**
 * The line that the goods belong to; `price`: what it costs today where that differs. Wrong check digit, unknown to the shop, and not on this
 * receipt are three different refusals (requirement A9).
 */
export function matchCode(
  code: string,
  lines: readonly OriginalLine[],
  catalogue: Catalogue,
): Verdict<{ readonly line: OriginalLine; readonly priceTodayMinor: number | null }> {
  const wrong = refuseCheckDigit(code);
  if (wrong !== null) return wrong;
  const same = lines.filter((line) => plainCode(line.code) === code);
  const line = same.find(({ left }) => left > 0) ?? same[0];
  const item = catalogue.items.get(code);
  if (line === undefined) {
    return item === undefined
      ? refuse(
          UNKNOWN_CODE,
          { code },
          { zh: `本店没有商品 ${groupedCode(code)}`, en: `This shop has no goods ${groupedCode(code)}` },
          { zh: '核对是否本店商品,或从小票选', en: 'Is it from here? Or choose from the receipt' },
        )
      : refuse(
          NOT_ON_RECEIPT,
          { code, name: item.en },
          { zh: `${item.zh} 不在这张小票上`, en: `${item.en} is not on this receipt` },
          { zh: '请出示买它的小票', en: 'Ask for the receipt it was bought with' },
        );
  }
  if (line.left === 0) {
    return refuse(
      'line-returned',
      { code, line: line.line, quantity: line.quantity },
      { zh: `${line.zh} 已全部退过`, en: `All of ${line.en} has come back before` },
      { zh: '按*看流水', en: 'Press * for the timeline' },
    );
  }
  const differs = item !== undefined && item.priceMinor !== line.unitMinor;
  return { allowed: true, line, priceTodayMinor: differs ? item.priceMinor : null };
}

export interface JudgedLine extends ReturnedLine {
  readonly fees: readonly Fee[];
}

export interface ReturnDay {
  readonly soldMs: number;
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
}

/** Quantity, condition, window and class of one line. `taken`: of the same line, in this return already. */
export function judgeLine(
  line: OriginalLine,
  asked: { readonly quantity: number; readonly condition: Condition; readonly keyed: boolean; readonly taken: number },
  day: ReturnDay,
  classes: readonly ReturnClass[],
): Verdict<{ readonly judged: JudgedLine }> {
  const left = line.left - asked.taken;
  if (asked.quantity < 1 || asked.quantity > left) {
    return refuse(
      'quantity',
      { quantity: asked.quantity, sold: line.quantity, left },
      {
        zh: `数量不符: 原 ${line.quantity} 可退 ${left} 现 ${asked.quantity}`,
        en: `Quantity: sold ${line.quantity}, left ${left}, now ${asked.quantity}`,
      },
      { zh: `最多 ${left} 件`, en: `At most ${left}` },
    );
  }
  const amountMinor = (asked.quantity * line.unitMinor) as MinorUnits;
  const verdict = judgeReturn(
    { returnClass: line.returnClass, condition: asked.condition, amountMinor, ...day },
    classes,
  );
  if (!verdict.allowed) return verdict;
  const { quantity, condition, keyed } = asked;
  return { allowed: true, judged: { line: line.line, quantity, condition, keyed, amountMinor, fees: verdict.fees } };
}

/** Rules of the shop about its goods, which a manager may override; a quantity that was never sold is no matter of opinion. */
const OVERRIDABLE: readonly string[] = [
  'not-returnable',
  'opened',
  'damaged',
  'return-window-over',
  'return-class-unknown',
];

/** The line as it is taken on a manager's word, at its whole price, marked with the rule; null where nobody may (policy `returns.managerMayOverride`). */
export function overriddenLine(
  line: OriginalLine,
  asked: { readonly quantity: number; readonly condition: Condition; readonly keyed: boolean },
  { rule }: Pick<Refusal, 'rule'>,
  { returns }: Pick<Policy, 'returns'>,
): JudgedLine | null {
  if (!returns.managerMayOverride || !OVERRIDABLE.includes(rule)) return null;
  const { quantity, condition, keyed } = asked;
  const amountMinor = (quantity * line.unitMinor) as MinorUnits;
  return { line: line.line, quantity, condition, keyed, amountMinor, overrode: rule, fees: [] };
}

export interface ReturnSum {
  readonly goodsMinor: MinorUnits;
  readonly fees: readonly Fee[];
  /** What the customer gets. */
  readonly netMinor: MinorUnits;
}

/** Fees of one kind and bearer are one fee. */
export function sumOf(lines: readonly JudgedLine[]): ReturnSum {
  const goodsMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const fees = new Map<string, Fee>();
  for (const fee of lines.flatMap((line) => line.fees)) {
    const key = `${fee.what} ${fee.bearer}`;
    const before = fees.get(key)?.amountMinor ?? 0;
    fees.set(key, { ...fee, amountMinor: (before + fee.amountMinor) as MinorUnits });
  }
  const kept = [...fees.values()]
    .filter(({ bearer }) => bearer === 'customer')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    goodsMinor: goodsMinor as MinorUnits,
    fees: [...fees.values()],
    netMinor: Math.max(0, goodsMinor - kept) as MinorUnits,
  };
}

const FEES = {
  restocking: { zh: '折旧费', en: 'Restocking' },
  shipping: { zh: '运费', en: 'Shipping' },
  card: { zh: '手续费', en: 'Card fee' },
} as const;
const BEARERS = { customer: { zh: '顾客承担', en: 'customer' }, shop: { zh: '商户承担', en: 'shop' } } as const;

/** `折旧费 顾客承担 ￥10.00` */
export function feeWords(fee: Fee, currency: string): Words {
  const amount = amountWords(fee.amountMinor, currency);
  const { zh, en } = feeName(fee);
  return { zh: `${zh} ${amount}`, en: `${en} ${amount}` };
}

/** What it is and who bears it. */
export function feeName({ what, bearer }: Fee): Words {
  return { zh: `${FEES[what].zh}(${BEARERS[bearer].zh})`, en: `${FEES[what].en} (${BEARERS[bearer].en})` };
}

export const CONDITIONS: readonly { readonly condition: Condition; readonly zh: string; readonly en: string }[] = [
  { condition: 'sealed', zh: '未拆封', en: 'Sealed' },
  { condition: 'opened', zh: '已拆封', en: 'Opened' },
  { condition: 'damaged', zh: '破损/质量问题', en: 'Damaged' },
];
