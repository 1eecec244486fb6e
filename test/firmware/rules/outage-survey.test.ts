/** What happened in an outage, read from its entries (requirement D8). */
import { describe, expect, it } from 'vitest';
import { outageActs } from '../../../firmware/rules/outage-survey.ts';
import type { Entry } from '../../../storage/entries/entry.ts';

const entry = (type: string, txn: string | null, body: object = {}): Entry => ({ type, txn, body }) as unknown as Entry;
const submitted = (kind: string, txn: string, amountMinor: number, tags = ['no-paper']) =>
  entry(`${kind}.submitted`, txn, { amountMinor, tags });

describe('the acts of an outage', () => {
  it('are those with its mark that were approved; what was sold with paper is none of them', () => {
    const acts = outageActs(
      [
        entry('paper.ended', null, { cause: 'paper-end' }),
        submitted('sale', 'a', 3_000),
        entry('sale.approved', 'a'),
        submitted('sale', 'b', 4_000),
        entry('sale.declined', 'b'),
        submitted('sale', 'c', 5_000, []),
        entry('sale.approved', 'c'),
        submitted('refund', 'd', 700),
        entry('refund.approved', 'd'),
      ],
      'CNY',
    );
    expect(acts.totals).toMatchObject({
      saleCount: 1,
      saleMinor: 3_000,
      refundCount: 1,
      refundMinor: 700,
      voidCount: 0,
    });
    expect(acts.transactions).toEqual(['a', 'b', 'd']);
  });

  it('count promises and those that were completed since, and slips only from the return of the paper on', () => {
    const acts = outageActs(
      [
        entry('refund.deferred', 'p'),
        entry('refund.deferred', 'q'),
        entry('receipt.printed', 'x', { copy: 'x/merchant' }),
        entry('paper.returned', null),
        entry('receipt.printed', 'p', { copy: 'p/promise-customer' }),
        entry('receipt.judged', 'y', { copy: 'y/merchant', complete: true }),
        entry('receipt.judged', 'z', { copy: 'z/merchant', complete: false }),
        entry('refund.approved', 'p'),
      ],
      'CNY',
    );
    expect(acts).toMatchObject({ deferred: 2, completed: 1 });
    expect(acts.printed.map(({ copy }) => copy)).toEqual(['p/promise-customer', 'y/merchant']);
  });

  it('bring what a settlement in between has found at the acquirer', () => {
    const differences = [{ txn: 'a', stan: '000004', what: 'upload-refused', code: '30' }];
    expect(outageActs([entry('settlement.ended', 's', { differences })], 'CNY').told).toEqual(differences);
  });
});
