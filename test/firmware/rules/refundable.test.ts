import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { judgeOriginal, judgeRefundAmount, type OriginalFacts } from '../../../firmware/rules/refundable.ts';
import { batchNumber, minorUnits, type TransactionId } from '../../../storage/facts.ts';

const batch = batchNumber(7);
const original = (over: Partial<OriginalFacts> = {}): OriginalFacts => ({
  txn: 't1' as TransactionId,
  kind: 'sale',
  state: 'approved',
  amountMinor: minorUnits(10_000),
  refundedMinor: minorUnits(0),
  reservedMinor: minorUnits(0),
  currency: 'CNY',
  batch,
  ...over,
});

describe('what may be given back', () => {
  test('an approved sale, up to what remains of it', () => {
    expect(judgeOriginal(original({ refundedMinor: minorUnits(3_000), reservedMinor: minorUnits(2_000) }))).toEqual({
      allowed: true,
      remainingMinor: 5_000,
    });
  });

  test.each<[string, Partial<OriginalFacts>]>([
    ['original-not-a-sale', { kind: 'refund' }],
    ['original-not-a-sale', { kind: 'void' }],
    ['nothing-remains', { refundedMinor: minorUnits(10_000) }],
    ['nothing-remains', { refundedMinor: minorUnits(4_000), reservedMinor: minorUnits(6_000) }],
    ['original-voided', { state: 'voided' }],
    ['original-reversed', { state: 'reversed' }],
    ['original-unknown', { state: 'unknown' }],
    ['original-unknown', { state: 'submitted' }],
    ['original-not-approved', { state: 'declined' }],
    ['original-not-approved', { state: 'notSent' }],
  ])('%s: refused, with the reason and what to do in both languages', (rule, over) => {
    const verdict = judgeOriginal(original(over));
    expect(verdict.allowed).toBe(false);
    if (verdict.allowed) return;
    expect(verdict.rule).toBe(rule);
    for (const words of [verdict.why, verdict.remedy]) expect(words.zh.length * words.en.length).toBeGreaterThan(0);
  });

  test('all of the money is back, but not what vouchers paid: goods may come back, money may not', () => {
    const sale = original({ refundedMinor: minorUnits(10_000), voucherLeftMinor: 600 });
    expect(judgeOriginal(sale)).toEqual({ allowed: true, remainingMinor: 0 });
    expect(judgeRefundAmount(1, sale, DEFAULT_POLICY)).toMatchObject({ rule: 'refund-over-remainder' });
    expect(judgeRefundAmount(0, sale, DEFAULT_POLICY)).toMatchObject({ rule: 'refund-amount-zero' });
    expect(judgeOriginal({ ...sale, voucherLeftMinor: 0 })).toMatchObject({ rule: 'nothing-remains' });
  });

  test('over the remainder: says the sale, what has gone, and what remains', () => {
    const verdict = judgeRefundAmount(7_001, original({ refundedMinor: minorUnits(3_000) }), DEFAULT_POLICY);
    expect(verdict).toMatchObject({ allowed: false, rule: 'refund-over-remainder' });
    if (verdict.allowed) return;
    expect(verdict.why.en).toContain('￥100.00');
    expect(verdict.why.en).toContain('￥30.00');
    expect(verdict.remedy.zh).toContain('￥70.00');
  });

  test('zero and over the limit of the policy', () => {
    expect(judgeRefundAmount(0, original(), DEFAULT_POLICY)).toMatchObject({ rule: 'refund-amount-zero' });
    const policy = { ...DEFAULT_POLICY, refund: { ...DEFAULT_POLICY.refund, limitMinor: 500 } };
    expect(judgeRefundAmount(501, original(), policy)).toMatchObject({ rule: 'refund-over-limit' });
    expect(judgeRefundAmount(500, original(), policy)).toEqual({ allowed: true });
  });

  test('never more than remains, whatever is asked for', () => {
    const part = fc.nat(10_000);
    fc.assert(
      fc.property(part, part, fc.nat(30_000), (refunded, reserved, asked) => {
        const sale = original({ refundedMinor: minorUnits(refunded), reservedMinor: minorUnits(reserved) });
        if (judgeRefundAmount(asked, sale, DEFAULT_POLICY).allowed)
          expect(asked + refunded + reserved).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
