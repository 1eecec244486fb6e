/** A batch near its limit is told before it is full (facts/acquirer §1.5: counts of three digits in DE 48). */
import { expect, test } from 'vitest';
import { batchRoom, batchRoomLine, batchRoomWords } from '../../../firmware/rules/batch-room.ts';

test.each<readonly [string, number, number, number | null]>([
  ['an empty batch', 0, 999, null],
  ['one before it is told', 899, 999, null],
  ['the first that is told', 900, 999, 99],
  ['one place left', 998, 999, 1],
  ['full', 999, 999, 0],
  ['taken over with more than it should have', 1_005, 999, 0],
  ['a dialect that counts further', 899_999, 999_999, null],
  ['a dialect that counts further, nearly full', 900_000, 999_999, 99_999],
  ['a batch of three has no tenth: only the full one is told', 2, 3, null],
  ['a batch of three, full', 3, 3, 0],
])('%s', (_, count, limit, left) => {
  expect(batchRoom(count, limit)).toEqual(left === null ? null : { left, limit });
});

test('the till says how many are left and which keys settle; the manager reads why', () => {
  expect(batchRoomLine({ left: 37, limit: 999 })).toEqual({
    zh: '! 批次剩 37 笔 按*再按8',
    en: 'BATCH TAKES 37 MORE: * THEN 8',
  });
  expect(batchRoomLine({ left: 0, limit: 999 }).en).toBe('BATCH FULL: * THEN 8');
  expect(batchRoomWords({ left: 37, limit: 999 }).en).toBe('BATCH TAKES 37 OF 999, THEN NO TRADE: SETTLE');
  expect(batchRoomWords({ left: 0, limit: 999 }).en).toBe('BATCH FULL AT 999, NO TRADE: SETTLE');
});
