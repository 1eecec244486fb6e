/** The journal that is open: the one way to remember anything, and every question to it. */
import type { Database } from 'better-sqlite3';
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { CardToken, Stamp, TransactionId } from '../facts.ts';
import { deriveKey, keyedHash, type RandomBytes } from '../keys/device-key.ts';
import { PinVerifiers } from '../keys/pin-verifiers.ts';
import { Signer } from '../keys/signer.ts';
import { Vault } from '../keys/vault.ts';
import { AlternativeModels } from './alternative-models.ts';
import { BackupModels } from './backup-models.ts';
import { CaseModels } from './case-models.ts';
import { CashModels } from './cash-models.ts';
import { ControlModels } from './control-models.ts';
import { CopyModels } from './copy-models.ts';
import type { EndMark } from './end-mark.ts';
import { EntryRows } from './entry-rows.ts';
import { asJournalError, demand } from './failures.ts';
import { GoodsModels } from './goods-models.ts';
import { InventoryModels } from './inventory-models.ts';
import { type Journal, JournalBroken, JournalUnwritable, type SecretDraft } from './journal.ts';
import { KnownAnswers } from './known-answers.ts';
import { withLateStatements } from './late-statements.ts';
import type { FolderLock } from './lock.ts';
import { LookUps } from './look-ups.ts';
import { OutageModels } from './outage-models.ts';
import { OutcomeModels } from './outcome-models.ts';
import { PeopleModels, type PinDraft } from './people-models.ts';
import { Projector } from './projections/projector.ts';
import { ReadModels } from './read-models.ts';
import { RollModels } from './roll-models.ts';
import { SettlementModels } from './settlement-models.ts';
import { TrainingModels } from './training-models.ts';
import { verifyJournal } from './verification.ts';
import { WatchModels } from './watch-models.ts';

type Secret = SecretDraft | PinDraft;

/** What is held of the data folder while the terminal runs, and whose it is. */
interface Held {
  readonly lock: FolderLock;
  readonly end: EndMark;
  readonly terminal: string;
}

/** Made by `openJournal` alone (open.ts): lock, schema and keys are in order. */
export class SqliteJournal implements Journal {
  readonly #db: Database;
  readonly #lock: FolderLock;
  readonly #end: EndMark;
  readonly #terminal: string;
  readonly #tokenKey: Uint8Array;
  readonly #rows: EntryRows;
  readonly #projector: Projector;
  readonly #vault: Vault;
  readonly #pins: PinVerifiers;
  readonly #goods: GoodsModels;
  readonly #people: PeopleModels;
  readonly #watch: WatchModels;
  readonly #control: ControlModels;
  readonly #cash: CashModels;
  readonly #cases: CaseModels;
  readonly #inventory: InventoryModels;
  readonly #training: TrainingModels;
  readonly #signer: Signer;
  readonly #models: ReadModels;
  readonly #lookUps: LookUps;
  readonly #outcomes: OutcomeModels;
  readonly #settlements: SettlementModels;
  readonly #copies: CopyModels;
  readonly #roll: RollModels;
  readonly #backups: BackupModels;
  readonly #alternatives: AlternativeModels;
  readonly #outages: OutageModels;
  readonly #write;
  /** What was read and still holds: the screens ask for the same at every step. */
  readonly #known;
  #revision = 0;
  #dead: JournalUnwritable | JournalBroken | null = null;

  constructor(opened: Database, { lock, end, terminal }: Held, deviceKey: Uint8Array, randomBytes: RandomBytes) {
    this.#known = new KnownAnswers(opened);
    const db = withLateStatements(opened, this.#known);
    this.#db = db;
    this.#lock = lock;
    this.#end = end;
    this.#terminal = terminal;
    this.#tokenKey = deriveKey(deviceKey, 'card-token');
    this.#rows = new EntryRows(db, terminal);
    this.#projector = new Projector(db);
    this.#signer = new Signer(deviceKey);
    this.#vault = new Vault(db, deviceKey, randomBytes);
    this.#pins = new PinVerifiers(db, deviceKey, randomBytes);
    this.#goods = new GoodsModels(db);
    this.#people = new PeopleModels(db);
    this.#watch = new WatchModels(db);
    this.#control = new ControlModels(db);
    this.#cash = new CashModels(db);
    this.#cases = new CaseModels(db);
    this.#inventory = new InventoryModels(db);
    this.#training = new TrainingModels(db);
    this.#models = new ReadModels(db);
    this.#lookUps = new LookUps(db);
    this.#outcomes = new OutcomeModels(db);
    this.#settlements = new SettlementModels(db);
    this.#copies = new CopyModels(db);
    this.#roll = new RollModels(db);
    this.#backups = new BackupModels(db);
    this.#alternatives = new AlternativeModels(db);
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
    return this.#guarded('cannot append to the journal', () => {
      demand(drafts.length > 0, 'empty-append', 'an append has at least one entry');
      const entries = this.#write.immediate(drafts, stamp, secrets);
      this.#revision += 1;
      const last = entries.at(-1);
      if (last !== undefined) this.#end.note(last);
      // What was wiped also stands, sealed, in the write-ahead log.
      if (drafts.some(({ type }) => type === 'settlement.ended' || type === 'secrets.expired'))
        this.#db.pragma('wal_checkpoint(TRUNCATE)');
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
      if (!wiped) return false;
      this.#revision += 1;
      // The ciphertext also stands in the write-ahead log until that is folded into the file and cut off.
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return true;
    });
  }

  revision() {
    return this.#revision;
  }
  counters() {
    return this.#readOnce('counters', () => this.#models.counters());
  }
  transaction(txn: TransactionId) {
    return this.#readOnce(`transaction ${txn}`, () => this.#lookUps.transaction(txn));
  }
  find(key: Parameters<Journal['find']>[0]) {
    return this.#read(() => this.#lookUps.find(key));
  }
  voucherPart(sale: TransactionId) {
    return this.#read(() => this.#goods.voucherPart(sale));
  }
  voucher(code: string) {
    return this.#read(() => this.#goods.voucher(code));
  }
  goods(txn: TransactionId) {
    return this.#read(() => this.#goods.goods(txn, this.timeline(txn)));
  }
  catalogue() {
    return this.#readOnce('catalogue', () => this.#goods.catalogue());
  }
  takenFrom(txn: TransactionId) {
    return this.#read(() => this.#lookUps.takenFrom(txn));
  }
  payeeAt(seq: number) {
    return this.#read(() => this.#lookUps.payeeAt(seq));
  }
  totals() {
    return this.#readOnce('totals', () => this.#settlements.totals());
  }
  settlement() {
    return this.#readOnce('settlement', () => this.#settlements.settlement());
  }
  settlementOf(txn: TransactionId) {
    return this.#read(() => this.#settlements.settlementOf(txn));
  }
  batchRecords() {
    return this.#read(() => this.#settlements.batchRecords());
  }
  openOutcomes() {
    return this.#readOnce('openOutcomes', () => this.#outcomes.openOutcomes());
  }
  reversals() {
    return this.#readOnce('reversals', () => this.#outcomes.reversals());
  }
  scripts() {
    return this.#readOnce('scripts', () => this.#outcomes.scripts());
  }
  advices() {
    return this.#readOnce('advices', () => this.#outcomes.advices());
  }
  preauthsInForce() {
    return this.#readOnce('preauthsInForce', () => this.#outcomes.preauthsInForce());
  }
  enquiry(txn: TransactionId) {
    return this.#read(() => this.#outcomes.enquiry(txn));
  }
  copiesOwed() {
    return this.#readOnce('copiesOwed', () => this.#copies.copiesOwed());
  }
  copiesOf(txn: TransactionId) {
    return this.#readOnce(`copiesOf ${txn}`, () => this.#copies.copiesOf(txn));
  }
  deferredRefunds() {
    return this.#readOnce('deferredRefunds', () => this.#outcomes.deferredRefunds());
  }
  obligations() {
    return this.#readOnce('obligations', () => this.#models.obligations());
  }
  openAlternatives() {
    return this.#read(() => this.#alternatives.openAlternatives());
  }
  nextAlternative() {
    return this.#read(() => this.#alternatives.nextAlternative());
  }
  alternativesOf(original: TransactionId) {
    return this.#read(() => this.#alternatives.alternativesOf(original));
  }
  couponCostMinor(currency: string) {
    return this.#read(() => this.#alternatives.couponCostMinor(currency));
  }
  expiredSecrets(customersBeforeMs: number, cardsBeforeMs: number) {
    return this.#read(() => this.#vault.expired(customersBeforeMs, cardsBeforeMs));
  }
  outage() {
    return this.#readOnce('outage', () => this.#outages.outage());
  }
  outageChecks() {
    return this.#read(() => this.#outages.outageChecks());
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
    return this.#readOnce('backups', () => this.#backups.backups());
  }
  printingOn() {
    return this.#readOnce('printingOn', () => this.#roll.printingOn());
  }
  roll() {
    return this.#readOnce('roll', () => this.#roll.roll());
  }
  tasks() {
    return this.#readOnce('tasks', () => this.#outages.tasks());
  }
  timeline(txn: TransactionId) {
    return this.#readOnce(`timeline ${txn}`, () => this.#rows.ofTransaction(txn));
  }
  last(count: number) {
    return this.#read(() => this.#rows.last(count));
  }
  knownDevice(device: string) {
    return this.#read(() => this.#models.knownDevice(device));
  }
  inventory() {
    return this.#readOnce('inventory', () => this.#inventory.inventory());
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
    return this.#readOnce('shift', () => this.#people.shift());
  }
  lastShift() {
    return this.#readOnce('lastShift', () => this.#people.lastShift());
  }
  shiftFigures(shift: number) {
    return this.#read(() => this.#people.shiftFigures(shift));
  }
  shiftAt(seq: number) {
    return this.#read(() => this.#people.shiftAt(seq));
  }
  shiftWatch(shift: number) {
    return this.#read(() => this.#watch.shiftWatch(shift));
  }
  policyKeys() {
    return this.#read(() => this.#control.policyKeys());
  }
  givenBackMinor(sinceMs: number, operator: string | null, of?: 'no-sale') {
    return this.#read(() => this.#control.givenBackMinor(sinceMs, operator, of));
  }
  approvedMinor(sinceMs: number, operator: string) {
    return this.#read(() => this.#control.approvedMinor(sinceMs, operator));
  }
  recentSales(currency: string, count: number) {
    return this.#read(() => this.#control.recentSales(currency, count));
  }
  openCases() {
    return this.#readOnce('openCases', () => this.#cases.openCases());
  }
  openCaseFiles() {
    return this.#readOnce('openCaseFiles', () => this.#cases.files.openCaseFiles());
  }
  caseFile(number: number) {
    return this.#read(() => this.#cases.files.caseFile(number));
  }
  nextCaseFile() {
    return this.#read(() => this.#cases.files.nextCaseFile());
  }
  drawer(currency: string) {
    return this.#read(() => this.#cash.drawer(currency));
  }
  cashTotals(currency: string) {
    return this.#read(() => this.#cash.cashTotals(currency));
  }
  drawerDoubt() {
    return this.#readOnce('drawerDoubt', () => this.#cash.drawerDoubt());
  }
  drawersAsked() {
    return this.#read(() => this.#cash.drawersAsked());
  }
  nextFreeze() {
    return this.#read(() => this.#control.nextFreeze());
  }
  freezes() {
    return this.#readOnce('freezes', () => this.#control.freezes());
  }
  training() {
    return this.#readOnce('training', () => this.#training.training());
  }
  trainingSessions() {
    return this.#read(() => this.#training.trainingSessions());
  }
  trainingResults(limit: number) {
    return this.#read(() => this.#training.trainingResults(limit));
  }
  exercises(limit: number) {
    return this.#readOnce(`exercises ${limit}`, () => this.#training.exercises(limit));
  }
  exerciseRun(run: number) {
    return this.#read(() => this.#training.exerciseRun(run));
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

  signingKeyHex() {
    return this.#signer.publicKeyHex;
  }

  verify() {
    return this.#read(() => verifyJournal(this.#db, this.#terminal));
  }

  rest(): void {
    this.#guarded('cannot tidy the journal up', () => void this.#db.pragma('wal_checkpoint(PASSIVE)'));
  }

  close(): void {
    if (this.#db.open) this.#end.close();
    this.#db.close();
    this.#lock.release();
  }

  #read<T>(read: () => T): T {
    return this.#guarded('cannot read the journal', read);
  }

  /** Nobody else writes: this process has the folder's lock. */
  #readOnce<T>(name: string, read: () => T): T {
    return this.#guarded('cannot read the journal', () => this.#known.ask(name, read));
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
      this.#known.forget(); // what was written before it failed has been undone
      const failure = asJournalError(error, doing);
      const fatal = failure instanceof JournalBroken || (failure instanceof JournalUnwritable && failure.code === 'io');
      if (fatal && !(error instanceof JournalBroken)) this.#dead = failure;
      throw failure;
    }
  }
}
