/** At which printer the paper desk stands (requirement D3): a copy is in one printer at a time, and the desk leaves nothing unsaid behind. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { PrinterPlace } from '../../facts.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export class PrinterProjection {
  readonly #at;
  readonly #move;
  readonly #inPrinter;

  constructor(db: Database) {
    this.#at = db.prepare<[], PrinterPlace>('SELECT device FROM paper_desk').pluck();
    this.#move = db.prepare<[PrinterPlace]>('UPDATE paper_desk SET device = ?');
    this.#inPrinter = db
      .prepare<[], string>(`SELECT copy FROM copies WHERE state <> 'printed' AND state IN ('started', 'held') LIMIT 1`)
      .pluck();
  }

  at(): PrinterPlace {
    return this.#at.get() ?? 'printer';
  }

  /** @throws JournalRefused where a slip is begun in a printer at which the desk does not stand. */
  started({ body: { copy, printer: second } }: Of<'receipt.started'>): void {
    const at = this.at();
    const printer: PrinterPlace = second ?? 'printer';
    demand(printer === at, 'printer-elsewhere', `slips are printed on ${at}, and ${copy} is begun on ${printer}`);
  }

  /** @throws JournalRefused */
  moved({ body: { from, to } }: Of<'paper.moved'>): void {
    const at = this.at();
    demand(from === at && to !== at, 'printer-elsewhere', `slips are printed on ${at}: no way from ${from} to ${to}`);
    const left = this.#inPrinter.get();
    demand(left === undefined, 'slip-in-printer', `${left} is under way in ${from}: what became of it comes first`);
    this.#move.run(to);
  }
}
