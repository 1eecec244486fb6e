/** What does not agree after an outage, who signs for it, and when a slip was written (requirements D5, D8). */
import { describe, expect, it } from 'vitest';
import {
  type ComparableTransaction,
  compareWithAcquirer,
  postponedDifference,
  type WeighedDifference,
} from '../../../firmware/rules/outage-comparison.ts';
import {
  differenceWords,
  needsManager,
  type OutageFigures,
  outageDifferences,
} from '../../../firmware/rules/outage-differences.ts';
import { readWrittenTime } from '../../../firmware/rules/written-time.ts';
import type { TransactionId } from '../../../storage/facts.ts';

const figures: OutageFigures = {
  counts: { slips: { expected: 7, counted: 7 } },
  missing: [],
  open: [],
  acquirer: { differences: [] },
  currency: 'CNY',
};
const differs: WeighedDifference = {
  what: 'acquirer-differs',
  subject: '000005',
  ours: 'approved ￥30.00',
  theirs: 'not-found 25',
  atStakeMinor: 3_000,
};

describe('differences after an outage', () => {
  it('are none where everything that was counted agrees', () => {
    expect(outageDifferences(figures)).toEqual([]);
    expect(outageDifferences({ ...figures, counts: { cash: { expected: 4_380, counted: 4_380 } } })).toEqual([]);
  });
  it.each([
    [
      { ...figures, counts: { slips: { expected: 7, counted: 6 } } },
      'receipts-count',
      '补打小票应有 7 张,实点 6 张',
      null,
    ],
    [{ ...figures, missing: [103] }, 'hand-slip-missing', '手工单 000103 缺号', null],
    [{ ...figures, open: [{ stan: '000004', amountMinor: 900 }] }, 'outcome-open', '凭证号 000004 结果未决', 900],
    [
      { ...figures, acquirer: { differences: [differs] } },
      'acquirer-differs',
      '凭证号 000005 账本 成功 ￥30.00,收单行 无此笔 25',
      3_000,
    ],
    [
      { ...figures, counts: { cash: { expected: 4_380, counted: 4_000 } } },
      'drawer',
      '缺纸时现金应有 ￥43.80,实点 ￥40.00',
      380,
    ],
    [{ ...figures, counts: { drawer: { expected: -100, counted: 0 } } }, 'cash', '钱箱应有 -￥1.00,实点 ￥0.00', 100],
  ] as const)('are named, with what is at stake: %#', (facts, what, zh, atStakeMinor) => {
    const differences = outageDifferences(facts);
    expect(differences.map((difference) => difference.what)).toEqual([what]);
    expect(differences.map((difference) => differenceWords(difference).zh)).toEqual([zh]);
    expect(differences.map((difference) => difference.atStakeMinor)).toEqual([atStakeMinor]);
  });

  it.each([
    [[], 0, false],
    [[3_000], 5_000, false],
    [[3_000, 2_000], 5_000, false],
    [[3_000, 2_001], 5_000, true],
    [[1], 0, true],
    // A slip that is missing may be worth anything.
    [[null], 5_000, true],
  ] as const)('with %j at stake and a limit of %d need a manager: %j', (stakes, limit, manager) => {
    const differences = stakes.map((atStakeMinor) => ({ ...differs, atStakeMinor }));
    expect(needsManager(differences, limit)).toBe(manager);
  });
});

const transaction = (stan: string, given: Partial<ComparableTransaction> = {}): ComparableTransaction => ({
  txn: `t${stan}` as TransactionId,
  stan,
  batch: '000001',
  state: 'approved',
  amountMinor: 3_000,
  currency: 'CNY',
  settled: false,
  settledOtherwise: null,
  told: null,
  ...given,
});
const said = (
  found: 'approved' | 'declined' | 'not-found' | 'pending' | 'silent',
  code: string,
  amountMinor: number | null = null,
) => ({
  told: { found, code, amountMinor },
});

describe('the acquirer, asked about each transaction', () => {
  it.each([
    ['the same', transaction('000001', said('approved', '00', 3_000)), null],
    ['approved, its amount not told', transaction('000001', said('approved', '00')), null],
    ['voided since', transaction('000001', { state: 'voided', ...said('approved', '00', 3_000) }), null],
    ['declined by both', transaction('000001', { state: 'declined', ...said('declined', '51') }), null],
    ['declined, and forgotten there', transaction('000001', { state: 'declined', ...said('not-found', '25') }), null],
    ['undone by both', transaction('000001', { state: 'reversed', ...said('not-found', '25') }), null],
    [
      'another amount',
      transaction('000001', said('approved', '00', 3_500)),
      { ours: 'approved ￥30.00', theirs: 'approved ￥35.00', atStakeMinor: 500 },
    ],
    [
      'not there',
      transaction('000001', said('not-found', '25')),
      { ours: 'approved ￥30.00', theirs: 'not-found 25', atStakeMinor: 3_000 },
    ],
    [
      'declined there',
      transaction('000001', said('declined', '05')),
      { ours: 'approved ￥30.00', theirs: 'declined 05', atStakeMinor: 3_000 },
    ],
    [
      'undone here, in force there',
      transaction('000001', { state: 'reversed', ...said('approved', '00', 3_000) }),
      { ours: 'reversed ￥30.00', theirs: 'approved ￥30.00', atStakeMinor: 3_000 },
    ],
  ] as const)('%s', (_, asked, difference) => {
    const compared = compareWithAcquirer('enquiry', [asked]);
    if (difference === null) expect(compared).toMatchObject({ agreed: 1, differences: [], unanswered: [] });
    else expect(compared.differences).toMatchObject([{ what: 'acquirer-differs', subject: '000001', ...difference }]);
  });

  it('what was not answered is to be asked, and named as not compared', () => {
    const compared = compareWithAcquirer('enquiry', [
      transaction('000001'),
      transaction('000002', said('silent', 'timeout')),
      transaction('000003', said('pending', '09')),
      transaction('000004', said('approved', '00', 3_000)),
    ]);
    expect(compared).toMatchObject({ agreed: 1, unanswered: ['t000001', 't000002', 't000003'] });
    expect(compared.differences.map(({ what, subject }) => [what, subject])).toEqual([
      ['not-compared', '000001'],
      ['not-compared', '000002'],
      ['not-compared', '000003'],
    ]);
  });

  it('so many that nobody would read them are one line', () => {
    const many = Array.from({ length: 21 }, (_, i) => transaction(String(i + 1).padStart(6, '0')));
    expect(compareWithAcquirer('enquiry', many).differences).toMatchObject([
      { what: 'not-compared', subject: '000001…000021 (21)', ours: '￥630.00', atStakeMinor: 63_000 },
    ]);
  });
});

describe('an acquirer that tells totals only', () => {
  it('is compared when the batch is settled; until then that is said, and is no difference', () => {
    const compared = compareWithAcquirer('totals', [transaction('000001'), transaction('000002')]);
    expect(compared).toMatchObject({ agreed: 0, differences: [], unanswered: [] });
    expect(compared.postponed).toEqual([{ batch: '000001', count: 2, amountMinor: 6_000 }]);
    const [batch] = compared.postponed;
    if (batch === undefined) throw new Error('no batch');
    expect(differenceWords(postponedDifference(batch, 'CNY'))).toEqual({
      zh: '批次 000001 ￥60.00 待结算时核对',
      en: 'BATCH 000001: ￥60.00 compared at settlement',
    });
  });
  it('has been compared by a settlement in between', () => {
    const compared = compareWithAcquirer('totals', [
      transaction('000001', { settled: true }),
      transaction('000002', { settled: true, settledOtherwise: 'upload-refused 30' }),
    ]);
    expect(compared).toMatchObject({ agreed: 1, postponed: [] });
    expect(compared.differences).toMatchObject([{ subject: '000002', theirs: 'upload-refused 30' }]);
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
