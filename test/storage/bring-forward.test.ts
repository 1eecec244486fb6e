/** A journal of an older version: what came later knows what was written before it, for the terminal and for whoever looks from outside. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openJournal } from '../../storage/journal/open.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { migrate, SCHEMA_VERSION } from '../../storage/migrations/migrate.ts';
import { TERMINAL, Till } from './acts.ts';

/** The first that was in use; its tables are left empty, as if everything in them had been forgotten but where the chain ends. */
const OLD_SCHEMA = 3;

/** The same entries in a file of the old schema. */
function makeOld(folder: string): string {
  const file = join(folder, 'journal.sqlite');
  const old = new Sqlite(join(folder, 'old.sqlite'));
  old.pragma('journal_mode = WAL');
  migrate(old, OLD_SCHEMA);
  old.exec(`ATTACH '${file}' AS new; INSERT INTO entries SELECT * FROM new.entries ORDER BY seq;
    INSERT INTO meta SELECT * FROM new.meta;
    UPDATE counters SET (entries, head) = (SELECT entries, head FROM new.counters); DETACH new`);
  old.close();
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  renameSync(join(folder, 'old.sqlite'), file);
  return file;
}

test('what stood before the update is copied first, and verified; a journal that is not whole is not updated', () => {
  const till = new Till();
  till.sale('a', 1_000);
  till.journal.close();
  const file = makeOld(till.folder);
  const stale = join(till.folder, 'backups', 'before-schema-2');
  mkdirSync(stale, { recursive: true });
  till.reopen();
  const copy = join(till.folder, 'backups', `before-schema-${SCHEMA_VERSION}`, 'journal.sqlite');
  expect([schemaOf(copy), schemaOf(file), existsSync(stale)]).toEqual([OLD_SCHEMA, SCHEMA_VERSION, false]);
  const books = openJournalReader(copy);
  expect([books.verify().ok, books.rebuild().ok]).toEqual([true, true]);
  books.close();
});

test('one on which the update itself fails stays as it is: it was tried on a copy', () => {
  const till = new Till();
  till.sale('a', 1_000);
  till.journal.close();
  const file = makeOld(till.folder);
  const other = new Sqlite(file);
  // Somebody's own table stands where a step wants to put one.
  other.exec('CREATE TABLE hand_stock (mine TEXT)');
  other.close();
  expect(() => openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes })).toThrow(/hand_stock/);
  expect(schemaOf(file)).toBe(OLD_SCHEMA);
  expect(readdirSync(join(till.folder, 'backups', `before-schema-${SCHEMA_VERSION}`))).toEqual(['journal.sqlite.new']);
});

test('one whose chain does not hold stays as it is', () => {
  const till = new Till();
  till.sale('a', 1_000);
  till.journal.close();
  const file = makeOld(till.folder);
  const spoiled = new Sqlite(file);
  for (const name of spoiled.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).pluck().all())
    spoiled.exec(`DROP TRIGGER "${name}"`);
  spoiled.exec(`UPDATE entries SET at_ms = at_ms + 1 WHERE seq = 1`);
  spoiled.close();
  expect(() => openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes })).toThrow(/update was not begun/);
  expect(schemaOf(file)).toBe(OLD_SCHEMA);
  expect(existsSync(join(till.folder, 'backups', `before-schema-${SCHEMA_VERSION}`, 'journal.sqlite'))).toBe(false);
});

const schemaOf = (file: string): unknown => {
  const db = new Sqlite(file, { readonly: true });
  const version = db.pragma('user_version', { simple: true });
  db.close();
  return version;
};

test('every table is projected from its entries, in memory for a reader and for good at the next start', () => {
  const till = new Till();
  till.sale('a', 1_000);
  till.sale('b', 2_000);
  till.refund('r', 'a', 300);
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.submit('c', { body: { tags: ['no-paper'] } });
  till.append({ type: 'paper.returned', txn: null, body: {} });
  // As the first versions wrote it, without a serial number.
  till.append({ type: 'device.ready', txn: null, body: { device: 'keypad', identity: 'keypad' } });
  const body = { folder: 'x', entries: 1, headHash: '0'.repeat(64), ok: true };
  till.append({ type: 'maintenance.backedUp', txn: null, body });
  const { journal } = till;
  const before = {
    outage: journal.outage(),
    backups: journal.backups(),
    owed: journal.obligations(),
    a: till.row('a'),
  };
  expect(before.outage).toMatchObject({ state: 'returned', acts: 1 });
  journal.close();
  const file = makeOld(till.folder);

  const reader = openJournalReader(file);
  expect(reader.verify().ok).toBe(true);
  expect(reader.rebuild()).toMatchObject({ ok: true, refused: null });
  expect(reader.obligations()).toEqual(before.owed);
  reader.close();
  expect(schemaOf(file)).toBe(OLD_SCHEMA);

  till.reopen();
  const after = till.journal;
  expect({ outage: after.outage(), backups: after.backups(), owed: after.obligations(), a: till.row('a') }).toEqual(
    before,
  );
  expect(schemaOf(file)).toBe(SCHEMA_VERSION);
  till.sale('d', 4_000);
  expect(till.journal.verify().ok).toBe(true);
});
