/** A journal of an older schema goes on with all that it owes. */
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { EntryRows } from '../../storage/journal/entry-rows.ts';
import { withLateStatements } from '../../storage/journal/late-statements.ts';
import { Projector } from '../../storage/journal/projections/projector.ts';
import { journalReads } from '../../storage/journal/reads.ts';
import { PinVerifiers } from '../../storage/keys/pin-verifiers.ts';
import { Vault } from '../../storage/keys/vault.ts';
import { JOURNAL_1 } from '../../storage/migrations/journal-1.ts';
import { migrate, SCHEMA_VERSION } from '../../storage/migrations/migrate.ts';

test('from schema 1: slips, copies and transactions stand as they stood, reports have a place', () => {
  const db = new Sqlite(':memory:');
  db.pragma('foreign_keys = ON');
  db.exec(JOURNAL_1);
  db.pragma('application_id = 0x54494c4c');
  db.pragma('user_version = 1');
  db.exec(`
    INSERT INTO transactions (no, txn, kind, state, amount_minor, currency, stan, batch, batch_id, masked_pan, card_token, entry_mode,
      needs_reversal, operator, created_at_ms) VALUES (1, 'a', 'sale', 'approved', 100, 'CNY', 1, 1, 0, '620550*********0004',
      zeroblob(32), 'swipe', 1, '1', 0);
    INSERT INTO copies VALUES ('a/merchant', 1, 'sale', 'merchant', 'held', 7, 1, 'O', 'O', 0, 2, 3, 9, 0, 2);
    INSERT INTO slips VALUES (7, 1);`);
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  expect(db.prepare('SELECT copy, txn_no, state, slip, proven, handed_over, segments FROM copies').all()).toEqual([
    { copy: 'a/merchant', txn_no: 1, state: 'held', slip: 7, proven: 2, handed_over: 3, segments: 9 },
  ]);
  expect(db.prepare('SELECT * FROM slips').all()).toEqual([{ slip: 7, txn_no: 1 }]);
  expect(db.prepare('SELECT txn, kind, state, upload, ended_by, chip FROM transactions').all()).toEqual([
    { txn: 'a', kind: 'sale', state: 'approved', upload: null, ended_by: null, chip: null },
  ]);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.exec(`INSERT INTO slips VALUES (8, NULL);
    INSERT INTO copies VALUES ('s/merchant', NULL, 'settlement', 'merchant', 'owed', NULL, 0, NULL, 'O', 0, 0, 0, 0, 0, 3)`);
  expect(db.prepare(`SELECT copy FROM copies WHERE state <> 'printed' ORDER BY owed_seq`).pluck().all()).toEqual([
    'a/merchant',
    's/merchant',
  ]);
  db.close();
});

test("from schema 1: a reversal that is owed stays owed, the open batch keeps its count, totals are the acquirer's own", () => {
  const db = new Sqlite(':memory:');
  db.exec(JOURNAL_1);
  db.pragma('application_id = 0x54494c4c');
  db.pragma('user_version = 1');
  db.exec(`
    INSERT INTO transactions (no, txn, kind, state, amount_minor, currency, stan, batch, batch_id, masked_pan, card_token, entry_mode,
      needs_reversal, operator, created_at_ms) VALUES (4, 'a', 'sale', 'unknown', 100, 'CNY', 1, 1, 0, '620550*********0004',
      zeroblob(32), 'swipe', 1, '1', 0);
    INSERT INTO reversals VALUES (17, 4, 'needsHuman', 'A0', 6, 1000, 2000);
    INSERT INTO batch_totals VALUES (0, 'CNY', 2, 300, 1, 100, 0, 0);
    UPDATE batches SET transactions = 3;`);
  migrate(db);
  expect(db.prepare('SELECT * FROM reversals').all()).toEqual([
    { txn_no: 4, seq: 17, state: 'needsHuman', reason: 'A0', attempts: 6, since_ms: 1000, last_attempt_at_ms: 2000 },
  ]);
  expect(db.prepare('SELECT batch_id, batch_count FROM counters').all()).toEqual([{ batch_id: 0, batch_count: 3 }]);
  expect(db.prepare('SELECT * FROM batches').all()).toEqual([{ id: 0, batch: 1 }]);
  expect(db.prepare('SELECT scheme, sale_count, sale_minor, void_count, void_minor FROM batch_totals').all()).toEqual([
    { scheme: '', sale_count: 2, sale_minor: 300, void_count: 1, void_minor: 100 },
  ]);
  db.close();
});

test('from schema 32: of requests for the drawer those are left that no answer came for, each by itself', () => {
  const db = new Sqlite(':memory:');
  migrate(db, 32);
  const told: readonly (readonly ['asked' | 'answered', string | null])[] = [
    ['answered', null],
    ['asked', null],
    ['asked', 'a'],
    ['asked', null],
    ['answered', null],
    ['asked', 'b'],
    ['answered', 'b'],
    ['answered', 'b'],
    ['asked', 'b'],
    ['asked', 'c'],
    ['answered', 'c'],
  ];
  const add = db.prepare(`INSERT INTO entries VALUES (?, 0, 0, '1', ?, ?, '{}', zeroblob(32))`);
  for (const [at, [what, txn]] of told.entries()) add.run(at + 1, what === 'asked' ? 15 : 16, txn);
  db.exec('INSERT INTO drawer_asked VALUES (9, NULL)');
  migrate(db);
  expect(db.prepare('SELECT seq, txn FROM drawer_asked').all()).toEqual([
    { seq: 3, txn: 'a' },
    { seq: 4, txn: null },
    { seq: 9, txn: 'b' },
  ]);
  db.close();
});

test('every statement of the models and projections fits the schema, also those that a running terminal compiles late', () => {
  const db = new Sqlite(':memory:');
  migrate(db);
  const key = Buffer.alloc(32);
  const random = (count: number) => Buffer.alloc(count);
  new Projector(db);
  journalReads(db, { now: (read) => read(), once: (_, read) => read(), timeline: () => [] });
  expect(new EntryRows(db, '10000001').head().seq).toBe(0);
  expect(new Vault(db, key, random).wipe('t' as never, 'pan')).toBe(false);
  expect(new PinVerifiers(db, key, random).has('1')).toBe(false);
  const late = withLateStatements(db).prepare('SELECT no FROM nowhere').pluck();
  expect(() => late.get()).toThrow('no such table: nowhere');
  db.close();
});
