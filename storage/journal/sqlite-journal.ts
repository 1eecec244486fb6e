/** The journal that is open: the one way to remember anything; every question to it is put to its read models (reads.ts). */
import type { Database } from 'better-sqlite3';
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { CardToken, Stamp, TransactionId } from '../facts.ts';
import { deriveKey, keyedHash, type RandomBytes } from '../keys/device-key.ts';
import { PinVerifiers } from '../keys/pin-verifiers.ts';
import { Signer } from '../keys/signer.ts';
import { Vault } from '../keys/vault.ts';
import type { EndMark } from './end-mark.ts';
import { EntryRows } from './entry-rows.ts';
import { asJournalError, demand, JournalBroken, JournalUnwritable } from './failures.ts';
import type { Journal, SecretDraft } from './journal.ts';
import { KnownAnswers } from './known-answers.ts';
import { withLateStatements } from './late-statements.ts';
import type { FolderLock } from './lock.ts';
import type { PinDraft } from './people-models.ts';
import { Projector } from './projections/projector.ts';
import { type JournalReads, journalReads } from './reads.ts';
import { verifyJournal } from './verification.ts';

type Secret = SecretDraft | PinDraft;

/** What is held of the data folder while the terminal runs, and whose it is. */
interface Held {
  readonly lock: FolderLock;
  readonly end: EndMark;
  readonly terminal: string;
}

export class SqliteJournal implements Omit<Journal, keyof JournalReads> {
  readonly #db: Database;
  readonly #lock: FolderLock;
  readonly #end: EndMark;
  readonly #terminal: string;
  readonly #tokenKey: Uint8Array;
  readonly #rows: EntryRows;
  readonly #projector: Projector;
  readonly #vault: Vault;
  readonly #pins: PinVerifiers;
  readonly #signer: Signer;
  readonly #write;
  /** What was read and still holds: the screens ask for the same at every step. */
  readonly #known;
  #revision = 0;
  #dead: JournalUnwritable | JournalBroken | null = null;

  /** For `openJournal` alone (open.ts): lock, schema and keys are in order. */
  static of(opened: Database, held: Held, deviceKey: Uint8Array, randomBytes: RandomBytes): Journal {
    const journal = new SqliteJournal(opened, held, deviceKey, randomBytes);
    const reads = journalReads(journal.#db, {
      now: (read) => journal.#read(read),
      once: (question, read) => journal.#readOnce(question, read),
      timeline: (txn) => journal.timeline(txn),
    });
    return Object.assign(journal, reads);
  }

  private constructor(
    opened: Database,
    { lock, end, terminal }: Held,
    deviceKey: Uint8Array,
    randomBytes: RandomBytes,
  ) {
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
  expiredSecrets(customersBeforeMs: number, cardsBeforeMs: number) {
    return this.#read(() => this.#vault.expired(customersBeforeMs, cardsBeforeMs));
  }
  timeline(txn: TransactionId) {
    return this.#readOnce(`timeline ${txn}`, () => this.#rows.ofTransaction(txn));
  }
  last(count: number) {
    return this.#read(() => this.#rows.last(count));
  }
  secret(txn: TransactionId, name: SecretDraft['name']) {
    return this.#read(() => this.#vault.open(txn, name));
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
