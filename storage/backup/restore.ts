/**
 * Goes on from a backup. What was written after it is lost here, so numbers that may have been spent since are skipped (facts/acquirer
 * §2.2 rule 1; museum: odoo-125037), and the journal says that it happened.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { Stamp, TransactionId } from '../facts.ts';
import { dataFolder, prepareFolder } from '../journal/data-folder.ts';
import { readEndMark } from '../journal/end-mark.ts';
import { asJournalError, JournalBroken } from '../journal/failures.ts';
import type { Journal } from '../journal/journal.ts';
import { lockFolder } from '../journal/lock.ts';
import { openJournal } from '../journal/open.ts';
import type { Counters } from '../journal/read-models.ts';
import { openJournalReader } from '../journal/reader.ts';
import { type RandomBytes, readDeviceKey } from '../keys/device-key.ts';
import { drill } from './backup.ts';
import { decide, finishRestore, stagingOf } from './pending.ts';

export interface Restore {
  /** The backup's journal.sqlite. */
  readonly backup: string;
  /** The data folder; no terminal may run on it. Its keys/device.key must be the one that the journal was written with. */
  readonly folder: string;
  readonly stamp: Stamp;
  readonly randomBytes: RandomBytes;
  /**
   * Trace and slip numbers that can have been spent since the backup, at most. Where the journal that stands in the folder can still be read and has spent
   * more, so many are skipped: no number is ever used again.
   */
  readonly skip: number;
}

export interface Restored {
  readonly entry: Entry;
  /** Where the journal that stood in the folder lies now; null if there was none. Nothing is ever deleted. */
  readonly setAside: string | null;
}

/**
 * The new journal is made beside the old one, complete with its `journal.restored`, and then takes its place (pending.ts). A restore that lost power
 * before is ended first.
 * @throws JournalUnwritable, JournalBroken
 */
export function restore(options: Restore): Restored {
  const files = dataFolder(options.folder);
  const { verdict, rebuild } = drill(options.backup);
  if (!verdict.ok || !rebuild.ok) {
    const why = verdict.problems[0]?.what ?? rebuild.refused ?? 'its tables are not what its entries say';
    throw new JournalBroken(`the backup ${options.backup} is not whole: ${why}. Take an older one.`);
  }
  prepareFolder(files);
  const lock = lockFolder(files.folder, files.lock);
  const staging = stagingOf(files);
  try {
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { mode: 0o700 });
    const entry = prepare(options, staging);
    finishRestore(files);
    decide(files, `${entry.seq}-${entry.hash.slice(0, 8)}`);
    return { entry, setAside: finishRestore(files) ?? null };
  } catch (error) {
    throw asJournalError(error, `cannot restore into ${files.folder}`);
  } finally {
    lock.release();
  }
}

/**
 * Ends a restore that lost power after it was decided on.
 * @returns false where there is none. @throws JournalUnwritable, JournalBroken
 */
export function resumeRestore(folder: string): boolean {
  const files = dataFolder(folder);
  const lock = lockFolder(files.folder, files.lock);
  try {
    return finishRestore(files) !== undefined;
  } catch (error) {
    throw asJournalError(error, `cannot restore into ${files.folder}`);
  } finally {
    lock.release();
  }
}

/** Bytes at a time: a journal may be larger than the memory. */
const PIECE = 1 << 20;

/** Node's own copy does not sync. */
function copy(from: string, to: string): void {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'wx', 0o600)];
  try {
    const piece = Buffer.alloc(PIECE);
    for (let read = readSync(source, piece); read > 0; read = readSync(source, piece)) {
      for (let at = 0; at < read; ) at += writeSync(target, piece, at, read - at);
    }
    fsyncSync(target);
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

const HIGHEST_STAN = 999_999;
interface Spent {
  readonly stans: number;
  readonly slips: number;
  /** When the journal that is replaced was written to last; null: nobody knows, or it has nothing that the backup has not. */
  readonly untilMs: number | null;
  readonly lost: boolean;
}
const NONE: Spent = { stans: 0, slips: 0, untilMs: null, lost: false };

/** How far the numbers have gone since the backup, by the journal that is replaced; none where it cannot be read: then anything may be lost. */
function spentSince(file: string, backup: Counters): Spent {
  try {
    const old = openJournalReader(file);
    try {
      const { nextStan, nextSlip, entries } = old.counters();
      if (entries <= backup.entries) return NONE;
      const stans = (Number(nextStan) - Number(backup.nextStan) + HIGHEST_STAN) % HIGHEST_STAN;
      const untilMs = old.last(1)[0]?.atMs ?? null;
      return { stans, slips: Math.max(0, nextSlip - backup.nextSlip), untilMs, lost: true };
    } finally {
      old.close();
    }
  } catch {
    // Gone or damaged, which is why somebody restores: what was told at the call is all that is known.
    return { ...NONE, lost: true };
  }
}

/**
 * Sales and refunds since the backup may be known to the acquirer and to nobody here: a task with an owner, in the very append that says that the journal was
 * restored, so that no start forgets it. The first manager's; where the backup knows none, whoever restores it.
 */
function mayBeMissing(journal: Journal, untilMs: number, { operator }: Stamp): EntryDraft {
  const fromMs = journal.last(1)[0]?.atMs ?? untilMs;
  const manager = journal.operators().find(({ role, dismissed }) => role === 'manager' && !dismissed);
  const difference = { what: 'restored', subject: '', ours: seconds(fromMs), theirs: seconds(untilMs) } as const;
  const txn = `restored-${journal.counters().entries}` as TransactionId;
  return { type: 'task.opened', txn, body: { difference, owner: manager?.operator ?? operator } };
}

/** Thirteen digits could be a card number, which the journal takes nowhere. */
const seconds = (ms: number): string => String(Math.floor(ms / 1_000));

function prepare({ backup, folder, stamp, randomBytes, skip }: Restore, staging: string): Entry {
  const source = openJournalReader(backup);
  const { terminal } = source;
  source.close();
  // A backup is one file; the journal of a folder, restored from what is left of it, has a log.
  for (const part of ['', '-wal'])
    if (existsSync(`${backup}${part}`)) copy(`${backup}${part}`, join(staging, `journal.sqlite${part}`));
  const deviceKey = readDeviceKey(dataFolder(folder).deviceKey);
  const journal = openJournal({ folder: staging, terminal, deviceKey, randomBytes });
  try {
    const { entries, headHash } = journal.verify();
    const spent = spentSince(dataFolder(folder).journal, journal.counters());
    // A journal that lost its newest entries looks whole; the note beside it knows how far it had come.
    const noted = readEndMark(dataFolder(folder).end)?.seq ?? 0;
    const body = {
      ...{ entries, headHash },
      skippedStans: Math.max(skip, spent.stans),
      skippedSlips: Math.max(skip, spent.slips),
    };
    const told: EntryDraft[] =
      spent.lost || noted > entries ? [mayBeMissing(journal, spent.untilMs ?? stamp.atMs, stamp)] : [];
    const [entry] = journal.append([{ type: 'journal.restored', txn: null, body }, ...told], stamp);
    if (entry === undefined) throw new Error('an append without an entry');
    return entry;
  } finally {
    journal.close();
  }
}
