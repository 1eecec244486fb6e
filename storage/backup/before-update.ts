/**
 * The copy before an update (requirement H2): a new version brings the journal's schema forward, so what stood before it is copied first, and counts when
 * its chain was verified in the copy. The newest such copy is kept, below `backups/` in the data folder.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openReading } from '../journal/connection.ts';
import { JournalBroken } from '../journal/journal.ts';
import { verifyJournal } from '../journal/verification.ts';
import { syncFolder } from '../keys/device-key.ts';
import { SCHEMA_VERSION, schemaVersion } from '../migrations/migrate.ts';

const NAME = /^before-schema-\d+$/;

/**
 * Synchronous, as the opening is. A copy that is there already was verified before it got its name.
 * @returns the folder of the copy; null where there is nothing to update.
 * @throws JournalBroken where the chain does not hold: then nothing is brought forward.
 */
export function backUpBeforeUpdate(db: Database, folder: string, terminal: string): string | null {
  const schema = schemaVersion(db);
  if (schema === 0 || schema === SCHEMA_VERSION) return null;
  const place = join(folder, 'backups');
  const target = join(place, `before-schema-${SCHEMA_VERSION}`);
  const file = join(target, 'journal.sqlite');
  if (existsSync(file)) return target;
  const unproven = `${file}.new`;
  mkdirSync(target, { recursive: true, mode: 0o700 });
  rmSync(unproven, { force: true });
  // One file without a log, from one snapshot (sqlite.org/lang_vacuum.html, INTO).
  db.prepare('VACUUM INTO ?').run(unproven);
  demandWhole(unproven, terminal);
  sync(unproven);
  renameSync(unproven, file);
  syncFolder(target);
  for (const name of readdirSync(place)) {
    if (NAME.test(name) && join(place, name) !== target) rmSync(join(place, name), { recursive: true, force: true });
  }
  return target;
}

function demandWhole(file: string, terminal: string): void {
  const copy = openReading(file);
  try {
    const [problem] = verifyJournal(copy, terminal).problems;
    if (problem === undefined) return;
    throw new JournalBroken(
      `entry ${problem.seq}: ${problem.what}. The update was not begun; look at it with \`npm run journal -- verify\`, then restore the last backup.`,
    );
  } finally {
    copy.close();
  }
}

function sync(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
