/**
 * odoo-135845: the same order was refunded twice, each time from a screen that had been opened before the other refund.
 * Here the sum is taken in the durable transaction that submits, from what stands then, not from what a screen once saw; by whatever road it goes back.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';
import {
  cashBack,
  cashSale,
  goodsBack,
  goodsSale,
  NOTHING_LEFT,
  ROADS,
  spendVoucher,
  voucherFor,
} from './giving-back.ts';

it('odoo-135845: a sale refunded in full cannot be refunded again, today or after a restart', () => {
  const till = new Till();
  till.sale('order', 5_000);
  till.refund('first', 'order', 5_000);
  till.approve('first', 'refund');
  expect(refusal(() => till.refund('second', 'order', 5_000))).toBe('refund-exceeds-original');
  expect(refusal(() => till.promise('third', 'order', 1))).toBe('refund-exceeds-original');
  till.reopen();
  expect(refusal(() => till.refund('second', 'order', 1))).toBe('refund-exceeds-original');
  expect(till.row('order')).toMatchObject({ refundedMinor: 5_000, reservedMinor: 0 });
});

it('odoo-135845: neither twice by a promise, kept and then submitted again', () => {
  const till = new Till();
  till.sale('order', 5_000);
  till.promise('promise', 'order', 5_000);
  expect(refusal(() => till.refund('meanwhile', 'order', 1))).toBe('refund-exceeds-original');
  till.refund('promise', 'order', 5_000);
  expect(refusal(() => till.refund('promise', 'order', 5_000))).toBe('money-state');
  till.approve('promise', 'refund');
  expect(refusal(() => till.refund('promise', 'order', 5_000))).toBe('money-state');
});

it('odoo-135845: nor by a void and a refund', () => {
  const till = new Till();
  till.sale('order', 5_000);
  till.submit('void', { kind: 'void', original: 'order', amount: 5_000 });
  expect(refusal(() => till.refund('refund', 'order', 5_000))).toBe('void-under-way');
  till.approve('void', 'void');
  expect(refusal(() => till.refund('refund', 'order', 5_000))).toBe('original-not-approved');
});

it('odoo-135845: nor in cash, whole or as a promise, today or after a restart', () => {
  const till = new Till();
  cashSale(till, 'order', 5_000);
  cashBack(till, 'first', 'order', 5_000);
  expect(refusal(() => cashBack(till, 'second', 'order', 1))).toBe('refund-exceeds-original');
  expect(refusal(() => cashBack(till, 'void', 'order', 5_000, 'void'))).toBe('void-after-refund');
  till.reopen();
  expect(refusal(() => cashBack(till, 'second', 'order', 5_000))).toBe('refund-exceeds-original');
  // By card what was cash: that would be the same money by another road.
  expect(refusal(() => till.refund('card', 'order', 1))).toBe('tender-differs');
  expect(till.row('order')).toMatchObject({ refundedMinor: 5_000, reservedMinor: 0 });
});

it('odoo-135845: nor for a voucher, nor the voucher itself', () => {
  const till = new Till();
  goodsSale(till, 'order', 3);
  voucherFor(till, 'voucher', 'order', 3);
  for (const again of Object.values(ROADS)) expect(refusal(() => again(till, 'again', 'order'))).toMatch(NOTHING_LEFT);
  spendVoucher(till, 'one', 'voucher', 3, 5);
  till.approve('one');
  expect(refusal(() => spendVoucher(till, 'two', 'voucher', 3, 5))).toBe('voucher-spent');
  goodsSale(till, 'other', 3);
  till.submit('void', { kind: 'void', original: 'other', amount: 300 });
  expect(refusal(() => voucherFor(till, 'meanwhile', 'other', 3))).toBe('void-under-way');
});

it('odoo-135845: nor the same goods, where money of others is left', () => {
  const till = new Till();
  goodsSale(till, 'order', 3);
  goodsBack(till, 'first', 'order', 2);
  till.approve('first', 'refund');
  till.reopen();
  // A fee that the customer bears makes the amount fit; the pieces do not.
  const again = () => goodsBack(till, 'second', 'order', 2, 'refund', 100);
  expect(refusal(again)).toBe('line-exceeds');
  goodsBack(till, 'second', 'order', 1);
  expect(refusal(() => goodsBack(till, 'third', 'order', 1))).toMatch(NOTHING_LEFT);
});
