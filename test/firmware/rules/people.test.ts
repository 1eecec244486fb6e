/** Who may, who may not, for how long, and what is said about it. */
import { describe, expect, test } from 'vitest';
import {
  candidates,
  judgeNewNumber,
  judgeNewPin,
  judgePerson,
  lockAfter,
  type PersonFacts,
  refuseSamePerson,
  refuseWrongPin,
} from '../../../firmware/rules/people.ts';
import type { Verdict } from '../../../firmware/rules/verdict.ts';

const NOW_MS = 1_790_000_000_000;
const person = (operator: string, over: Partial<PersonFacts> = {}): PersonFacts => ({
  operator,
  role: 'cashier',
  dismissed: false,
  failures: 0,
  lockedUntilMs: null,
  ...over,
});
const rule = (verdict: Verdict<object>): string => (verdict.allowed ? 'allowed' : verdict.rule);

describe('judgePerson', () => {
  test.each([
    ['a cashier', person('1'), 'allowed'],
    ['a manager where a cashier would do', person('9', { role: 'manager' }), 'allowed'],
    ['nobody of that number', null, 'operator-unknown'],
    ['somebody who is gone', person('1', { dismissed: true }), 'operator-unknown'],
    ['a technician at the till', person('5', { role: 'technician' }), 'operator-role'],
    ['locked until later', person('1', { failures: 3, lockedUntilMs: NOW_MS + 1 }), 'operator-locked'],
    [
      'locked for as long as a third wrong PIN locks',
      person('1', { failures: 3, lockedUntilMs: NOW_MS + 30_000 }),
      'operator-locked',
    ],
    ['the clock went back a little', person('1', { failures: 3, lockedUntilMs: NOW_MS + 30_001 }), 'allowed'],
    ['the clock went back 40 days', person('1', { failures: 30, lockedUntilMs: NOW_MS + 40 * 86_400_000 }), 'allowed'],
    ['the longest lock', person('1', { failures: 30, lockedUntilMs: NOW_MS + 3_600_000 }), 'operator-locked'],
    ['locked until now', person('1', { failures: 3, lockedUntilMs: NOW_MS }), 'allowed'],
  ])('%s', (_, facts, expected) => {
    expect(rule(judgePerson(facts, '1', ['cashier', 'manager'], NOW_MS))).toBe(expected);
  });

  test('the refusal of a locked person says how long, in both languages', () => {
    const verdict = judgePerson(
      person('7', { failures: 5, lockedUntilMs: NOW_MS + 120_000 }),
      '7',
      ['cashier'],
      NOW_MS,
    );
    expect(verdict).toMatchObject({
      facts: { operator: '7', failures: 5, waitMs: 120_000 },
      remedy: { zh: '等 2 分钟,或请主管解锁', en: 'Wait 2 min, or have a manager unlock it' },
    });
  });
});

describe('wrong PINs', () => {
  test.each([
    [1, 0],
    [2, 0],
    [3, 30_000],
    [4, 60_000],
    [5, 120_000],
    [9, 1_920_000],
    [10, 3_600_000],
    [1_000, 3_600_000],
  ])('number %i waits %i ms', (failures, waitMs) => {
    expect(lockAfter(failures)).toBe(waitMs);
  });

  test('are told apart from a lock', () => {
    expect(refuseWrongPin('1', 1)).toMatchObject({
      rule: 'pin-wrong',
      remedy: { en: 'Type it again; 2 more and it is locked' },
    });
    expect(refuseWrongPin('1', 3)).toMatchObject({ rule: 'operator-locked', facts: { waitMs: 30_000 } });
  });
});

test('two people are two people', () => {
  expect(refuseSamePerson('9')).toMatchObject({ rule: 'same-person', facts: { operator: '9' } });
  const people = [person('1'), person('8', { role: 'manager' }), person('9', { role: 'manager', dismissed: true })];
  expect(candidates(people, ['manager']).map(({ operator }) => operator)).toEqual(['8']);
  expect(candidates(people, ['manager'], ['8'])).toEqual([]);
});

describe('judgeNewNumber', () => {
  test.each([
    ['3', 'allowed'],
    ['999', 'allowed'],
    ['0', 'operator-number'],
    ['007', 'operator-number'],
    ['1000', 'operator-number'],
    ['', 'operator-number'],
    ['1', 'operator-exists'],
    ['2', 'operator-exists'],
  ])('%s: %s', (typed, expected) => {
    expect(rule(judgeNewNumber(typed, [person('1'), person('2', { dismissed: true })]))).toBe(expected);
  });
});

describe('judgeNewPin', () => {
  test.each([
    ['80146', 'allowed'],
    ['3071', 'allowed'],
    ['307', 'pin-length'],
    ['123456789', 'pin-length'],
    ['', 'pin-length'],
    ['1111', 'pin-weak'],
    ['1234', 'pin-weak'],
    ['7890', 'pin-weak'],
    ['9876', 'pin-weak'],
    ['1212', 'pin-weak'],
    ['123123', 'pin-weak'],
    ['1987', 'pin-weak'],
    ['0042', 'pin-weak'],
  ])('%s in a live shop: %s', (pin, expected) => {
    expect(rule(judgeNewPin(pin, '42', 'live'))).toBe(expected);
  });

  test('the published PINs do where no money can be lost', () => {
    expect(judgeNewPin('1111', '1', 'simulated').allowed).toBe(true);
    expect(judgeNewPin('1234', '1', 'training').allowed).toBe(true);
  });
});
