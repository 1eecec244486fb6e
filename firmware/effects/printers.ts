/**
 * The two printers of a counter, of which the paper desk works with one (requirement D3, "other printer"): the journal says which. What the other one
 * tells is only looked at, so that the cashier can be offered it; a slip never goes there by itself.
 */
import type { PrinterEvent, PrinterIdentity, PrinterSession, PrinterStatus } from '../../drivers/printer/printer.ts';
import type { PrinterPlace, Stamp } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TerminalEvent } from '../machines/terminal-desk.ts';
import type { DeviceTold, SecondPrinterTold, Sessions } from './device-openers.ts';
import { slipsLeftBehind } from './left-behind.ts';

export interface PrinterParts {
  readonly journal: Journal;
  readonly stamp: () => Stamp;
  readonly sessions: Pick<Sessions, PrinterPlace>;
  /** A second one is configured. */
  readonly hasSecond: boolean;
  readonly tell: (event: TerminalEvent) => void;
}

interface Seen {
  readonly identity: PrinterIdentity;
  readonly status: PrinterStatus;
}

export class Printers {
  readonly #parts: PrinterParts;
  readonly #seen: Record<PrinterPlace, Seen | null> = { printer: null, printer2: null };

  constructor(parts: PrinterParts) {
    this.#parts = parts;
  }

  /** Where slips come out. */
  get at(): PrinterPlace {
    return this.#parts.journal.printingOn();
  }

  /** The session with it, if it is there. */
  session(): PrinterSession | null {
    return this.#parts.sessions[this.at];
  }

  /** The second printer may have been taken out of the configuration with a slip in it. */
  begin(): void {
    if (this.at === 'printer2' && !this.#parts.hasSecond) this.#append('configuration');
  }

  /** Null: it was a printer's, and whom it concerns has been told. What is no printer's comes back. */
  hear(event: DeviceTold): Exclude<DeviceTold, SecondPrinterTold> | null {
    if (event.type === 'printer2.told') this.#hear('printer2', event.event);
    else if (isPrinters(event)) this.#hear('printer', event);
    else return event;
    return null;
  }

  /** Journaled first: what the printer had in hand, then the move. The paper desk hears of the other printer as of one that was just connected. */
  move(): void {
    if (!this.#parts.hasSecond) return;
    this.#append('cashier');
    this.#tellOther();
    const here = this.#seen[this.at];
    if (here !== null) this.#parts.tell({ type: 'printer.identified', ...here });
  }

  #append(by: 'cashier' | 'configuration'): void {
    const { journal, stamp } = this.#parts;
    const from = this.at;
    journal.append(
      [
        ...slipsLeftBehind(journal, 'printed on the other printer'),
        { type: 'paper.moved', txn: null, body: { from, to: otherThan(from), by } },
      ],
      stamp(),
    );
  }

  #hear(place: PrinterPlace, event: PrinterEvent): void {
    const before = this.#seen[place];
    this.#note(place, event);
    // The drawer hangs on the first printer, wherever slips come out.
    if (place === this.at || event.type === 'printer.drawerPulsed' || event.type === 'printer.logoStored') {
      this.#parts.tell(event);
      return;
    }
    if (before?.status.paper === 'end' && this.#hasPaper(place)) this.#appendLoaded(place);
    this.#tellOther();
  }

  #note(place: PrinterPlace, event: PrinterEvent): void {
    const seen = this.#seen[place];
    if (event.type === 'printer.identified') this.#seen[place] = { identity: event.identity, status: event.status };
    else if (event.type === 'printer.lost') this.#seen[place] = null;
    else if (event.type === 'printer.statusChanged' && seen !== null)
      this.#seen[place] = { ...seen, status: event.status };
  }

  #hasPaper(place: PrinterPlace): boolean {
    const paper = this.#seen[place]?.status.paper;
    return paper === 'ok' || paper === 'near-end';
  }

  #appendLoaded(printer: PrinterPlace): void {
    this.#parts.journal.append([{ type: 'roll.loaded', txn: null, body: { printer } }], this.#parts.stamp());
  }

  #tellOther(): void {
    if (!this.#parts.hasSecond) return;
    const device = otherThan(this.at);
    this.#parts.tell({ type: 'otherPrinter.seen', device, status: this.#seen[device]?.status ?? null });
  }
}

function otherThan(place: PrinterPlace): PrinterPlace {
  return place === 'printer' ? 'printer2' : 'printer';
}

function isPrinters(event: DeviceTold): event is PrinterEvent {
  return event.type.startsWith('printer.');
}
