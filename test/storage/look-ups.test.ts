/** How a transaction is found again: slip, RRN, trace, card, time (requirements A1, A2, B5). */
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { timelineCopyId } from '../../storage/facts.ts';
import { dataFolder } from '../../storage/journal/data-folder.ts';
import { card, customer, id, MORNING_MS, merchant, refusal, Till } from './acts.ts';

function busyTill(): Till {
  const till = new Till();
  till.submit('a', { body: { card: card('6205500000000000004') } });
  till.approve('a', 'sale', ['merchant', 'customer'], '000000000001');
  till.submit('b', { body: { card: card('6205509999999999990') } });
  till.approve('b', 'sale', ['merchant'], '000000000002');
  till.start(merchant('a'));
  till.printed(merchant('a'));
  till.start(merchant('b'));
  till.notPrinted(merchant('b'));
  till.start(merchant('b'));
  till.start(customer('a'));
  return till;
}

test('by every paper number of the transaction', () => {
  const till = busyTill();
  const found = [1, 2, 3, 4, 5, 0.5].map((slip) => till.journal.find({ slip }).map(({ txn }) => txn));
  expect(found).toEqual([['a'], ['b'], ['b'], ['a'], [], []]);
});

test('by RRN and by card, newest first', () => {
  const till = busyTill();
  till.submit('c');
  expect(till.journal.find({ rrn: '000000000002' }).map(({ txn }) => txn)).toEqual(['b']);
  expect(till.journal.find({ card: card().token }).map(({ txn }) => txn)).toEqual(['c', 'a']);
  expect(till.journal.find({ card: card().token, limit: 1 }).map(({ txn }) => txn)).toEqual(['c']);
  expect(till.journal.find({ card: card('6205500000000000001').token })).toEqual([]);
});

test('by trace number of the open batch only', () => {
  const till = busyTill();
  expect(till.journal.find({ stan: '000002' }).map(({ txn }) => txn)).toEqual(['b']);
  till.openBatch('000002');
  expect(till.journal.find({ stan: '000002' })).toEqual([]);
});

test('by trace number of the newest batches, by amount, by the last four digits of the card: newest first', () => {
  const till = busyTill();
  till.openBatch('000002');
  till.submit('c', { body: { card: card('6205500000000000004') } });
  const names = (key: Parameters<typeof till.journal.find>[0]) => till.journal.find(key).map(({ txn }) => txn);
  expect(names({ stan: '000001', batches: 1 })).toEqual([]);
  expect(names({ stan: '000001', batches: 2 })).toEqual(['a']);
  expect(names({ amountMinor: till.row('a').amountMinor })).toEqual(['c', 'b', 'a']);
  expect(names({ amountMinor: till.row('a').amountMinor, limit: 1 })).toEqual(['c']);
  expect(names({ amountMinor: 1 })).toEqual([]);
  expect(names({ lastFour: '0004' })).toEqual(['c', 'a']);
  expect(names({ lastFour: '9990' })).toEqual(['b']);
});

test('each of them is answered by an index, whatever the length of the journal', () => {
  const till = busyTill();
  const file = dataFolder(till.folder).journal;
  till.journal.close();
  const db = new Sqlite(file, { readonly: true });
  const plan = (sql: string) =>
    (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail).join('; ');
  expect(plan(`SELECT * FROM transactions WHERE kind = 'sale' AND amount_minor = 1 ORDER BY no DESC LIMIT 9`)).toBe(
    'SEARCH transactions USING INDEX transactions_by_amount (amount_minor=?)',
  );
  expect(
    plan(`SELECT * FROM transactions WHERE kind = 'sale' AND substr(masked_pan, -4) = '0004' ORDER BY no DESC LIMIT 9`),
  ).toBe('SEARCH transactions USING INDEX transactions_by_last_four (<expr>=?)');
  expect(plan('SELECT body FROM entries WHERE type = 1 AND seq <= 9 ORDER BY seq DESC LIMIT 1')).toMatch(
    /USING INDEX entries_of_starts/,
  );
  expect(
    plan(`SELECT t.* FROM transactions t JOIN (SELECT id, batch FROM batches ORDER BY id DESC LIMIT 60) b ON b.id = t.batch_id
      WHERE t.batch = b.batch AND t.stan = 1`),
  ).toMatch(/SEARCH t USING INDEX transactions_by_stan/);
  db.close();
});

test('who opened a transaction, and what was taken from it', () => {
  const till = busyTill();
  till.append({ type: 'original.opened', txn: id('a'), body: { by: 'slip', purpose: 'refund' } });
  expect(
    refusal(() => till.append({ type: 'original.opened', txn: id('x'), body: { by: 'slip', purpose: 'refund' } })),
  ).toBe('transaction-missing');
  till.refund('r', 'a', 100);
  expect(till.journal.takenFrom(id('a')).map(({ txn }) => txn)).toEqual(['r']);
  expect(till.journal.payeeAt(99)).toBeNull();
  const copy = timelineCopyId(id('a'), 7);
  till.append({ type: 'timeline.requested', txn: id('a'), body: { copy, n: 7 } });
  expect(till.journal.copiesOwed().at(-1)).toMatchObject({ copy, kind: 'timeline', txn: 'a' });
  expect(refusal(() => till.append({ type: 'timeline.requested', txn: id('a'), body: { copy, n: 8 } }))).toBe(
    'copy-id',
  );
});

test('by time, both ends included', () => {
  const till = busyTill();
  const { createdAtMs } = till.row('b');
  expect(till.journal.find({ fromMs: createdAtMs, toMs: createdAtMs }).map(({ txn }) => txn)).toEqual(['b']);
  expect(till.journal.find({ fromMs: MORNING_MS, toMs: createdAtMs }).map(({ txn }) => txn)).toEqual(['b', 'a']);
});

test('a transaction tells its story, the journal its last entries', () => {
  const till = busyTill();
  expect(till.journal.timeline(id('b')).map(({ type }) => type)).toEqual([
    'sale.submitted',
    'sale.approved',
    'receipt.started',
    'receipt.notPrinted',
    'receipt.started',
  ]);
  const last = till.journal.last(2);
  expect(last.map(({ seq, type, txn }) => [seq, type, txn])).toEqual([
    [9, 'receipt.started', 'b'],
    [10, 'receipt.started', 'a'],
  ]);
  expect(last[1]?.previousHash).toBe(last[0]?.hash);
  expect(till.journal.last(1000)).toHaveLength(10);
  expect(till.journal.last(0)).toEqual([]);
});
