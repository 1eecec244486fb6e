/**
 * odoo-288974: an order paid while offline went back to draft at the next start, and the payment was gone.
 * Here money states only move forward: nothing that the journal accepts takes an outcome back, in this life or the next.
 */
import { describe, expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';

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
});
