import { describe, expect, test } from 'vitest';
import {
  chooseRoad,
  otherRoad,
  type RoadFacts,
  type RoadOriginal,
  roadOfCancel,
} from '../../../firmware/rules/roads.ts';
import { batchNumber, minorUnits, type TransactionId } from '../../../storage/facts.ts';

const DAY_MS = 86_400_000;
const SOLD_MS = Date.UTC(2026, 10, 21, 5, 45);
const self = { tid: '10000001', mid: '898100000000001' };

const original = (over: Partial<RoadOriginal> = {}): RoadOriginal => ({
  txn: 't1' as TransactionId,
  kind: 'sale',
  state: 'approved',
  amountMinor: minorUnits(10_000),
  refundedMinor: minorUnits(0),
  reservedMinor: minorUnits(0),
  currency: 'CNY',
  batch: batchNumber(7),
  createdAtMs: SOLD_MS,
  ...over,
});
const facts = (over: Partial<RoadFacts> = {}): RoadFacts => ({
  openBatch: batchNumber(7),
  nowMs: SOLD_MS + 60_000,
  utcOffsetMinutes: 480,
  windowDays: 30,
  payee: self,
  self,
  cardKept: true,
  carries: { void: true, refund: true },
  ...over,
});
const chosen = (amount = 10_000, of = original(), over: Partial<RoadFacts> = {}) => {
  const verdict = chooseRoad(amount, of, facts(over));
  return verdict.allowed ? verdict.road : verdict;
};

describe('the cancel of a completion', () => {
  const completion = (over = {}) => original({ kind: 'completion', ...over });
  test.each([
    ['whole, open batch', 10_000, completion(), {}, 'whole-completion-in-open-batch'],
    ['a part', 9_999, completion(), {}, 'completion-not-cancelled'],
    ['something of it refunded', 10_000, completion({ refundedMinor: minorUnits(1) }), {}, 'completion-not-cancelled'],
    ['something of it promised', 10_000, completion({ reservedMinor: minorUnits(1) }), {}, 'completion-not-cancelled'],
    ['settled', 10_000, completion(), { openBatch: batchNumber(8) }, 'completion-not-cancelled'],
    ['a sale', 10_000, original(), {}, 'completion-not-cancelled'],
    ['another payee', 10_000, completion(), { payee: { tid: '1', mid: '2' } }, 'wrong-payee'],
  ] as const)('%s', (_, amount, of, over, rule) => {
    const verdict = roadOfCancel(amount, of, facts(over as Partial<RoadFacts>));
    expect(verdict.allowed ? verdict.road.rule : verdict.rule).toBe(rule);
  });

  test('a refund is the other road, and leads back', () => {
    const verdict = roadOfCancel(10_000, completion(), facts());
    if (!verdict.allowed) throw new Error(verdict.rule);
    const other = otherRoad(verdict.road);
    expect([other?.kind, other === null ? null : otherRoad(other)?.kind]).toEqual(['refund', 'completionCancel']);
  });

  test('nobody comes by it from a sale that is given back: a refund leaves the hold ended', () => {
    expect(chosen(10_000, completion())).toMatchObject({ kind: 'refund', rule: 'not-a-sale' });
  });
});

describe('the terminal chooses', () => {
  test.each([
    ['whole amount, open batch', 10_000, original(), {}, 'void', 'whole-in-open-batch'],
    ['a part', 9_999, original(), {}, 'refund', 'part-of-it'],
    ['a second time', 10_000, original({ refundedMinor: minorUnits(1) }), {}, 'refund', 'part-of-it'],
    ['settled', 10_000, original(), { openBatch: batchNumber(8) }, 'refund', 'settled'],
    ['no voids', 10_000, original(), { carries: { void: false, refund: true } }, 'refund', 'not-carried'],
    ['no refunds', 10_000, original(), { carries: { void: true, refund: false } }, 'void', 'whole-in-open-batch'],
    ['window over, open batch', 10_000, original(), { nowMs: SOLD_MS + 31 * DAY_MS }, 'void', 'whole-in-open-batch'],
  ] as const)('%s', (_, amount, of, over, kind, rule) => {
    expect(chosen(amount, of, over as Partial<RoadFacts>)).toMatchObject({ kind, rule });
  });

  test('says why, on which facts, and what the other road would take', () => {
    expect(chosen(9_999)).toMatchObject({
      why: { zh: '部分金额,走退货', en: 'Part of the amount: refund' },
      facts: { amountMinor: 9_999, originalMinor: 10_000, batch: '000007', openBatch: '000007', soldOn: '2026-11-21' },
      other: { kind: 'void', verdict: { allowed: false, remedy: { en: 'A void takes the whole ￥100.00, once' } } },
    });
  });

  test('the other road is taken where it is allowed, and leads back', () => {
    const road = chosen();
    if ('allowed' in road) throw new Error(road.rule);
    const other = otherRoad(road);
    expect(other).toMatchObject({ kind: 'refund', rule: 'chosen-by-operator', other: { kind: 'void' } });
    const settled = chosen(10_000, original(), { openBatch: batchNumber(8) });
    expect('allowed' in settled ? 'refused' : otherRoad(settled)).toBeNull();
  });
});

describe('neither road', () => {
  test('the window is over: which rule, and on which day', () => {
    const settled = { openBatch: batchNumber(8) };
    // Sold on 21 November: 21 December is the last of thirty days, to its end on the clock of the shop.
    const lastMinute = Date.UTC(2026, 11, 21, 15, 59);
    expect(chosen(10_000, original(), { ...settled, nowMs: lastMinute })).toMatchObject({ kind: 'refund' });
    expect(chosen(10_000, original(), { ...settled, nowMs: lastMinute + 60_000 })).toMatchObject({
      allowed: false,
      rule: 'refund-window-over',
      facts: { lastDay: '2026-12-21', windowDays: 30 },
      why: { en: 'Past the window of 30 days, which ended on 2026-12-21' },
    });
  });

  test('the card is no longer kept: refused when it is asked for, promise or not; the window has the first word', () => {
    const settled = { openBatch: batchNumber(8), cardKept: false };
    expect(chosen(10_000, original(), settled)).toMatchObject({
      allowed: false,
      rule: 'card-not-kept',
      remedy: { en: 'Ask the acquirer, with the RRN of the slip' },
    });
    expect(chosen(10_000, original(), { ...settled, nowMs: SOLD_MS + 31 * DAY_MS })).toMatchObject({
      rule: 'refund-window-over',
    });
  });

  test('another payee: both named, on any road', () => {
    const verdict = chosen(10_000, original(), { payee: { tid: '10000001', mid: '898100000000002' } });
    expect(verdict).toMatchObject({ rule: 'wrong-payee', facts: { originalMid: '898100000000002', mid: self.mid } });
    expect(chosen(10_000, original(), { payee: null })).toMatchObject({ kind: 'void' });
  });

  test('nothing carried', () => {
    expect(chosen(10_000, original(), { carries: { void: false, refund: false } })).toMatchObject({
      rule: 'not-carried',
      facts: { kind: 'refund' },
    });
  });
});
