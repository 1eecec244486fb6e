/**
 * odoo-135845: the same order was refunded twice, each time from a screen that had been opened before the other refund.
 * Here the sum is taken in the durable transaction that submits, from what stands then, not from what a screen once saw.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';

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
