/** Finding a transaction by whatever names it, and what belongs to it. */
import type { Database } from 'better-sqlite3';
import type { CardToken, TransactionId } from '../facts.ts';
import type { TransactionRow } from './transaction-rows.ts';
import { type StoredTransaction, TRANSACTION, transactionRow, transactionsOf } from './transaction-rows.ts';

/** How to look a transaction up. `stan` is looked for in the open batch, or in the `batches` newest ones; `limit` defaults to 100. */
export type TransactionKey =
  | { readonly slip: number }
  | { readonly rrn: string }
  | { readonly stan: string; readonly batches?: number }
  /** Sales of exactly this amount, in minor units. */
  | { readonly amountMinor: number; readonly limit?: number }
  /** Sales by a card that ends in these four digits. */
  | { readonly lastFour: string; readonly limit?: number }
  | { readonly card: CardToken; readonly limit?: number }
  /** Epoch milliseconds, both ends included. */
  | { readonly fromMs: number; readonly toMs: number; readonly limit?: number };

const FIND = {
  slip: `${TRANSACTION} JOIN slips s ON s.txn_no = t.no WHERE s.slip = :slip`,
  rrn: `${TRANSACTION} WHERE t.rrn = :rrn ORDER BY t.no DESC`,
  stan: `${transactionsOf('counters k CROSS JOIN batches b ON b.id = k.batch_id CROSS JOIN transactions t')}
         WHERE t.batch = b.batch AND t.stan = :stan AND t.batch_id = b.id ORDER BY t.no DESC`,
  // The numbers of batches come back after a million: the batch's own name decides.
  stanOfBatches: `${transactionsOf('(SELECT id, batch FROM batches ORDER BY id DESC LIMIT :batches) b CROSS JOIN transactions t')}
         WHERE t.batch = b.batch AND t.stan = :stan AND t.batch_id = b.id ORDER BY t.no DESC`,
  // Spelled as the conditions of the indexes, so that they answer (journal-4.ts).
  amount: `${TRANSACTION} WHERE t.kind = 'sale' AND t.amount_minor = :amountMinor ORDER BY t.no DESC LIMIT :limit`,
  lastFour: `${TRANSACTION} WHERE t.kind = 'sale' AND substr(t.masked_pan, -4) = :lastFour ORDER BY t.no DESC LIMIT :limit`,
  card: `${TRANSACTION} WHERE substr(t.card_token, 1, 6) = substr(:card, 1, 6) AND t.card_token = :card ORDER BY t.no DESC LIMIT :limit`,
  time: `${TRANSACTION} WHERE t.created_at_ms BETWEEN :fromMs AND :toMs ORDER BY t.created_at_ms DESC, t.no DESC LIMIT :limit`,
} as const;

const DEFAULT_LIMIT = 100;

export interface LookUpReads {
  transaction(txn: TransactionId): TransactionRow | null;
  /** By slip number (any paper number of the transaction), RRN, STAN, amount, card or time of creation; newest first. */
  find(key: TransactionKey): readonly TransactionRow[];
  /** Voids and refunds that point back to `txn`, oldest first. */
  takenFrom(txn: TransactionId): readonly TransactionRow[];
  /** The terminal and the merchant as they were configured when the entry `seq` was written; null before the first start. */
  payeeAt(seq: number): { readonly tid: string; readonly mid: string } | null;
}

export class LookUps implements LookUpReads {
  readonly #transaction;
  readonly #find;
  readonly #takenFrom;
  readonly #payeeAt;

  constructor(db: Database) {
    const many = (sql: string) => db.prepare<[Record<string, unknown>], StoredTransaction>(sql);
    this.#transaction = db.prepare<[string], StoredTransaction>(`${TRANSACTION} WHERE t.txn = ?`);
    this.#find = {
      slip: many(FIND.slip),
      rrn: many(FIND.rrn),
      stan: many(FIND.stan),
      stanOfBatches: many(FIND.stanOfBatches),
      amount: many(FIND.amount),
      lastFour: many(FIND.lastFour),
      card: many(FIND.card),
      time: many(FIND.time),
    };
    this.#takenFrom = db.prepare<[string], StoredTransaction>(
      `${TRANSACTION} WHERE t.original = (SELECT no FROM transactions WHERE txn = ?) ORDER BY t.no`,
    );
    this.#payeeAt = db.prepare<[number], { tid: string; mid: string }>(
      `SELECT body ->> '$.tid' AS tid, body ->> '$.mid' AS mid FROM entries WHERE type = 1 AND seq <= ? ORDER BY seq DESC LIMIT 1`,
    );
  }

  transaction(txn: TransactionId): TransactionRow | null {
    const row = this.#transaction.get(txn);
    return row === undefined ? null : transactionRow(row);
  }

  find(key: TransactionKey): readonly TransactionRow[] {
    return this.#search(key).map(transactionRow);
  }

  #search(key: TransactionKey): readonly StoredTransaction[] {
    if ('slip' in key) return this.#find.slip.all(key);
    if ('rrn' in key) return this.#find.rrn.all(key);
    if ('stan' in key) {
      const asked = { stan: Number(key.stan) };
      return key.batches === undefined
        ? this.#find.stan.all(asked)
        : this.#find.stanOfBatches.all({ ...asked, batches: key.batches });
    }
    const limit = key.limit ?? DEFAULT_LIMIT;
    if ('amountMinor' in key) return this.#find.amount.all({ amountMinor: key.amountMinor, limit });
    if ('lastFour' in key) return this.#find.lastFour.all({ lastFour: key.lastFour, limit });
    if ('card' in key) return this.#find.card.all({ card: Buffer.from(key.card, 'hex'), limit });
    return this.#find.time.all({ fromMs: key.fromMs, toMs: key.toMs, limit });
  }

  takenFrom(txn: TransactionId): readonly TransactionRow[] {
    return this.#takenFrom.all(txn).map(transactionRow);
  }

  payeeAt(seq: number): { readonly tid: string; readonly mid: string } | null {
    return this.#payeeAt.get(seq) ?? null;
  }
}
