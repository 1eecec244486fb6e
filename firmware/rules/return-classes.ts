/**
 * Which goods may come back, how long, in which condition, and what it costs whom (requirements A11, A16, E9). The classes are the shop's
 * (policy `returns.classes`); a line's class is that of the day on which it was sold, its rules are those of today.
 */
import type { Condition, Fee } from '../../storage/entries/goods.ts';
import { dateWords, dayOf } from './calendar.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

/** What is kept back, or borne by the shop, where goods come back in one of these conditions. */
export interface FeeRule {
  readonly what: Fee['what'];
  readonly bearer: Fee['bearer'];
  readonly conditions: readonly Condition[];
  /** Of the price of what comes back, in hundredths of a per cent. */
  readonly basisPoints: number;
  /** Once for each line that comes back, in minor units. */
  readonly fixedMinor: number;
}

export interface ReturnClass extends Words {
  readonly code: string;
  /** Days after the sale on which it may still come back in that condition; null: never. A class of nulls cannot be returned at all. */
  readonly windowDays: Readonly<Record<Condition, number | null>>;
  readonly fees: readonly FeeRule[];
}

const days = (sealed: number | null, opened: number | null, damaged: number | null) => ({ sealed, opened, damaged });

/** The shipped ones. */
export const DEFAULT_RETURN_CLASSES: readonly ReturnClass[] = [
  { code: 'standard', zh: '普通商品', en: 'General goods', windowDays: days(7, 7, 15), fees: [] },
  {
    code: 'electronics',
    zh: '电子产品',
    en: 'Electronics',
    windowDays: days(7, 7, 15),
    fees: [{ what: 'restocking', bearer: 'customer', conditions: ['opened'], basisPoints: 1_000, fixedMinor: 0 }],
  },
  { code: 'hygiene', zh: '贴身卫生用品', en: 'Hygiene goods', windowDays: days(7, null, 15), fees: [] },
  { code: 'fresh', zh: '生鲜', en: 'Fresh food', windowDays: days(1, null, 1), fees: [] },
  { code: 'final', zh: '特价不退', en: 'Final sale', windowDays: days(null, null, 15), fees: [] },
];

export interface ReturnFacts {
  readonly returnClass: string;
  readonly condition: Condition;
  readonly amountMinor: number;
  /** Epoch milliseconds of the sale and of now, and minutes east of UTC. */
  readonly soldMs: number;
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
}

/** May it come back today, in this condition, and what is kept back? A class that is not known is the strictest: ask the manager. */
export function judgeReturn(
  facts: ReturnFacts,
  classes: readonly ReturnClass[],
): Verdict<{ readonly fees: readonly Fee[] }> {
  const { condition, amountMinor } = facts;
  const found = classes.find(({ code }) => code === facts.returnClass);
  if (found === undefined) {
    return refuse(
      'return-class-unknown',
      { returnClass: facts.returnClass },
      { zh: `没有退货类别 ${facts.returnClass}`, en: `There is no return class ${facts.returnClass}` },
      { zh: '请找经理', en: 'Ask the manager' },
    );
  }
  const soldOn = dayOf(facts.soldMs, facts.utcOffsetMinutes);
  const today = dayOf(facts.nowMs, facts.utcOffsetMinutes);
  const known = { returnClass: found.code, condition, soldOn: dateWords(soldOn), today: dateWords(today) };
  const window = found.windowDays[condition];
  if (window === null) return refuseCondition(found, condition, known);
  if (today > soldOn + window) {
    const lastDay = dateWords(soldOn + window);
    return refuse(
      'return-window-over',
      { ...known, days: window, lastDay },
      { zh: `${found.zh}退货期 ${window} 天,${lastDay} 截止`, en: `${found.en}: ${window} days, ended on ${lastDay}` },
      { zh: '请找经理', en: 'Ask the manager' },
    );
  }
  return { allowed: true, fees: feesOf(found, condition, amountMinor) };
}

/** Never in this condition: is there one in which it may? */
function refuseCondition(found: ReturnClass, condition: Condition, known: Record<string, string>) {
  const { sealed, opened, damaged } = found.windowDays;
  const ifDamaged = damaged !== null && condition !== 'damaged';
  const remedy = ifDamaged
    ? { zh: '质量问题可退', en: 'It may come back if it is damaged' }
    : { zh: '请找经理', en: 'Ask the manager' };
  if (condition === 'opened' && sealed !== null) {
    return refuse('opened', known, { zh: `${found.zh}拆封不退`, en: `${found.en}: not once opened` }, remedy);
  }
  if (condition === 'damaged' && (sealed ?? opened) !== null) {
    return refuse('damaged', known, { zh: `${found.zh}破损不退`, en: `${found.en}: not when damaged` }, remedy);
  }
  return refuse(
    'not-returnable',
    known,
    { zh: `${found.zh}:不退不换`, en: `${found.en}: cannot be returned` },
    ifDamaged ? { zh: '质量问题除外', en: 'Only if it is damaged' } : remedy,
  );
}

/** What a customer bears is never more than what comes back. */
function feesOf({ fees }: ReturnClass, condition: Condition, amountMinor: number): readonly Fee[] {
  let leftMinor = amountMinor;
  return fees
    .filter(({ conditions }) => conditions.includes(condition))
    .map(({ what, bearer, basisPoints, fixedMinor }): Fee => {
      const wholeMinor = Math.round((amountMinor * basisPoints) / 10_000) + fixedMinor;
      const feeMinor = bearer === 'customer' ? Math.min(wholeMinor, leftMinor) : wholeMinor;
      if (bearer === 'customer') leftMinor -= feeMinor;
      return { what, bearer, amountMinor: feeMinor as Fee['amountMinor'] };
    })
    .filter((fee) => fee.amountMinor > 0);
}
