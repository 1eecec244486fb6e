import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAmount, typeAmount } from '../../../firmware/rules/amount-entry.ts';

const typed = (keys: readonly string[], exponent = 2): string =>
  keys.reduce((text, key) => typeAmount(text, key, exponent), '');
const amount = (keys: readonly string[], exponent = 2): number => readAmount(typed(keys, exponent), exponent);

describe('keys become an amount', () => {
  test.each([
    [['1', '2', '5', '0'], 1250],
    [['1', '2', '00'], 1200],
    [['1', '2', '.', '5'], 1250],
    [['1', '2', '.', '5', '0'], 1250],
    [['1', '2', '.', '5', '0', '9'], 1250],
    [['.', '5'], 50],
    [['0', '0', '7'], 7],
    [['1', '2', 'correct', '3'], 13],
    [['5', '.', '.', '1'], 510],
    [[], 0],
    [['confirm', 'sale'], 0],
  ])('%j is %i minor units', (keys, minor) => {
    expect(amount(keys)).toBe(minor);
  });

  test('a currency without decimals takes no point', () => {
    expect(amount(['1', '.', '5'], 0)).toBe(15);
  });

  test('no sequence of keys makes an amount that is not one, or more than nine digits', () => {
    const key = fc.constantFrom('0', '1', '9', '00', '.', 'correct', 'confirm', 'cancel');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const minor = amount(keys);
        expect(Number.isSafeInteger(minor)).toBe(true);
        expect(minor).toBeLessThanOrEqual(99_999_999_900);
      }),
    );
  });
});
