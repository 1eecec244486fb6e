/** What the firmware asks about policy, limits and freezes. */
import type { Database } from 'better-sqlite3';
import type { FrozenThing } from '../entries/control.ts';
import type { CardToken, FreezeReason, MaskedPan, TransactionId } from '../facts.ts';
import { GivenBackReads } from './given-back.ts';

export interface FreezeRow {
  readonly freeze: number;
  readonly on: FrozenThing;
  readonly reason: FreezeReason;
  readonly by: string;
  readonly sinceMs: number;
}

/** The part of the journal's contract that keeps people in bounds. */
export interface ControlReads {
  /** The policy as it was last journaled, key by key, values as JSON; empty before the first time. */
  policyKeys(): ReadonlyMap<string, string>;
  /** Minor units that voids, refunds and cancels of completions have given back, or may have, since then; by one operator, or by all. */
  givenBackMinor(sinceMs: number, operator: string | null): number;
  /** The same in the open shift, whatever the clock said in it; none is open: none. */
  givenBackInShiftMinor(): number;
  /** Of refunds that name no sale, in the open shift; none is open: all there are. */
  withoutSaleInShiftMinor(): number;
  /** Minor units to which this operator has agreed as the second person since then. */
  approvedMinor(sinceMs: number, operator: string): number;
  /** Amounts of the newest approved sales in that currency, newest first. */
  recentSales(currency: string, count: number): readonly number[];
  /** What is frozen now, oldest first. */
  freezes(): readonly FreezeRow[];
  /** Freezes count 1, 2, 3 … */
  nextFreeze(): number;
}

interface StoredFreeze {
  readonly freeze: number;
  readonly kind: FrozenThing['is'];
  readonly txn: TransactionId | null;
  readonly token: CardToken | null;
  readonly maskedPan: MaskedPan | null;
  readonly reason: FreezeReason;
  readonly by: string;
  readonly sinceMs: number;
}

export class ControlModels implements ControlReads {
  readonly #keys;
  readonly #givenBack;
  readonly #approved;
  readonly #sales;
  readonly #freezes;
  readonly #nextFreeze;

  constructor(db: Database) {
    this.#keys = db.prepare<[], [string, string]>('SELECT key, value FROM policy_keys').raw();
    this.#givenBack = new GivenBackReads(db);
    this.#approved = db
      .prepare<[string, number], number>(
        'SELECT coalesce(sum(amount_minor), 0) FROM approvals WHERE operator = ? AND at_ms >= ?',
      )
      .pluck();
    this.#sales = db
      .prepare<[string, number], number>(
        `SELECT amount_minor FROM transactions WHERE kind = 'sale' AND state IN ('approved', 'voided') AND currency = ?
           ORDER BY no DESC LIMIT ?`,
      )
      .pluck();
    this.#freezes = db.prepare<[], StoredFreeze>(
      `SELECT freeze, kind, txn, token, masked_pan AS maskedPan, reason, frozen_by AS "by", since_ms AS sinceMs
         FROM freezes WHERE lifted_seq IS NULL ORDER BY freeze`,
    );
    this.#nextFreeze = db.prepare<[], number>('SELECT coalesce(max(freeze), 0) + 1 FROM freezes').pluck();
  }

  policyKeys(): ReadonlyMap<string, string> {
    return new Map(this.#keys.all());
  }

  givenBackMinor(sinceMs: number, operator: string | null): number {
    return this.#givenBack.sinceMinor(sinceMs, operator);
  }

  givenBackInShiftMinor(): number {
    return this.#givenBack.inShiftMinor();
  }

  withoutSaleInShiftMinor(): number {
    return this.#givenBack.withoutSaleInShiftMinor();
  }

  approvedMinor(sinceMs: number, operator: string): number {
    return this.#approved.get(operator, sinceMs) ?? 0;
  }

  recentSales(currency: string, count: number): readonly number[] {
    return this.#sales.all(currency, count);
  }

  nextFreeze(): number {
    return this.#nextFreeze.get() ?? 1;
  }

  freezes(): readonly FreezeRow[] {
    return this.#freezes.all().map(({ freeze, kind, txn, token, maskedPan, reason, by, sinceMs }) => {
      const on: FrozenThing =
        kind === 'transaction' && txn !== null
          ? { is: kind, of: txn }
          : kind === 'card' && token !== null && maskedPan !== null
            ? { is: kind, token, maskedPan }
            : { is: 'terminal' };
      return { freeze, on, reason, by, sinceMs };
    });
  }
}
