/**
 * The copy before an update (requirement H2): a new version brings the journal's schema forward, so what stood before it is copied first. The copy counts
 * when it was opened, every table has as many rows as the journal's, its chain was verified, and the update itself was tried on a second copy: brought
 * forward there, every table projected again. Only then is the journal touched. The newest such copy is kept, below `backups/` in the data folder.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { bringForward } from '../journal/bring-forward.ts';
import { openReading } from '../journal/connection.ts';
import { JournalBroken } from '../journal/failures.ts';
import { rebuildJournal } from '../journal/rebuild.ts';
import { verifyJournal } from '../journal/verification.ts';
import { syncFolder } from '../keys/device-key.ts';
import { SCHEMA_VERSION, schemaVersion } from '../migrations/migrate.ts';

const NAME = /^before-schema-\d+$/;

/**
 * Synchronous, as the opening is. A copy that is there already was verified before it got its name.
 * @returns the folder of the copy; null where there is nothing to update.
 * @throws JournalBroken where the copy or the trial does not hold: then nothing is brought forward.
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
  demandWhole(unproven, terminal, rowCounts(db));
  tryUpdate(unproven, terminal);
  sync(unproven);
  renameSync(unproven, file);
  syncFolder(target);
  for (const name of readdirSync(place)) {
    if (NAME.test(name) && join(place, name) !== target) rmSync(join(place, name), { recursive: true, force: true });
  }
  return target;
}

/** Of every table there is, in the order of their names. */
function rowCounts(db: Database): string {
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all();
  return tables.map((table) => `${table} ${db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()}`).join(', ');
}

/** The update as it is about to happen, on a copy that is thrown away: what is refused there is not begun here. */
function tryUpdate(file: string, terminal: string): void {
  const trial = `${file}.trial`;
  rmSync(trial, { force: true });
  copyFileSync(file, trial);
  const copy = new Sqlite(trial);
  try {
    bringForward(copy, terminal);
    const { entries, refused, tables } = rebuildJournal(copy, terminal);
    const wrong = tables.find(({ difference }) => difference !== null);
    // Entries that today's rules would refuse leave their tables as they were (journal/bring-forward.ts): the chain says what happened.
    if (refused === null && wrong !== undefined)
      throw notBegun(`after the trial ${wrong.table} is not what its ${entries} entries say: ${wrong.difference}`);
  } finally {
    copy.close();
    rmSync(trial, { force: true });
  }
}

const notBegun = (why: string): JournalBroken =>
  new JournalBroken(
    `${why}. The update was not begun; look at it with \`npm run journal -- verify\`, then restore the last backup.`,
  );

function demandWhole(file: string, terminal: string, counts: string): void {
  const copy = openReading(file);
  try {
    const [problem] = verifyJournal(copy, terminal).problems;
    if (problem !== undefined) throw notBegun(`entry ${problem.seq}: ${problem.what}`);
    const found = rowCounts(copy);
    if (found !== counts)
      throw notBegun(`the copy has other rows than the journal: ${found} in the place of ${counts}`);
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
