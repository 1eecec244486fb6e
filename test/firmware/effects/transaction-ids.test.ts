/** Fifty slips of a pad that are missing are fifty tasks, drawn in one millisecond: each needs a name of its own. */
import { expect, test } from 'vitest';
import { transactionIds } from '../../../firmware/effects/transaction-ids.ts';

const NOW_MS = 1_763_715_600_000;

test('no two of one life are the same, and they sort as they were drawn, whatever the clock does', () => {
  let nowMs = NOW_MS;
  const next = transactionIds(
    () => nowMs,
    () => 65_535,
  );
  const early = Array.from({ length: 200 }, next);
  nowMs -= 3_600_000;
  const names = [...early, ...Array.from({ length: 200 }, next)];
  expect(new Set(names).size).toBe(400);
  expect(names.toSorted()).toEqual(names);
  expect(names[0]).toBe(`t${NOW_MS.toString(36)}ekf`);
});
