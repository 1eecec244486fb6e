/**
 * odoo-271109: a refund could be refunded, which charged the customer again, or paid out without a sale.
 * Here only an approved sale is an original; a refund, a void, a declined or an unfinished sale is not.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';

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
