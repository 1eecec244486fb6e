/** Pre-authorisations, advices and enquiries in the journal: one taker of a hold, advices that are owed until answered, an outcome only by the acquirer's word. */
import { describe, expect, test } from 'vitest';
import { id, refusal, Till } from './acts.ts';

function held(till: Till, txn = 'h', amount = 10_000): void {
  till.submit(txn, { kind: 'preauth', amount });
  till.approve(txn, 'preauth');
}
const holds = (till: Till) => till.journal.preauthsInForce().map(({ txn }) => txn);

describe('a pre-authorisation', () => {
  test('counts in no totals, and in the batch', () => {
    const till = new Till();
    held(till);
    expect(till.journal.totals()).toEqual([]);
    expect(till.journal.counters().batchCount).toBe(1);
    expect(holds(till)).toEqual(['h']);
  });

  test('has one taker, from before its first byte until it is known not to have taken it', () => {
    const till = new Till();
    held(till);
    till.submit('c', { kind: 'completion', original: 'h', amount: 8_000 });
    expect(till.row('h').endedBy).toBe('c');
    expect(refusal(() => till.submit('d', { kind: 'completion', original: 'h', amount: 1 }))).toBe('preauth-ended');
    expect(refusal(() => till.submit('d', { kind: 'preauthCancel', original: 'h' }))).toBe('preauth-ended');
    till.decline('c', 'completion');
    expect(holds(till)).toEqual(['h']);
    till.submit('e', { kind: 'preauthCancel', original: 'h' });
    till.loseSight('e', 'preauthCancel');
    expect(holds(till)).toEqual([]);
    till.reversalSent('e', 1);
    till.reversalAccepted('e');
    expect(holds(till)).toEqual(['h']);
  });

  test('is cancelled whole, completed only while it is approved, and never refunded', () => {
    const till = new Till();
    till.submit('h', { kind: 'preauth' });
    expect(refusal(() => till.submit('c', { kind: 'completion', original: 'h' }))).toBe('original-not-approved');
    till.approve('h', 'preauth');
    expect(refusal(() => till.submit('c', { kind: 'preauthCancel', original: 'h', amount: 9_999 }))).toBe(
      'cancel-not-whole',
    );
    expect(refusal(() => till.refund('r', 'h', 1))).toBe('original-not-a-sale');
    till.sale('s');
    expect(refusal(() => till.submit('c', { kind: 'completion', original: 's' }))).toBe('original-kind');
  });

  test('comes back with the cancel of its completion, which the totals show on both sides', () => {
    const till = new Till();
    held(till);
    till.submit('c', { kind: 'completion', original: 'h', amount: 8_000 });
    till.approve('c', 'completion');
    till.submit('u', { kind: 'completionCancel', original: 'c', amount: 8_000 });
    expect(refusal(() => till.refund('r', 'c', 1))).toBe('void-under-way');
    till.approve('u', 'completionCancel');
    expect(till.row('c').state).toBe('voided');
    expect(holds(till)).toEqual(['h']);
    expect(till.journal.totals()[0]?.completions).toEqual({
      count: 1,
      minor: 8_000,
      cancelCount: 1,
      cancelMinor: 8_000,
    });
    expect(till.journal.verify().ok).toBe(true);
  });

  test('a completion can be refunded in parts, as a sale is', () => {
    const till = new Till();
    held(till);
    till.submit('c', { kind: 'completion', original: 'h', amount: 8_000 });
    till.approve('c', 'completion');
    till.refund('r', 'c', 5_000);
    till.approve('r', 'refund');
    expect(refusal(() => till.refund('q', 'c', 3_001))).toBe('refund-exceeds-original');
  });
});

describe('an advice', () => {
  function told(): Till {
    const till = new Till();
    held(till);
    till.submit('a', { kind: 'completionAdvice', original: 'h', amount: 9_000 });
    return till;
  }
  const sent = (till: Till, attempt: number) => till.append({ type: 'advice.sent', txn: 'a', body: { attempt } });
  const unanswered = (till: Till, attempt: number) =>
    till.append({ type: 'advice.unanswered', txn: 'a', body: { attempt, cause: 'timeout' } });

  test('is owed from the instant in which its outcome is unknown, and gone with its answer', () => {
    const till = told();
    expect(refusal(() => sent(till, 1))).toBe('advice-not-due');
    till.loseSight('a', 'completionAdvice');
    expect(till.journal.obligations().filter(({ kind }) => kind !== 'receipt')).toMatchObject([
      { kind: 'advice', transaction: 'a', state: 'due', attempts: 0 },
    ]);
    expect(refusal(() => sent(till, 2))).toBe('advice-attempt');
    sent(till, 1);
    unanswered(till, 1);
    sent(till, 2);
    till.reopen();
    expect(till.journal.advices()).toMatchObject([{ txn: 'a', state: 'due', attempts: 2 }]);
    till.approve('a', 'completionAdvice');
    expect(till.journal.advices()).toEqual([]);
    expect(till.row('h').endedBy).toBe('a');
  });

  test('is resolved by a person only when a person was called', () => {
    const till = told();
    till.loseSight('a', 'completionAdvice');
    const word = { manager: '9', reason: 'never-booked', evidence: '1', approved: false, copies: [] };
    const resolve = () => till.append({ type: 'completionAdvice.resolved', txn: 'a', body: word });
    expect(refusal(resolve)).toBe('advice-not-escalated');
    till.append({ type: 'advice.escalated', txn: 'a', body: { attempts: 6 } });
    resolve();
    expect(till.row('a').state).toBe('declined');
    expect(holds(till)).toEqual(['h']);
  });
});

describe('an enquiry', () => {
  const ask = (till: Till, txn: string, attempt: number) => {
    const { nextStan: stan, batch } = till.journal.counters();
    till.append({ type: 'enquiry.sent', txn, body: { stan, batch, attempt } });
  };
  const answer = (till: Till, txn: string, attempt: number, found: string) =>
    till.append({ type: 'enquiry.answered', txn, body: { attempt, found, responseCode: '00' } });

  test('is asked of what is unknown only, under a trace number of its own', () => {
    const till = new Till();
    till.submit('s');
    expect(refusal(() => ask(till, 's', 1))).toBe('enquiry-known');
    till.loseSight('s');
    const before = till.journal.counters().nextStan;
    ask(till, 's', 1);
    expect(till.journal.counters().nextStan).not.toBe(before);
    expect(till.journal.enquiry(id('s'))).toMatchObject({ attempts: 1, found: null });
  });

  test('makes a sale approved only with that very word, and only before a reversal may have left (rule 8)', () => {
    const till = new Till();
    till.submit('s');
    till.loseSight('s');
    expect(refusal(() => till.approve('s'))).toBe('outcome-under-reversal');
    ask(till, 's', 1);
    expect(refusal(() => till.approve('s'))).toBe('outcome-under-reversal');
    answer(till, 's', 1, 'not-found');
    expect(refusal(() => till.approve('s'))).toBe('outcome-under-reversal');
    ask(till, 's', 2);
    answer(till, 's', 2, 'approved');
    expect(refusal(() => till.decline('s'))).toBe('outcome-under-reversal');
    till.approve('s');
    expect(till.journal.reversals()).toEqual([]);
    expect(till.journal.secret(id('s'), 'reversalImage')).toBeNull();
  });

  test('comes too late once the reversal was sent', () => {
    const till = new Till();
    till.submit('s');
    till.loseSight('s');
    till.reversalSent('s', 1);
    ask(till, 's', 1);
    answer(till, 's', 1, 'approved');
    expect(refusal(() => till.approve('s'))).toBe('outcome-under-reversal');
  });
});
