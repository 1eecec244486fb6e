/** Cash in the journal: final at once, given back by the same rules and never to a card, the drawer's sum, and whether it opened. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_CARD } from '../../storage/facts.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

const COPIES = ['merchant', 'customer'];

const taken = (txn: string, amountMinor = 4_500, givenMinor = amountMinor, more: object = {}) => ({
  type: 'cash.taken',
  txn,
  body: {
    amountMinor,
    currency: 'CNY',
    givenMinor,
    changeMinor: givenMinor - amountMinor,
    tags: [],
    copies: COPIES,
    ...more,
  },
});
const givenBack = (txn: string, original: string, amountMinor: number, kind = 'refund', more: object = {}) => ({
  type: 'cash.givenBack',
  txn,
  body: { kind, original, amountMinor, currency: 'CNY', reason: 'x', tags: [], copies: COPIES, ...more },
});
const counted = (expectedMinor: number, countedMinor: number, removedMinor = 0) => ({
  type: 'drawer.counted',
  txn: null,
  body: { currency: 'CNY', expectedMinor, countedMinor, removedMinor, at: 'shift-end' },
});
const drawer = (till: Till) => till.journal.drawer('CNY');

function expectWhole(till: Till): void {
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.verify()).toMatchObject({ ok: true });
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
}

describe('a sale paid in cash', () => {
  test('is final with its one entry, owes its slips, and is nothing to the acquirer', () => {
    const till = new Till();
    const { nextStan } = till.journal.counters();
    till.append(taken('s', 4_500, 5_000));
    expect(till.row('s')).toMatchObject({ kind: 'sale', state: 'approved', stan: null, card: NO_CARD });
    expect(till.journal.copiesOwed()).toHaveLength(2);
    expect(till.journal.totals()).toEqual([]);
    expect(till.journal.batchRecords()).toEqual([]);
    expect(till.journal.counters()).toMatchObject({ nextStan, batchCount: 0 });
    expect(drawer(till)).toMatchObject({ expectedMinor: 4_500, moves: 1, countedMs: null });
    expect(till.journal.cashTotals('CNY')).toMatchObject({ saleCount: 1, saleMinor: 4_500, refundCount: 0 });
    till.settle('b');
    expect(till.journal.cashTotals('CNY')).toMatchObject({ saleCount: 0 });
    expect(drawer(till)).toMatchObject({ expectedMinor: 4_500 });
    expectWhole(till);
  });

  test('happens once, with the change that its amounts make, and not while a batch is being settled', () => {
    const till = new Till();
    till.append(taken('s'));
    expect(refusal(() => till.append(taken('s')))).toBe('transaction-exists');
    expect(refusal(() => till.append(taken('t', 0)))).toBe('amount');
    expect(refusal(() => till.append(taken('t', 4_500, 4_499)))).toBe('cash-change');
    expect(refusal(() => till.append(taken('t', 4_500, 5_000, { changeMinor: 501 })))).toBe('cash-change');
    till.settlement('started', 'b');
    expect(refusal(() => till.append(taken('t')))).toBe('settlement-under-way');
  });

  test('carries its goods in the same append', () => {
    const till = new Till();
    const line = { code: '12', zh: '水', en: 'Water', quantity: 2, unitMinor: 200, tax: '13', returnClass: 'standard' };
    till.append(taken('s', 400), { type: 'goods.sold', txn: id('s'), body: { lines: [line] } });
    expect(refusal(() => till.append({ type: 'goods.sold', txn: id('s'), body: { lines: [line] } }))).toBe(
      'goods-exist',
    );
  });
});

describe('cash given back', () => {
  test('whole in its batch voids it; in part it is refunded, never more than the sale', () => {
    const till = new Till();
    till.append(taken('a'), taken('b', 10_000));
    till.append(givenBack('va', 'a', 4_500, 'void'));
    expect(till.row('a').state).toBe('voided');
    till.append(givenBack('r1', 'b', 3_000));
    expect(till.row('b')).toMatchObject({ refundedMinor: 3_000, reservedMinor: 0 });
    expect(refusal(() => till.append(givenBack('r2', 'b', 7_001)))).toBe('refund-exceeds-original');
    expect(refusal(() => till.append(givenBack('vb', 'b', 10_000, 'void')))).toBe('void-after-refund');
    expect(refusal(() => till.append(givenBack('rr', 'r1', 1)))).toBe('original-not-a-sale');
    till.settle('s');
    till.append(givenBack('r3', 'b', 7_000));
    expect(drawer(till)).toMatchObject({ expectedMinor: 0, moves: 5 });
    expect(till.journal.givenBackMinor(0, null)).toBe(14_500);
    expectWhole(till);
  });

  test('goes the way it came: no cash for a card, no card for cash', () => {
    const till = new Till();
    till.sale('card');
    till.append(taken('cash'));
    expect(refusal(() => till.append(givenBack('r', 'card', 100)))).toBe('tender-differs');
    expect(refusal(() => till.refund('r', 'cash', 100))).toBe('tender-differs');
    expect(refusal(() => till.submit('v', { kind: 'void', original: 'cash', amount: 4_500 }))).toBe('tender-differs');
    expect(refusal(() => till.promise('p', 'cash', 100))).toBe('tender-differs');
    expect(refusal(() => till.submit('s', { body: { card: NO_CARD } }))).toBe('tender-differs');
  });

  test('keeps a promise: reserved until it is handed over, as it was promised', () => {
    const till = new Till();
    till.append(taken('s', 10_000));
    const promise = {
      type: 'refund.deferred',
      txn: 'p',
      body: {
        original: 's',
        amountMinor: 4_000,
        currency: 'CNY',
        card: NO_CARD,
        reason: 'quality',
        customerPhoneLast4: '8000',
        promisedForMs: 9,
        copies: ['customer'],
      },
    };
    till.append(promise);
    expect(till.row('s')).toMatchObject({ reservedMinor: 4_000, refundedMinor: 0 });
    expect(drawer(till)).toMatchObject({ expectedMinor: 10_000 });
    expect(refusal(() => till.append(givenBack('p', 's', 4_001)))).toBe('promise-changed');
    expect(refusal(() => till.append(givenBack('q', 's', 6_001)))).toBe('refund-exceeds-original');
    till.append(givenBack('p', 's', 4_000));
    expect(till.row('s')).toMatchObject({ reservedMinor: 0, refundedMinor: 4_000 });
    expect(till.row('p')).toMatchObject({ state: 'approved' });
    expect(drawer(till)).toMatchObject({ expectedMinor: 6_000 });
    expect(refusal(() => till.append(givenBack('p', 's', 4_000)))).toBe('transaction-exists');
    expectWhole(till);
  });
});

describe('the drawer', () => {
  test('is counted against what the journal expects; what is taken out is no difference the next time', () => {
    const till = new Till();
    till.append(taken('s', 10_000));
    expect(refusal(() => till.append(counted(9_999, 9_999)))).toBe('drawer-expected');
    expect(refusal(() => till.append(counted(10_000, 100, 101)))).toBe('drawer-removed');
    till.append(counted(10_000, 30_000, 10_000));
    expect(drawer(till)).toMatchObject({ expectedMinor: 20_000, moves: 0 });
    till.append(taken('t', 500));
    till.append(counted(20_500, 20_400));
    expect(drawer(till)).toMatchObject({ expectedMinor: 20_400, moves: 0 });
    expectWhole(till);
  });

  test('a slip written by hand says that cash was taken', () => {
    const till = new Till();
    till.append({ type: 'handStock.issued', txn: null, body: { first: 1, last: 9 } });
    const slip = (number: number, kind: string, tender: string) => ({
      type: 'handSlip.entered',
      txn: `h${number}`,
      body: {
        number,
        writtenAtMs: 1,
        writer: '1',
        kind,
        tender,
        amountMinor: 1_000 * number,
        currency: 'CNY',
        copies: ['merchant'],
      },
    });
    till.append(slip(1, 'sale', 'cash'), slip(2, 'sale', 'card'), slip(3, 'refund', 'cash'));
    expect(drawer(till)).toMatchObject({ expectedMinor: -2_000, moves: 2 });
    expectWhole(till);
  });

  test('is in doubt from the request until it is known to have opened, also over a power cut', () => {
    const till = new Till();
    till.append(taken('s'), { type: 'drawer.requested', txn: 's', body: {} });
    expect(till.journal.drawerDoubt()).toEqual({ txn: 's', executed: null });
    till.reopen();
    till.append({ type: 'drawer.pulsed', txn: 's', body: { executed: 'unknown' } });
    expect(till.journal.drawerDoubt()).toEqual({ txn: 's', executed: 'unknown' });
    till.append({ type: 'drawer.requested', txn: null, body: {} });
    expect(till.journal.drawerDoubt()).toEqual({ txn: 's', executed: 'unknown' });
    till.append({ type: 'drawer.pulsed', txn: null, body: { executed: 'yes' } });
    expect(till.journal.drawerDoubt()).toBeNull();
    expectWhole(till);
  });
});

const asked = (txn: string | null) => ({ type: 'drawer.requested', txn, body: {} });
const pulsed = (txn: string | null, executed: string) => ({ type: 'drawer.pulsed', txn, body: { executed } });

test('asked for twice under one name, it is answered twice; the older one first', () => {
  const till = new Till();
  till.append(asked(null));
  till.append(asked(null));
  till.append(taken('a'), asked('a'));
  till.append(asked('a'));
  expect(till.journal.drawersAsked()).toEqual([null, null, 'a', 'a']);
  till.append(pulsed('a', 'refused'));
  till.append(pulsed(null, 'refused'));
  till.reopen();
  expect(till.journal.drawersAsked()).toEqual([null, 'a']);
  till.append(pulsed(null, 'unknown'));
  till.append(pulsed(null, 'unknown'));
  till.append(pulsed('a', 'yes'));
  expect(till.journal.drawersAsked()).toEqual([]);
  till.append(asked(null));
  expect(till.journal.drawersAsked()).toEqual([null]);
  expectWhole(till);
});

test('each request for the drawer has an answer of its own, by key or for a sale; what has none is told', () => {
  const till = new Till();
  till.append(taken('a'), asked('a'));
  till.append(asked(null));
  till.append(taken('b'), asked('b'));
  expect(till.journal.drawersAsked()).toEqual(['a', null, 'b']);
  till.append(pulsed('a', 'refused'));
  // About a; whether the drawer opens for b is still open.
  expect(till.journal.drawerDoubt()).toEqual({ txn: 'b', executed: null });
  till.reopen();
  expect(till.journal.drawersAsked()).toEqual([null, 'b']);
  till.append(pulsed(null, 'unknown'));
  till.append(pulsed('b', 'yes'));
  expect(till.journal.drawersAsked()).toEqual([]);
  expect(till.journal.drawerDoubt()).toBeNull();
  expectWhole(till);
});
