/** What the firmware asks about people and shifts. */
import type { Database } from 'better-sqlite3';
import type { EntryType } from '../entries/entry.ts';
import type { Role, ShiftFigures, ShiftTotal } from '../facts.ts';
import { numberOfType } from './entry-types.ts';

export interface OperatorRow {
  /** 1 to 999, without leading zeros. */
  readonly operator: string;
  readonly name: string;
  readonly role: Role;
  readonly dismissed: boolean;
  /** Wrong PINs in a row. */
  readonly failures: number;
  /** Epoch milliseconds; null where not locked. */
  readonly lockedUntilMs: number | null;
}

export interface ShiftRow {
  readonly shift: number;
  readonly operator: string;
  readonly role: Role;
  readonly openedSeq: number;
  readonly openedAtMs: number;
  readonly closedSeq: number | null;
  readonly closedAtMs: number | null;
  /** The PIN is asked for before anything else. */
  readonly locked: boolean;
  /** For the next one. */
  readonly notes: readonly string[];
  readonly number: string;
}

/** A new PIN; comes with the append of `operator.registered` or `operator.changed` and is kept as a verifier, never as itself. */
export interface PinDraft {
  readonly operator: string;
  readonly pin: string;
  /** `published`: the manual prints it (training, demonstration); its check costs nothing and protects nothing. */
  readonly strength: 'strong' | 'published';
}

/** The part of the journal's contract that is about people. */
export interface PeopleReads {
  /** By number, those who have been dismissed among them. */
  operators(): readonly OperatorRow[];
  operator(operator: string): OperatorRow | null;
  /** The open shift: who is on duty. */
  shift(): ShiftRow | null;
  /** The newest shift that is over. */
  lastShift(): ShiftRow | null;
  /** Grows with the shift, not with the journal. Null: there is no such shift. */
  shiftFigures(shift: number): ShiftFigures | null;
  /** The shift that an entry belongs to, by its number in the chain; null for what nobody on duty has seen. */
  shiftAt(seq: number): ShiftRow | null;
}

interface StoredOperator {
  readonly operator: string;
  readonly name: string;
  readonly role: Role;
  readonly dismissed: number;
  readonly failures: number;
  readonly lockedUntilMs: number | null;
}

interface StoredShift extends Omit<ShiftRow, 'locked' | 'notes'> {
  readonly locked: number;
  readonly notes: string;
}

const OPERATOR = 'SELECT operator, name, role, dismissed, failures, locked_until_ms AS lockedUntilMs FROM operators';
const SHIFT = `SELECT shift, operator, role, opened_seq AS openedSeq, opened_at_ms AS openedAtMs, closed_seq AS closedSeq,
  closed_at_ms AS closedAtMs, locked, notes, number FROM shifts`;

export class PeopleModels implements PeopleReads {
  readonly #operators;
  readonly #operator;
  readonly #open;
  readonly #last;
  readonly #at;
  readonly #numbered;
  readonly #totals;
  readonly #counts;
  readonly #cash;

  constructor(db: Database) {
    this.#operators = db.prepare<[], StoredOperator>(`${OPERATOR} ORDER BY CAST(operator AS INTEGER)`);
    this.#operator = db.prepare<[string], StoredOperator>(`${OPERATOR} WHERE operator = ?`);
    this.#open = db.prepare<[], StoredShift>(`${SHIFT} WHERE closed_seq IS NULL`);
    this.#last = db.prepare<[], StoredShift>(`${SHIFT} WHERE closed_seq IS NOT NULL ORDER BY shift DESC LIMIT 1`);
    this.#at = db.prepare<[number], StoredShift>(`${SHIFT} WHERE opened_seq <= ? ORDER BY opened_seq DESC LIMIT 1`);
    this.#numbered = db.prepare<[number], StoredShift>(`${SHIFT} WHERE shift = ?`);
    this.#totals = db.prepare<[number, number], ShiftTotal>(
      `SELECT t.kind, t.currency, count(*) AS count, sum(t.amount_minor) AS sumMinor
         FROM entries e JOIN transactions t ON t.txn = e.txn
         WHERE e.seq BETWEEN ? AND ? AND e.type IN (${numbers('sale.approved', 'void.approved', 'refund.approved', 'cash.taken', 'cash.givenBack')})
         GROUP BY t.kind, t.currency ORDER BY CASE t.kind WHEN 'sale' THEN 1 WHEN 'void' THEN 2 ELSE 3 END, t.currency`,
    );
    this.#cash = db.prepare<[number, number], { currency: string; minor: number }>(
      `SELECT t.currency, sum(iif(t.kind = 'sale', t.amount_minor, -t.amount_minor)) AS minor
         FROM entries e JOIN transactions t ON t.txn = e.txn
         WHERE e.seq BETWEEN ? AND ? AND e.type IN (${numbers('cash.taken', 'cash.givenBack')}) GROUP BY t.currency`,
    );
    this.#counts = db.prepare<[number, number], { readonly type: number; readonly count: number }>(
      'SELECT type, count(*) AS count FROM entries WHERE seq BETWEEN ? AND ? GROUP BY type',
    );
  }

  operators(): readonly OperatorRow[] {
    return this.#operators.all().map(operatorRow);
  }

  operator(operator: string): OperatorRow | null {
    const row = this.#operator.get(operator);
    return row === undefined ? null : operatorRow(row);
  }

  shift(): ShiftRow | null {
    return shiftRow(this.#open.get());
  }

  lastShift(): ShiftRow | null {
    return shiftRow(this.#last.get());
  }

  shiftFigures(number: number): ShiftFigures | null {
    const shift = shiftRow(this.#numbered.get(number));
    if (shift === null) return null;
    const range: [number, number] = [shift.openedSeq, shift.closedSeq ?? Number.MAX_SAFE_INTEGER];
    const counts = new Map(this.#counts.all(...range).map(({ type, count }) => [type, count]));
    const count = (...types: readonly EntryType[]): number =>
      types.reduce((sum, type) => sum + (counts.get(numberOfType(type) ?? 0) ?? 0), 0);
    return {
      shift: shift.shift,
      operator: shift.operator,
      openedAtMs: shift.openedAtMs,
      closedAtMs: shift.closedAtMs,
      totals: this.#totals.all(...range),
      cash: this.#cash.all(...range),
      declined: count('sale.declined', 'void.declined', 'refund.declined'),
      unknown: count('sale.unknown', 'void.unknown', 'refund.unknown'),
      reversed: count('reversal.accepted', 'reversal.resolved'),
      promised: count('refund.deferred'),
      reprints: count('receipt.requested'),
      drawer: count('drawer.requested'),
      wrongPins: count('operator.refused'),
    };
  }

  shiftAt(seq: number): ShiftRow | null {
    const row = shiftRow(this.#at.get(seq));
    return row !== null && (row.closedSeq === null || seq <= row.closedSeq) ? row : null;
  }
}

const numbers = (...types: readonly EntryType[]): string => types.map((type) => numberOfType(type)).join(', ');

function operatorRow(row: StoredOperator): OperatorRow {
  return { ...row, dismissed: row.dismissed === 1 };
}

function shiftRow(row: StoredShift | undefined): ShiftRow | null {
  return row === undefined ? null : { ...row, locked: row.locked === 1, notes: JSON.parse(row.notes) as string[] };
}
