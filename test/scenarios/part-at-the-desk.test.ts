/** A part of a sale at the money desk: what counts from then on is the part, and nothing counts without the customer's word (facts/acquirer §1.7). */
import { describe, expect, test } from 'vitest';
import { unionpay, withPartialApprovals } from '../../drivers/acquirer/profiles/unionpay.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { AcquirerWorld } from './acquirer-world.ts';
import { CUT_POINTS } from './power-cut.ts';
import { swiped } from './swiped-card.ts';

const SPEECH = { profile: withPartialApprovals(unionpay), dialect: unionpayDialect };

/** The card of these worlds holds 60.00. */
function world(speech = SPEECH): AcquirerWorld {
  const it = new AcquirerWorld(speech);
  it.tell('seal-approvals', { on: true });
  it.tell('account', { pan: swiped().clear?.take().pan, balance: 6_000 });
  return it;
}

/** DE 38 of each reversal that has reached the bank (facts/acquirer §1.4: added if the answer had one). */
const codesOfReversals = ({ told }: AcquirerWorld) =>
  told.flatMap(({ event, kind, authCode }) => (event === 'request' && kind === 'reversal' ? [authCode] : []));
/** As the bank has booked it. */
const booked = (it: AcquirerWorld) =>
  (it.tell('ledger') as { readonly transactions: readonly { readonly authCode: string | null }[] }).transactions[0]
    ?.authCode;

describe('a part of a sale', () => {
  test('agreed to: totals, refunds, void and settlement count it', () => {
    const it = world();
    const txn = it.requestInPart(10_000, true);
    expect(it.journal.transaction(txn)).toMatchObject({
      state: 'approved',
      amountMinor: 6_000,
      requestedMinor: 10_000,
    });
    expect(it.journal.totals()[0]).toMatchObject({ saleCount: 1, saleMinor: 6_000 });
    const greedy = it.request('refund', 6_001, txn);
    expect(it.journal.transaction(greedy)).toBeNull();
    expect(it.journal.transaction(it.request('refund', 2_000, txn))?.state).toBe('approved');
    it.startSettlement();
    expect(it.journal.settlement()).toBeNull();
    expect(it.entries().some(({ type }) => type === 'settlement.uploadSent')).toBe(false);
    expect(it.broken()).toEqual([]);
  });

  test('agreed to, then voided: whole, which is the part', () => {
    const it = world();
    const txn = it.requestInPart(10_000, true);
    expect(it.journal.transaction(it.request('void', 10_000, txn))).toBeNull();
    expect(it.journal.transaction(it.request('void', 6_000, txn))?.state).toBe('approved');
    expect(it.broken()).toEqual([]);
  });

  test.each([false, null])('with the answer %s of the customer it is reversed', (agreed) => {
    const it = world();
    const txn = it.requestInPart(10_000, agreed);
    expect(it.journal.transaction(txn)).toMatchObject({ state: 'reversed', amountMinor: 10_000, requestedMinor: null });
    const asked = it.entries().some(({ type }) => type === 'consent.refused');
    expect(asked).toBe(agreed === false);
    expect(codesOfReversals(it)).toEqual([booked(it)]);
    expect(it.journal.obligations()).toEqual([]);
    expect(it.broken()).toEqual([]);
  });

  test('where it was not offered it is reversed, as before', () => {
    const it = world({ profile: unionpay, dialect: unionpayDialect });
    it.tell('decline', { kind: 'sale', code: '10', amountMinor: 2_500 });
    const txn = it.requestInPart(5_000, true);
    expect(it.journal.transaction(txn)?.state).toBe('reversed');
    expect(it.broken()).toEqual([]);
  });

  test.each(CUT_POINTS)('power cut %s: journal and bank agree, and nobody pays for what was not agreed to', (point) => {
    const it = world();
    it.cutPowerAt({ message: 'sale.submitted', point });
    const txn = it.requestInPart(10_000, true);
    it.powerOn();
    it.settle();
    expect(it.broken()).toEqual([]);
    expect(it.journal.obligations().filter(({ kind }) => kind !== 'receipt')).toEqual([]);
    // Where its answer was read before the cut, the reversal names it, in whatever life it is sent.
    const offered = it.entries().some(({ type }) => type === 'part.offered');
    if (offered) expect(new Set(codesOfReversals(it))).toEqual(new Set([booked(it)]));
    const state = it.journal.transaction(txn)?.state;
    expect(state === undefined || state === 'reversed').toBe(true);
  });
});
