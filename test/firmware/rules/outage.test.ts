/** What does not agree after an outage, and when a slip was written (requirements D5, D8). */
import { describe, expect, it } from 'vitest';
import { differenceWords, outageDifferences } from '../../../firmware/rules/outage-differences.ts';
import { readWrittenTime } from '../../../firmware/rules/written-time.ts';

const figures = { printed: 7, missing: [], open: [], told: [], cashMinor: null, currency: 'CNY' } as const;

describe('differences after an outage', () => {
  it('are none where everything that was counted agrees', () => {
    expect(outageDifferences(figures, { slips: 7, cashMinor: null })).toEqual([]);
    expect(outageDifferences({ ...figures, cashMinor: 4_380 }, { slips: 7, cashMinor: 4_380 })).toEqual([]);
  });
  it.each([
    [{ ...figures }, { slips: 6, cashMinor: null }, 'receipts-count', '补打小票应有 7 张,实点 6 张'],
    [{ ...figures, missing: [103] }, { slips: 7, cashMinor: null }, 'hand-slip-missing', '手工单 000103 缺号'],
    [{ ...figures, open: ['000004'] }, { slips: 7, cashMinor: null }, 'outcome-open', '凭证号 000004 结果未决'],
    [
      { ...figures, told: [{ stan: '000005', ours: '成功', theirs: '无此交易' }] },
      { slips: 7, cashMinor: null },
      'acquirer-differs',
      '凭证号 000005 账本 成功,收单行 无此交易',
    ],
    [{ ...figures, cashMinor: 4_380 }, { slips: 7, cashMinor: 4_000 }, 'drawer', '手工单现金应有 ￥43.80,实点 ￥40.00'],
  ] as const)('are named: %#', (facts, count, what, zh) => {
    const differences = outageDifferences(facts, count);
    expect(differences.map((difference) => difference.what)).toEqual([what]);
    expect(differences.map((difference) => differenceWords(difference).zh)).toEqual([zh]);
  });
});

/** 2025-11-21 17:00 in Beijing. */
const NOW_MS = 1_763_715_600_000;
const BEIJING = 480;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the time that stands on a slip', () => {
  it('is now where nothing was typed', () => {
    expect(readWrittenTime('', NOW_MS, BEIJING)).toBe(NOW_MS);
  });
  it('is the latest such time that is not in the future', () => {
    expect(readWrittenTime('1630', NOW_MS, BEIJING)).toBe(NOW_MS - 30 * MINUTE_MS);
    expect(readWrittenTime('1730', NOW_MS, BEIJING)).toBe(NOW_MS + 30 * MINUTE_MS - 24 * HOUR_MS);
    expect(readWrittenTime('201700', NOW_MS, BEIJING)).toBe(NOW_MS - 24 * HOUR_MS);
    expect(readWrittenTime('311700', NOW_MS, BEIJING)).toBe(NOW_MS - 21 * 24 * HOUR_MS);
  });
  it.each(['2460', '2400', '12', '12345', '001200', '321200', '1260'])('is not %s', (typed) => {
    expect(readWrittenTime(typed, NOW_MS, BEIJING)).toBeNull();
  });
});
