/** What was given, the change, and the drawer against the journal: each answer with its words. */
import { describe, expect, test } from 'vitest';
import { judgeDrawer, judgeGiven, signedAmount } from '../../../firmware/rules/cash.ts';
import { differenceWords } from '../../../firmware/rules/outage-differences.ts';

describe('what is given', () => {
  test.each([
    [4_500, 0, 4_500, 0],
    [4_500, 4_500, 4_500, 0],
    [4_500, 5_000, 5_000, 500],
    [100, 10_000, 10_000, 9_900],
    [1, 50_001, 50_001, 50_000],
  ])('for %i, %i: %i taken, %i of change', (amountMinor, typed, givenMinor, changeMinor) => {
    expect(judgeGiven(amountMinor, typed, 'CNY')).toEqual({ allowed: true, givenMinor, changeMinor });
  });

  test.each([
    [4_500, 4_499, 'cash-short', '￥0.01'],
    [4_500, 1, 'cash-short', '￥44.99'],
    [4_500, 500_000, 'cash-implausible', '￥5000.00'],
    [1, 50_002, 'cash-implausible', '￥500.02'],
  ])('for %i, %i: %s, with %s', (amountMinor, typed, rule, shows) => {
    const verdict = judgeGiven(amountMinor, typed, 'CNY');
    expect(verdict).toMatchObject({ allowed: false, rule });
    if (verdict.allowed) return;
    expect(verdict.why.zh).toContain(shows);
    expect(verdict.why.en).toContain(shows);
    expect(verdict.remedy.zh.length * verdict.remedy.en.length).toBeGreaterThan(0);
  });
});

describe('the drawer', () => {
  test('as expected, or never counted before: no difference', () => {
    expect(judgeDrawer(5_500, 5_500, 'CNY', true)).toEqual({ difference: null, differenceMinor: 0 });
    expect(judgeDrawer(5_500, 35_500, 'CNY', false)).toEqual({ difference: null, differenceMinor: 30_000 });
  });

  test.each([
    [5_500, 5_000, -500],
    [5_500, 5_501, 1],
    [-2_000, 0, 2_000],
  ])('%i expected, %i counted: named', (expected, counted, differenceMinor) => {
    const judged = judgeDrawer(expected, counted, 'CNY', true);
    expect(judged.differenceMinor).toBe(differenceMinor);
    if (judged.difference === null) throw new Error('no difference');
    const words = differenceWords(judged.difference);
    expect(words.zh).toContain(signedAmount(expected, 'CNY'));
    expect(words.en).toContain(signedAmount(counted, 'CNY'));
  });
});
