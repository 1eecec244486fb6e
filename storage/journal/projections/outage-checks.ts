/** The outage that is being gone through (requirement D8): its counts and what the acquirer says about it. Both end with its sign-off. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { CounterProjection } from './counters.ts';
import type { MoneyRow } from './money-row.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export class OutageCheckProjection {
  readonly #counters;
  readonly #state;
  readonly #wasSent;
  readonly #attempts;
  readonly #count;
  readonly #uncount;
  readonly #uncountCash;
  readonly #ask;
  readonly #tell;
  readonly #forget;

  constructor(db: Database, counters: CounterProjection) {
    this.#counters = counters;
    this.#state = db.prepare<[], string>(`SELECT state FROM outages WHERE state <> 'closed'`).pluck();
    this.#wasSent = db.prepare<[number], number>('SELECT stan IS NOT NULL FROM transactions WHERE no = ?').pluck();
    this.#attempts = db.prepare<[number], number>('SELECT attempts FROM outage_enquiries WHERE txn_no = ?').pluck();
    this.#count = db.prepare('INSERT OR REPLACE INTO outage_counts VALUES (:what, :expected, :counted)');
    this.#uncount = db.prepare('DELETE FROM outage_counts');
    this.#uncountCash = db.prepare(`DELETE FROM outage_counts WHERE what <> 'slips'`);
    this.#ask = db.prepare(
      `INSERT INTO outage_enquiries VALUES (:no, :attempt, NULL, NULL, NULL)
       ON CONFLICT DO UPDATE SET attempts = :attempt, found = NULL, code = NULL, amount_minor = NULL`,
    );
    this.#tell = db.prepare(
      'UPDATE outage_enquiries SET found = :found, code = :code, amount_minor = :bookedMinor WHERE txn_no = :no',
    );
    this.#forget = db.prepare('DELETE FROM outage_enquiries');
  }

  /** @param rowOf a transaction by its name @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry, rowOf: (txn: TransactionId) => MoneyRow): boolean {
    switch (entry.type) {
      case 'outage.counted':
        this.#counted(entry);
        return true;
      case 'outage.enquired':
        this.#enquired(rowOf(entry.txn), entry);
        return true;
      case 'outage.told':
        this.#told(rowOf(entry.txn), entry);
        return true;
      default:
        return false;
    }
  }

  #counted({ body }: Of<'outage.counted'>): void {
    this.#demandReturned();
    const { what, expected, counted } = body;
    demand(Number.isSafeInteger(counted) && counted >= 0, 'outage-count', `${counted} is no count`);
    this.#count.run({ what, expected, counted });
  }

  #enquired(row: MoneyRow, { body }: Of<'outage.enquired'>): void {
    this.#demandReturned();
    demand(this.#wasSent.get(row.no) === 1, 'outage-never-sent', `${row.txn} was never sent: there is nothing to ask`);
    const next = (this.#attempts.get(row.no) ?? 0) + 1;
    demand(body.attempt === next, 'enquiry-attempt', `the next enquiry is number ${next}, not ${body.attempt}`);
    this.#counters.spendOtherStan(body.stan, body.batch);
    this.#ask.run({ no: row.no, attempt: next });
  }

  /** An answer may come when the outage has been signed off, or has begun again: then it is evidence only. */
  #told(row: MoneyRow, { body }: Of<'outage.told'>): void {
    const { attempt, found, code, bookedMinor } = body;
    const sent = this.#attempts.get(row.no);
    if (sent === undefined) return;
    demand(attempt === sent, 'enquiry-attempt', `${sent} enquiries were sent, this speaks of ${attempt}`);
    this.#tell.run({ no: row.no, found, code, bookedMinor });
  }

  /** A slip written by hand is typed in: cash that was counted before it is counted again. */
  handSlip({ body }: Of<'handSlip.entered'>): void {
    if (body.tender === 'cash') this.#uncountCash.run();
  }

  /** Something was done without paper once more: what was counted so far is not all of it. */
  begun(): void {
    this.#uncount.run();
  }

  reconciled(): void {
    this.#uncount.run();
    this.#forget.run();
  }

  #demandReturned(): void {
    demand(this.#state.get() === 'returned', 'outage-not-returned', 'only an outage that is over is gone through');
  }
}
