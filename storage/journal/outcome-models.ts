/** What the firmware asks about transactions that are not at their end: outcomes, advices, enquiries, reversals, script results, pre-authorisations, promises. */
import type { Database } from 'better-sqlite3';
import type { TransactionId } from '../facts.ts';
import type { TransactionRow } from './transaction-rows.ts';
import { OPEN, OUTCOME_OPEN, type StoredTransaction, TRANSACTION, transactionRow } from './transaction-rows.ts';

/** An advice that the acquirer has not answered. */
export interface AdviceRow {
  readonly txn: TransactionId;
  /** `armed`: its first sending may be under way. `due`: must be told again. `needsHuman`: due, and a person must look. */
  readonly state: 'armed' | 'due' | 'needsHuman';
  /** Repetitions, the first sending not included. */
  readonly attempts: number;
  readonly sinceMs: number;
  readonly lastAttemptAtMs: number | null;
}

/** The result of issuer scripts that the acquirer has not answered. */
export interface ScriptRow {
  readonly txn: TransactionId;
  /** `due`: must be told. `needsHuman`: due, and a person must look. */
  readonly state: 'due' | 'needsHuman';
  readonly attempts: number;
  /** DF31: five bytes a script. */
  readonly resultHex: string;
  readonly sinceMs: number;
}

/** What the acquirer was asked about a transaction of unknown outcome. */
export interface EnquiryRow {
  readonly txn: TransactionId;
  readonly attempts: number;
  /** What it said to the latest one; null: nothing. */
  readonly found: 'approved' | 'declined' | 'not-found' | 'pending' | null;
  readonly lastAttemptAtMs: number;
}

export interface ReversalRow {
  readonly txn: TransactionId;
  /** `armed`: its request may be under way. `due`: must be sent. `needsHuman`: due, and a person must look. */
  readonly state: 'armed' | 'due' | 'needsHuman';
  readonly reason: '98' | '96' | 'A0' | '06';
  readonly attempts: number;
  readonly sinceMs: number;
  readonly lastAttemptAtMs: number | null;
}

export interface OutcomeReads {
  /** Transactions in state `submitted` or, for kinds without a reversal, `unknown`; oldest first. */
  openOutcomes(): readonly TransactionRow[];
  /** Reversals not done, oldest first. */
  reversals(): readonly ReversalRow[];
  /** Advices not answered, oldest first. */
  advices(): readonly AdviceRow[];
  /** Results of issuer scripts not answered, oldest first. */
  scripts(): readonly ScriptRow[];
  /** Pre-authorisations that hold an amount, oldest first. */
  preauthsInForce(): readonly TransactionRow[];
  /** Null: the acquirer was never asked about it. */
  enquiry(txn: TransactionId): EnquiryRow | null;
  /** Oldest promise first. */
  deferredRefunds(): readonly TransactionRow[];
}

export class OutcomeModels implements OutcomeReads {
  readonly #openOutcomes;
  readonly #deferred;
  readonly #preauthsInForce;
  readonly #advices;
  readonly #enquiry;
  readonly #reversals;
  readonly #scripts;

  constructor(db: Database) {
    this.#openOutcomes = db.prepare<[], StoredTransaction>(`${TRANSACTION} WHERE ${OUTCOME_OPEN} ORDER BY t.no`);
    this.#deferred = db.prepare<[], StoredTransaction>(
      `${TRANSACTION} WHERE ${OPEN} AND t.state = 'deferred' ORDER BY t.no`,
    );
    this.#preauthsInForce = db.prepare<[], StoredTransaction>(
      `${TRANSACTION} WHERE t.kind = 'preauth' AND t.state = 'approved' AND t.ended_by IS NULL ORDER BY t.no`,
    );
    this.#advices = db.prepare<[], AdviceRow>(
      `SELECT t.txn, a.state, a.attempts, a.since_ms AS sinceMs, a.last_attempt_at_ms AS lastAttemptAtMs
       FROM advices a CROSS JOIN transactions t ON t.no = a.txn_no ORDER BY a.seq`,
    );
    this.#enquiry = db.prepare<[string], EnquiryRow>(
      `SELECT t.txn, e.attempts, e.found, e.last_attempt_at_ms AS lastAttemptAtMs
       FROM enquiries e JOIN transactions t ON t.no = e.txn_no WHERE t.txn = ?`,
    );
    this.#reversals = db.prepare<[], ReversalRow>(
      `SELECT t.txn, r.state, r.reason, r.attempts, r.since_ms AS sinceMs, r.last_attempt_at_ms AS lastAttemptAtMs
       FROM reversals r CROSS JOIN transactions t ON t.no = r.txn_no ORDER BY r.seq`,
    );
    this.#scripts = db.prepare<[], ScriptRow>(
      `SELECT t.txn, c.state, c.attempts, c.result AS resultHex, c.since_ms AS sinceMs
       FROM scripts c CROSS JOIN transactions t ON t.no = c.txn_no ORDER BY c.seq`,
    );
  }

  openOutcomes(): readonly TransactionRow[] {
    return this.#openOutcomes.all().map(transactionRow);
  }

  deferredRefunds(): readonly TransactionRow[] {
    return this.#deferred.all().map(transactionRow);
  }

  advices(): readonly AdviceRow[] {
    return this.#advices.all();
  }

  preauthsInForce(): readonly TransactionRow[] {
    return this.#preauthsInForce.all().map(transactionRow);
  }

  enquiry(txn: TransactionId): EnquiryRow | null {
    return this.#enquiry.get(txn) ?? null;
  }

  scripts(): readonly ScriptRow[] {
    return this.#scripts.all();
  }

  reversals(): readonly ReversalRow[] {
    return this.#reversals.all();
  }
}
