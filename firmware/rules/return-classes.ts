/**
 * Which goods may come back, how long, in which condition, and what it costs whom (requirements A11, A16, E9). The shipped defaults; the class of a
 * line is that of the day on which it was sold.
 */
import type { Condition, Fee } from '../../storage/entries/goods.ts';
import { dateWords, dayOf } from './calendar.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

export interface ReturnClass extends Words {
  readonly code: string;
  /** Days after the sale on which it still may come back; null: never. */
  readonly windowDays: number | null;
  /** Damaged goods come back at the shop's expense within so many days. */
  readonly damagedDays: number;
  /** Opened goods: refused, or taken with a restocking fee in hundredths of a per cent. */
  readonly opened: 'refused' | { readonly restockingBasisPoints: number };
}

export const RETURN_CLASSES: readonly ReturnClass[] = [
  {
    code: 'standard',
    zh: '普通商品',
    en: 'General goods',
    windowDays: 7,
    damagedDays: 15,
    opened: { restockingBasisPoints: 0 },
  },
  {
    code: 'electronics',
    zh: '电子产品',
    en: 'Electronics',
    windowDays: 7,
    damagedDays: 15,
    opened: { restockingBasisPoints: 1_000 },
  },
  { code: 'hygiene', zh: '贴身卫生用品', en: 'Hygiene goods', windowDays: 7, damagedDays: 15, opened: 'refused' },
  { code: 'fresh', zh: '生鲜', en: 'Fresh food', windowDays: 1, damagedDays: 1, opened: 'refused' },
  { code: 'final', zh: '特价不退', en: 'Final sale', windowDays: null, damagedDays: 15, opened: 'refused' },
];

export function returnClassOf(code: string): ReturnClass | null {
  return RETURN_CLASSES.find((one) => one.code === code) ?? null;
}

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
export function judgeReturn(facts: ReturnFacts): Verdict<{ readonly fees: readonly Fee[] }> {
  const { condition, amountMinor } = facts;
  const found = returnClassOf(facts.returnClass);
  if (found === null) {
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
  const days = condition === 'damaged' ? found.damagedDays : found.windowDays;
  if (days === null) {
    return refuse(
      'not-returnable',
      known,
      { zh: `${found.zh}:不退不换`, en: `${found.en}: cannot be returned` },
      { zh: '质量问题除外', en: 'Only if it is damaged' },
    );
  }
  if (today > soldOn + days) {
    const lastDay = dateWords(soldOn + days);
    return refuse(
      'return-window-over',
      { ...known, days, lastDay },
      { zh: `${found.zh}退货期 ${days} 天,${lastDay} 截止`, en: `${found.en}: ${days} days, ended on ${lastDay}` },
      { zh: '请找经理', en: 'Ask the manager' },
    );
  }
  if (condition !== 'opened') return { allowed: true, fees: [] };
  if (found.opened === 'refused') {
    return refuse(
      'opened',
      known,
      { zh: `${found.zh}拆封不退`, en: `${found.en}: not once opened` },
      { zh: '质量问题可退', en: 'It may come back if it is damaged' },
    );
  }
  const feeMinor = Math.round((amountMinor * found.opened.restockingBasisPoints) / 10_000);
  return {
    allowed: true,
    fees:
      feeMinor === 0 ? [] : [{ what: 'restocking', bearer: 'customer', amountMinor: feeMinor as Fee['amountMinor'] }],
  };
}
