/** Before a shift begins (requirements D14, H2): will the paper do, how old is the latest copy of the journal. */
import { describe, expect, test } from 'vitest';
import { type ShiftStartFacts, shiftStartWords } from '../../../firmware/rules/shift-start.ts';

const HOUR_MS = 3_600_000;
const facts: ShiftStartFacts = {
  nearEnd: false,
  leftMm: 12_340,
  lastShiftMm: 8_000,
  backup: { lastMs: 100 * HOUR_MS, bornMs: 0, failed: false },
  nowMs: 105.9 * HOUR_MS,
};

describe('the paper', () => {
  test.each<readonly [string, Partial<ShiftStartFacts>, RegExp]>([
    ['enough', {}, /^√ 纸约剩 12\.3 m$/],
    ['less than the last shift took', { leftMm: 7_900 }, /^! 纸约剩 7\.9 m,上一班用 8\.0 m/],
    ['as much as the last shift took', { leftMm: 8_000 }, /^√/],
    ['no shift before', { leftMm: 10, lastShiftMm: null }, /^√/],
    ['nobody saw the roll being loaded', { leftMm: null }, /余量未知/],
    ['the sensor knows better than the sum', { nearEnd: true }, /^! 纸将用完/],
  ])('%s', (_, change, zh) => {
    expect(shiftStartWords({ ...facts, ...change })[0]?.zh).toMatch(zh);
  });
});

describe('the backup', () => {
  test.each<readonly [string, Partial<ShiftStartFacts['backup']>, string]>([
    ['with its age', {}, 'BACKUP 5h AGO'],
    ['none yet', { lastMs: null }, 'NO BACKUP YET'],
    ['the latest attempt failed', { failed: true }, 'BACKUP FAILED, LAST 5h AGO'],
  ])('%s', (_, change, en) => {
    expect(shiftStartWords({ ...facts, backup: { ...facts.backup, ...change } })[1]?.en).toBe(en);
  });
});
