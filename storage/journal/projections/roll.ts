/** What has been printed on the roll in the printer, by the length of each slip (requirement D14). After the paper's end comes a new roll. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

const PAPER_END = 'paper-end';

export class RollProjection {
  readonly #add;
  readonly #setEnded;
  readonly #load;

  constructor(db: Database) {
    this.#add = db.prepare('UPDATE roll SET printed_mm = printed_mm + ?');
    this.#setEnded = db.prepare('UPDATE roll SET ended = 1');
    this.#load = db.prepare('UPDATE roll SET printed_mm = 0, ended = 0, loaded_ms = ? WHERE ended = 1');
  }

  printed(entry: Of<'receipt.printed'>): void {
    const { lengthMm } = entry.body;
    if (lengthMm !== undefined) this.#add.run(lengthMm);
  }

  ended(entry: Of<'paper.ended'>): void {
    if (entry.body.cause === PAPER_END) this.#setEnded.run();
  }

  returned(entry: Of<'paper.returned'>): void {
    this.#load.run(entry.atMs);
  }
}
