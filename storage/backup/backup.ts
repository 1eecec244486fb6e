/** Online backup and the drill that proves it (requirement H2): a copy counts only after it was opened and its chain verified. */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { makePrivate } from '../journal/connection.ts';
import { makeFolder } from '../journal/data-folder.ts';
import { asJournalError } from '../journal/failures.ts';
import { JournalUnwritable, type Verdict } from '../journal/journal.ts';
import { openJournalReader } from '../journal/reader.ts';
import type { RebuildVerdict } from '../journal/rebuild.ts';
import { syncFolder } from '../keys/device-key.ts';

export interface BackupVerdict {
  readonly file: string;
  readonly verdict: Verdict;
  readonly rebuild: RebuildVerdict;
}

/**
 * Copies the journal of a data folder, also while its terminal runs, into `folder/journal.sqlite` and drills the copy. The device key
 * is not copied: sealed secrets and their key never lie together in a backup.
 * @throws JournalUnwritable, JournalBroken
 */
export async function backUp(journal: string, folder: string): Promise<BackupVerdict> {
  const target = resolve(folder);
  const file = join(target, 'journal.sqlite');
  if (existsSync(file)) {
    throw new JournalUnwritable(`${file} exists. A backup never writes over another one: name a new folder.`, 'folder');
  }
  const source = openJournalReader(journal);
  try {
    makeFolder(target);
    makePrivate(file);
    await source.backupTo(file);
    sealFile(file);
    syncFolder(target);
  } catch (error) {
    throw asJournalError(error, `cannot back up to ${target}`);
  } finally {
    source.close();
  }
  return drill(file);
}

/** Opens a copy and recomputes all of it. @throws JournalUnwritable, JournalBroken */
export function drill(file: string): BackupVerdict {
  const copy = openJournalReader(file);
  try {
    return { file, verdict: copy.verify(), rebuild: copy.rebuild() };
  } finally {
    copy.close();
  }
}

/** One file without a write-ahead log beside it, so that it also opens on a medium that cannot be written. */
function sealFile(file: string): void {
  const copy = new Sqlite(file);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
