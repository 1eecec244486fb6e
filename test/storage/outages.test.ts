/** Outages of the paper, slips written by hand and the tasks that come of them (requirements D4, D5, D8). */
import { describe, expect, test } from 'vitest';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { copyId, minorUnits } from '../../storage/facts.ts';
import { BY_PRINTER, customer, id, MORNING_MS, merchant, refusal, Till } from './acts.ts';

const ended: EntryDraft = { type: 'paper.ended', txn: null, body: { cause: 'paper-end' } };
const returned: EntryDraft = { type: 'paper.returned', txn: null, body: {} };
/** The printer's word, with slips still owed. */
const saidToBeBack: EntryDraft = { type: 'paper.returned', txn: null, body: { awaits: 'print' } };
const issued = (first: number, last: number): EntryDraft => ({
  type: 'handStock.issued',
  txn: null,
  body: { first, last },
});
const counted = (next: number): EntryDraft => ({ type: 'handStock.counted', txn: null, body: { next } });
const entered = (number: number, txn = `h${number}`, writtenAtMs = MORNING_MS): EntryDraft => ({
  type: 'handSlip.entered',
  txn: id(txn),
  body: {
    number,
    writtenAtMs,
    writer: '1',
    kind: 'sale',
    tender: 'cash',
    amountMinor: minorUnits(2_500),
    currency: 'CNY',
    copies: ['merchant'],
  },
});
const spoiled = (number: number): EntryDraft => ({ type: 'handSlip.spoiled', txn: null, body: { number } });
const difference = { what: 'hand-slip-missing', subject: '000103', ours: '', theirs: '' } as const;

function withoutPaper(till: Till, txn: string, amount: number): void {
  till.submit(txn, { amount, body: { tags: ['no-paper'] } });
  till.approve(txn);
}

function reconciled(till: Till, txn: string): EntryDraft {
  const outage = till.journal.outage();
  return {
    type: 'outage.reconciled',
    txn: id(txn),
    body: {
      fromMs: outage?.beganMs ?? 0,
      untilMs: outage?.returnedMs ?? 0,
      batch: till.journal.counters().batch,
      totals: {
        currency: 'CNY',
        saleCount: 0,
        saleMinor: 0,
        voidCount: 0,
        voidMinor: 0,
        refundCount: 0,
        refundMinor: 0,
      },
      receipts: { owed: 0, printed: 0, counted: null },
      refunds: { deferred: 0, completed: 0 },
      handSlips: { entered: 0, missing: [] },
      differences: [],
      manager: null,
      copies: ['merchant'],
    },
  };
}

describe('an outage', () => {
  test('in which nothing happened is over with the return of the paper', () => {
    const till = new Till();
    till.append(ended);
    expect(till.journal.outage()).toMatchObject({ state: 'open', cause: 'paper-end', acts: 0 });
    till.append(returned);
    expect(till.journal.outage()).toBeNull();
    expect(refusal(() => till.append(reconciled(till, 'o1')))).toBe('outage-not-returned');
  });

  test('counts what was done without paper, and waits for its signature across restarts', () => {
    const till = new Till();
    till.append(ended);
    till.submit('a', { amount: 3_000, body: { tags: ['no-paper'] } });
    till.submit('b', { amount: 4_550, body: { tags: ['no-paper'] } });
    till.submit('c', { amount: 9_999 });
    expect(till.journal.outage()).toMatchObject({ acts: 2, tally: { count: 2, sumMinor: 7_550 } });
    till.reopen();
    expect(till.journal.outage()).toMatchObject({ acts: 2, tally: { count: 2, sumMinor: 7_550 } });
    expect(refusal(() => till.append(reconciled(till, 'o1')))).toBe('outage-not-returned');
    till.append(returned);
    expect(till.journal.outage()).toMatchObject({ state: 'returned', acts: 2, tally: { count: 0, sumMinor: 0 } });
    till.append(reconciled(till, 'o1'));
    expect(till.journal.outage()).toBeNull();
    expect(till.journal.copiesOwed().map(({ kind }) => kind)).toContain('paperBack');
  });

  test('begins with the first act without paper where the printer was simply gone, and goes on when the paper ends again', () => {
    const till = new Till();
    till.submit('a', { body: { tags: ['no-paper'] } });
    const began = till.journal.outage()?.seq;
    till.append(returned);
    till.append(ended);
    expect(till.journal.outage()).toMatchObject({ state: 'open', seq: began, acts: 1 });
  });

  test('with slips owed ends with the first that is whole, not with the word of the printer: until then its counts stand', () => {
    const till = new Till();
    till.append(ended);
    withoutPaper(till, 'a', 3_000);
    const owed = till.journal.copiesOwed().length;
    const open = { state: 'open', saidToBeBack: false, tally: { count: 1, sumMinor: 3_000 } };
    expect(till.journal.outage()).toMatchObject(open);
    till.append(saidToBeBack);
    expect(till.journal.outage()).toMatchObject({ ...open, saidToBeBack: true, returnedMs: null });
    expect(refusal(() => till.append(reconciled(till, 'o1')))).toBe('outage-not-returned');
    // Nothing came out, and the paper was gone again: it was no end.
    till.append(ended);
    expect(till.journal.outage()).toMatchObject(open);
    till.append(saidToBeBack);
    till.start(merchant('a'));
    till.paper('notPrinted', merchant('a'), { proof: 'power-on', proven: 0 });
    expect(till.journal.outage()).toMatchObject({ ...open, saidToBeBack: true });
    till.reopen();
    till.start(merchant('a'));
    till.printed(merchant('a'));
    const none = { count: 0, sumMinor: 0 };
    expect(till.journal.outage()).toMatchObject({
      state: 'returned',
      saidToBeBack: false,
      returnedMs: till.journal.last(1)[0]?.atMs,
      owed,
      tally: none,
    });
  });

  test('ends with no slip that came out while the paper was gone, and with none that a person remembers from before', () => {
    const till = new Till();
    for (const txn of ['a', 'b', 'c']) till.sale(txn);
    till.start(merchant('b'));
    till.paper('doubtful', merchant('b'), { cause: 'silent', proven: 0 });
    till.start(merchant('a'));
    till.append(ended);
    till.submit('d', { body: { tags: ['no-paper'] } });
    // Its end lay on the paper already; the answer was under way.
    till.printed(merchant('a'));
    till.append(saidToBeBack);
    till.paper('judged', merchant('b'), { complete: true });
    expect(till.journal.outage()).toMatchObject({ state: 'open', tally: { count: 1 } });
    // Begun after the printer's word: a person's word is as good as the printer's.
    till.start(customer('a'));
    till.paper('doubtful', customer('a'), { cause: 'silent', proven: 0 });
    till.paper('judged', customer('a'), { complete: true });
    expect(till.journal.outage()).toMatchObject({ state: 'returned', tally: { count: 0 } });
  });

  test('that was over and goes on without a word of the printer ends with all that is owed by then', () => {
    const till = new Till();
    till.append(ended);
    withoutPaper(till, 'a', 3_000);
    till.append(saidToBeBack);
    till.start(merchant('a'));
    till.printed(merchant('a'));
    expect(till.journal.outage()).toMatchObject({ state: 'returned', owed: 2 });
    // Pulled off: nothing is written down about that.
    withoutPaper(till, 'b', 3_000);
    withoutPaper(till, 'c', 3_000);
    const open = { state: 'open', saidToBeBack: false, tally: { count: 2 } };
    expect(till.journal.outage()).toMatchObject(open);
    till.append(saidToBeBack);
    withoutPaper(till, 'd', 3_000);
    // What the printer said was true no more.
    expect(till.journal.outage()).toMatchObject({ ...open, tally: { count: 3 } });
    till.append(saidToBeBack);
    till.start(customer('a'));
    till.printed(customer('a'));
    expect(till.journal.outage()).toMatchObject({ state: 'returned', owed: 2 + 7, tally: { count: 0 } });
    expect(
      till.journal.copiesOwed().every(({ owedSinceMs }) => owedSinceMs <= (till.journal.outage()?.returnedMs ?? 0)),
    ).toBe(true);
  });
});

describe('slips written by hand', () => {
  test('are entered once each, by their number, and only from stock that was issued', () => {
    const till = new Till();
    expect(refusal(() => till.append(entered(101)))).toBe('hand-slip-unknown');
    till.append(issued(101, 150));
    expect(refusal(() => till.append(issued(150, 200)))).toBe('hand-stock-overlap');
    expect(refusal(() => till.append(issued(300, 299)))).toBe('hand-stock-range');
    expect(refusal(() => till.append(issued(1, 20_000)))).toBe('hand-stock-range');
    till.append(entered(101));
    expect(refusal(() => till.append(entered(101, 'again')))).toBe('hand-slip-twice');
    till.append(spoiled(102));
    expect(refusal(() => till.append(spoiled(102)))).toBe('hand-slip-twice');
    expect(refusal(() => till.append(entered(151)))).toBe('hand-slip-unknown');
    expect(refusal(() => till.append(entered(103, 'h', MORNING_MS * 2)))).toBe('hand-slip-time');
    expect(till.journal.handSlip(101)).toMatchObject({ txn: 'h101', tender: 'cash', amountMinor: 2_500, writer: '1' });
    expect(till.journal.handSlip(102)).toMatchObject({ txn: null, tender: null });
    expect(till.journal.copiesOwed()).toMatchObject([{ copy: copyId(id('h101'), 'merchant'), kind: 'handSlip' }]);
  });

  test('that are missing are known by number, as soon as a later one is entered or the blanks are counted', () => {
    const till = new Till();
    till.append(issued(101, 110));
    till.append(entered(103));
    expect(till.journal.handStock()).toEqual([{ first: 101, last: 110, next: 104, missing: [101, 102] }]);
    till.append(entered(101));
    till.append(counted(106));
    expect(till.journal.handStock()).toEqual([{ first: 101, last: 110, next: 106, missing: [102, 104, 105] }]);
    expect(refusal(() => till.append(counted(105)))).toBe('hand-stock-count');
    expect(refusal(() => till.append(counted(200)))).toBe('hand-slip-unknown');
    till.append(counted(111));
    expect(till.journal.handStock()[0]?.missing).toContain(110);
  });

  test('belong to the outage in which they are entered', () => {
    const till = new Till();
    till.append(issued(101, 150), ended);
    till.append(entered(101));
    till.append(returned);
    const outage = till.journal.outage();
    expect(outage).toMatchObject({ state: 'returned', handSlips: 1 });
    expect(till.journal.handSlipsOf(outage?.seq ?? 0).map(({ number }) => number)).toEqual([101]);
  });
});

test('a difference stays a task until somebody says what was found', () => {
  const till = new Till();
  till.append({ type: 'task.opened', txn: id('t1'), body: { difference, owner: '9' } });
  till.reopen();
  expect(till.journal.tasks()).toMatchObject([{ txn: 't1', difference, owner: '9' }]);
  expect(till.journal.obligations()).toMatchObject([{ kind: 'task', transaction: 't1', state: 'open' }]);
  expect(refusal(() => till.append({ type: 'task.done', txn: id('t1'), body: { finding: '' } }))).toBe('task-finding');
  till.append({ type: 'task.done', txn: id('t1'), body: { finding: 'found behind the drawer' } });
  expect(till.journal.tasks()).toEqual([]);
  expect(refusal(() => till.append({ type: 'task.done', txn: id('t1'), body: { finding: 'x' } }))).toBe('task-open');
});

test('what was printed on the roll is counted until the paper has ended and is back', () => {
  const till = new Till();
  till.sale('a');
  till.start(merchant('a'));
  till.paper('printed', merchant('a'), { evidence: BY_PRINTER, lengthMm: 180 });
  expect(till.journal.roll()).toMatchObject({ printedMm: 180, loadedMs: null });
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'cover-open' } }, returned);
  expect(till.journal.roll()).toMatchObject({ printedMm: 180 });
  till.append(ended);
  till.append(returned);
  expect(till.journal.roll()).toMatchObject({ printedMm: 0, loadedMs: expect.any(Number) });
});
