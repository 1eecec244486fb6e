/** Opens the journal of a terminal: lock, schema, keys, proof of durability; then it is handed out. */
import type { Database } from 'better-sqlite3';
import { backUpBeforeUpdate } from '../backup/before-update.ts';
import { finishRestore } from '../backup/pending.ts';
import { keyCheck, makeDeviceKey, type RandomBytes, readDeviceKey } from '../keys/device-key.ts';
import { Signer } from '../keys/signer.ts';
import { schemaVersion } from '../migrations/migrate.ts';
import { bringForward } from './bring-forward.ts';
import { assertDurable, openWriting } from './connection.ts';
import { type DataFolder, dataFolder, demandNoLoss, markBorn, prepareFolder } from './data-folder.ts';
import { demandReaches, EndMark, readEndMark } from './end-mark.ts';
import { EntryRows } from './entry-rows.ts';
import { asJournalError, JournalBroken, JournalUnwritable } from './failures.ts';
import type { Journal } from './journal.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { demandReadable } from './soundness.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { verifyEnd } from './verification.ts';

/** How many of the newest entries are checked at each start: a day of a busy shop. */
const ENTRIES_LOOKED_AT = 2_000;

export interface OpenJournal {
  /** The data folder (data-folder.ts); made where it is missing. */
  readonly folder: string;
  /** The terminal's id (DE 41); the chain is bound to it. */
  readonly terminal: string;
  /** 32 bytes, where the key comes from elsewhere than the folder. */
  readonly deviceKey?: Uint8Array;
  readonly randomBytes: RandomBytes;
}

/**
 * Opens or begins the journal. One durable write on the way proves that it can be written and that commits are on the disk.
 * Time does not grow with the journal.
 * @throws JournalUnwritable, JournalBroken: the terminal must not trade (requirement H3). The message says what, why, what to do.
 */
export function openJournal(options: OpenJournal): Journal {
  const files = dataFolder(options.folder);
  const doing = `cannot open the journal in ${files.folder}`;
  let lock: FolderLock | null = null;
  let db: Database | null = null;
  try {
    prepareFolder(files);
    lock = lockFolder(files.folder, files.lock);
    finishRestore(files);
    db = openWriting(files.journal);
    const schema = schemaVersion(db);
    demandNoLoss(options.deviceKey === undefined ? files : { ...files, deviceKey: files.journal }, schema);
    demandReadable(db);
    demandWholeEnd(db, schema, files);
    const deviceKey = options.deviceKey ?? fileKey(files, schema, options.randomBytes);
    backUpBeforeUpdate(db, files.folder, options.terminal);
    bringForward(db, options.terminal);
    takePossession(db, options.terminal, deviceKey);
    demandSoundEnd(db, options.terminal);
    assertDurable(db);
    markBorn(files, options.terminal);
    const end = new EndMark(files.end, new EntryRows(db, options.terminal).head());
    return SqliteJournal.of(db, { lock, end, terminal: options.terminal }, deviceKey, options.randomBytes);
  } catch (error) {
    db?.close();
    lock?.release();
    throw asJournalError(error, doing);
  }
}

/** Nothing is chained to an end that is not what was written (requirement H3). */
function demandSoundEnd(db: Database, terminal: string): void {
  const [problem] = verifyEnd(db, terminal, ENTRIES_LOOKED_AT);
  if (problem === undefined) return;
  throw new JournalBroken(
    `entry ${problem.seq}: ${problem.what}. Do not trade; keep the folder as it is, look at it with \`npm run journal -- verify\`, then restore the last backup.`,
  );
}

/**
 * Nothing is missing behind the end, either: a log that was removed or cut short leaves a chain that is whole in itself. Looked at before the first
 * write, which would make it impossible to put the missing file back.
 * @throws JournalBroken
 */
function demandWholeEnd(db: Database, schema: number, { end, folder }: DataFolder): void {
  if (schema === 0) return;
  const hashAt = db.prepare<[number], string>('SELECT lower(hex(hash)) FROM entries WHERE seq = ?').pluck();
  demandReaches(readEndMark(end), (seq) => hashAt.get(seq) ?? null, folder);
}

function fileKey(files: DataFolder, schema: number, randomBytes: RandomBytes): Uint8Array {
  try {
    return readDeviceKey(files.deviceKey);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing || schema > 0) throw error;
    return makeDeviceKey(files.deviceKey, randomBytes);
  }
}

/** Whose journal it is, and how often it was opened: the write that proves the disk takes writes. */
function takePossession(db: Database, terminal: string, deviceKey: Uint8Array): void {
  const get = db.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck();
  const set = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  const possess = db.transaction(() => {
    const owner = get.get('terminal') ?? terminal;
    if (owner !== terminal) {
      throw new JournalUnwritable(
        `the journal belongs to terminal ${owner}, not to ${terminal}. Give this terminal its own data folder, or correct "tid" in the configuration.`,
        'other-terminal',
      );
    }
    const check = get.get('keyCheck') ?? keyCheck(deviceKey);
    if (check !== keyCheck(deviceKey)) {
      throw new JournalBroken(
        'the device key is not the one that this journal was written with. Put the saved key back; the stored secrets cannot be read with another.',
      );
    }
    set.run('terminal', terminal);
    set.run('keyCheck', check);
    set.run('eSlipKey', new Signer(deviceKey).publicKeyHex);
    set.run('opens', String(Number(get.get('opens') ?? '0') + 1));
  });
  possess.immediate();
}
