/** What the firmware asks about batches: their totals, their records, their settlement. */
import type { Database } from 'better-sqlite3';
import {
  type BatchNumber,
  batchNumber,
  type CompletionTotals,
  type MinorUnits,
  type OpenItem,
  type SettledTotals,
  type SettlementResult,
  type Stan,
  stan,
  type TransactionId,
} from '../facts.ts';
import { type StoredTotals, settledTotals, TOTALS_COLUMNS } from './projections/totals-row.ts';
import {
  type Columns,
  type StoredTransaction,
  type TransactionRow,
  transactionRow,
  transactionsOf,
} from './transaction-rows.ts';

/** What stands in a batch, for the settlement (facts/acquirer §1.5): approved only; a voided sale counts as sale and as void. */
export interface BatchTotals {
  readonly batch: BatchNumber;
  readonly currency: string;
  readonly saleCount: number;
  readonly saleMinor: MinorUnits;
  readonly voidCount: number;
  readonly voidMinor: MinorUnits;
  readonly refundCount: number;
  readonly refundMinor: MinorUnits;
  /** Left out where there was none. */
  readonly completions?: CompletionTotals;
}

/** A settlement as it stands. */
export interface SettlementRow {
  readonly txn: TransactionId;
  readonly batch: BatchNumber;
  /** `started`: nothing is sent that decides. `sent`: the totals have left. `uploading`: record by record. `closing`: nothing to upload. */
  readonly step: 'started' | 'sent' | 'closing' | 'uploading' | 'ended' | 'cancelled';
  readonly result: SettlementResult | null;
  /** Messages sent in all, and how many of the latest came to nothing. */
  readonly attempts: number;
  readonly failures: number;
  /** Of the latest totals that were sent. */
  readonly stan: Stan | null;
  readonly totals: SettledTotals | null;
  /** What a manager has signed off, and who. */
  readonly exceptions: readonly OpenItem[];
  readonly signedBy: string | null;
  /** The message that may be under way. */
  readonly inFlight: {
    readonly what: 'totals' | 'sales' | 'chip' | 'refund' | 'advice' | 'end';
    readonly records: readonly TransactionId[];
  } | null;
  /** Code with which the latest message was refused. */
  readonly refused: string | null;
  readonly sinceMs: number;
  readonly operator: string;
}

/** A transaction of the open batch; `upload`: whether a batch upload has carried it, null while it has not. */
export interface BatchRecord extends TransactionRow {
  readonly upload: 'uploaded' | 'refused' | null;
  /** Paid by a chip, and what it said is kept for its upload. */
  readonly isChip: boolean;
}

interface StoredSettlement extends Columns<'result' | 'totals' | 'signed_by' | 'in_flight' | 'refused'> {
  readonly txn: TransactionId;
  readonly batch: number;
  readonly step: SettlementRow['step'];
  readonly attempts: number;
  readonly failures: number;
  readonly stan: number | null;
  readonly exceptions: string;
  readonly since_ms: number;
  readonly operator: string;
}

interface StoredRecord extends StoredTransaction {
  readonly upload: BatchRecord['upload'];
  readonly chip_kept: number;
}

/** A transaction of the open batch, and whether what its chip said is kept. */
const WITH_CHIP = transactionsOf(
  'counters k CROSS JOIN batches b ON b.id = k.batch_id CROSS JOIN transactions t',
).replace(
  'SELECT ',
  `SELECT EXISTS (SELECT 1 FROM secrets x WHERE x.txn = t.txn AND x.name = 'chipData') AS chip_kept, `,
);

export const SETTLEMENT_OPEN = `step NOT IN ('ended', 'cancelled')`;

export interface SettlementReads {
  /** Totals of the open batch, one row a currency; empty while nothing is approved in it. */
  totals(): readonly BatchTotals[];
  /** The settlement under way, if any; the next batch is opened by its end. */
  settlement(): SettlementRow | null;
  settlementOf(txn: TransactionId): SettlementRow | null;
  /** Transactions of the open batch in the order of their creation. Grows with the batch, not with the journal. */
  batchRecords(): readonly BatchRecord[];
}

export class SettlementModels implements SettlementReads {
  readonly #totals;
  readonly #openSettlement;
  readonly #settlementOf;
  readonly #batchRecords;

  constructor(db: Database) {
    this.#totals = db.prepare<[], StoredTotals & { readonly batch: number }>(
      `SELECT b.batch, ${TOTALS_COLUMNS}
       FROM counters k JOIN batches b ON b.id = k.batch_id JOIN batch_totals s ON s.batch_id = b.id ORDER BY s.currency, s.scheme`,
    );
    this.#openSettlement = db.prepare<[], StoredSettlement>(`SELECT * FROM settlements WHERE ${SETTLEMENT_OPEN}`);
    this.#settlementOf = db.prepare<[string], StoredSettlement>('SELECT * FROM settlements WHERE txn = ?');
    // By (batch, stan): numbers of batches repeat after a million, so the batch's own name decides.
    this.#batchRecords = db.prepare<[], StoredRecord>(
      `${WITH_CHIP}
       WHERE t.batch = b.batch AND t.stan IS NOT NULL AND t.batch_id = b.id ORDER BY t.no`,
    );
  }

  totals(): readonly BatchTotals[] {
    const rows = this.#totals.all();
    const batch = batchNumber(rows[0]?.batch ?? 0);
    return settledTotals(rows).map((totals) => ({ ...(totals as Omit<BatchTotals, 'batch'>), batch }));
  }

  settlement(): SettlementRow | null {
    const row = this.#openSettlement.get();
    return row === undefined ? null : settlementRow(row);
  }

  settlementOf(txn: TransactionId): SettlementRow | null {
    const row = this.#settlementOf.get(txn);
    return row === undefined ? null : settlementRow(row);
  }

  batchRecords(): readonly BatchRecord[] {
    return this.#batchRecords
      .all()
      .map((row) => ({ ...transactionRow(row), upload: row.upload, isChip: row.chip_kept === 1 }));
  }
}

function settlementRow(row: StoredSettlement): SettlementRow {
  return {
    txn: row.txn,
    batch: batchNumber(row.batch),
    step: row.step,
    result: row.result as SettlementRow['result'],
    attempts: row.attempts,
    failures: row.failures,
    stan: row.stan === null ? null : stan(row.stan),
    totals: row.totals === null ? null : JSON.parse(row.totals),
    exceptions: JSON.parse(row.exceptions),
    signedBy: row.signed_by,
    inFlight: row.in_flight === null ? null : JSON.parse(row.in_flight),
    refused: row.refused,
    sinceMs: row.since_ms,
    operator: row.operator,
  };
}
