/** Opens the journal of a terminal: lock, schema, keys, proof of durability; then the one way to remember anything. */
import type { Database } from 'better-sqlite3';
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { CardToken, Stamp, TransactionId } from '../facts.ts';
import { deriveKey, keyCheck, keyedHash, makeDeviceKey, type RandomBytes, readDeviceKey } from '../keys/device-key.ts';
import { PinVerifiers } from '../keys/pin-verifiers.ts';
import { Signer } from '../keys/signer.ts';
import { Vault } from '../keys/vault.ts';
import { schemaVersion } from '../migrations/migrate.ts';
import { bringForward } from './bring-forward.ts';
import { assertDurable, openWriting } from './connection.ts';
import { ControlModels } from './control-models.ts';
import { type DataFolder, dataFolder, demandNoLoss, markBorn, prepareFolder } from './data-folder.ts';
import { EntryRows } from './entry-rows.ts';
import { asJournalError, demand } from './failures.ts';
import { GoodsModels } from './goods-models.ts';
import { type Journal, JournalBroken, JournalUnwritable, type SecretDraft } from './journal.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import { OutageModels } from './outage-models.ts';
import { PeopleModels, type PinDraft } from './people-models.ts';
import { Projector } from './projections/projector.ts';
import { ReadModels } from './read-models.ts';
import { verifyEnd, verifyJournal } from './verification.ts';

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
    db = openWriting(files.journal);
    const schema = schemaVersion(db);
    demandNoLoss(options.deviceKey === undefined ? files : { ...files, deviceKey: files.journal }, schema);
    const deviceKey = options.deviceKey ?? fileKey(files, schema, options.randomBytes);
    bringForward(db, options.terminal);
    takePossession(db, options.terminal, deviceKey);
    demandSoundEnd(db, options.terminal);
    assertDurable(db);
    markBorn(files, options.terminal);
    return new SqliteJournal(db, lock, options.terminal, deviceKey, options.randomBytes);
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

type Secret = SecretDraft | PinDraft;

class SqliteJournal implements Journal {
  readonly #db: Database;
  readonly #lock: FolderLock;
  readonly #terminal: string;
  readonly #tokenKey: Uint8Array;
  readonly #rows: EntryRows;
  readonly #projector: Projector;
  readonly #vault: Vault;
  readonly #pins: PinVerifiers;
  readonly #goods: GoodsModels;
  readonly #people: PeopleModels;
  readonly #control: ControlModels;
  readonly #signer: Signer;
  readonly #models: ReadModels;
  readonly #outages: OutageModels;
  readonly #write;
  /** What is owed, as it was read since the last write: the screens ask for it at every step. */
  readonly #owed = new Map<string, unknown>();
  #dead: JournalUnwritable | JournalBroken | null = null;

  constructor(db: Database, lock: FolderLock, terminal: string, deviceKey: Uint8Array, randomBytes: RandomBytes) {
    this.#db = db;
    this.#lock = lock;
    this.#terminal = terminal;
    this.#tokenKey = deriveKey(deviceKey, 'card-token');
    this.#rows = new EntryRows(db, terminal);
    this.#projector = new Projector(db);
    this.#signer = new Signer(deviceKey);
    this.#vault = new Vault(db, deviceKey, randomBytes);
    this.#pins = new PinVerifiers(db, deviceKey, randomBytes);
    this.#goods = new GoodsModels(db);
    this.#people = new PeopleModels(db);
    this.#control = new ControlModels(db);
    this.#models = new ReadModels(db);
    this.#outages = new OutageModels(db);
    this.#write = db.transaction((drafts: readonly EntryDraft[], stamp: Stamp, secrets: readonly Secret[]) => {
      const entries = drafts.map((draft) => this.#record(draft, stamp));
      for (const secret of secrets) {
        if ('pin' in secret) this.#pins.keep(secret);
        else this.#vault.keep(secret);
      }
      for (const entry of entries) this.#demandPin(entry);
      for (const entry of entries) this.#vault.demandImage(entry);
      return entries;
    });
  }

  append(drafts: readonly EntryDraft[], stamp: Stamp, secrets: readonly Secret[] = []): readonly Entry[] {
    this.#owed.clear();
    return this.#guarded('cannot append to the journal', () => {
      demand(drafts.length > 0, 'empty-append', 'an append has at least one entry');
      const entries = this.#write.immediate(drafts, stamp, secrets);
      // What was wiped with the batch also stands, sealed, in the write-ahead log.
      if (drafts.some((draft) => draft.type === 'settlement.ended')) this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return entries;
    });
  }

  #record(draft: EntryDraft, stamp: Stamp): Entry {
    const entry = this.#rows.insert(draft, stamp);
    this.#projector.project(entry);
    this.#vault.follow(entry);
    if (entry.type === 'operator.dismissed') this.#pins.drop(entry.body.operator);
    return entry;
  }

  /** Nobody works here without a PIN of their own. @throws JournalRefused (`pin-missing`) */
  #demandPin(entry: Entry): void {
    if (entry.type !== 'operator.registered') return;
    const { operator } = entry.body;
    demand(this.#pins.has(operator), 'pin-missing', `the PIN of operator ${operator} belongs to the same append`);
  }

  wipe(txn: TransactionId, name: SecretDraft['name']): boolean {
    return this.#guarded('cannot wipe a secret', () => {
      const wiped = this.#db.transaction(() => this.#vault.wipe(txn, name)).immediate();
      // The ciphertext also stands in the write-ahead log until that is folded into the file and cut off.
      if (wiped) this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return wiped;
    });
  }

  counters() {
    return this.#read(() => this.#models.counters());
  }
  transaction(txn: TransactionId) {
    return this.#read(() => this.#models.transaction(txn));
  }
  find(key: Parameters<Journal['find']>[0]) {
    return this.#read(() => this.#models.find(key));
  }
  goods(txn: TransactionId) {
    return this.#read(() => this.#goods.goods(txn, this.#rows.ofTransaction(txn)));
  }
  catalogue() {
    return this.#read(() => this.#goods.catalogue());
  }
  takenFrom(txn: TransactionId) {
    return this.#read(() => this.#models.takenFrom(txn));
  }
  payeeAt(seq: number) {
    return this.#read(() => this.#models.payeeAt(seq));
  }
  totals() {
    return this.#read(() => this.#models.totals());
  }
  settlement() {
    return this.#readOwed('settlement', () => this.#models.settlement());
  }
  settlementOf(txn: TransactionId) {
    return this.#read(() => this.#models.settlementOf(txn));
  }
  batchRecords() {
    return this.#read(() => this.#models.batchRecords());
  }
  openOutcomes() {
    return this.#readOwed('openOutcomes', () => this.#models.openOutcomes());
  }
  reversals() {
    return this.#readOwed('reversals', () => this.#models.reversals());
  }
  advices() {
    return this.#read(() => this.#models.advices());
  }
  preauthsInForce() {
    return this.#read(() => this.#models.preauthsInForce());
  }
  enquiry(txn: TransactionId) {
    return this.#read(() => this.#models.enquiry(txn));
  }
  copiesOwed() {
    return this.#readOwed('copiesOwed', () => this.#models.copiesOwed());
  }
  copiesOf(txn: TransactionId) {
    return this.#read(() => this.#models.copiesOf(txn));
  }
  deferredRefunds() {
    return this.#readOwed('deferredRefunds', () => this.#models.deferredRefunds());
  }
  obligations() {
    return this.#readOwed('obligations', () => this.#models.obligations());
  }
  outage() {
    return this.#read(() => this.#outages.outage());
  }
  handSlip(number: number) {
    return this.#read(() => this.#outages.handSlip(number));
  }
  handSlipsOf(outage: number) {
    return this.#read(() => this.#outages.handSlipsOf(outage));
  }
  handStock() {
    return this.#read(() => this.#outages.handStock());
  }
  backups() {
    return this.#read(() => this.#outages.backups());
  }
  roll() {
    return this.#read(() => this.#outages.roll());
  }
  tasks() {
    return this.#read(() => this.#outages.tasks());
  }
  timeline(txn: TransactionId) {
    return this.#read(() => this.#rows.ofTransaction(txn));
  }
  last(count: number) {
    return this.#read(() => this.#rows.last(count));
  }
  knownDevice(device: string) {
    return this.#read(() => this.#models.knownDevice(device));
  }
  secret(txn: TransactionId, name: SecretDraft['name']) {
    return this.#read(() => this.#vault.open(txn, name));
  }

  operators() {
    return this.#read(() => this.#people.operators());
  }
  operator(operator: string) {
    return this.#read(() => this.#people.operator(operator));
  }
  shift() {
    return this.#readOwed('shift', () => this.#people.shift());
  }
  lastShift() {
    return this.#read(() => this.#people.lastShift());
  }
  shiftFigures(shift: number) {
    return this.#read(() => this.#people.shiftFigures(shift));
  }
  shiftAt(seq: number) {
    return this.#read(() => this.#people.shiftAt(seq));
  }
  policyKeys() {
    return this.#read(() => this.#control.policyKeys());
  }
  givenBackMinor(sinceMs: number, operator: string | null) {
    return this.#read(() => this.#control.givenBackMinor(sinceMs, operator));
  }
  approvedMinor(sinceMs: number, operator: string) {
    return this.#read(() => this.#control.approvedMinor(sinceMs, operator));
  }
  recentSales(currency: string, count: number) {
    return this.#read(() => this.#control.recentSales(currency, count));
  }
  freezes() {
    return this.#readOwed('freezes', () => this.#control.freezes());
  }
  pinFits(operator: string, pin: string) {
    return this.#read(() => this.#pins.fits(operator, pin));
  }

  cardToken(pan: string): CardToken {
    if (!/^\d{13,24}$/.test(pan)) throw new RangeError('not a card number');
    return keyedHash(this.#tokenKey, pan) as CardToken;
  }

  sign(bytes: Uint8Array): Uint8Array {
    return this.#signer.sign(bytes);
  }

  verify() {
    return this.#read(() => verifyJournal(this.#db, this.#terminal));
  }

  rest(): void {
    this.#guarded('cannot tidy the journal up', () => void this.#db.pragma('wal_checkpoint(PASSIVE)'));
  }

  close(): void {
    this.#db.close();
    this.#lock.release();
  }

  #read<T>(read: () => T): T {
    return this.#guarded('cannot read the journal', read);
  }

  /** Nobody else writes: this process has the folder's lock. */
  #readOwed<T>(name: string, read: () => T): T {
    return this.#read(() => {
      if (!this.#owed.has(name)) this.#owed.set(name, read());
      return this.#owed.get(name) as T;
    });
  }

  /**
   * After the disk failed once, SQLite's view of it can no longer be trusted (a failed fsync may have dropped what it should have
   * saved): the journal stays dead until it is opened again. A full disk or a lock passes.
   */
  #guarded<T>(doing: string, act: () => T): T {
    if (this.#dead !== null) throw this.#dead;
    if (!this.#db.open) throw new JournalUnwritable(`${doing}: it is closed. Open it again.`, 'closed');
    try {
      return act();
    } catch (error) {
      const failure = asJournalError(error, doing);
      const fatal = failure instanceof JournalBroken || (failure instanceof JournalUnwritable && failure.code === 'io');
      if (fatal && !(error instanceof JournalBroken)) this.#dead = failure;
      throw failure;
    }
  }
}
