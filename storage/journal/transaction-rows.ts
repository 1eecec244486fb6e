/** Rows of transactions as they stand on disk, and as the firmware reads them. */
import {
  type BatchNumber,
  batchNumber,
  type CardFacts,
  type MaskedPan,
  type MinorUnits,
  type MoneyKind,
  type MoneyState,
  minorUnits,
  type Rrn,
  type Stan,
  stan,
  type TransactionId,
} from '../facts.ts';
import { hex } from './entry-rows.ts';

export interface TransactionRow {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly amountMinor: MinorUnits;
  /** What was asked for, where a part of it was approved: `amountMinor` is that part. Else null. */
  readonly requestedMinor: MinorUnits | null;
  readonly currency: string;
  readonly stan: Stan | null;
  readonly batch: BatchNumber | null;
  readonly rrn: Rrn | null;
  readonly authCode: string | null;
  readonly responseCode: string | null;
  readonly card: CardFacts;
  readonly original: TransactionId | null;
  readonly reason: string | null;
  readonly needsReversal: boolean;
  readonly tags: readonly string[];
  readonly operator: string;
  readonly createdAtMs: number;
  readonly hostTime: string | null;
  readonly hostDate: string | null;
  /** Of a sale: Σ of its refunds that are approved. */
  readonly refundedMinor: MinorUnits;
  /** Of a sale: Σ of its refunds that are deferred, submitted or unknown: they count as refunded until they are known not to be. */
  readonly reservedMinor: MinorUnits;
  /** Of a deferred refund. */
  readonly promisedForMs: number | null;
  /** Of a pre-authorisation: what takes, or may have taken, its hold; null while it is in force. */
  readonly endedBy: TransactionId | null;
  /** Card scheme; null: the acquirer's own, or not told. */
  readonly scheme: string | null;
}

/** Columns that may be empty, and others. */
export type Columns<Names extends string> = { readonly [name in Names]: string | null } & {
  readonly [name: string]: unknown;
};

export interface StoredTransaction
  extends Columns<
    | 'rrn'
    | 'auth_code'
    | 'response_code'
    | 'scheme'
    | 'reason'
    | 'tags'
    | 'host_time'
    | 'host_date'
    | 'original_txn'
    | 'ended_by_txn'
    | 'chip'
  > {
  readonly txn: TransactionId;
  readonly kind: TransactionRow['kind'];
  readonly state: TransactionRow['state'];
  readonly amount_minor: number;
  readonly requested_minor: number | null;
  readonly currency: string;
  readonly stan: number | null;
  readonly batch: number | null;
  readonly masked_pan: string;
  readonly card_token: Uint8Array;
  readonly entry_mode: CardFacts['entryMode'];
  readonly needs_reversal: number;
  readonly operator: string;
  readonly created_at_ms: number;
  readonly refunded_minor: number;
  readonly reserved_minor: number;
  readonly promised_for_ms: number | null;
}

export const TRANSACTION = transactionsOf('transactions t');

/**
 * @param from SQL that names the transactions `t`; what they are found by goes before them, in a CROSS JOIN: SQLite then takes the tables in this
 * order, where it might walk all transactions to find the few that are asked for (test/storage/plans.test.ts). The two other names are looked up each by
 * itself: a LEFT JOIN makes SQLite 3.54 work thirty times as long on one row
 */
export function transactionsOf(from: string): string {
  return `SELECT t.*, (SELECT o.txn FROM transactions o WHERE o.no = t.original) AS original_txn,
  (SELECT e.txn FROM transactions e WHERE e.no = t.ended_by) AS ended_by_txn FROM ${from}`;
}

/** Spelled as the conditions of the indexes, so that they answer (journal-1.ts). */
export const OPEN = `t.state IN ('deferred', 'submitted', 'unknown')`;
export const OUTCOME_OPEN = `${OPEN} AND (t.state = 'submitted' OR (t.state = 'unknown' AND t.needs_reversal = 0))`;

export function transactionRow(row: StoredTransaction): TransactionRow {
  return {
    txn: row.txn,
    kind: row.kind,
    state: row.state,
    amountMinor: minorUnits(row.amount_minor),
    requestedMinor: row.requested_minor === null ? null : minorUnits(row.requested_minor),
    currency: row.currency,
    stan: row.stan === null ? null : (stan(row.stan) as Stan),
    batch: row.batch === null ? null : (batchNumber(row.batch) as BatchNumber),
    rrn: row.rrn as Rrn | null,
    authCode: row.auth_code,
    responseCode: row.response_code,
    card: {
      maskedPan: row.masked_pan as MaskedPan,
      token: hex(row.card_token) as CardFacts['token'],
      entryMode: row.entry_mode,
      ...(row.chip === null ? {} : { chip: JSON.parse(row.chip) }),
    },
    original: row.original_txn as TransactionId | null,
    reason: row.reason,
    needsReversal: row.needs_reversal === 1,
    tags: row.tags === null ? [] : JSON.parse(row.tags),
    operator: row.operator,
    createdAtMs: row.created_at_ms,
    hostTime: row.host_time,
    hostDate: row.host_date,
    refundedMinor: row.refunded_minor as MinorUnits,
    reservedMinor: row.reserved_minor as MinorUnits,
    promisedForMs: row.promised_for_ms,
    endedBy: row.ended_by_txn as TransactionId | null,
    scheme: row.scheme,
  };
}
