/**
 * odoo-230300: by keeping the payment page open, more was refunded than had been sold.
 * Here no road leads above the original: Σ of approved, deferred, submitted and unknown refunds counts, whatever page is open.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';
import { allowedTimes, cashBack, cashSale, goodsBack, goodsSale, ROADS, UNIT_MINOR } from './giving-back.ts';

it('odoo-230300: many small refunds end exactly at the original', () => {
  const till = new Till();
  till.sale('order', 1_000);
  let refunded = 0;
  for (const [i, amount] of [300, 300, 300, 300, 200, 100, 100, 1].entries()) {
    const txn = `r${i}`;
    if (refunded + amount > 1_000) {
      expect(refusal(() => till.refund(txn, 'order', amount))).toBe('refund-exceeds-original');
      continue;
    }
    till.refund(txn, 'order', amount);
    if (i % 2 === 0) till.approve(txn, 'refund');
    else till.loseSight(txn, 'refund');
    refunded += amount;
  }
  expect(refunded).toBe(1_000);
  const { refundedMinor, reservedMinor } = till.row('order');
  expect(refundedMinor + reservedMinor).toBe(1_000);
});

it.each(Object.keys(ROADS))('odoo-230300: %s, again and again, ends exactly at the original', (name) => {
  const till = new Till();
  goodsSale(till, 'order', 4);
  expect(allowedTimes((n) => ROADS[name]?.(till, `r${n}`, 'order'))).toBe(4);
});

it('odoo-230300: by every road in turn, goods and money together', () => {
  const roads = Object.values(ROADS);
  const till = new Till();
  goodsSale(till, 'order', 7);
  expect(allowedTimes((n) => roads[n % roads.length]?.(till, `r${n}`, 'order'))).toBe(7);
  const { refundedMinor, reservedMinor } = till.row('order');
  expect(refundedMinor + reservedMinor).toBe(7 * UNIT_MINOR);
});

it('odoo-230300: in cash', () => {
  const till = new Till();
  cashSale(till, 'order', 350);
  expect(allowedTimes((n) => cashBack(till, `r${n}`, 'order', UNIT_MINOR))).toBe(3);
  cashBack(till, 'rest', 'order', 50);
  expect(till.journal.drawer('CNY')).toMatchObject({ expectedMinor: 0 });
});

it('odoo-230300: goods: one piece more than was sold, less a fee that makes the amount fit', () => {
  const till = new Till();
  goodsSale(till, 'order', 2);
  expect(refusal(() => goodsBack(till, 'r', 'order', 3, 'refund', UNIT_MINOR))).toBe('line-exceeds');
  goodsBack(till, 'r', 'order', 2, 'refund', UNIT_MINOR);
  expect(till.row('order').reservedMinor).toBe(UNIT_MINOR);
});
