/** What the firmware asks about the printer at which slips come out, and its roll. */
import type { Database } from 'better-sqlite3';
import type { PrinterPlace } from '../facts.ts';
import { numberOfType } from './entry-types.ts';

/** The roll in the printer at which slips come out. */
export interface RollRow {
  readonly printedMm: number;
  /** Null: nobody has seen it being loaded, so how much was printed on it before is not known. */
  readonly loadedMs: number | null;
  /** What the shift that was closed last has printed; null: there was none. */
  readonly lastShiftMm: number | null;
}

interface ClosedShift {
  readonly shift: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface RollReads {
  /** At which printer slips come out; a copy is in one printer at a time. */
  printingOn(): PrinterPlace;
  /** Of that printer. */
  roll(): RollRow;
}

export class RollModels implements RollReads {
  readonly #at;
  readonly #roll;
  readonly #lastShift;
  readonly #printed;
  /** A shift that is closed stays as it is. */
  #known: { readonly shift: number; readonly mm: number } | null = null;

  constructor(db: Database) {
    this.#at = db.prepare<[], PrinterPlace>('SELECT device FROM paper_desk').pluck();
    this.#roll = db.prepare<[], Omit<RollRow, 'lastShiftMm'>>(
      'SELECT printed_mm AS printedMm, loaded_ms AS loadedMs FROM rolls WHERE device = (SELECT device FROM paper_desk)',
    );
    this.#lastShift = db.prepare<[], ClosedShift>(
      `SELECT shift, opened_seq AS fromSeq, closed_seq AS toSeq FROM shifts WHERE closed_seq IS NOT NULL ORDER BY shift DESC LIMIT 1`,
    );
    this.#printed = db
      .prepare<[number, number], number>(
        `SELECT coalesce(sum(body ->> '$.lengthMm'), 0) FROM entries
          WHERE seq BETWEEN ? AND ? AND type = ${numberOfType('receipt.printed')}`,
      )
      .pluck();
  }

  printingOn(): PrinterPlace {
    return this.#at.get() ?? 'printer';
  }

  roll(): RollRow {
    return { ...(this.#roll.get() ?? { printedMm: 0, loadedMs: null }), lastShiftMm: this.#lastShiftMm() };
  }

  #lastShiftMm(): number | null {
    const closed = this.#lastShift.get();
    if (closed === undefined) return null;
    if (this.#known?.shift !== closed.shift)
      this.#known = { shift: closed.shift, mm: this.#printed.get(closed.fromSeq, closed.toSeq) ?? 0 };
    return this.#known.mm;
  }
}
