/** Opens SQLite so that a commit is on the disk when it returns, and proves it (design §4, facts/lab). */
import { closeSync, openSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { JournalUnwritable } from './failures.ts';

/** `PRAGMA synchronous`: 0 OFF, 1 NORMAL, 2 FULL. */
const FULL = 2;

/**
 * A connection that writes. The one writer holds the folder's lock, so waiting for another one only hides a fault: readers never
 * block it, and a second writer is given up on after `BUSY_MS`.
 */
export function openWriting(file: string): Database {
  makePrivate(file);
  const db = new Sqlite(file, { timeout: BUSY_MS });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON'); // else INSERT OR REPLACE would delete entries past their trigger
    db.pragma('trusted_schema = OFF');
    db.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The log is folded into the file when the terminal rests; a commit does it only when so many pages of 4 KB have come together. */
const LOG_PAGES = 4000;

/** SQLite gives the log and its index the rights of the file, which it would make readable for all. */
export function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

const BUSY_MS = 2000;

/** A connection that cannot write; works beside the running terminal. */
export function openReading(file: string): Database {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    db.pragma('trusted_schema = OFF');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * To be called after a write: with `journal_mode=WAL` SQLite falls back to NORMAL at the first write and on reopen, where an
 * acknowledged commit can be lost to a power cut, unless FULL was asked for on this very connection.
 * @throws JournalUnwritable (`not-durable`)
 */
export function assertDurable(db: Database): void {
  const wanted = [
    ['journal_mode', 'wal'],
    ['synchronous', FULL],
    ['secure_delete', 1],
    ['foreign_keys', 1],
    ['recursive_triggers', 1],
  ] as const;
  for (const [pragma, value] of wanted) {
    const found = db.pragma(pragma, { simple: true });
    if (found !== value) {
      throw new JournalUnwritable(
        `the journal would not be durable: ${pragma} is ${String(found)} where ${value} is needed. Keep the data folder on a local disk (ext4 or the like), not on a network share.`,
        'not-durable',
      );
    }
  }
}
