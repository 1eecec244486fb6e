/** What has been given back, or may have: by the clock, and within the shift that is open (requirements A14, A18). Read by the journal's last door and by the rules above it. */
import type { Database } from 'better-sqlite3';

/** The cancel of a completion counts from the first policy on that says so: a journal of before was not held to it. */
const GIVEN_BACK = `SELECT coalesce(sum(amount_minor), 0) FROM transactions
  WHERE (kind IN ('void', 'refund') OR kind = 'completionCancel'
      AND EXISTS (SELECT 1 FROM policy_keys WHERE key = 'completionCancels.demanded' AND value = 'true'))
    AND state IN ('deferred', 'submitted', 'unknown', 'approved')`;

const WITHOUT_SALE = `SELECT coalesce(sum(amount_minor), 0) FROM transactions
  WHERE kind = 'refund' AND original IS NULL AND state IN ('submitted', 'unknown', 'approved')`;

/** Of a shift: in the order of the journal, since a clock can be set back; of one from before that was demanded, by the clock (schema 34). */
const IN_SHIFT = 'AND no >= :firstNo AND created_at_ms >= :sinceMs';

interface Shift {
  readonly firstNo: number;
  readonly sinceMs: number;
}

const ALL: Shift = { firstNo: 0, sinceMs: 0 };

export class GivenBackReads {
  readonly #since;
  readonly #sinceBy;
  readonly #inShift;
  readonly #withoutSaleInShift;
  readonly #shift;

  constructor(db: Database) {
    this.#since = db.prepare<[number], number>(`${GIVEN_BACK} AND created_at_ms >= ?`).pluck();
    this.#sinceBy = db
      .prepare<[number, string], number>(`${GIVEN_BACK} AND created_at_ms >= ? AND operator = ?`)
      .pluck();
    this.#inShift = db.prepare<[Shift], number>(`${GIVEN_BACK} ${IN_SHIFT}`).pluck();
    this.#withoutSaleInShift = db.prepare<[Shift], number>(`${WITHOUT_SALE} ${IN_SHIFT}`).pluck();
    this.#shift = db.prepare<[], Shift>(
      `SELECT first_no AS firstNo, iif(first_no > 0, 0, opened_at_ms) AS sinceMs FROM shifts WHERE closed_seq IS NULL`,
    );
  }

  /** Minor units since then, by one operator or by all. */
  sinceMinor(sinceMs: number, operator: string | null): number {
    return (operator === null ? this.#since.get(sinceMs) : this.#sinceBy.get(sinceMs, operator)) ?? 0;
  }

  /** Minor units in the open shift; none is open: none. */
  inShiftMinor(): number {
    const shift = this.#shift.get();
    return shift === undefined ? 0 : (this.#inShift.get(shift) ?? 0);
  }

  /** Minor units of refunds that name no sale, in the open shift; none is open: all there are. */
  withoutSaleInShiftMinor(): number {
    return this.#withoutSaleInShift.get(this.#shift.get() ?? ALL) ?? 0;
  }
}
