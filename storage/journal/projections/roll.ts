/** What has been printed on the roll in each printer, by the length of each slip (requirement D14). After the paper's end comes a new roll. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { PrinterPlace } from '../../facts.ts';
import type { PrinterProjection } from './printers.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

const PAPER_END = 'paper-end';

export class RollProjection {
  readonly #printers;
  readonly #add;
  readonly #setEnded;
  readonly #load;

  constructor(db: Database, printers: PrinterProjection) {
    this.#printers = printers;
    this.#add = db.prepare<[number, PrinterPlace]>('UPDATE rolls SET printed_mm = printed_mm + ? WHERE device = ?');
    this.#setEnded = db.prepare<[PrinterPlace]>('UPDATE rolls SET ended = 1 WHERE device = ?');
    this.#load = db.prepare<[{ device: PrinterPlace; atMs: number; seen: 0 | 1 }]>(
      `UPDATE rolls SET printed_mm = 0, ended = 0, loaded_ms = :atMs WHERE device = :device AND (ended = 1 OR :seen = 1)`,
    );
  }

  printed(entry: Of<'receipt.printed'>): void {
    const { lengthMm } = entry.body;
    if (lengthMm !== undefined) this.#add.run(lengthMm, this.#printers.at());
  }

  ended(entry: Of<'paper.ended'>): void {
    if (entry.body.cause === PAPER_END) this.#setEnded.run(this.#printers.at());
  }

  returned(entry: Of<'paper.returned'>): void {
    this.#load.run({ device: this.#printers.at(), atMs: entry.atMs, seen: 0 });
  }

  /** Somebody was seen putting a roll in. */
  loaded({ atMs, body }: Of<'roll.loaded'>): void {
    this.#load.run({ device: body.printer, atMs, seen: 1 });
  }
}
