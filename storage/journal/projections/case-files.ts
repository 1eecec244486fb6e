/** Case files (requirements C7, C8): one open file a transaction, numbered without a gap, closed once and with an outcome. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export class CaseFileProjection {
  readonly #copies;
  readonly #next;
  readonly #no;
  readonly #openOf;
  readonly #insert;
  readonly #pack;
  readonly #answer;
  readonly #close;
  readonly #miss;
  readonly #isRefunded;
  readonly #keeps;
  readonly #isAtAcquirer;

  constructor(db: Database, copies: CopyProjection) {
    this.#copies = copies;
    this.#next = db.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM case_files').pluck();
    this.#no = db.prepare<[string], number>('SELECT no FROM transactions WHERE txn = ?').pluck();
    this.#openOf = db
      .prepare<[number], number>('SELECT number FROM case_files WHERE txn_no = ? AND ended IS NULL')
      .pluck();
    this.#insert = db.prepare('INSERT INTO case_files VALUES (:number, :no, :atMs, NULL, NULL, :remindMs, NULL, NULL)');
    this.#pack = db.prepare('UPDATE case_files SET packed_ms = ? WHERE number = ?');
    this.#answer = db.prepare('UPDATE case_files SET reference = ?, remind_ms = ? WHERE number = ?');
    this.#close = db.prepare('UPDATE case_files SET ended = ? WHERE number = ?');
    this.#miss = db.prepare('UPDATE case_files SET awaited_ms = ? WHERE number = ? AND awaited_ms IS NULL');
    this.#isRefunded = db
      .prepare<[string], number>(`SELECT 1 FROM transactions WHERE txn = ? AND kind = 'refund' AND state = 'approved'`)
      .pluck();
    this.#keeps = db
      .prepare<[string, string], number>(
        `SELECT 1 FROM transactions WHERE txn = ? AND kind IN ('refund', 'void') AND state = 'approved'
           AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)`,
      )
      .pluck();
    this.#isAtAcquirer = db
      .prepare<[number], number>(
        'SELECT packed_ms IS NOT NULL OR reference IS NOT NULL FROM case_files WHERE number = ?',
      )
      .pluck();
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'caseFile.opened':
        this.#opened(entry);
        return true;
      case 'caseFile.packed':
        this.#pack.run(entry.atMs, this.#open(entry));
        return true;
      case 'caseFile.answered':
        demand(entry.body.reference !== '', 'case-file-reference', 'an answer of the acquirer has its reference');
        this.#answer.run(entry.body.reference, entry.body.remindMs, this.#open(entry));
        return true;
      case 'caseFile.slipRequested':
        this.#open(entry);
        this.#copies.statusRequested(entry, this.#transaction(entry.txn));
        return true;
      case 'caseFile.missed':
        this.#missed(entry);
        return true;
      case 'caseFile.fulfilled':
        this.#fulfilled(entry);
        return true;
      case 'caseFile.closed':
        demand(entry.body.how !== '', 'case-file-outcome', 'a file is closed with its outcome');
        this.#close.run(entry.body.how, this.#open(entry));
        return true;
      default:
        return false;
    }
  }

  #opened({ txn, atMs, body: { number, remindMs } }: Of<'caseFile.opened'>): void {
    const next = this.#next.get() ?? 1;
    demand(number === next, 'case-file-number', `the next number is ${next}, not ${number}`);
    const no = this.#transaction(txn);
    const open = this.#openOf.get(no);
    demand(open === undefined, 'case-file-twice', `${txn} has the open file ${open}`);
    this.#insert.run({ number, no, atMs, remindMs });
  }

  /** By what was approved under the same case; a file that the acquirer has is a person's to close. */
  #fulfilled(entry: Of<'caseFile.fulfilled'>): void {
    const { txn, body } = entry;
    const kept = this.#keeps.get(body.by, `case:${txn}`) === 1;
    demand(kept, 'fulfilled-by-nothing', `${body.by} is no approved refund of the case ${txn}`);
    const number = this.#open(entry);
    demand(this.#isAtAcquirer.get(number) !== 1, 'fulfilled-elsewhere', `the acquirer was asked about file ${number}`);
    this.#close.run('refunded', number);
  }

  #missed(entry: Of<'caseFile.missed'>): void {
    const { txn, atMs, body } = entry;
    demand(this.#isRefunded.get(txn) === 1, 'missed-no-refund', `${txn} is no refund that the acquirer has approved`);
    demand(body.expectedMs < atMs, 'missed-too-early', `the money of ${txn} is not due before ${body.expectedMs}`);
    const { changes } = this.#miss.run(body.expectedMs, this.#open(entry));
    demand(changes === 1, 'missed-twice', `the money of ${txn} is missed already`);
  }

  /** The number of the open file that the entry names. */
  #open({
    txn,
    body: { number },
  }: Of<`caseFile.${'packed' | 'answered' | 'slipRequested' | 'missed' | 'fulfilled' | 'closed'}`>): number {
    const open = this.#openOf.get(this.#transaction(txn));
    demand(open === number, 'case-file-missing', `${txn} has no open file ${number}`);
    return number;
  }

  #transaction(txn: string): number {
    const no = this.#no.get(txn);
    demand(no !== undefined, 'transaction-missing', `there is no transaction ${txn}`);
    return no;
  }
}
