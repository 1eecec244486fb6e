/** What is owed, which numbers come next, which devices are known. Every answer is an index look-up: none grows with the length of the journal. */
import type { Database } from 'better-sqlite3';
import {
  type BatchNumber,
  batchNumber,
  type CopyId,
  type SlipNumber,
  type Stan,
  stan,
  type TransactionId,
} from '../facts.ts';
import { OWNER } from './copy-models.ts';
import { JournalRefused } from './failures.ts';
import { SETTLEMENT_OPEN } from './settlement-models.ts';
import { OPEN, OUTCOME_OPEN } from './transaction-rows.ts';

export interface Counters {
  /** The number that the next message will carry. */
  readonly nextStan: Stan;
  readonly nextSlip: SlipNumber;
  readonly batch: BatchNumber;
  /** Transactions of the open batch that are, or may be, known to the acquirer: neither declined nor proven not sent. */
  readonly batchCount: number;
  readonly entries: number;
}

/** Seen from outside: one line of `npm run journal -- obligations --json` (design §13). */
export interface Obligation {
  readonly kind:
    | 'outcome'
    | 'reversal'
    | 'advice'
    | 'script'
    | 'receipt'
    | 'refund'
    | 'settlement'
    | 'case'
    | 'caseFile'
    | 'task';
  /** ISO 8601. */
  readonly since: string;
  readonly transaction: TransactionId;
  /** Requests sent, or slips started. `transaction` of a settlement is its own name, of a case what gave the money back. */
  readonly attempts: number;
  /** Of a case: what is still to come, `right-party` or `exchange`. Of a case file: `open`, `packed` for the acquirer, `answered` by it. */
  readonly state: string;
  /** Of a receipt: which copy. */
  readonly copy?: CopyId;
}

export interface KnownDevice {
  readonly identity: string;
  /** Null where one without a serial number was accepted. */
  readonly serial: string | null;
}

/** Epoch milliseconds as ISO 8601, without a clock of our own. */
const iso = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/** In the order in which a start works them off (facts/acquirer §2.2 rule 10). */
const OBLIGATIONS = `
SELECT 'outcome' AS kind, ${iso('t.created_at_ms')} AS since, t.txn AS "transaction", 0 AS attempts, t.state, NULL AS copy, 1 AS rank, t.no AS age
  FROM transactions t WHERE ${OUTCOME_OPEN}
   AND NOT EXISTS (SELECT 1 FROM advices a WHERE a.txn_no = t.no AND a.state <> 'armed')
UNION ALL SELECT 'advice', ${iso('a.since_ms')}, t.txn, a.attempts, a.state, NULL, 2, a.seq
  FROM advices a CROSS JOIN transactions t ON t.no = a.txn_no WHERE a.state <> 'armed'
UNION ALL SELECT 'script', ${iso('x.since_ms')}, t.txn, x.attempts, x.state, NULL, 2, x.seq
  FROM scripts x CROSS JOIN transactions t ON t.no = x.txn_no
UNION ALL SELECT 'reversal', ${iso('r.since_ms')}, t.txn, r.attempts, r.state, NULL, 2, r.seq
  FROM reversals r CROSS JOIN transactions t ON t.no = r.txn_no
UNION ALL SELECT 'receipt', ${iso('c.owed_since_ms')}, ${OWNER}, c.slips, c.state, c.copy, 3, 2 * c.owed_seq + (c.side = 'customer')
  FROM copies c WHERE c.state <> 'printed'
UNION ALL SELECT 'refund', ${iso('t.created_at_ms')}, t.txn, 0, t.state, NULL, 4, t.no
  FROM transactions t WHERE ${OPEN} AND t.state = 'deferred'
UNION ALL SELECT 'settlement', ${iso('since_ms')}, txn, attempts, step, NULL, 5, seq FROM settlements WHERE ${SETTLEMENT_OPEN}
UNION ALL SELECT 'case', ${iso('k.since_ms')}, t.txn, 0, k.wants, NULL, 6, k.txn_no
  FROM cases k CROSS JOIN transactions t ON t.no = k.txn_no WHERE k.state = 'open'
UNION ALL SELECT 'caseFile', ${iso('f.since_ms')}, t.txn, 0,
    CASE WHEN f.reference IS NOT NULL THEN 'answered' WHEN f.packed_ms IS NOT NULL THEN 'packed' ELSE 'open' END, NULL, 6, f.txn_no
  FROM case_files f CROSS JOIN transactions t ON t.no = f.txn_no WHERE f.ended IS NULL
UNION ALL SELECT 'task', ${iso('since_ms')}, txn, 0, 'open', NULL, 7, seq FROM tasks WHERE finding IS NULL
ORDER BY rank, age`;

export interface StandReads {
  counters(): Counters;
  obligations(): readonly Obligation[];
  /** By what a device is known again: what was last accepted in its place or last told a serial number there; null at first. */
  knownDevice(device: string): KnownDevice | null;
  /** The last serial number that was told or accepted in its place, also where one without a number was accepted since; null: there was none. */
  lastNumber(device: string): string | null;
}

export class ReadModels implements StandReads {
  readonly #counters;
  readonly #obligations;
  readonly #knownDevice;
  readonly #lastNumber;

  constructor(db: Database) {
    this.#counters = db.prepare<[], { stan: number; slip: number; batch: number; count: number; entries: number }>(
      `SELECT k.next_stan AS stan, k.next_slip AS slip, b.batch, k.batch_count AS count, k.entries
       FROM counters k JOIN batches b ON b.id = k.batch_id`,
    );
    this.#obligations = db.prepare<[], Omit<Obligation, 'copy'> & { readonly copy: CopyId | null }>(OBLIGATIONS);
    // Spelled as the condition of the index, so that the index answers (journal-2.ts).
    this.#knownDevice = db.prepare<[string], KnownDevice>(
      `SELECT body ->> '$.identity' AS identity, body ->> '$.serial' AS serial FROM entries
       WHERE body ->> '$.device' = ? AND (type = 14 OR (type = 9 AND body ->> '$.serial' IS NOT NULL))
       ORDER BY seq DESC LIMIT 1`,
    );
    this.#lastNumber = db.prepare<[string], { serial: string }>(
      `SELECT body ->> '$.serial' AS serial FROM entries
       WHERE body ->> '$.device' = ? AND (type = 14 OR (type = 9 AND body ->> '$.serial' IS NOT NULL))
         AND body ->> '$.serial' IS NOT NULL
       ORDER BY seq DESC LIMIT 1`,
    );
  }

  knownDevice(device: string): KnownDevice | null {
    return this.#knownDevice.get(device) ?? null;
  }

  lastNumber(device: string): string | null {
    return this.#lastNumber.get(device)?.serial ?? null;
  }

  counters(): Counters {
    const row = this.#counters.get();
    if (row === undefined) throw new Error('the counters are missing');
    if (row.stan === 0) {
      throw new JournalRefused(
        'stan-exhausted',
        `batch ${batchNumber(row.batch)} has spent all trace numbers: settle it`,
      );
    }
    return {
      nextStan: stan(row.stan),
      nextSlip: row.slip as SlipNumber,
      batch: batchNumber(row.batch),
      batchCount: row.count,
      entries: row.entries,
    };
  }

  obligations(): readonly Obligation[] {
    return this.#obligations.all().map(({ kind, since, transaction, attempts, state, copy }) => ({
      kind,
      since,
      transaction,
      attempts,
      state,
      ...(copy === null ? {} : { copy }),
    }));
  }
}
