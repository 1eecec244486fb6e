/** An outage gone through step by step: what was counted and what the acquirer said stand in the journal, and end with its sign-off (requirement D8). */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

function count(till: Till, what: 'slips' | 'cash' | 'drawer', expected: number, counted = expected): void {
  till.append({ type: 'outage.counted', txn: null, body: { what, expected, counted } });
}
function ask(till: Till, txn: string, attempt = 1): void {
  const { nextStan: stan, batch } = till.journal.counters();
  till.append({ type: 'outage.enquired', txn: id(txn), body: { stan, batch, attempt } });
}
function tell(till: Till, txn: string, found: 'approved' | 'silent', attempt = 1): void {
  const bookedMinor = found === 'approved' ? 3_000 : null;
  till.append({ type: 'outage.told', txn: id(txn), body: { attempt, found, code: '00', bookedMinor } });
}

/** A sale without paper, and the paper is back. */
function returned(): Till {
  const till = new Till();
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.submit('a', { amount: 3_000, body: { tags: ['no-paper'] } });
  till.approve('a');
  till.append({ type: 'paper.returned', txn: null, body: {} });
  return till;
}

function expectBooksHold(till: Till): void {
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  onTestFinished(() => books.close());
  expect([books.verify().ok, books.rebuild().ok]).toEqual([true, true]);
}

test('what was counted and told survives the power cut; the question spends a trace number', () => {
  const till = returned();
  const { nextStan } = till.journal.counters();
  count(till, 'slips', 2);
  ask(till, 'a');
  expect(Number(till.journal.counters().nextStan)).toBe(Number(nextStan) + 1);
  till.reopen();
  expect(till.journal.outageChecks()).toEqual({
    counts: { slips: { expected: 2, counted: 2 } },
    enquiries: [{ txn: 'a', attempts: 1, found: null, code: null, amountMinor: null }],
    missed: [],
  });
  tell(till, 'a', 'silent');
  ask(till, 'a', 2);
  tell(till, 'a', 'approved', 2);
  expect(till.journal.outageChecks().enquiries).toMatchObject([{ attempts: 2, found: 'approved', amountMinor: 3_000 }]);
  expect(till.journal.transaction(id('a'))?.state).toBe('approved');
  expectBooksHold(till);
});

test('cash is counted again when a slip written by hand brings more, everything when more is done without paper', () => {
  const till = returned();
  till.append({ type: 'handStock.issued', txn: null, body: { first: 1, last: 50 } });
  count(till, 'slips', 2);
  count(till, 'cash', 1_000);
  const byHand = (number: number, tender: 'cash' | 'card') =>
    till.append({
      type: 'handSlip.entered',
      txn: id(`h${number}`),
      body: {
        ...{ number, tender, writtenAtMs: 0, writer: '1', kind: 'sale', amountMinor: 500, currency: 'CNY' },
        copies: ['merchant'],
      },
    } as never);
  byHand(1, 'card');
  expect(Object.keys(till.journal.outageChecks().counts)).toEqual(['cash', 'slips']);
  byHand(2, 'cash');
  expect(Object.keys(till.journal.outageChecks().counts)).toEqual(['slips']);
  const before = till.journal.outage();
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'cover-open' } });
  till.append({ type: 'paper.returned', txn: null, body: {} });
  // Nobody did anything meanwhile: it goes on where it was.
  expect(till.journal.outage()).toEqual(before);
  expect(Object.keys(till.journal.outageChecks().counts)).toEqual(['slips']);
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.submit('again', { body: { tags: ['no-paper'] } });
  expect(till.journal.outageChecks().counts).toEqual({});
  till.append({ type: 'paper.returned', txn: null, body: {} });
  expect(till.journal.outage()?.returnedMs).toBeGreaterThan(before?.returnedMs ?? 0);
  expectBooksHold(till);
});

test('only an outage that is over is gone through, and only what was sent is asked about', () => {
  const till = new Till();
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.submit('a', { body: { tags: ['no-paper'] } });
  expect(refusal(() => count(till, 'slips', 1))).toBe('outage-not-returned');
  expect(refusal(() => ask(till, 'a'))).toBe('outage-not-returned');
  till.append({ type: 'paper.returned', txn: null, body: {} });
  expect(refusal(() => count(till, 'slips', 1, -1))).toBe('outage-count');
  expect(refusal(() => ask(till, 'a', 2))).toBe('enquiry-attempt');
  ask(till, 'a');
  expect(refusal(() => tell(till, 'a', 'approved', 2))).toBe('enquiry-attempt');
  expectBooksHold(till);
});

test('an answer that comes after the sign-off is evidence, and changes nothing', () => {
  const till = returned();
  ask(till, 'a');
  const totals = {
    currency: 'CNY',
    saleCount: 1,
    saleMinor: 3_000,
    voidCount: 0,
    voidMinor: 0,
    refundCount: 0,
    refundMinor: 0,
  };
  till.append({
    type: 'outage.reconciled',
    txn: id('o'),
    body: {
      ...{ fromMs: 0, untilMs: 1, batch: till.journal.counters().batch, totals, differences: [], manager: null },
      receipts: { owed: 2, printed: 2, counted: 2 },
      refunds: { deferred: 0, completed: 0 },
      handSlips: { entered: 0, missing: [] },
      copies: ['merchant'],
    },
  });
  expect(till.journal.outageChecks()).toEqual({ counts: {}, enquiries: [], missed: [] });
  tell(till, 'a', 'approved');
  expect(till.journal.outageChecks().enquiries).toEqual([]);
  expectBooksHold(till);
});
