/** How a transaction is found again: slip, RRN, trace, card, time (requirements A1, A2, B5). */
import { expect, test } from 'vitest';
import { card, customer, id, MORNING_MS, merchant, Till } from './acts.ts';

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
