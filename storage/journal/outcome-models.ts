/** What the firmware asks about transactions that are not at their end: outcomes, advices, enquiries, reversals, script results, pre-authorisations, promises. */
import type { Database } from 'better-sqlite3';
import type { TransactionId } from '../facts.ts';
import type { AdviceRow, EnquiryRow, ReversalRow, ScriptRow, TransactionRow } from './journal.ts';
import { OPEN, OUTCOME_OPEN, type StoredTransaction, TRANSACTION, transactionRow } from './transaction-rows.ts';

export class OutcomeModels {
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
