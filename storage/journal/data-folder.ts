/**
 * What lies where in a data folder, and how it comes to be:
 *   journal.sqlite (-wal, -shm)   entries, projections, secrets
 *   journal.lock                  held while a terminal runs (lock.ts)
 *   journal.born                  written once, after the journal exists: from then on a missing journal is a loss, never a beginning
 *   journal.end                   how far the journal has come (end-mark.ts): one that ends before it has lost its newest entries
 *   keys/device.key               32 bytes, 0600
 */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { syncFolder, writeDurably } from '../keys/device-key.ts';
import { JournalBroken, JournalUnwritable, messageOf } from './failures.ts';

export interface DataFolder {
  readonly folder: string;
  readonly journal: string;
  readonly lock: string;
  readonly born: string;
  readonly end: string;
  readonly deviceKey: string;
}

export function dataFolder(path: string): DataFolder {
  const folder = resolve(path);
  return {
    folder,
    journal: join(folder, 'journal.sqlite'),
    lock: join(folder, 'journal.lock'),
    born: join(folder, 'journal.born'),
    end: join(folder, 'journal.end'),
    deviceKey: join(folder, 'keys', 'device.key'),
  };
}

/** Makes the folder where it is missing and makes sure of the right to write in it. @throws JournalUnwritable (`folder`) */
export function prepareFolder({ folder }: DataFolder): void {
  const refuse = (why: string, cause?: unknown): never => {
    throw new JournalUnwritable(
      `the data folder ${folder} cannot be used: ${why}. Name another one as "data" in the configuration, or give the terminal's user the right to write there.`,
      'folder',
      cause,
    );
  };
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) refuse('it is not a folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof JournalUnwritable) throw error;
    refuse(messageOf(error), error);
  }
}

/**
 * A journal that was here once must be here still: starting over would use its numbers again (museum: odoo-125037).
 * @throws JournalBroken
 */
export function demandNoLoss(files: DataFolder, schema: number): void {
  if (schema > 0) {
    if (existsSync(files.deviceKey)) return;
    throw new JournalBroken(
      `the device key ${files.deviceKey} is gone, but the journal is there. Put the saved key back; without it the stored secrets cannot be read.`,
    );
  }
  if (!existsSync(files.born)) return;
  throw new JournalBroken(
    `the journal ${files.journal} is gone or empty, but it was here (${files.born}). Do not trade; restore the last backup: npm run journal -- restore BACKUP --data ${files.folder}`,
  );
}

export function markBorn(files: DataFolder, terminal: string): void {
  if (!existsSync(files.born)) writeDurably(files.born, Buffer.from(`${terminal}\n`, 'utf8'), 0o600);
}

/** Level by level, each name synced: Node's recursive mkdir never returns where a file system refuses new folders with ENOENT, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  syncFolder(dirname(folder));
}
