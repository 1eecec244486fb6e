/** What the firmware asks about cases whose second half is still to come. */
import type { Database } from 'better-sqlite3';
import type { MinorUnits, TransactionId } from '../facts.ts';

/** Money was given back; the sale that belongs to it has not been made. */
export interface CaseRow {
  readonly caseId: TransactionId;
  /** What gave the money back. */
  readonly txn: TransactionId;
  /** The right party is to be charged the same amount, or other goods are taken. */
  readonly wants: 'right-party' | 'exchange';
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly sinceMs: number;
}

export interface CaseReads {
  /** Oldest first. */
  openCases(): readonly CaseRow[];
}

export class CaseModels implements CaseReads {
  readonly #open;

  constructor(db: Database) {
    this.#open = db.prepare<[], CaseRow>(
      `SELECT c.case_id AS caseId, t.txn, c.wants, t.amount_minor AS amountMinor, t.currency, c.since_ms AS sinceMs
         FROM cases c JOIN transactions t ON t.no = c.txn_no WHERE c.state = 'open' ORDER BY c.txn_no`,
    );
  }

  openCases(): readonly CaseRow[] {
    return this.#open.all();
  }
}
