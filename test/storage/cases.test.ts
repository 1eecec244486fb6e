/** Cases in two halves in the journal: open once the money is given back, closed by the sale of the case or by a manager's word. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { brokenPromises } from '../countertop/promises.ts';
import { refusal, Till } from './acts.ts';

const asCase = (caseId: string) => ({ tags: [`case:${caseId}`] });
const closed = (txn: string) => ({ type: 'case.closed', txn, body: { case: txn, why: 'not-wanted', manager: '9' } });

function wrongParty(till: Till, txn: string, original: string): void {
  till.submit(txn, { kind: 'void', original, body: { reason: 'wrong-party', ...asCase(txn) } });
}

test('open from the approval on, not while it is pending, never where nothing was given back', () => {
  const till = new Till();
  till.sale('a');
  till.sale('b');
  wrongParty(till, 'va', 'a');
  expect(till.journal.openCases()).toEqual([]);
  till.approve('va', 'void');
  expect(till.journal.openCases()).toMatchObject([
    { caseId: 'va', txn: 'va', wants: 'right-party', amountMinor: 10_000, currency: 'CNY' },
  ]);
  wrongParty(till, 'vb', 'b');
  till.decline('vb', 'void');
  till.reopen();
  expect(till.journal.openCases()).toHaveLength(1);
});

test('closed by the approved sale of its case alone, or by a manager, once', () => {
  const till = new Till();
  till.sale('a');
  till.sale('b');
  for (const [txn, original] of [
    ['va', 'a'],
    ['vb', 'b'],
  ] as const) {
    wrongParty(till, txn, original);
    till.approve(txn, 'void');
  }
  till.submit('s', { body: asCase('va') });
  till.decline('s');
  expect(till.journal.openCases()).toHaveLength(2);
  till.submit('t', { body: asCase('va') });
  till.approve('t');
  expect(till.journal.openCases()).toMatchObject([{ caseId: 'vb' }]);
  till.append(closed('vb'));
  expect(refusal(() => till.append(closed('vb')))).toBe('case-not-open');
  expect(refusal(() => till.append(closed('va')))).toBe('case-not-open');
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.verify()).toMatchObject({ ok: true });
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
});

test('seen from outside like any other debt, from the approval to the end, without excusing a difference of money', () => {
  const till = new Till();
  till.sale('a');
  const cases = () => till.journal.obligations().filter(({ kind }) => kind === 'case');
  wrongParty(till, 'va', 'a');
  expect(cases()).toEqual([]);
  till.approve('va', 'void');
  expect(cases()).toMatchObject([{ transaction: 'va', state: 'right-party', attempts: 0 }]);
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.obligations()).toEqual(till.journal.obligations());
  books.close();
  till.append(closed('va'));
  expect(cases()).toEqual([]);
  const judged = (kind: string) =>
    brokenPromises({
      tape: [],
      bank: [{ kind: 'void', batch: '000001', stan: '000002', state: 'in-force' }],
      entries: [{ seq: 1, type: 'void.submitted', txn: 'va', body: { batch: '000001', stan: '000002' } }],
      obligations: [{ kind, transaction: 'va', state: 'right-party' }],
    } as never);
  expect(judged('case').join()).toMatch(/nothing is owed/);
  expect(judged('outcome')).toEqual([]);
});
