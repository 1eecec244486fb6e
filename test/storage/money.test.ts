/** The states of money: forward only, one transaction a fact, nothing taken twice. Each rule once refused and once allowed. */
import { describe, expect, test } from 'vitest';
import { card, id, refusal, Till } from './acts.ts';

describe('money moves forward', () => {
  test('from submitted to each outcome', () => {
    const till = new Till();
    for (const txn of ['a', 'b', 'c', 'd']) till.submit(txn);
    till.approve('a');
    till.decline('b');
    till.notSent('c');
    till.loseSight('d');
    expect(['a', 'b', 'c', 'd'].map((txn) => till.row(txn).state)).toEqual([
      'approved',
      'declined',
      'notSent',
      'unknown',
    ]);
  });

  test('never from an end, and never twice', () => {
    const till = new Till();
    till.sale('approved');
    till.submit('declined');
    till.decline('declined');
    till.submit('notSent');
    till.notSent('notSent');
    for (const txn of ['approved', 'declined', 'notSent']) {
      expect(refusal(() => till.approve(txn))).toBe('money-state');
      expect(refusal(() => till.decline(txn))).toBe('money-state');
      expect(refusal(() => till.notSent(txn))).toBe('money-state');
      expect(refusal(() => till.loseSight(txn))).toBe('money-state');
      expect(refusal(() => till.submit(txn))).toBe('transaction-exists');
    }
  });

  test('an unknown sale waits for its reversal, an unknown refund for a decision', () => {
    const till = new Till();
    till.sale('s');
    till.submit('lost');
    till.loseSight('lost');
    expect(refusal(() => till.approve('lost'))).toBe('outcome-under-reversal');
    expect(refusal(() => till.decline('lost'))).toBe('outcome-under-reversal');
    till.refund('r', 's', 100);
    till.loseSight('r', 'refund');
    expect(refusal(() => till.notSent('r', 'refund'))).toBe('money-state');
    till.approve('r', 'refund');
    expect(till.row('r').state).toBe('approved');
  });

  test('an outcome names a transaction that exists and is of its kind', () => {
    const till = new Till();
    till.sale('s');
    till.submit('v', { kind: 'void', original: 's' });
    expect(refusal(() => till.approve('nobody'))).toBe('transaction-missing');
    expect(refusal(() => till.approve('v', 'sale'))).toBe('transaction-kind');
  });

  test('what is refused leaves nothing behind', () => {
    const till = new Till();
    till.sale('s');
    const before = till.journal.counters();
    expect(
      refusal(() => till.append(till.submittedDraft('t'), { type: 'sale.approved', txn: id('nobody'), body: {} })),
    ).toBe('transaction-missing');
    expect(till.journal.counters()).toEqual(before);
    expect(till.journal.transaction(id('t'))).toBeNull();
    expect(till.journal.verify().ok).toBe(true);
  });

  test('an approval carries what the host said', () => {
    const till = new Till();
    till.sale('s', 12_345);
    expect(till.row('s')).toMatchObject({
      kind: 'sale',
      state: 'approved',
      amountMinor: 12_345,
      currency: 'CNY',
      stan: '000001',
      batch: '000001',
      rrn: '123456789012',
      authCode: 'A12345',
      responseCode: '00',
      hostTime: '170001',
      hostDate: '1121',
      card: card(),
      original: null,
      operator: '1',
      refundedMinor: 0,
      reservedMinor: 0,
    });
  });
});

describe('what is submitted', () => {
  test('amount, card, name and original are checked', () => {
    const till = new Till();
    const refused = (options: Parameters<Till['submit']>[1]) => refusal(() => till.submit('x', options));
    expect(refused({ amount: 0 })).toBe('amount');
    expect(refused({ body: { card: { ...card(), token: 'short' } } })).toBe('card-facts');
    expect(refused({ body: { card: { ...card(), maskedPan: '6222021234' } } })).toBe('card-facts');
    expect(refused({ body: { original: 'y' } })).toBe('sale-with-original');
    expect(refusal(() => till.submit('a/b'))).toBe('transaction-id');
    till.submit('x', { amount: 1 });
    expect(till.row('x').amountMinor).toBe(1);
  });

  test('what may owe a reversal brings its image', () => {
    const till = new Till();
    expect(refusal(() => till.submit('x', { secrets: [] }))).toBe('reversal-without-image');
    till.submit('x', { secrets: [], needsReversal: false });
    expect(till.journal.reversals()).toEqual([]);
  });
});

describe('a refund takes from its original', () => {
  test('approved and reserved together never more than the original', () => {
    const till = new Till();
    till.sale('s', 10_000);
    till.refund('r1', 's', 6_000);
    expect(refusal(() => till.refund('r2', 's', 4_001))).toBe('refund-exceeds-original');
    till.approve('r1', 'refund');
    expect(refusal(() => till.refund('r2', 's', 4_001))).toBe('refund-exceeds-original');
    till.promise('r3', 's', 3_000);
    expect(refusal(() => till.promise('r4', 's', 1_001))).toBe('refund-exceeds-original');
    till.refund('r5', 's', 1_000);
    till.loseSight('r5', 'refund');
    expect(till.row('s')).toMatchObject({ refundedMinor: 6_000, reservedMinor: 4_000 });
    expect(refusal(() => till.refund('r6', 's', 1))).toBe('refund-exceeds-original');
  });

  test('gives back what did not happen', () => {
    const till = new Till();
    till.sale('s', 100);
    till.refund('declined', 's', 100);
    till.decline('declined', 'refund');
    till.refund('notSent', 's', 100);
    till.notSent('notSent', 'refund');
    till.promise('cancelled', 's', 100);
    till.append({ type: 'refund.cancelled', txn: 'cancelled', body: { why: 'customer keeps it' } });
    till.submit('reversed', { kind: 'refund', original: 's', amount: 100, needsReversal: true });
    till.loseSight('reversed', 'refund');
    till.reversalSent('reversed', 1);
    till.reversalAccepted('reversed');
    expect(till.row('s')).toMatchObject({ refundedMinor: 0, reservedMinor: 0 });
    till.refund('whole', 's', 100);
    till.approve('whole', 'refund');
    expect(till.row('s').refundedMinor).toBe(100);
  });

  test('the original is an approved sale in the same currency', () => {
    const till = new Till();
    till.sale('s');
    till.submit('open');
    till.refund('r', 's', 100);
    till.approve('r', 'refund');
    const refused = (original: string | null, body = {}) =>
      refusal(() => till.submit('x', { kind: 'refund', amount: 1, body: { original, ...body } }));
    expect(refused(null)).toBe('original-missing');
    expect(refused('nobody')).toBe('original-missing');
    expect(refused('open')).toBe('original-not-approved');
    expect(refused('r')).toBe('original-not-a-sale');
    expect(refused('s', { currency: 'USD' })).toBe('currency-differs');
  });
});

describe('a deferred refund', () => {
  test('is reserved, submitted once and as promised', () => {
    const till = new Till();
    till.sale('s', 10_000);
    till.promise('p', 's', 2_500);
    expect(till.row('p')).toMatchObject({
      state: 'deferred',
      stan: null,
      batch: null,
      promisedForMs: expect.any(Number),
    });
    expect(till.journal.deferredRefunds().map(({ txn }) => txn)).toEqual(['p']);
    expect(refusal(() => till.promise('p', 's', 2_500))).toBe('transaction-exists');
    expect(refusal(() => till.refund('p', 's', 2_400))).toBe('promise-changed');
    till.refund('p', 's', 2_500);
    expect(till.row('p')).toMatchObject({ state: 'submitted', stan: '000002', reason: 'goods returned' });
    expect(till.row('s').reservedMinor).toBe(2_500);
    expect(refusal(() => till.refund('p', 's', 2_500))).toBe('money-state');
    till.approve('p', 'refund');
    expect(till.row('s')).toMatchObject({ refundedMinor: 2_500, reservedMinor: 0 });
    expect(refusal(() => till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'late' } }))).toBe(
      'money-state',
    );
    expect(till.journal.deferredRefunds()).toEqual([]);
  });

  test('owes its promise slip, then the slip of the refund', () => {
    const till = new Till();
    till.sale('s');
    till.promise('p', 's', 100);
    till.refund('p', 's', 100);
    till.approve('p', 'refund', ['customer']);
    expect(till.journal.copiesOf(id('p')).map(({ copy, kind }) => [copy, kind])).toEqual([
      ['p/promise-customer', 'refundPromise'],
      ['p/customer', 'refund'],
    ]);
  });
});

describe('a void', () => {
  test('takes the whole sale, once', () => {
    const till = new Till();
    till.sale('s', 500);
    expect(refusal(() => till.submit('v', { kind: 'void', original: 's', amount: 499 }))).toBe('void-not-whole');
    till.submit('v', { kind: 'void', original: 's', amount: 500 });
    expect(refusal(() => till.submit('w', { kind: 'void', original: 's', amount: 500 }))).toBe('void-under-way');
    expect(refusal(() => till.refund('r', 's', 1))).toBe('void-under-way');
    till.approve('v', 'void');
    expect(till.row('s').state).toBe('voided');
    expect(refusal(() => till.submit('w', { kind: 'void', original: 's', amount: 500 }))).toBe('original-not-approved');
    expect(refusal(() => till.refund('r', 's', 1))).toBe('original-not-approved');
    expect(refusal(() => till.refund('r', 'v', 1))).toBe('original-not-a-sale');
  });

  test('only while nothing was refunded or promised, and only in the open batch', () => {
    const till = new Till();
    till.sale('s', 500);
    till.sale('old', 500);
    till.promise('p', 's', 1);
    expect(refusal(() => till.submit('v', { kind: 'void', original: 's', amount: 500 }))).toBe('void-after-refund');
    till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'void instead' } });
    till.submit('v', { kind: 'void', original: 's', amount: 500 });
    till.decline('v', 'void');
    till.submit('again', { kind: 'void', original: 's', amount: 500 });
    till.approve('again', 'void');
    till.openBatch('000002');
    expect(refusal(() => till.submit('w', { kind: 'void', original: 'old', amount: 500 }))).toBe(
      'void-after-settlement',
    );
    till.refund('r', 'old', 500);
  });

  test('undone by its reversal leaves the sale in force', () => {
    const till = new Till();
    till.sale('s', 500);
    till.submit('v', { kind: 'void', original: 's', amount: 500 });
    till.loseSight('v', 'void');
    expect(refusal(() => till.refund('r', 's', 1))).toBe('void-under-way');
    till.reversalSent('v', 1);
    till.reversalAccepted('v');
    expect(till.row('v').state).toBe('reversed');
    expect(till.row('s').state).toBe('approved');
    till.refund('r', 's', 500);
  });
});

describe('totals of the open batch', () => {
  test('count what is approved, start anew with the next batch', () => {
    const till = new Till();
    expect(till.journal.totals()).toEqual([]);
    till.sale('a', 500);
    till.sale('b', 300);
    till.submit('lost', { amount: 77 });
    till.loseSight('lost');
    till.submit('v', { kind: 'void', original: 'a', amount: 500 });
    till.approve('v', 'void');
    till.refund('r', 'b', 100);
    till.approve('r', 'refund');
    till.submit('declined');
    till.decline('declined');
    expect(till.journal.totals()).toEqual([
      {
        batch: '000001',
        currency: 'CNY',
        saleCount: 2,
        saleMinor: 800,
        voidCount: 1,
        voidMinor: 500,
        refundCount: 1,
        refundMinor: 100,
      },
    ]);
    expect(till.journal.counters().batchCount).toBe(5);
    till.openBatch('000002');
    expect(till.journal.totals()).toEqual([]);
    expect(till.journal.counters()).toMatchObject({ batch: '000002', batchCount: 0 });
  });
});

describe('a sale that was approved in part', () => {
  const approve = (till: Till, txn: string, approvedMinor: number, kind: 'sale' | 'preauth' = 'sale') =>
    till.append({
      type: `${kind}.approved`,
      txn,
      body: {
        ...{ responseCode: '10', rrn: '123456789012', authCode: 'A12345', hostTime: '170001', hostDate: '1121' },
        approvedMinor,
        copies: ['merchant'],
      },
    } as never);

  test('counts as that part: in the totals, for a refund, for a void', () => {
    const till = new Till();
    till.submit('s', { amount: 10_000 });
    approve(till, 's', 6_000);
    expect(till.row('s')).toMatchObject({ amountMinor: 6_000, requestedMinor: 10_000 });
    expect(till.journal.totals()).toMatchObject([{ saleCount: 1, saleMinor: 6_000 }]);
    expect(refusal(() => till.refund('r', 's', 6_001))).toBe('refund-exceeds-original');
    expect(refusal(() => till.submit('v', { kind: 'void', original: 's', amount: 10_000 }))).toBe('void-not-whole');
    till.refund('r', 's', 6_000);
    expect(till.journal.verify().ok).toBe(true);
  });

  test('is less than what was asked for, more than nothing, and a sale', () => {
    const till = new Till();
    till.submit('s', { amount: 10_000 });
    for (const wrong of [0, 10_000, 10_001, -1]) expect(refusal(() => approve(till, 's', wrong))).toBe('approved-part');
    till.submit('h', { kind: 'preauth', amount: 10_000 });
    expect(refusal(() => approve(till, 'h', 6_000, 'preauth'))).toBe('approved-part');
  });
});
