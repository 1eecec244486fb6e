/** Keys that become a number, or a code with letters on a keypad without any. */
import { expect, it } from 'vitest';
import { typeCode } from '../../../firmware/rules/reference-entry.ts';

const typed = (...keys: readonly string[]) => keys.reduce((so, key) => typeCode(so, key, 2), '');

it.each([
  [['5', '1'], '51'],
  [['.', '0'], 'A0'],
  [['.', '.', '.', '7'], 'C7'],
  [['1', '.', '.'], '1B'],
  [Array<string>(27).fill('.'), 'A'],
  [['.', '0', '.'], 'A0'],
  [['.', '0', '5'], 'A0'],
  [['.', '.', 'correct', '5'], '5'],
  [['.', '00'], 'A'],
])('%j is %s', (keys, code) => {
  expect(typed(...keys)).toBe(code);
});
