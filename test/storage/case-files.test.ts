/** Case files in the journal: one open file a transaction, numbered, answered, closed with an outcome (requirements C7, C8, F5). */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statusCopyId } from '../../storage/facts.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, MORNING_MS, refusal, Till } from './acts.ts';

const DAY_MS = 86_400_000;
const about = (type: string, txn: string, body: object) => ({ type: `caseFile.${type}`, txn, body });
const opened = (txn: string, number: number, days = 3) =>
  about('opened', txn, { number, remindMs: MORNING_MS + days * DAY_MS });
const answered = (txn: string, number: number, reference: string, days = 1) =>
  about('answered', txn, { number, reference, remindMs: MORNING_MS + days * DAY_MS });
const closed = (txn: string, number: number, how = 'settled') => about('closed', txn, { number, how, manager: '9' });

test('one open file a transaction, numbers without a gap; a closed one makes room for another', () => {
  const till = new Till();
  till.sale('a');
  expect(refusal(() => till.append(opened('a', 2)))).toBe('case-file-number');
  expect(refusal(() => till.append(opened('nobody', 1)))).toBe('transaction-missing');
  till.append(opened('a', 1));
  expect(refusal(() => till.append(opened('a', 2)))).toBe('case-file-twice');
  expect(refusal(() => till.append(answered('a', 7, '123')))).toBe('case-file-missing');
  expect(refusal(() => till.append(answered('a', 1, '')))).toBe('case-file-reference');
  expect(refusal(() => till.append(closed('a', 1, '')))).toBe('case-file-outcome');
  till.append(closed('a', 1));
  expect(refusal(() => till.append(closed('a', 1)))).toBe('case-file-missing');
  expect(till.journal.openCaseFiles()).toEqual([]);
  till.append(opened('a', 2));
  expect(till.journal.caseFile(1)).toMatchObject({ txn: 'a', ended: 'settled' });
  expect(till.journal.caseFile(2)).toMatchObject({ txn: 'a', ended: null });
  expect(till.journal.caseFile(3)).toBeNull();
});

test('the earliest reminder comes first; seen from outside, and the same when all is projected again', () => {
  const till = new Till();
  for (const txn of ['a', 'b']) till.sale(txn);
  till.append(opened('a', 1));
  till.append(opened('b', 2));
  const pack = { number: 2, file: 'case.txt', sha256: 'a'.repeat(64), headHash: 'b'.repeat(64) };
  till.append(about('packed', 'b', pack));
  const states = () =>
    till.journal
      .obligations()
      .flatMap(({ kind, transaction, state }) => (kind === 'caseFile' ? `${transaction} ${state}` : []));
  expect(states()).toEqual(['a open', 'b packed']);
  till.append(answered('b', 2, '556677'));
  expect(till.journal.openCaseFiles()).toMatchObject([
    { number: 2, txn: 'b', reference: '556677', amountMinor: 10_000, remindMs: MORNING_MS + DAY_MS },
    { number: 1, txn: 'a', reference: null, packedMs: null },
  ]);
  expect(states()).toEqual(['a open', 'b answered']);
  till.reopen();
  const n = till.journal.counters().entries + 1;
  const slip = { number: 1, n, status: 'charged', expectedMs: null, reference: null };
  expect(refusal(() => till.append(about('slipRequested', 'a', { ...slip, copy: 'a/other' })))).toBe('copy-id');
  till.append(about('slipRequested', 'a', { ...slip, copy: statusCopyId(id('a'), n) }));
  expect(till.journal.copiesOwed().map(({ kind, of }) => `${kind} ${of}`)).toContain('caseStatus customer');
  till.append(closed('a', 1, 'withdrawn'));
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.verify()).toMatchObject({ ok: true });
  expect(books.rebuild()).toMatchObject({ ok: true });
  expect(books.obligations()).toEqual(till.journal.obligations());
  books.close();
});

test('money is missed of an approved refund, after its day, once, in an open file; the same when all is projected again', () => {
  const till = new Till();
  till.sale('a');
  const missed = (txn: string, number: number, expectedMs = MORNING_MS - DAY_MS) =>
    about('missed', txn, { number, expectedMs });
  till.submit('r', { kind: 'refund', original: 'a', amount: 100 });
  till.append(opened('r', 1));
  expect(refusal(() => till.append(missed('r', 1)))).toBe('missed-no-refund');
  till.approve('r', 'refund');
  till.append(opened('a', 2));
  expect(refusal(() => till.append(missed('a', 2)))).toBe('missed-no-refund');
  expect(refusal(() => till.append(missed('r', 2)))).toBe('case-file-missing');
  expect(refusal(() => till.append(missed('r', 1, MORNING_MS + 9 * DAY_MS)))).toBe('missed-too-early');
  till.append(missed('r', 1));
  expect(refusal(() => till.append(missed('r', 1)))).toBe('missed-twice');
  expect(till.journal.caseFile(1)).toMatchObject({ awaitedMs: MORNING_MS - DAY_MS });
  expect(till.journal.caseFile(2)).toMatchObject({ awaitedMs: null });
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect([books.verify(), books.rebuild()]).toMatchObject([{ ok: true }, { ok: true }]);
  books.close();
});

test('a promise that is kept closes its file by that fact: an approved attempt of the same case, and nobody asked the acquirer', () => {
  const till = new Till();
  till.sale('a');
  till.sale('b');
  till.append(opened('b', 1));
  const fulfilled = (by: string) => about('fulfilled', 'b', { number: 1, by });
  till.submit('r', { kind: 'refund', original: 'a', amount: 100, body: { tags: ['case:b'], reason: null } });
  expect(refusal(() => till.append(fulfilled('r')))).toBe('fulfilled-by-nothing');
  till.approve('r', 'refund');
  till.submit('q', { kind: 'refund', original: 'a', amount: 100 });
  till.approve('q', 'refund');
  expect(refusal(() => till.append(fulfilled('q')))).toBe('fulfilled-by-nothing');
  till.append(answered('b', 1, '5566'));
  expect(refusal(() => till.append(fulfilled('r')))).toBe('fulfilled-elsewhere');
  till.append(closed('b', 1));
  till.append(opened('b', 2));
  till.append(about('fulfilled', 'b', { number: 2, by: 'r' }));
  expect(till.journal.caseFile(2)).toMatchObject({ ended: 'refunded' });
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect([books.verify(), books.rebuild()]).toMatchObject([{ ok: true }, { ok: true }]);
  books.close();
});
