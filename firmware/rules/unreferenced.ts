/**
 * Refunds that name no sale, 无原单退货 (facts/acquirer §3 "unreferenced"). Off unless the shop's policy lets a manager
 * agree; never over an acquirer whose refund names its original (a column of the profile, facts §1.2); within limits of their own; for a reason of
 * their own list. The journal refuses again whatever was let through here (storage/journal/projections/approvals.ts).
 */
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reasons.ts';
import { causeOfCode, type RefundCause } from './refund-causes.ts';
import type { SecondPersonNeeded } from './refund-limits.ts';
import { refuse, type Verdict } from './verdict.ts';

type Allowing = Pick<Policy, 'unreferencedRefunds'>;

/** Null: the policy has none, and nobody is offered any. `carried`: the acquirer takes a refund without an original. */
export function judgeUnreferenced({ unreferencedRefunds }: Allowing, carried: boolean): Verdict<object> | null {
  const { allow } = unreferencedRefunds;
  if (allow === 'off') return null;
  if (carried) return { allowed: true };
  return refuse(
    'unreferenced-not-carried',
    { allow },
    { zh: '收单行的退货必须有原交易参考号', en: 'This acquirer takes a refund with the RRN of its sale only' },
    { zh: '按小票/卡/金额/时间查', en: 'Find the sale by slip, card, amount or time' },
  );
}

/** What may still be given back so in this shift. */
export function unreferencedLeftMinor(inShiftMinor: number, { unreferencedRefunds }: Allowing): number {
  const { limitMinor, perShiftMinor } = unreferencedRefunds;
  return Math.max(0, Math.min(limitMinor, perShiftMinor - inShiftMinor));
}

/** @param inShiftMinor given back without an original in this shift, or perhaps */
export function judgeUnreferencedAmount(
  amountMinor: number,
  currency: string,
  inShiftMinor: number,
  policy: Allowing,
): Verdict<object> {
  const { limitMinor, perShiftMinor } = policy.unreferencedRefunds;
  const left = amountWords(unreferencedLeftMinor(inShiftMinor, policy), currency);
  const atMost = { zh: `最多 ${left}`, en: `At most ${left}` };
  if (amountMinor === 0) {
    const why = { zh: '退款金额为零', en: 'The refund amount is zero' };
    return refuse('refund-amount-zero', { amountMinor, limitMinor, perShiftMinor, inShiftMinor }, why, atMost);
  }
  if (amountMinor > limitMinor) {
    const limit = amountWords(limitMinor, currency);
    return refuse(
      'unreferenced-over-limit',
      { amountMinor, limitMinor },
      { zh: `无原单退货每笔限额 ${limit}`, en: `Without a sale at most ${limit} a refund` },
      { zh: `${atMost.zh},更多请找原交易`, en: `${atMost.en}; for more, find the sale` },
    );
  }
  if (inShiftMinor + amountMinor > perShiftMinor) {
    const [given, limit] = [amountWords(inShiftMinor, currency), amountWords(perShiftMinor, currency)];
    return refuse(
      'unreferenced-over-shift',
      { amountMinor, inShiftMinor, perShiftMinor },
      { zh: `本班无原单已退 ${given},限额 ${limit}`, en: `Without a sale: ${given} in this shift, limit ${limit}` },
      { zh: `${atMost.zh},更多请找原交易`, en: `${atMost.en}; for more, find the sale` },
    );
  }
  return { allowed: true };
}

/** On the digits from 1 on, in the order of the policy. */
export function unreferencedReasons({ unreferencedRefunds, reasons }: Pick<Policy, 'unreferencedRefunds' | 'reasons'>) {
  return unreferencedRefunds.reasons
    .map((code) => reasons.find((reason) => reason.code === code))
    .filter((reason): reason is Reason => reason !== undefined);
}

/** It always takes a manager beside the one who does it. */
export function managerForUnreferenced(amountMinor: number): SecondPersonNeeded {
  return {
    rule: 'unreferenced',
    facts: { amountMinor },
    why: { zh: '无原单退货要主管同意', en: 'Without a sale it takes a manager' },
  };
}

/** Causes that speak of an original; here they say that the acquirer wants one. */
const OF_THE_ORIGINAL: readonly number[] = [3, 5, 6, 13];

/** As `causeOfCode`, for a refund that names no sale. */
export function causeOfUnreferenced(code: string): RefundCause | null {
  const cause = causeOfCode(code);
  if (cause === null || !OF_THE_ORIGINAL.includes(cause.no)) return cause;
  return {
    ...cause,
    no: 7,
    why: { zh: '收单行不接受无原单退货', en: 'The acquirer wants the original' },
    remedy: { zh: '找小票按原交易退,或联系收单行', en: 'Refund by the slip, or call the acquirer' },
    next: 'acquirer',
  };
}
