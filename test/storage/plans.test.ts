/** No question that a running terminal asks walks a table that grows with the journal: SQLite is asked how it would answer each (design §12, look-ups). */
import Sqlite, { type Database } from 'better-sqlite3';
import { expect, test } from 'vitest';
import { EntryRows } from '../../storage/journal/entry-rows.ts';
import { Projector } from '../../storage/journal/projections/projector.ts';
import { journalReads } from '../../storage/journal/reads.ts';
import { PinVerifiers } from '../../storage/keys/pin-verifiers.ts';
import { Vault } from '../../storage/keys/vault.ts';
import { migrate } from '../../storage/migrations/migrate.ts';

const GROWING = ['entries', 'transactions', 'copies', 'slips', 'secrets', 'sold_lines', 'returned_lines', 'enquiries'];
/** Indexes that hold only what is open, or what is rare. */
const SMALL = /USING (COVERING )?INDEX (transactions_(open|held)|copies_owed|entries_of_\w+|entries_naming_a_device)/;
/** Walks that end after the few rows that were asked for, newest first. */
const ENDS_EARLY = /ORDER BY (no|e\.seq|seq) DESC LIMIT/;

function statementsOf(db: Database): readonly string[] {
  const statements: string[] = [];
  const listening: Database = Object.create(db);
  listening.prepare = ((sql: string) => {
    statements.push(sql);
    return db.prepare(sql);
  }) as Database['prepare'];
  new Projector(listening);
  journalReads(listening, { now: (read) => read(), once: (_, read) => read(), timeline: () => [] });
  const key = Buffer.alloc(32);
  const random = (count: number) => Buffer.alloc(count);
  expect(new Vault(listening, key, random).wipe('t' as never, 'pan')).toBe(false);
  expect(new PinVerifiers(listening, key, random).has('1')).toBe(false);
  new EntryRows(listening, '10000001');
  return statements;
}

/** The tables of a statement by the names that the plan calls them by. */
function growingNames(sql: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, table = '', alias] of sql.matchAll(
    /(?:FROM|JOIN|INTO|UPDATE|,)\s+(\w+)(?:\s+(?!WHERE|SET|ORDER|LEFT|CROSS|JOIN|ON|LIMIT|UNION)(\w+))?/g,
  ))
    if (GROWING.includes(table)) names.add(alias ?? table);
  return names;
}

function walksOf(db: Database, sql: string): readonly string[] {
  const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const named = Object.fromEntries([...sql.matchAll(/[:@](\w+)/g)].map(([, name = '']) => [name, 1]));
  const bound = Object.keys(named).length > 0 ? [named] : Array<number>(sql.split('?').length - 1).fill(1);
  const growing = growingNames(sql);
  return plan
    .all(...bound)
    .map(({ detail }) => detail)
    .filter((detail) => growing.has(/^SCAN (\w+)/.exec(detail)?.[1] ?? '') && !SMALL.test(detail))
    .filter(() => !ENDS_EARLY.test(sql));
}

test('every statement finds what it looks for', () => {
  const db = new Sqlite(':memory:');
  migrate(db);
  const statements = statementsOf(db);
  expect(statements.length).toBeGreaterThan(150);
  const walks = statements.flatMap((sql) => walksOf(db, sql).map((walk) => `${walk}: ${sql.replace(/\s+/g, ' ')}`));
  expect(walks).toEqual([]);
});

test('a walk would be seen', () => {
  const db = new Sqlite(':memory:');
  migrate(db);
  expect(walksOf(db, 'SELECT t.txn FROM reversals r JOIN transactions t ON t.no = r.txn_no')).not.toEqual([]);
  expect(walksOf(db, `SELECT copy FROM copies WHERE kind = 'sale'`)).not.toEqual([]);
});
