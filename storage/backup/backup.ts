/**
 * Online backup and the drill that proves it (requirement H2): a copy gets its name only after it was opened, its chain verified and its tables projected
 * again. What a full or vanished medium leaves behind has no such name, so nobody takes it for a backup.
 */
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { makePrivate } from '../journal/connection.ts';
import { makeFolder } from '../journal/data-folder.ts';
import { asJournalError, JournalBroken, JournalUnwritable } from '../journal/failures.ts';
import type { Verdict } from '../journal/journal.ts';
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
 * is not copied: sealed secrets and their key never lie together in a backup. A copy that does not hold is left as `journal.sqlite.new`.
 * @throws JournalUnwritable, JournalBroken
 */
export async function backUp(journal: string, folder: string): Promise<BackupVerdict> {
  const target = resolve(folder);
  const file = join(target, 'journal.sqlite');
  if (existsSync(file)) {
    throw new JournalUnwritable(`${file} exists. A backup never writes over another one: name a new folder.`, 'folder');
  }
  const unproven = `${file}.new`;
  const source = openJournalReader(journal);
  try {
    makeFolder(target);
    rmSync(unproven, { force: true });
    makePrivate(unproven);
    const least = source.counters().entries;
    await source.backupTo(unproven);
    sealFile(unproven);
    const proof = drill(unproven);
    if (!proof.verdict.ok || !proof.rebuild.ok || proof.verdict.entries < least) return proof;
    renameSync(unproven, file);
    syncFolder(target);
    return { ...proof, file };
  } catch (error) {
    sweep(target, unproven);
    throw mediumError(error, target);
  } finally {
    source.close();
  }
}

/** In words about the medium of the copy: what stands in the journal, and every older copy, is untouched. */
function mediumError(error: unknown, target: string): unknown {
  if (error instanceof JournalUnwritable || error instanceof JournalBroken) return error;
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  const doing = `cannot back up to ${target}`;
  const kept = 'The journal and the older backups are as they were.';
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/.test(code))
    return new JournalUnwritable(
      `${doing}: it is full (${message}). Free space there or name another place. ${kept}`,
      'disk-full',
      error,
    );
  const isGone =
    /^(ENOENT|ENOTDIR|ENODEV|ENXIO|EIO|SQLITE_CANTOPEN|SQLITE_IOERR)/.test(code) || error instanceof TypeError;
  return isGone
    ? new JournalUnwritable(
        `${doing}: it is gone or does not take what is written (${message}). Put the stick back, or name another place. ${kept}`,
        'folder',
        error,
      )
    : asJournalError(error, doing);
}

/** As far as the medium is still there. */
function sweep(folder: string, unproven: string): void {
  try {
    for (const part of ['', '-journal', '-wal', '-shm']) rmSync(`${unproven}${part}`, { force: true });
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // The first error is the one to tell.
  }
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
