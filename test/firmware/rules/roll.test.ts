/** Whether the roll will do for a report (requirement D14): the rule as a table, and the length of a slip against the paper that it takes. */
import { describe, expect, test } from 'vitest';
import { isReport, rollVerdict } from '../../../firmware/rules/roll.ts';

describe('enough for this report?', () => {
  test.each([
    ['nobody knows, and the sensor is content', 900, null, false, 'enough'],
    ['exactly enough', 900, 900, false, 'enough'],
    ['a millimetre too little', 901, 900, false, 'short'],
    ['nothing left', 1, 0, false, 'short'],
    ['the sensor says nearly over, nobody knows how much', 100, null, true, 'unsure'],
    ['the sensor says nearly over, a whole roll by the estimate: it was a shorter one', 100, 29_000, true, 'unsure'],
    ['the sensor says nearly over, and so does the estimate', 900, 4_000, true, 'enough'],
    ['the same, and the report is longer', 4_001, 4_000, true, 'short'],
  ] as const)('%s', (_, lengthMm, leftMm, nearEnd, verdict) => {
    expect(rollVerdict({ lengthMm, leftMm, nearEnd })).toBe(verdict);
  });

  test('reports are asked about, what a customer waits for is not', () => {
    expect((['settlement', 'xReport', 'paperBack', 'timeline', 'exercise'] as const).every(isReport)).toBe(true);
    expect((['sale', 'void', 'refund', 'refundPromise', 'fault', 'voucher', 'coupon'] as const).some(isReport)).toBe(
      false,
    );
  });
});
