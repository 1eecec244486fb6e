/** Limits, the second person, slips of the finger: each rule and each refusal with its facts. */
import { describe, expect, test } from 'vitest';
import { isTypedTwice, refuseDifferent, unusual, usualMinor } from '../../../firmware/rules/amount-guards.ts';
import { DEFAULT_POLICY, type Policy } from '../../../firmware/rules/policy.ts';
import {
  DEFAULT_REASON_GROUPS,
  DEFAULT_REASONS,
  REASONS_ON_DIGITS,
  reasonWords,
} from '../../../firmware/rules/reasons.ts';
import {
  allowanceMinor,
  judgeApproval,
  secondPersonNeeded,
  secondPersonRoles,
} from '../../../firmware/rules/refund-limits.ts';

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  limits: {
    perShiftMinor: 10_000,
    perOperatorMinor: 15_000,
    perManagerMinor: 20_000,
    secondPersonFromMinor: 5_000,
    secondPerson: 'anyone',
  },
};
const given = (inShiftMinor: number, byOperatorMinor = inShiftMinor) => ({ inShiftMinor, byOperatorMinor });

describe('secondPersonNeeded', () => {
  test.each([
    ['a small amount', 4_999, 'changed-mind', given(0), null],
    ['the threshold itself', 5_000, 'changed-mind', given(0), 'amount'],
    ['up to the limit of the shift', 4_000, 'changed-mind', given(6_000), null],
    ['one more fen', 4_001, 'changed-mind', given(6_000), 'shift-limit'],
    ['up to the limit of the operator', 1_000, 'changed-mind', given(0, 14_000), null],
    ['beyond it', 1_001, 'changed-mind', given(0, 14_000), 'operator-limit'],
    ['a reason that takes a manager', 1, 'complaint', given(0), 'reason'],
    ['a reason that nobody knows', 1, 'of-my-own', given(0), null],
    ['no reason yet', 1, null, given(0), null],
  ])('%s', (_, amountMinor, reason, back, expected) => {
    expect(secondPersonNeeded(amountMinor, 'CNY', reason, back, POLICY)?.rule ?? null).toBe(expected);
  });

  test('says what was checked, in both languages', () => {
    expect(secondPersonNeeded(4_001, 'CNY', null, given(6_000), POLICY)).toMatchObject({
      facts: { amountMinor: 4_001, inShiftMinor: 6_000, perShiftMinor: 10_000 },
      why: { zh: '本班已退 ￥60.00,限额 ￥100.00', en: '￥60.00 given back in this shift, limit ￥100.00' },
    });
  });

  test('for an amount anybody may be the second one, where the shop says so; for a limit or a reason only a manager', () => {
    const roles = (amountMinor: number, reason: string, back = given(0)) => {
      const needed = secondPersonNeeded(amountMinor, 'CNY', reason, back, POLICY);
      return needed === null ? null : secondPersonRoles(needed, POLICY);
    };
    expect(roles(5_000, 'changed-mind')).toEqual(['cashier', 'manager']);
    expect(roles(4_001, 'changed-mind', given(6_000))).toEqual(['manager']);
    expect(roles(1, 'complaint')).toEqual(['manager']);
  });
});

test.each([
  [given(0), 4_999],
  [given(8_000), 2_000],
  [given(0, 14_500), 500],
  [given(12_000), 0],
])('the allowance after %o is %i', (back, expected) => {
  expect(allowanceMinor(back, POLICY)).toBe(expected);
});

test('a manager, too, has a limit', () => {
  expect(judgeApproval('9', 8_000, 'CNY', 12_000, POLICY)).toEqual({ allowed: true });
  expect(judgeApproval('9', 8_001, 'CNY', 12_000, POLICY)).toMatchObject({
    rule: 'manager-limit',
    facts: { operator: '9', approvedMinor: 12_000, perManagerMinor: 20_000 },
    remedy: { zh: '最多还可批 ￥80.00,或请另一位主管' },
  });
});

describe('slips of the finger', () => {
  const { amounts } = DEFAULT_POLICY;
  test('large amounts are typed twice, and must be the same', () => {
    expect(isTypedTwice(amounts.typedTwiceFromMinor - 1, DEFAULT_POLICY)).toBe(false);
    expect(isTypedTwice(amounts.typedTwiceFromMinor, DEFAULT_POLICY)).toBe(true);
    expect(refuseDifferent(1_250_000, 125_000, 'CNY')).toMatchObject({
      rule: 'amount-differs',
      why: { zh: '两次金额不同: ￥12500.00 / ￥1250.00' },
    });
  });

  test('the usual is the median of enough sales', () => {
    expect(usualMinor([100, 200])).toBeNull();
    expect(usualMinor([1, 9, 2, 8, 3, 7, 4, 6, 5, 1_000_000])).toBe(6);
  });

  test.each([
    ['ten times the usual', 300_000, 30_000, true],
    ['a little less', 299_999, 30_000, false],
    ['much, where nobody knows what is usual', 900_000, null, false],
    ['ten times very little', 1_000, 100, false],
  ])('%s', (_, amountMinor, usual, asks) => {
    expect(unusual(amountMinor, 'CNY', usual, DEFAULT_POLICY) !== null).toBe(asks);
  });
});

test('reasons: every code once, every group has some, the first seven on digits', () => {
  const codes = DEFAULT_REASONS.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(new Set(DEFAULT_REASONS.map(({ group }) => group))).toEqual(
    new Set(DEFAULT_REASON_GROUPS.map(({ code }) => code)),
  );
  expect(DEFAULT_REASONS.slice(0, REASONS_ON_DIGITS).every(({ manager }) => !manager)).toBe(true);
  expect(reasonWords('complaint').zh).toBe('消费者投诉');
  expect(reasonWords('ours', [{ code: 'ours', group: 'system', zh: '本店', en: 'Ours', manager: false }]).en).toBe(
    'Ours',
  );
});
