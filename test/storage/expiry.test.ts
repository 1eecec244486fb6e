/** Customers' details and card numbers are gone when their time is over: from the tables, the file and its log; never under an open promise (promise 5, D7). */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Expiry } from '../../firmware/effects/expiry.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { id, TERMINAL, Till } from './acts.ts';

const PAN = '6205500000000000004';

/** A settled sale with its card kept, and a promise of ￥1.00 of it with the customer's number. */
function promised(till: Till, sale: string, promise: string): void {
  till.submit(sale, {
    secrets: [
      { txn: id(sale), name: 'pan', plain: PAN },
      { txn: id(sale), name: 'reversalImage', plain: '{}' },
    ],
  });
  till.approve(sale);
  till.settle(`settle-${sale}`);
  till.promise(promise, sale, 100, [{ txn: id(promise), name: 'customer', plain: '{"phone":"13800138000"}' }]);
}

const kept = (till: Till, txn: string) =>
  (['pan', 'customer'] as const).filter((name) => till.journal.secret(id(txn), name) !== null);

/** Everything from before this instant. */
function expire(till: Till) {
  const now = till.stamp();
  const expired = till.journal.expiredSecrets(now.atMs, now.atMs);
  if (expired.customers + expired.cards > 0)
    till.journal.append([{ type: 'secrets.expired', txn: null, body: expired }], now);
  return { customers: expired.customers, cards: expired.cards };
}

test('an open promise holds on to both, however old; when it has ended they go', () => {
  const till = new Till();
  promised(till, 's', 'p');
  expect(expire(till)).toEqual({ customers: 0, cards: 0 });
  expect([kept(till, 's'), kept(till, 'p')]).toEqual([['pan'], ['customer']]);
  till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'renounced (9)' } });
  expect(expire(till)).toEqual({ customers: 1, cards: 1 });
  expect([kept(till, 's'), kept(till, 'p')]).toEqual([[], []]);
  expect(expire(till)).toEqual({ customers: 0, cards: 0 });
  expect(till.journal.verify().ok).toBe(true);
});

test('what is younger stays', () => {
  const till = new Till();
  promised(till, 's', 'p');
  till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'renounced (9)' } });
  expect(till.journal.expiredSecrets(0, 0)).toMatchObject({ customers: 0, cards: 0 });
});

test('nothing of it is left in the file or its log', () => {
  const till = new Till();
  promised(till, 's', 'p');
  const file = join(till.folder, 'journal.sqlite');
  const look = new Sqlite(file, { readonly: true });
  const sealed = look.prepare<[], Buffer>('SELECT sealed FROM secrets').pluck().all();
  look.close();
  const found = () => [file, `${file}-wal`].some((part) => sealed.some((bytes) => readFileSync(part).includes(bytes)));
  expect(found()).toBe(true);
  till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'renounced (9)' } });
  expire(till);
  expect(found()).toBe(false);
});

test('a restored backup brings them back, and they go again', async () => {
  const till = new Till();
  promised(till, 's', 'p');
  till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'renounced (9)' } });
  const { file } = await backUp(join(till.folder, 'journal.sqlite'), join(till.folder, 'copy'));
  expire(till);
  till.journal.close();
  restore({ backup: file, folder: till.folder, stamp: till.stamp(), randomBytes, skip: 1000 });
  till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
  expect(kept(till, 'p')).toEqual(['customer']);
  expect(expire(till)).toEqual({ customers: 1, cards: 1 });
  expect([kept(till, 's'), kept(till, 'p')]).toEqual([[], []]);
});

test('the terminal looks once an hour, by the days of the policy', () => {
  const till = new Till();
  promised(till, 's', 'p');
  till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'renounced (9)' } });
  const days = 86_400_000;
  let atMs = till.stamp().atMs;
  const policy = { ...DEFAULT_POLICY, refund: { ...DEFAULT_POLICY.refund, customerDays: 90, windowDays: 30 } };
  const expiry = new Expiry({ journal: till.journal, policy, stamp: () => ({ ...till.stamp(), atMs }) });
  const after = (ms: number) => {
    atMs += ms;
    expiry.rested();
    return [kept(till, 's'), kept(till, 'p')];
  };
  expect(after(0)).toEqual([['pan'], ['customer']]);
  expect(after(31 * days)).toEqual([[], ['customer']]);
  expect(after(60 * days)).toEqual([[], []]);
  const told = till.journal.last(1_000).filter(({ type }) => type === 'secrets.expired');
  expect(told.map(({ body }) => body)).toMatchObject([
    { cards: 1, customers: 0 },
    { cards: 0, customers: 1 },
  ]);
});
