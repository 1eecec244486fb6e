/** A journal of an older version: what came later knows what was written before it, for the terminal and for whoever looks from outside. */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { SCHEMA_VERSION } from '../../storage/migrations/migrate.ts';
import { Till } from './acts.ts';

/** The schema that has no table of backups yet. */
const BEFORE_BACKUPS = 11;

test('its new tables are projected from all its entries, in memory for a reader and for good at the next start', () => {
  const till = new Till();
  till.sale('a', 1_000);
  const body = { folder: 'x', entries: 1, headHash: '0'.repeat(64), ok: true };
  till.append({ type: 'maintenance.backedUp', txn: null, body });
  const { lastMs } = till.journal.backups();
  expect(lastMs).not.toBeNull();
  till.journal.close();
  const file = join(till.folder, 'journal.sqlite');
  const old = new Sqlite(file);
  old.exec('DROP TABLE backups');
  old.pragma(`user_version = ${BEFORE_BACKUPS}`);
  old.close();

  const reader = openJournalReader(file);
  expect(reader.verify().ok).toBe(true);
  expect(reader.rebuild()).toMatchObject({ ok: true, refused: null });
  reader.close();
  const untouched = new Sqlite(file, { readonly: true });
  expect(untouched.pragma('user_version', { simple: true })).toBe(BEFORE_BACKUPS);
  untouched.close();

  till.reopen();
  expect(till.journal.backups().lastMs).toBe(lastMs);
  expect(till.row('a')).toMatchObject({ state: 'approved' });
  const after = new Sqlite(file, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  after.close();
});
