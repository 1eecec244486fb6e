/** Refunds that name no sale: where they are offered, up to how much, for which reasons, and what a decline of one means. */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../../firmware/rules/policy.ts';
import {
  causeOfUnreferenced,
  judgeUnreferenced,
  judgeUnreferencedAmount,
  unreferencedLeftMinor,
  unreferencedReasons,
} from '../../../firmware/rules/unreferenced.ts';

const policy = (over: Partial<Policy['unreferencedRefunds']> = {}): Policy => ({
  ...DEFAULT_POLICY,
  unreferencedRefunds: { ...DEFAULT_POLICY.unreferencedRefunds, allow: 'manager', ...over },
});

test('off unless the shop says otherwise, whatever the acquirer takes', () => {
  expect(DEFAULT_POLICY.unreferencedRefunds.allow).toBe('off');
  expect(judgeUnreferenced(DEFAULT_POLICY, true)).toBeNull();
  expect(judgeUnreferenced(policy(), true)).toEqual({ allowed: true });
  expect(judgeUnreferenced(policy(), false)).toMatchObject({ rule: 'unreferenced-not-carried' });
});

test.each([
  [1, 0, 'allowed'],
  [50_000, 0, 'allowed'],
  [50_001, 0, 'unreferenced-over-limit'],
  [10_000, 190_000, 'allowed'],
  [10_001, 190_000, 'unreferenced-over-shift'],
  [0, 0, 'refund-amount-zero'],
])('%i after %i in this shift: %s', (amountMinor, inShiftMinor, expected) => {
  const verdict = judgeUnreferencedAmount(amountMinor, 'CNY', inShiftMinor, policy());
  expect(verdict.allowed ? 'allowed' : verdict.rule).toBe(expected);
});

test.each([
  [0, 50_000],
  [190_000, 10_000],
  [200_001, 0],
])('after %i there are %i left, and not one fen more goes', (inShiftMinor, left) => {
  expect(unreferencedLeftMinor(inShiftMinor, policy())).toBe(left);
  expect(judgeUnreferencedAmount(left + 1, 'CNY', inShiftMinor, policy()).allowed).toBe(false);
});

test('its reasons are those that the policy names, in that order', () => {
  expect(
    unreferencedReasons(policy({ reasons: ['complaint', 'goods-faulty', 'of-nobody'] })).map((it) => it.code),
  ).toEqual(['complaint', 'goods-faulty']);
});

test.each([
  ['25', 7, 'acquirer'],
  ['64', 7, 'acquirer'],
  ['12', 7, 'acquirer'],
  ['22', 7, 'acquirer'],
  ['14', 4, 'original'],
  ['91', 9, 'later'],
  ['58', 7, 'acquirer'],
])('declined with %s: cause %i', (code, no, next) => {
  expect(causeOfUnreferenced(code)).toMatchObject({ no, next });
});

test('a code that is no cause of the fourteen stays with its own words', () => {
  expect(causeOfUnreferenced('05')).toBeNull();
});
