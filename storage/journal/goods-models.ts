/** What the firmware asks about goods: the lines of a sale with what is left of each, and the catalogue that was adopted last. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../entries/entry.ts';
import type { SoldLine } from '../entries/goods.ts';
import type { MinorUnits, TransactionId } from '../facts.ts';

/** A line of a sale; `left` of its quantity has not come back. */
export interface GoodsLine extends SoldLine {
  /** From 1, as on the slip. */
  readonly line: number;
  readonly left: number;
}

export interface AdoptedCatalogue {
  readonly version: number;
  readonly hash: string;
}

/** A voucher of the shop; `spentOn`: the sale that it paid, null while it is good. */
export interface VoucherRow {
  readonly txn: TransactionId;
  readonly code: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly spentOn: TransactionId | null;
}

/** Of a sale: what vouchers have paid, and what of that has not gone back. */
export interface VoucherPart {
  readonly spentMinor: number;
  readonly leftMinor: number;
}

export interface GoodsReads {
  /** The lines of a sale with what is left of each; empty for a sale by amount. */
  goods(txn: TransactionId): readonly GoodsLine[];
  /** A voucher of the shop by its nine digits; null: there is none. */
  voucher(code: string): VoucherRow | null;
  /** What vouchers have paid of a sale. */
  voucherPart(sale: TransactionId): VoucherPart;
  /** The catalogue that was adopted last. */
  catalogue(): AdoptedCatalogue | null;
}

export class GoodsModels implements GoodsReads {
  readonly #left;
  readonly #catalogue;
  readonly #voucher;
  readonly #spent;
  readonly #partsBack;
  readonly #timeline;

  /** @param timeline entries of a transaction, oldest first */
  constructor(db: Database, timeline: (txn: TransactionId) => readonly Entry[]) {
    this.#timeline = timeline;
    this.#left = db.prepare<[string], { readonly line: number; readonly left: number }>(
      `SELECT s.line, s.quantity - coalesce((
         SELECT sum(r.quantity) FROM returned_lines r LEFT JOIN transactions t ON t.txn = r.claimant
         WHERE r.original = s.txn_no AND r.line = s.line
           AND (t.state IS NULL OR t.state NOT IN ('declined', 'notSent', 'reversed', 'cancelled'))), 0) AS left
       FROM sold_lines s WHERE s.txn_no = (SELECT no FROM transactions WHERE txn = ?) ORDER BY s.line`,
    );
    this.#voucher = db.prepare<[string], VoucherRow>(
      `SELECT v.txn, v.code, v.amount_minor AS amountMinor, v.currency,
         iif(t.state IN ('declined', 'notSent', 'reversed', 'voided'), NULL, v.redeemed_by) AS spentOn
       FROM vouchers v LEFT JOIN transactions t ON t.txn = v.redeemed_by LEFT JOIN transactions i ON i.txn = v.txn
       WHERE v.code = ? AND (i.state IS NULL OR i.state = 'approved')`,
    );
    this.#spent = db
      .prepare<[string], number>('SELECT coalesce(sum(amount_minor), 0) FROM vouchers WHERE redeemed_by = ?')
      .pluck();
    this.#partsBack = db
      .prepare<[string], number>(
        `SELECT coalesce(sum(p.minor), 0) FROM voucher_parts p LEFT JOIN transactions t ON t.txn = p.claimant
         WHERE p.original = (SELECT no FROM transactions WHERE txn = ?)
           AND (t.state IS NULL OR t.state NOT IN ('declined', 'notSent', 'reversed', 'cancelled'))`,
      )
      .pluck();
    this.#catalogue = db.prepare<[], AdoptedCatalogue>(
      `SELECT body ->> '$.version' AS version, body ->> '$.hash' AS hash FROM entries WHERE type = 109 ORDER BY seq DESC LIMIT 1`,
    );
  }

  voucherPart(sale: TransactionId): VoucherPart {
    const spentMinor = this.#spent.get(sale) ?? 0;
    return { spentMinor, leftMinor: spentMinor === 0 ? 0 : spentMinor - (this.#partsBack.get(sale) ?? 0) };
  }

  /** Null: there is none of that code, or the refund that it goes with is not approved. */
  voucher(code: string): VoucherRow | null {
    return this.#voucher.get(code) ?? null;
  }

  goods(txn: TransactionId): readonly GoodsLine[] {
    const sold = this.#timeline(txn).find((entry) => entry.type === 'goods.sold');
    if (sold?.type !== 'goods.sold') return [];
    const left = new Map(this.#left.all(txn).map((row) => [row.line, row.left]));
    return sold.body.lines.map((line, i) => ({ ...line, line: i + 1, left: left.get(i + 1) ?? 0 }));
  }

  catalogue(): AdoptedCatalogue | null {
    return this.#catalogue.get() ?? null;
  }
}
