/**
 * odoo-271109: a refund could be refunded, which charged the customer again, or paid out without a sale.
 * Here only an approved sale is an original; a refund, a void, a declined or an unfinished sale is not.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';
import { cashBack, cashSale, goodsSale, voucherFor } from './giving-back.ts';

it('odoo-271109: a refund of a refund, a refund of a void', () => {
  const till = new Till();
  till.sale('sale', 1_000);
  till.refund('refund', 'sale', 500);
  till.approve('refund', 'refund');
  expect(refusal(() => till.refund('again', 'refund', 500))).toBe('original-not-a-sale');
  expect(refusal(() => till.promise('again', 'refund', 500))).toBe('original-not-a-sale');
  expect(refusal(() => till.submit('void', { kind: 'void', original: 'refund', amount: 500 }))).toBe(
    'original-not-a-sale',
  );
  till.sale('voided', 700);
  till.submit('void', { kind: 'void', original: 'voided', amount: 700 });
  till.approve('void', 'void');
  expect(refusal(() => till.refund('again', 'void', 700))).toBe('original-not-a-sale');
  expect(refusal(() => till.refund('again', 'voided', 700))).toBe('original-not-approved');
});

it('odoo-271109: a refund of what was never paid', () => {
  const till = new Till();
  till.submit('declined');
  till.decline('declined');
  till.submit('open');
  till.submit('lost');
  till.loseSight('lost');
  for (const original of ['declined', 'open', 'lost']) {
    expect(refusal(() => till.refund('refund', original, 1))).toBe('original-not-approved');
  }
  expect(refusal(() => till.refund('refund', 'nowhere', 1))).toBe('original-missing');
});

it('odoo-271109: a refund of what was given back in cash, or for a voucher', () => {
  const till = new Till();
  cashSale(till, 'sale', 1_000);
  cashBack(till, 'refund', 'sale', 400);
  expect(refusal(() => cashBack(till, 'again', 'refund', 400))).toBe('original-not-a-sale');
  expect(refusal(() => cashBack(till, 'again', 'refund', 400, 'void'))).toBe('original-not-a-sale');
  cashSale(till, 'voided', 700);
  cashBack(till, 'void', 'voided', 700, 'void');
  expect(refusal(() => cashBack(till, 'again', 'void', 700))).toBe('original-not-a-sale');
  expect(refusal(() => cashBack(till, 'again', 'voided', 700))).toBe('original-not-approved');
  goodsSale(till, 'goods', 2);
  voucherFor(till, 'voucher', 'goods', 1);
  expect(refusal(() => till.refund('again', 'voucher', 100))).toBe('original-missing');
  till.refund('rest', 'goods', 100);
  expect(refusal(() => voucherFor(till, 'again', 'rest', 1))).toBe('original-not-a-sale');
});

it('odoo-271109: a refund of a promise, kept or not', () => {
  const till = new Till();
  till.sale('sale', 1_000);
  till.promise('promise', 'sale', 500);
  expect(refusal(() => till.refund('again', 'promise', 500))).toBe('original-not-a-sale');
  till.refund('promise', 'sale', 500);
  till.approve('promise', 'refund');
  expect(refusal(() => till.promise('again', 'promise', 500))).toBe('original-not-a-sale');
});
