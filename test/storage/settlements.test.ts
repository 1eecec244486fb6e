/** Settlement in the journal: a step machine that a power cut cannot turn back, and that no open item slips through (facts/acquirer §2.2 rule 11). */
import { describe, expect, test } from 'vitest';
import { copyId } from '../../storage/facts.ts';
import { id, refusal, Till } from './acts.ts';

const slip = copyId(id('s1'), 'merchant');

describe('a settlement', () => {
  test('opens the next batch in the entry that ends it, and owes its slip from then on', () => {
    const till = new Till();
    till.sale('a', 1_000);
    till.settlement('started', 's1');
    expect(till.journal.obligations()).toMatchObject([
      { kind: 'receipt' },
      { kind: 'receipt' },
      { kind: 'settlement', transaction: 's1', state: 'started', attempts: 0 },
    ]);
    till.settlement('sent', 's1', { totals: till.settlementTotals() });
    till.reopen();
    expect(till.journal.settlement()).toMatchObject({ step: 'sent', attempts: 1, stan: '000002' });
    expect(till.journal.counters().batch).toBe('000001');
    till.append(
      { type: 'settlement.answered', txn: 's1', body: { result: 'balanced', upload: false } },
      till.endedDraft('s1'),
    );
    expect(till.journal.counters()).toMatchObject({ batch: '000002', batchCount: 0 });
    expect(till.journal.settlement()).toBeNull();
    expect(till.journal.copiesOwed().map(({ copy, kind }) => [copy, kind])).toContainEqual([slip, 'settlement']);
    till.start(slip);
    till.printed(slip);
    expect(till.journal.copiesOf(id('s1'))).toMatchObject([{ state: 'printed', kind: 'settlement' }]);
    till.append({
      type: 'receipt.requested',
      txn: 's1',
      body: { copy: copyId(id('s1'), 'merchant', 1), of: 'merchant', n: 1 },
    });
    till.sale('b');
    expect(till.journal.batchRecords().map(({ txn }) => txn)).toEqual(['b']);
  });

  test('lets nothing new be submitted, no other settlement start and no batch be opened beside it', () => {
    const till = new Till();
    till.sale('a');
    till.settlement('started', 's1');
    expect(refusal(() => till.submit('b'))).toBe('settlement-under-way');
    expect(refusal(() => till.settlement('started', 's2'))).toBe('settlement-under-way');
    expect(refusal(() => till.openBatch('000007'))).toBe('settlement-under-way');
    till.settlement('cancelled', 's1', { why: 'not now' });
    till.sale('b');
  });

  test('is not started over an outcome under way, nor sent over an open item that nobody has signed off', () => {
    const till = new Till();
    till.submit('a');
    expect(refusal(() => till.settlement('started', 's1'))).toBe('outcome-open');
    till.loseSight('a');
    till.sale('b');
    till.refund('r', 'b', 100);
    till.loseSight('r', 'refund');
    till.settlement('started', 's1');
    const totals = till.settlementTotals();
    expect(refusal(() => till.settlement('sent', 's1', { totals }))).toBe('settlement-blocked');
    const items = [
      { txn: 'a', what: 'reversal' },
      { txn: 'r', what: 'outcome' },
    ];
    till.settlement('excepted', 's1', { exceptions: items.slice(0, 1), manager: '9' });
    expect(refusal(() => till.settlement('sent', 's1', { totals }))).toBe('settlement-blocked');
    expect(refusal(() => till.settlement('excepted', 's1', { exceptions: items, manager: '' }))).toBe(
      'settlement-signature',
    );
    till.settlement('excepted', 's1', { exceptions: items, manager: '9' });
    till.settlement('sent', 's1', { totals });
    // The reversal outlives the settlement (museum: settlement-reentry).
    till.append(
      { type: 'settlement.answered', txn: 's1', body: { result: 'balanced', upload: false } },
      till.endedDraft('s1'),
    );
    till.reopen();
    expect(till.journal.reversals()).toMatchObject([{ txn: 'a', state: 'due' }]);
    expect(till.journal.openOutcomes()).toMatchObject([{ txn: 'r', state: 'unknown' }]);
  });

  test('tells the totals that stand in the journal, no others', () => {
    const till = new Till();
    till.sale('a', 1_000);
    till.settlement('started', 's1');
    const totals = { ...till.settlementTotals(), saleMinor: 999 };
    expect(refusal(() => till.settlement('sent', 's1', { totals }))).toBe('settlement-totals');
  });

  test('is not taken back once its totals may have arrived; an error decides nothing', () => {
    const till = new Till();
    till.sale('a');
    till.settlement('started', 's1');
    till.settlement('sent', 's1', { totals: till.settlementTotals() });
    expect(refusal(() => till.settlement('cancelled', 's1', { why: 'no' }))).toBe('settlement-step');
    till.append({ type: 'settlement.answered', txn: 's1', body: { result: 'error', upload: false } });
    expect(till.journal.settlement()).toMatchObject({ step: 'started', failures: 1 });
    till.settlement('cancelled', 's1', { why: 'no' });
  });
});

describe('a batch upload', () => {
  function notBalanced(): Till {
    const till = new Till();
    for (const txn of ['a', 'b']) till.sale(txn, 1_000);
    till.refund('r', 'a', 100);
    till.approve('r', 'refund');
    till.settlement('started', 's1');
    till.settlement('sent', 's1', { totals: till.settlementTotals() });
    till.append({ type: 'settlement.answered', txn: 's1', body: { result: 'notBalanced', upload: true } });
    return till;
  }
  const uploads = (till: Till) => till.journal.batchRecords().map(({ txn, upload }) => [txn, upload]);

  test('flags each record with its answer, so that it goes on where it was cut', () => {
    const till = notBalanced();
    till.settlement('uploadSent', 's1', { what: 'sales', records: ['a', 'b'] });
    till.reopen();
    expect(uploads(till)).toEqual([
      ['a', null],
      ['b', null],
      ['r', null],
    ]);
    expect(till.journal.settlement()).toMatchObject({ step: 'uploading', attempts: 2, inFlight: { what: 'sales' } });
    till.settlement('uploadSent', 's1', { what: 'sales', records: ['a', 'b'] });
    till.settlement('uploaded', 's1', { records: ['a', 'b'] });
    expect(refusal(() => till.settlement('uploadSent', 's1', { what: 'sales', records: ['a'] }))).toBe('upload-record');
    till.settlement('uploadSent', 's1', { what: 'refund', records: ['r'] });
    till.settlement('uploadRefused', 's1', { records: ['r'], responseCode: '64' });
    expect(uploads(till)).toEqual([
      ['a', 'uploaded'],
      ['b', 'uploaded'],
      ['r', 'refused'],
    ]);
    expect(refusal(() => till.append(till.endedDraft('s1')))).toBe('settlement-answer');
    till.settlement('uploadSent', 's1', { what: 'end', records: [] });
    expect(till.journal.counters().batch).toBe('000001');
    till.append(till.endedDraft('s1'));
    expect(till.journal.counters().batch).toBe('000002');
  });

  test('takes no answer for what was not sent', () => {
    const till = notBalanced();
    expect(refusal(() => till.settlement('uploaded', 's1', { records: ['a'] }))).toBe('settlement-answer');
    till.settlement('uploadSent', 's1', { what: 'sales', records: ['a'] });
    expect(refusal(() => till.settlement('uploaded', 's1', { records: ['b'] }))).toBe('settlement-answer');
    expect(
      refusal(() => till.settlement('unanswered', 's1', { attempt: 7, cause: 'timeout', responseCode: null })),
    ).toBe('settlement-attempt');
    till.settlement('unanswered', 's1', { attempt: 2, cause: 'timeout', responseCode: null });
    expect(till.journal.settlement()).toMatchObject({ failures: 1, inFlight: null });
  });

  test('is closed by hand only with a signature, after the acquirer has refused its end', () => {
    const till = notBalanced();
    const byHand = till.endedDraft('s1', { by: 'manager', manager: '9' });
    expect(refusal(() => till.append(byHand))).toBe('settlement-signature');
    till.settlement('uploadSent', 's1', { what: 'end', records: [] });
    till.settlement('unanswered', 's1', { attempt: 2, cause: 'refused', responseCode: '30' });
    expect(refusal(() => till.append(till.endedDraft('s1', { by: 'manager' })))).toBe('settlement-signature');
    till.append(byHand);
    expect(till.journal.counters().batch).toBe('000002');
  });
});

describe('a manager resolves', () => {
  const word = { manager: '9', reason: 'not-booked', evidence: '4711' };

  test('a reversal that needs a person, and no other', () => {
    const till = new Till();
    till.submit('a');
    till.loseSight('a');
    expect(refusal(() => till.append({ type: 'reversal.resolved', txn: 'a', body: word }))).toBe(
      'reversal-not-escalated',
    );
    till.reversalSent('a', 1);
    till.append({ type: 'reversal.escalated', txn: 'a', body: { attempts: 1 } });
    till.append({ type: 'reversal.resolved', txn: 'a', body: word });
    expect(till.row('a').state).toBe('reversed');
    expect(till.journal.obligations()).toEqual([]);
    expect(till.journal.secret(id('a'), 'reversalImage')).toBeNull();
  });

  test('a refund of unknown outcome, either way; until then its amount is reserved', () => {
    for (const approved of [true, false]) {
      const till = new Till();
      till.sale('a', 1_000);
      till.refund('r', 'a', 600);
      const resolve = () =>
        till.append({ type: 'refund.resolved', txn: 'r', body: { ...word, approved, copies: ['customer'] } });
      expect(refusal(resolve)).toBe('money-state');
      till.loseSight('r', 'refund');
      expect(refusal(() => till.refund('again', 'a', 600))).toBe('refund-exceeds-original');
      resolve();
      expect(till.row('r').state).toBe(approved ? 'approved' : 'declined');
      expect(till.row('a')).toMatchObject({ refundedMinor: approved ? 600 : 0, reservedMinor: 0 });
      expect(till.journal.copiesOf(id('r')).length).toBe(approved ? 1 : 0);
      expect(till.journal.totals()[0]?.refundMinor).toBe(approved ? 600 : 0);
    }
  });
});
