/** Transactions by what they are, oldest first, one at a time in memory (requirement B5). For a look from outside: it reads the whole table. */
import type { Database } from 'better-sqlite3';
import type { TransactionRow } from './transaction-rows.ts';
import { type StoredTransaction, TRANSACTION, transactionRow } from './transaction-rows.ts';

/** Null asks nothing. */
export interface TransactionFilter {
  readonly kind: string | null;
  readonly state: string | null;
  readonly operator: string | null;
  readonly reason: string | null;
  readonly lastFour: string | null;
  /** Epoch milliseconds, both included. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

const LISTING = `${TRANSACTION}
  WHERE (:kind IS NULL OR t.kind = :kind) AND (:state IS NULL OR t.state = :state)
    AND (:operator IS NULL OR t.operator = :operator) AND (:reason IS NULL OR t.reason = :reason)
    AND (:lastFour IS NULL OR substr(t.masked_pan, -4) = :lastFour)
    AND t.created_at_ms BETWEEN coalesce(:fromMs, 0) AND coalesce(:toMs, 9007199254740991)
  ORDER BY t.no`;

export function* listTransactions(db: Database, filter: TransactionFilter): IterableIterator<TransactionRow> {
  for (const row of db.prepare<[TransactionFilter], StoredTransaction>(LISTING).iterate(filter))
    yield transactionRow(row);
}
