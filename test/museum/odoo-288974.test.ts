/**
 * odoo-288974: an order paid while offline went back to draft at the next start, and the payment was gone.
 * Here money states only move forward: nothing that the journal accepts takes an outcome back, in this life or the next.
 */
import { describe, expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';
import { cashBack, cashSale } from './giving-back.ts';

const BACKWARDS: readonly (readonly [string, (till: Till) => void])[] = [
  ['submitted again', (till) => till.submit('paid')],
  ['declined', (till) => till.decline('paid')],
  ['not sent', (till) => till.notSent('paid')],
  ['unknown', (till) => till.loseSight('paid')],
  ['deferred', (till) => till.promise('paid', 'other', 1)],
  ['cancelled', (till) => void till.append({ type: 'refund.cancelled', txn: 'paid', body: { why: 'back to draft' } })],
  ['reversed', (till) => till.reversalAccepted('paid')],
];

describe('odoo-288974', () => {
  it.each(BACKWARDS)('an approved sale never becomes %s', (_what, act) => {
    const till = new Till();
    till.sale('other');
    till.sale('paid');
    till.reopen();
    const before = till.row('paid');
    expect(refusal(() => act(till))).toMatch(/^(money-state|transaction-exists|transaction-kind)$/);
    till.reopen();
    expect(till.row('paid')).toEqual(before);
    expect(till.journal.totals()[0]).toMatchObject({ saleCount: 2 });
  });

  const PAID_IN_CASH: readonly (readonly [string, (till: Till) => void])[] = [
    ...BACKWARDS,
    ['taken again', (till) => cashSale(till, 'paid', 1_000)],
    ['what was given back', (till) => cashBack(till, 'paid', 'other', 500)],
  ];

  it.each(PAID_IN_CASH)('a sale paid in cash never becomes %s', (_what, act) => {
    const till = new Till();
    cashSale(till, 'other', 1_000);
    cashSale(till, 'paid', 1_000);
    till.reopen();
    const before = till.row('paid');
    expect(refusal(() => act(till))).toMatch(/^(money-state|transaction-exists|transaction-kind|tender-differs)$/);
    till.reopen();
    expect(till.row('paid')).toEqual(before);
    expect(till.journal.cashTotals('CNY')).toMatchObject({ saleCount: 2 });
  });

  it('money given back, promised or held stays so as well', () => {
    const till = new Till();
    till.sale('sale', 1_000);
    till.refund('refund', 'sale', 300);
    till.approve('refund', 'refund');
    cashSale(till, 'cash', 1_000);
    cashBack(till, 'notes', 'cash', 300);
    till.submit('held', { kind: 'preauth', amount: 500 });
    till.approve('held', 'preauth');
    till.reopen();
    for (const [txn, kind] of [
      ['refund', 'refund'],
      ['notes', 'refund'],
      ['held', 'preauth'],
    ] as const) {
      const before = till.row(txn);
      expect(refusal(() => till.decline(txn, kind))).toBe('money-state');
      expect(refusal(() => till.loseSight(txn, kind))).toBe('money-state');
      expect(refusal(() => till.notSent(txn, kind))).toBe('money-state');
      expect(till.row(txn)).toEqual(before);
    }
  });
});
