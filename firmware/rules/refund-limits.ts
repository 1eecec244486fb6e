/**
 * How much may still be given back, and when it takes a second person (requirements A13, A14). Below the shop's limits a cashier decides alone;
 * beyond them, from the threshold on, and for some reasons, somebody else agrees; beyond a manager's own limit nobody does.
 */
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

/** What has been given back already, in minor units. */
export interface GivenBack {
  readonly inShiftMinor: number;
  /** By this operator, within 24 hours. */
  readonly byOperatorMinor: number;
}

/** What is left before somebody else must agree. */
export function allowanceMinor({ inShiftMinor, byOperatorMinor }: GivenBack, { limits, refund }: Policy): number {
  const { perShiftMinor, perOperatorMinor, secondPersonFromMinor } = limits;
  const alone = Math.max(0, secondPersonFromMinor - 1);
  return Math.max(
    0,
    Math.min(alone, refund.limitMinor, perShiftMinor - inShiftMinor, perOperatorMinor - byOperatorMinor),
  );
}

/** Why it takes two; null where one is enough. */
export interface SecondPersonNeeded {
  readonly rule: 'amount' | 'shift-limit' | 'operator-limit' | 'reason' | 'unreferenced';
  readonly facts: Readonly<Record<string, number | string>>;
  readonly why: Words;
}

export function secondPersonNeeded(
  amountMinor: number,
  currency: string,
  reason: string | null,
  given: GivenBack,
  policy: Policy,
): SecondPersonNeeded | null {
  const { secondPersonFromMinor, secondPerson } = policy.limits;
  const from = amountWords(secondPersonFromMinor, currency);
  const byAmount: SecondPersonNeeded | null =
    amountMinor < secondPersonFromMinor
      ? null
      : {
          rule: 'amount',
          facts: { amountMinor, secondPersonFromMinor },
          why: { zh: `${from} 起要两个人`, en: `From ${from} it takes two people` },
        };
  const byOthers = limitReached(amountMinor, currency, given, policy) ?? reasonNeeds(reason, policy);
  // Where anyone may be the second person for an amount, what takes a manager comes first.
  return secondPerson === 'anyone' ? (byOthers ?? byAmount) : (byAmount ?? byOthers);
}

function limitReached(
  amountMinor: number,
  currency: string,
  { inShiftMinor, byOperatorMinor }: GivenBack,
  { limits: { perShiftMinor, perOperatorMinor } }: Policy,
): SecondPersonNeeded | null {
  const money = (minor: number) => amountWords(minor, currency);
  if (inShiftMinor + amountMinor > perShiftMinor) {
    return {
      rule: 'shift-limit',
      facts: { amountMinor, inShiftMinor, perShiftMinor },
      why: {
        zh: `本班已退 ${money(inShiftMinor)},限额 ${money(perShiftMinor)}`,
        en: `${money(inShiftMinor)} given back in this shift, limit ${money(perShiftMinor)}`,
      },
    };
  }
  if (byOperatorMinor + amountMinor <= perOperatorMinor) return null;
  return {
    rule: 'operator-limit',
    facts: { amountMinor, byOperatorMinor, perOperatorMinor },
    why: {
      zh: `您 24 小时已退 ${money(byOperatorMinor)},限额 ${money(perOperatorMinor)}`,
      en: `You gave back ${money(byOperatorMinor)} in 24 hours, limit ${money(perOperatorMinor)}`,
    },
  };
}

function reasonNeeds(reason: string | null, { reasons }: Policy): SecondPersonNeeded | null {
  const known = reasons.find(({ code }) => code === reason);
  if (known?.manager !== true) return null;
  return {
    rule: 'reason',
    facts: { reason: known.code },
    why: { zh: `原因“${known.zh}”要主管同意`, en: `"${known.en}" takes a manager` },
  };
}

/** Who may be the second person. For a limit or a reason it is a manager, whatever the policy says of amounts. */
export function secondPersonRoles(
  { rule }: SecondPersonNeeded,
  { limits }: Policy,
): readonly ('cashier' | 'manager')[] {
  return rule === 'amount' && limits.secondPerson === 'anyone' ? ['cashier', 'manager'] : ['manager'];
}

/** @param approvedMinor to which this person has agreed within 24 hours */
export function judgeApproval(
  operator: string,
  amountMinor: number,
  currency: string,
  approvedMinor: number,
  policy: Policy,
): Verdict<object> {
  const { perManagerMinor } = policy.limits;
  if (approvedMinor + amountMinor <= perManagerMinor) return { allowed: true };
  const left = amountWords(Math.max(0, perManagerMinor - approvedMinor), currency);
  return refuse(
    'manager-limit',
    { operator, amountMinor, approvedMinor, perManagerMinor },
    {
      zh: `${operator} 号 24 小时已批 ${amountWords(approvedMinor, currency)},限额 ${amountWords(perManagerMinor, currency)}`,
      en: `Operator ${operator} agreed to ${amountWords(approvedMinor, currency)} in 24 hours, limit ${amountWords(perManagerMinor, currency)}`,
    },
    { zh: `最多还可批 ${left},或请另一位主管`, en: `At most ${left} more, or another manager` },
  );
}
