/** What the firmware asks about case files: which are open, and which one a code names. */
import type { Database } from 'better-sqlite3';
import type { MinorUnits, MoneyKind, TransactionId } from '../facts.ts';

export interface CaseFileRow {
  readonly number: number;
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly sinceMs: number;
  /** Null: nothing was written for the acquirer yet. */
  readonly packedMs: number | null;
  /** Under which the acquirer has it. */
  readonly reference: string | null;
  /** When somebody shall ask again. */
  readonly remindMs: number;
  /** By when the money should have been there that the customer does not find; null: nobody misses any. */
  readonly awaitedMs: number | null;
  /** With which outcome it was closed; null: it is open. */
  readonly ended: string | null;
}

/** The part of the journal's contract about case files. */
export interface CaseFileReads {
  /** Open ones, the earliest reminder first. */
  openCaseFiles(): readonly CaseFileRow[];
  /** Open or closed. */
  caseFile(number: number): CaseFileRow | null;
  nextCaseFile(): number;
}

const ROWS = `SELECT f.number, t.txn, t.kind, t.amount_minor AS amountMinor, t.currency, f.since_ms AS sinceMs, f.packed_ms AS packedMs,
    f.reference, f.remind_ms AS remindMs, f.awaited_ms AS awaitedMs, f.ended
  FROM case_files f CROSS JOIN transactions t ON t.no = f.txn_no`;

export class CaseFileModels implements CaseFileReads {
  readonly #open;
  readonly #one;
  readonly #next;

  constructor(db: Database) {
    this.#open = db.prepare<[], CaseFileRow>(`${ROWS} WHERE f.ended IS NULL ORDER BY f.remind_ms, f.number`);
    this.#one = db.prepare<[number], CaseFileRow>(`${ROWS} WHERE f.number = ?`);
    this.#next = db.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM case_files').pluck();
  }

  openCaseFiles(): readonly CaseFileRow[] {
    return this.#open.all();
  }

  caseFile(number: number): CaseFileRow | null {
    return this.#one.get(number) ?? null;
  }

  nextCaseFile(): number {
    return this.#next.get() ?? 1;
  }
}
