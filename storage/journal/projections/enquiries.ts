/** What the acquirer was asked about a transaction of unknown outcome, and what it said (requirement C3). Decides nothing: what follows is an entry of its own. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { CounterProjection } from './counters.ts';
import type { MoneyRow } from './money-row.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export class EnquiryProjection {
  readonly #counters;
  readonly #attempts;
  readonly #found;
  readonly #setSent;
  readonly #setFound;

  constructor(db: Database, counters: CounterProjection) {
    this.#counters = counters;
    this.#attempts = db.prepare<[number], number>('SELECT attempts FROM enquiries WHERE txn_no = ?').pluck();
    this.#found = db
      .prepare<[number], Of<'enquiry.answered'>['body']['found'] | null>('SELECT found FROM enquiries WHERE txn_no = ?')
      .pluck();
    this.#setSent = db.prepare(
      `INSERT INTO enquiries VALUES (:no, :attempt, NULL, :atMs)
       ON CONFLICT DO UPDATE SET attempts = :attempt, found = NULL, last_attempt_at_ms = :atMs`,
    );
    this.#setFound = db.prepare('UPDATE enquiries SET found = ? WHERE txn_no = ?');
  }

  /** What the acquirer said last; null: nothing that counts. */
  found(txnNo: number): Of<'enquiry.answered'>['body']['found'] | null {
    return this.#found.get(txnNo) ?? null;
  }

  /** @returns whether the entry was about an enquiry. @throws JournalRefused */
  project(entry: Entry, rowOf: (txn: TransactionId) => MoneyRow): boolean {
    switch (entry.type) {
      case 'enquiry.sent':
        this.#sent(rowOf(entry.txn), entry);
        return true;
      case 'enquiry.answered':
        this.#answered(rowOf(entry.txn), entry);
        return true;
      case 'enquiry.unanswered':
        this.#demandAttempt(rowOf(entry.txn), entry.body.attempt);
        return true;
      default:
        return false;
    }
  }

  /** Asked only about what nobody knows. */
  #sent(row: MoneyRow, entry: Of<'enquiry.sent'>): void {
    const { stan, batch, attempt } = entry.body;
    demand(row.state === 'unknown', 'enquiry-known', `${row.txn} is ${row.state}: there is nothing to ask`);
    const next = (this.#attempts.get(row.no) ?? 0) + 1;
    demand(attempt === next, 'enquiry-attempt', `the next enquiry is number ${next}, not ${attempt}`);
    this.#counters.spendOtherStan(stan, batch);
    this.#setSent.run({ no: row.no, attempt, atMs: entry.atMs });
  }

  #answered(row: MoneyRow, entry: Of<'enquiry.answered'>): void {
    this.#demandAttempt(row, entry.body.attempt);
    this.#setFound.run(entry.body.found, row.no);
  }

  #demandAttempt(row: MoneyRow, attempt: number): void {
    const sent = this.#attempts.get(row.no) ?? 0;
    demand(sent > 0 && attempt === sent, 'enquiry-attempt', `${sent} enquiries were sent, this speaks of ${attempt}`);
  }
}
