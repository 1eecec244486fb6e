/** What the firmware asks about the roll in the printer. */
import type { Database } from 'better-sqlite3';

/** The roll in the printer. */
export interface RollRow {
  readonly printedMm: number;
  /** Null: nobody has seen it being loaded, so how much was printed on it before is not known. */
  readonly loadedMs: number | null;
}

export class RollModels {
  readonly #roll;

  constructor(db: Database) {
    this.#roll = db.prepare<[], RollRow>('SELECT printed_mm AS printedMm, loaded_ms AS loadedMs FROM roll');
  }

  roll(): RollRow {
    return this.#roll.get() ?? { printedMm: 0, loadedMs: null };
  }
}
