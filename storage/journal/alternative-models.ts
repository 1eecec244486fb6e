/** What the firmware asks about coupons and pick-ups. */
import type { Database } from 'better-sqlite3';
import type { AlternativeKind } from '../entries/alternatives.ts';
import type { MinorUnits, TransactionId } from '../facts.ts';

export interface AlternativeRow {
  readonly number: number;
  readonly txn: TransactionId;
  readonly kind: AlternativeKind;
  readonly original: TransactionId;
  readonly costMinor: MinorUnits;
  readonly currency: string;
  readonly sinceMs: number;
}

/** The part of the journal's contract about what customers got in the place of paper. */
export interface AlternativeReads {
  /** Neither redeemed nor picked up, by number. */
  openAlternatives(): readonly AlternativeRow[];
  nextAlternative(): number;
  /** Kinds that a transaction has got. */
  alternativesOf(original: TransactionId): readonly AlternativeKind[];
  /** What the coupons of the present outage cost, in minor units; 0 while there is none. */
  couponCostMinor(currency: string): number;
}

export class AlternativeModels implements AlternativeReads {
  readonly #open;
  readonly #next;
  readonly #of;
  readonly #cost;

  constructor(db: Database) {
    this.#open = db.prepare<[], AlternativeRow>(
      `SELECT number, txn, kind, original, cost_minor AS costMinor, currency, since_ms AS sinceMs
         FROM alternatives WHERE ended IS NULL ORDER BY number`,
    );
    this.#next = db.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM alternatives').pluck();
    this.#of = db.prepare<[string], AlternativeKind>('SELECT kind FROM alternatives WHERE original = ?').pluck();
    this.#cost = db
      .prepare<[string], number>(
        `SELECT coalesce(sum(cost_minor), 0) FROM alternatives
          WHERE currency = ? AND outage = (SELECT seq FROM outages WHERE state <> 'closed')`,
      )
      .pluck();
  }

  openAlternatives(): readonly AlternativeRow[] {
    return this.#open.all();
  }

  nextAlternative(): number {
    return this.#next.get() ?? 1;
  }

  alternativesOf(original: TransactionId): readonly AlternativeKind[] {
    return this.#of.all(original);
  }

  couponCostMinor(currency: string): number {
    return this.#cost.get(currency) ?? 0;
  }
}
