/** What the firmware asks about cash: what should lie in the drawer, what was taken and given back, whether the drawer opened. */
import type { Database } from 'better-sqlite3';
import type { BatchSums, TransactionId } from '../facts.ts';

export interface DrawerRow {
  readonly currency: string;
  /** By the journal, since the count before. */
  readonly expectedMinor: number;
  /** Sales and refunds in cash since then. */
  readonly moves: number;
  /** Null: it was never counted, so nobody knows what lay in it before. */
  readonly countedMs: number | null;
}

/** A movement of cash for which the drawer may not have opened. */
export interface DrawerDoubt {
  readonly txn: TransactionId;
  /** `refused`: it certainly did not. Null: asked for, not answered yet. */
  readonly executed: 'refused' | 'unknown' | null;
}

/** The part of the journal's contract about cash. */
export interface CashReads {
  /** Null: no cash has ever moved in that currency. */
  drawer(currency: string): DrawerRow | null;
  /** Cash of the open batch. */
  cashTotals(currency: string): BatchSums;
  drawerDoubt(): DrawerDoubt | null;
  /** Each request for the drawer that no answer stands behind, oldest first; null: by key, for nothing in particular. */
  drawersAsked(): readonly (TransactionId | null)[];
}

export class CashModels implements CashReads {
  readonly #drawer;
  readonly #totals;
  readonly #doubt;
  readonly #asked;

  constructor(db: Database) {
    this.#drawer = db.prepare<[string], DrawerRow>(
      `SELECT currency, expected_minor AS expectedMinor, moves, counted_ms AS countedMs FROM cash_drawer WHERE currency = ?`,
    );
    const of = (kind: string) =>
      `count(*) FILTER (WHERE t.kind = '${kind}') AS ${kind}Count,
       coalesce(sum(t.amount_minor) FILTER (WHERE t.kind = '${kind}'), 0) AS ${kind}Minor`;
    this.#totals = db.prepare<[string], BatchSums>(
      `SELECT ${['sale', 'void', 'refund'].map(of).join(', ')} FROM transactions t JOIN counters k ON k.batch_id = t.batch_id
         WHERE t.entry_mode = 'cash' AND t.state IN ('approved', 'voided') AND t.currency = ?`,
    );
    this.#doubt = db.prepare<[], DrawerDoubt>(
      'SELECT t.txn, d.executed FROM drawer_doubt d JOIN transactions t ON t.no = d.txn_no',
    );
    this.#asked = db.prepare<[], TransactionId | null>('SELECT txn FROM drawer_asked ORDER BY seq').pluck();
  }

  drawer(currency: string): DrawerRow | null {
    return this.#drawer.get(currency) ?? null;
  }

  cashTotals(currency: string): BatchSums {
    return this.#totals.get(currency) as BatchSums;
  }

  drawerDoubt(): DrawerDoubt | null {
    return this.#doubt.get() ?? null;
  }

  drawersAsked(): readonly (TransactionId | null)[] {
    return this.#asked.all();
  }
}
