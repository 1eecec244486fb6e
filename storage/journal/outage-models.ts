/** What the firmware asks about outages, slips written by hand and tasks. */
import type { Database } from 'better-sqlite3';
import type { OutageCounted, OutageFound } from '../entries/outage-check.ts';
import type { HandSlipTender, MinorUnits, OutageDifference, TransactionId } from '../facts.ts';

/** The outage that nobody has gone through yet. */
export interface OutageRow {
  /** Of the entry that began it. */
  readonly seq: number;
  readonly cause: string;
  readonly beganMs: number;
  readonly returnedMs: number | null;
  /** While it is `open`: the printer has said that paper is there, and a whole slip is still to prove it. */
  readonly saidToBeBack: boolean;
  /** `open`: nothing can be printed, or nothing has been yet. `returned`: the paper is back, the routine is owed. */
  readonly state: 'open' | 'returned';
  /** Transactions submitted without paper. */
  readonly acts: number;
  /** Sales since the paper was last there, and their sum: what the policy limits. */
  readonly tally: { readonly count: number; readonly sumMinor: MinorUnits };
  readonly deferred: number;
  readonly handSlips: number;
  /** Copies that were owed when the paper came back. */
  readonly owed: number;
}

export interface HandSlipRow {
  readonly number: number;
  /** Null: spoiled. */
  readonly txn: TransactionId | null;
  readonly writtenMs: number | null;
  readonly writer: string | null;
  readonly kind: 'sale' | 'refund' | null;
  readonly tender: HandSlipTender | null;
  readonly amountMinor: MinorUnits | null;
  readonly currency: string | null;
  readonly enteredMs: number;
  readonly operator: string;
}

export interface HandStock {
  readonly first: number;
  readonly last: number;
  /** The first that is blank, as far as is known. */
  readonly next: number;
  /** Before `next`, and entered by nobody. */
  readonly missing: readonly number[];
}

/** How far the outage that nobody has signed off yet has been gone through. */
export interface OutageChecks {
  readonly counts: Readonly<Partial<Record<OutageCounted, OutageCount>>>;
  readonly enquiries: readonly OutageEnquiryRow[];
  /** Of any outage: slips for which there is, or was, a task. */
  readonly missed: readonly MissedHandSlip[];
}

export interface OutageCount {
  /** By the journal, when it was counted. */
  readonly expected: number;
  readonly counted: number;
}

/** What the acquirer was asked about. */
export interface OutageEnquiryRow {
  readonly txn: TransactionId;
  readonly attempts: number;
  /** Null: not answered yet. */
  readonly found: OutageFound | null;
  readonly code: string | null;
  readonly amountMinor: number | null;
}

/** A slip that was named as missing once. */
export interface MissedHandSlip {
  readonly number: number;
  /** Nobody has said yet what became of it. */
  readonly open: boolean;
}

export interface TaskRow {
  readonly txn: TransactionId;
  readonly difference: OutageDifference;
  readonly owner: string;
  readonly sinceMs: number;
}

const HAND_SLIP = `SELECT number, txn, written_ms AS writtenMs, writer, kind, tender, amount_minor AS amountMinor, currency,
  entered_ms AS enteredMs, operator FROM hand_slips`;

/** More are not listed by number. */
const MOST_MISSING = 200;

export interface OutageReads {
  /** The outage that nobody has gone through yet. */
  outage(): OutageRow | null;
  /** How far it has been gone through. */
  outageChecks(): OutageChecks;
  handSlip(number: number): HandSlipRow | null;
  /** Entered or spoiled in an outage (`seq` of its row), by number. */
  handSlipsOf(outage: number): readonly HandSlipRow[];
  /** Numbered stock as it was issued, with the numbers that nobody has entered. */
  handStock(): readonly HandStock[];
  /** Open ones, oldest first. */
  tasks(): readonly TaskRow[];
}

export class OutageModels implements OutageReads {
  readonly #outage;
  readonly #handSlip;
  readonly #ofOutage;
  readonly #stocks;
  readonly #missing;
  readonly #tasks;
  readonly #counts;
  readonly #enquiries;
  readonly #missed;

  constructor(db: Database) {
    this.#outage = db.prepare<
      [],
      Omit<OutageRow, 'tally' | 'saidToBeBack'> & {
        readonly back: 0 | 1;
        readonly count: number;
        readonly sumMinor: MinorUnits;
      }
    >(
      `SELECT seq, cause, began_ms AS beganMs, returned_ms AS returnedMs, back_slip IS NOT NULL AS back, state, acts, since_return AS count, sales_minor AS sumMinor,
         deferred, hand_slips AS handSlips, owed FROM outages WHERE state <> 'closed'`,
    );
    this.#handSlip = db.prepare<[number], HandSlipRow>(`${HAND_SLIP} WHERE number = ?`);
    this.#ofOutage = db.prepare<[number], HandSlipRow>(`${HAND_SLIP} WHERE outage = ? ORDER BY number`);
    this.#stocks = db.prepare<[], { first: number; last: number; next: number }>(
      'SELECT * FROM hand_stock ORDER BY first',
    );
    this.#missing = db
      .prepare<[number, number], number>(
        `WITH RECURSIVE n (number) AS (SELECT ? UNION ALL SELECT number + 1 FROM n WHERE number + 1 < ?)
         SELECT number FROM n WHERE number NOT IN (SELECT number FROM hand_slips) LIMIT ${MOST_MISSING}`,
      )
      .pluck();
    this.#tasks = db.prepare<[], { txn: TransactionId; difference: string; owner: string; sinceMs: number }>(
      'SELECT txn, difference, owner, since_ms AS sinceMs FROM tasks WHERE finding IS NULL ORDER BY seq',
    );
    this.#missed = db.prepare<[], { subject: string; open: 0 | 1 }>(
      `SELECT difference ->> '$.subject' AS subject, max(finding IS NULL) AS open FROM tasks
         WHERE difference ->> '$.what' = 'hand-slip-missing' GROUP BY subject`,
    );
    this.#counts = db.prepare<[], OutageCount & { what: OutageCounted }>('SELECT * FROM outage_counts');
    this.#enquiries = db.prepare<[], OutageEnquiryRow>(
      `SELECT t.txn, e.attempts, e.found, e.code, e.amount_minor AS amountMinor
         FROM outage_enquiries e JOIN transactions t ON t.no = e.txn_no ORDER BY e.txn_no`,
    );
  }

  outageChecks(): OutageChecks {
    const counts = this.#counts.all().map(({ what, ...count }) => [what, count] as const);
    const missed = this.#missed.all().map(({ subject, open }) => ({ number: Number(subject), open: open === 1 }));
    return { counts: Object.fromEntries(counts), enquiries: this.#enquiries.all(), missed };
  }

  outage(): OutageRow | null {
    const row = this.#outage.get();
    if (row === undefined) return null;
    const { back, count, sumMinor, ...rest } = row;
    return { ...rest, saidToBeBack: back === 1, tally: { count, sumMinor } };
  }

  handSlip(number: number): HandSlipRow | null {
    return this.#handSlip.get(number) ?? null;
  }

  /** Entered or spoiled since the outage began, by number. */
  handSlipsOf(outage: number): readonly HandSlipRow[] {
    return this.#ofOutage.all(outage);
  }

  handStock(): readonly HandStock[] {
    return this.#stocks.all().map((stock) => ({
      ...stock,
      missing: stock.next > stock.first ? this.#missing.all(stock.first, stock.next) : [],
    }));
  }

  tasks(): readonly TaskRow[] {
    return this.#tasks.all().map(({ difference, ...task }) => ({ ...task, difference: JSON.parse(difference) }));
  }
}
