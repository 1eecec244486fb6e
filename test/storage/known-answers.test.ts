/** Answers are kept as long as they hold, and no longer: what a statement touches is read from its own text. */
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KnownAnswers } from '../../storage/journal/known-answers.ts';
import { withLateStatements } from '../../storage/journal/late-statements.ts';
import { migrate } from '../../storage/migrations/migrate.ts';

let db: Sqlite.Database;
let known: KnownAnswers;
let late: Sqlite.Database;
let reads: string[];

beforeEach(() => {
  db = new Sqlite(':memory:');
  db.exec('CREATE TABLE slips (n INTEGER); CREATE TABLE roll (mm INTEGER); INSERT INTO roll VALUES (0)');
  known = new KnownAnswers(db);
  late = withLateStatements(db, known);
  reads = [];
});
afterEach(() => void db.close());

const count = (table: string) => (): unknown => {
  reads.push(table);
  return late.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
};
const slips = () => known.ask('slips', count('slips'));
const roll = () => known.ask('roll', count('roll'));

test('an answer is kept while other tables are written, and read again after its own', () => {
  expect([slips(), roll(), slips(), roll()]).toEqual([0, 1, 0, 1]);
  expect(reads).toEqual(['slips', 'roll']);
  late.prepare('INSERT INTO slips VALUES (?)').run(7);
  expect([slips(), roll()]).toEqual([1, 1]);
  expect(reads).toEqual(['slips', 'roll', 'slips']);
  late.prepare('UPDATE roll SET mm = mm + 1').run();
  late.prepare('DELETE FROM slips').run();
  expect([slips(), roll()]).toEqual([0, 1]);
  expect(reads).toEqual(['slips', 'roll', 'slips', 'slips', 'roll']);
});

test('a statement that was prepared before, or returns rows of what it writes, is heard as well', () => {
  const insert = late.prepare('INSERT INTO slips VALUES (?) RETURNING n').pluck();
  expect(slips()).toBe(0);
  expect(insert.get(3)).toBe(3);
  expect(slips()).toBe(1);
});

test('a question within a question: both go when the inner one does, also where the inner one was known already', () => {
  const both = () => known.ask('both', () => `${String(slips())} of ${String(roll())}`);
  expect(slips()).toBe(0);
  expect(both()).toBe('0 of 1');
  late.prepare('INSERT INTO slips VALUES (1)').run();
  expect(both()).toBe('1 of 1');
});

test('a question that fails is asked again', () => {
  let fails = true;
  const ask = () =>
    known.ask('once', () => {
      if (fails) throw new Error('the disk');
      return 1;
    });
  expect(ask).toThrow('the disk');
  fails = false;
  expect(ask()).toBe(1);
});

test('after a write that was rolled back nothing is known', () => {
  expect(slips()).toBe(0);
  const failing = db.transaction(() => {
    late.prepare('INSERT INTO slips VALUES (1)').run();
    expect(slips()).toBe(1);
    throw new Error('no');
  });
  expect(failing).toThrow('no');
  known.forget();
  expect(slips()).toBe(0);
});

test('in the schema no write reaches a table that its statement does not name: no view, no trigger that writes, no pointer that pulls', () => {
  const journal = new Sqlite(':memory:');
  migrate(journal);
  const schema = journal.prepare<[], { type: string; sql: string | null }>('SELECT type, sql FROM sqlite_schema').all();
  expect(schema.filter(({ type }) => type === 'view')).toEqual([]);
  const triggers = schema.filter(({ type }) => type === 'trigger').map(({ sql }) => sql ?? '');
  expect(triggers.length).toBeGreaterThan(0);
  for (const sql of triggers) expect(sql).toMatch(/BEGIN SELECT RAISE\(ABORT, '[^']+'\); END$/);
  for (const { sql } of schema) expect(sql ?? '').not.toMatch(/ON (DELETE|UPDATE) (CASCADE|SET)/i);
  journal.close();
});
