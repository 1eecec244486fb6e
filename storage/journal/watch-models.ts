/** What a shift looks like to somebody who watches it (requirements G1, F9): its moves of money, beside what else happened at the counter. */
import type { Database } from 'better-sqlite3';
import type { EntryType } from '../entries/entry.ts';
import { namedInIndex } from './entry-index.ts';
import { numberOfType } from './entry-types.ts';

/** One approved transaction of a shift. */
export interface WatchedMove {
  readonly kind: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Epoch milliseconds of the approval. */
  readonly atMs: number;
  /** Of what it undoes; null where it undoes nothing. */
  readonly original: {
    readonly operator: string;
    readonly atMs: number;
    /** A slip of it had left the printer. */
    readonly printed: boolean;
  } | null;
}

export interface ShiftWatch {
  readonly shift: number;
  readonly operator: string;
  /** In the order of the journal. */
  readonly moves: readonly WatchedMove[];
  readonly reprints: number;
  /** By a key, not for a sale. */
  readonly drawerOpens: number;
  readonly paperEnds: number;
  readonly wrongPins: number;
}

/** The part of the journal's contract that is about watching. */
export interface WatchReads {
  /** Grows with the shift, not with the journal. Null: there is no such shift. */
  shiftWatch(shift: number): ShiftWatch | null;
}

interface StoredShift {
  readonly operator: string;
  readonly openedSeq: number;
  readonly closedSeq: number | null;
}

interface StoredMove {
  readonly kind: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly atMs: number;
  readonly originalOperator: string | null;
  readonly originalAtMs: number | null;
  readonly originalPrinted: number;
}

interface StoredCount {
  readonly type: number;
  readonly count: number;
  readonly ofNoTransaction: number;
}

const number = (type: EntryType): number => numberOfType(type) ?? 0;
const MOVES: readonly EntryType[] = [
  'sale.approved',
  'void.approved',
  'refund.approved',
  'completion.approved',
  'completionCancel.approved',
  'cash.taken',
  'cash.givenBack',
];

export class WatchModels implements WatchReads {
  readonly #shift;
  readonly #moves;
  readonly #counts;

  constructor(db: Database) {
    this.#shift = db.prepare<[number], StoredShift>(
      'SELECT operator, opened_seq AS openedSeq, closed_seq AS closedSeq FROM shifts WHERE shift = ?',
    );
    this.#moves = db.prepare<[number, number], StoredMove>(
      `SELECT t.kind, t.amount_minor AS amountMinor, t.currency, e.at_ms AS atMs, o.operator AS originalOperator,
              o.created_at_ms AS originalAtMs,
              EXISTS (SELECT 1 FROM entries p
                WHERE ${namedInIndex('p', 'o.txn')} AND p.type = ${number('receipt.printed')} AND p.seq < e.seq) AS originalPrinted
         FROM entries e JOIN transactions t ON t.txn = e.txn LEFT JOIN transactions o ON o.no = t.original
         WHERE e.seq BETWEEN ? AND ? AND e.type IN (${MOVES.map(number).join(', ')}) ORDER BY e.seq`,
    );
    this.#counts = db.prepare<[number, number], StoredCount>(
      'SELECT type, count(*) AS count, sum(txn IS NULL) AS ofNoTransaction FROM entries WHERE seq BETWEEN ? AND ? GROUP BY type',
    );
  }

  shiftWatch(shift: number): ShiftWatch | null {
    const found = this.#shift.get(shift);
    if (found === undefined) return null;
    const range: [number, number] = [found.openedSeq, found.closedSeq ?? Number.MAX_SAFE_INTEGER];
    const counts = new Map(this.#counts.all(...range).map((row) => [row.type, row]));
    const count = (type: EntryType): number => counts.get(number(type))?.count ?? 0;
    return {
      shift,
      operator: found.operator,
      moves: this.#moves.all(...range).map(watchedMove),
      reprints: count('receipt.requested'),
      drawerOpens: counts.get(number('drawer.requested'))?.ofNoTransaction ?? 0,
      paperEnds: count('paper.ended'),
      wrongPins: count('operator.refused'),
    };
  }
}

function watchedMove({ kind, amountMinor, currency, atMs, ...row }: StoredMove): WatchedMove {
  const { originalOperator: operator, originalAtMs, originalPrinted } = row;
  const original =
    operator === null || originalAtMs === null
      ? null
      : { operator, atMs: originalAtMs, printed: originalPrinted === 1 };
  return { kind, amountMinor, currency, atMs, original };
}
