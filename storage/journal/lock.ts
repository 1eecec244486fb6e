/**
 * One terminal per data folder. The lock is an open EXCLUSIVE transaction on a database of its own, that is, a POSIX lock of the
 * kernel: it goes with the process, also by SIGKILL or power cut, and leaves readers of the journal alone.
 */
import Sqlite from 'better-sqlite3';
import { makePrivate } from './connection.ts';
import { JournalUnwritable } from './failures.ts';

export interface FolderLock {
  release(): void;
}

/** @throws JournalUnwritable (`locked`) while another process, or another journal in this one, has the folder. */
export function lockFolder(folder: string, file: string): FolderLock {
  makePrivate(file);
  const db = new Sqlite(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    throw new JournalUnwritable(
      `the data folder ${folder} is in use by another running terminal. Stop that one first, or give this one its own folder.`,
      'locked',
      error,
    );
  }
  return { release: () => void db.close() };
}
