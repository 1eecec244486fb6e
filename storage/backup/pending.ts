/**
 * A restore that may lose power at any point (museum: odoo-125037). The new journal is made whole under `restore.new`, which nobody ever opens;
 * one rename to `restore.ready-…` is the decision; from there on every step may be done again, and whoever opens the folder next does it. Before the
 * rename the old journal stands untouched, after it the new one does: never none.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DataFolder, makeFolder } from '../journal/data-folder.ts';
import { syncFolder } from '../keys/device-key.ts';

const READY = 'restore.ready-';
const JOURNAL = 'journal.sqlite';

/** Where the new journal is made; what lies there without having been decided on is waste. */
export const stagingOf = ({ folder }: DataFolder): string => join(folder, 'restore.new');

/**
 * @param named `SEQ-HASH` of the entry that says that it happened: it names the place of what is set aside.
 */
export function decide(files: DataFolder, named: string): void {
  syncFolder(stagingOf(files));
  renameSync(stagingOf(files), join(files.folder, `${READY}${named}`));
  syncFolder(files.folder);
}

/**
 * Ends a restore that was decided on. To be called with the folder's lock.
 * @returns where the journal lies that stood here (null: there was none); undefined where no restore is pending.
 */
export function finishRestore(files: DataFolder): string | null | undefined {
  const ready = readdirSync(files.folder).find((name) => name.startsWith(READY));
  if (ready === undefined) return undefined;
  const from = join(files.folder, ready);
  const aside = join(files.folder, `before-restore-${ready.slice(READY.length)}`);
  // Its own journal still lies there: what stands in the folder is the old one, or what is left of it.
  if (existsSync(join(from, JOURNAL))) {
    setOldAside(files, aside);
    renameSync(join(from, JOURNAL), files.journal);
    syncFolder(files.folder);
  }
  rmSync(from, { recursive: true });
  syncFolder(files.folder);
  return existsSync(aside) ? aside : null;
}

/** A journal with its write-ahead log is evidence, whatever its state; and no old log may be left to be taken for the new journal's. */
function setOldAside(files: DataFolder, aside: string): void {
  const old = [files.journal, `${files.journal}-wal`, `${files.journal}-shm`, files.end].filter((file) =>
    existsSync(file),
  );
  if (old.length === 0) return;
  // Its own name first: files in a folder that is not there after a power cut are gone.
  makeFolder(aside);
  for (const file of old) renameSync(file, join(aside, basename(file)));
  syncFolder(aside);
  syncFolder(files.folder);
}
