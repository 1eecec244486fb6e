/** A voucher of the shop: which refusal, in which order, and what would make it valid. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { voucherIn, voucherQr } from '../../../firmware/rules/barcodes.ts';
import { judgeVoucher, splitBack, type VoucherFacts } from '../../../firmware/rules/vouchers.ts';
import type { TransactionId } from '../../../storage/facts.ts';

const GOOD: VoucherFacts = {
  txn: 'v1' as TransactionId,
  code: '012345678',
  amountMinor: 5_000,
  currency: 'CNY',
  spent: null,
};
const spent = { sale: 's1' as TransactionId, slip: 12, at: '2026-11-20 10:00:00' };

test.each<[string, VoucherFacts | null, readonly string[], number, string]>([
  ['good', GOOD, [], 5_001, 'allowed'],
  ['no such code', null, [], 9_000, 'voucher-unknown'],
  ['twice in one sale', GOOD, ['012345678'], 9_000, 'voucher-twice'],
  ['spent', { ...GOOD, spent }, [], 9_000, 'voucher-spent'],
  ['another currency', { ...GOOD, currency: 'USD' }, [], 9_000, 'voucher-currency'],
  ['as much as the goods', GOOD, [], 5_000, 'voucher-over-sale'],
  ['more than the goods', GOOD, [], 4_999, 'voucher-over-sale'],
])('%s: %s', (_, voucher, taken, due, expected) => {
  const verdict = judgeVoucher('012345678', voucher, taken, due, 'CNY');
  expect(verdict.allowed ? 'allowed' : verdict.rule).toBe(expected);
  if (!verdict.allowed) {
    for (const words of [verdict.why, verdict.remedy]) expect([words.zh, words.en]).not.toContain('');
  }
});

test('a spent one says when and on which slip', () => {
  const verdict = judgeVoucher('012345678', { ...GOOD, spent }, [], 9_000, 'CNY');
  expect(verdict).toMatchObject({ why: { en: 'This voucher was used: 2026-11-20 10:00:00, slip 12' } });
});

test('its code as a scanner reads it back', () => {
  expect(voucherIn(voucherQr('012345678'))).toBe('012345678');
  for (const other of ['012345678', 'TV1/12345678', 'TV1/0123456789', 'TP1/10000001/1/'])
    expect(voucherIn(other)).toBeNull();
});

test.each([
  ['less than the money', 300, 450, 600, 300, 0],
  ['all of the money', 450, 450, 600, 450, 0],
  ['more than the money', 1_050, 450, 600, 450, 600],
  ['a part of the voucher', 500, 450, 600, 450, 50],
  ['no money left', 600, 0, 600, 0, 600],
  ['no vouchers: it stays with the money, where it is refused', 500, 450, 0, 500, 0],
  ['more than both: so does the rest', 1_100, 450, 600, 500, 600],
  ['nothing comes back', 0, 450, 600, 0, 0],
])('%s: %i of %i money and %i by voucher', (_, net, money, voucher, moneyMinor, voucherMinor) => {
  expect(splitBack(net, money, voucher)).toEqual({ moneyMinor, voucherMinor });
});

test('what was paid by voucher never goes back as money, and nothing is lost between the two', () => {
  const minor = fc.nat(10_000);
  fc.assert(
    fc.property(minor, minor, minor, (net, money, voucher) => {
      const { moneyMinor, voucherMinor } = splitBack(net, money, voucher);
      expect(moneyMinor + voucherMinor).toBe(net);
      expect(voucherMinor).toBeLessThanOrEqual(voucher);
      if (net <= money + voucher) expect(moneyMinor).toBeLessThanOrEqual(money);
    }),
  );
});
