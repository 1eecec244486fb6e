/**
 * Another device in the place of the known one, tried by the technician before the till may use it (requirement H5): through the till's own drivers, over a
 * connection of his own. Whatever ends the trial, the till is where it was: it knows the old one, and does not use the new.
 */
import type { CardReaderSession } from '../../../drivers/card-reader/card-reader.ts';
import type { Cancel } from '../../../drivers/link/link.ts';
import type { PrinterSession } from '../../../drivers/printer/printer.ts';
import type { DeviceIdentity, DeviceName } from '../../machines/device-link.ts';
import type { Report } from '../../maintenance/desk.ts';
import { type DeviceLines, type DeviceTold, type Listener, OPENERS } from '../device-openers.ts';

/** How long a port that the till has let go of may still be locked, and how often it is tried. */
const RELEASE_MS = 3_000;
const AGAIN_MS = 100;

export interface TrialParts {
  readonly lines: DeviceLines;
  readonly tell: (report: Report) => void;
  /** Whatever the device on trial says, but who it is. */
  readonly hear: (event: DeviceTold) => void;
}

type Session = { close(): void };

export class DeviceTrial {
  readonly #parts: TrialParts;
  #session: Session | null = null;
  #cancelAgain: Cancel = () => {};
  printer: PrinterSession | null = null;
  reader: CardReaderSession | null = null;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  get isOn(): boolean {
    return this.#session !== null;
  }

  /** The till has let go of the device. A `trial` report follows. */
  begin(device: DeviceName): void {
    this.#open(device, this.#parts.lines.clock.nowMs() + RELEASE_MS);
  }

  end(): void {
    this.#cancelAgain();
    this.#session?.close();
    this.#session = null;
    this.printer = null;
    this.reader = null;
  }

  #open(device: DeviceName, untilMs: number): void {
    const { tell, hear } = this.#parts;
    const { clock } = this.#parts.lines;
    // A logo is stored in the memory of a printer that stays.
    const { logo: _, ...lines } = this.#parts.lines;
    const listener: Listener = {
      identified: (identity) => {
        tell({ is: 'trial', what: 'opened', identity: factsOf(identity), detail: '' });
        return true;
      },
      lost: ({ cause, detail }) => {
        this.end();
        if (cause === 'busy' && clock.nowMs() < untilMs)
          this.#cancelAgain = clock.after(AGAIN_MS, () => this.#open(device, untilMs));
        else tell({ is: 'trial', what: 'lost', identity: null, detail: `${cause}: ${detail}` });
      },
      event: hear,
    };
    if (device === 'printer' || device === 'printer2') this.#session = this.printer = OPENERS[device](lines, listener);
    else if (device === 'cardReader') this.#session = this.reader = OPENERS.cardReader(lines, listener);
    else this.#session = OPENERS[device](lines, listener);
  }
}

const factsOf = ({ name, serial, grade, complaints }: DeviceIdentity) => ({ name, serial, grade, complaints });
