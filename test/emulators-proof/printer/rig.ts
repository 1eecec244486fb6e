/** A printer on virtual time, with everything it says and does on record. */
import { Printer } from '../../emulators/printer/printer.ts';
import type { Settings } from '../../emulators/printer/settings.ts';
import { VirtualClock } from '../virtual-clock.ts';

export interface RigEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export class Rig {
  readonly clock = new VirtualClock();
  readonly printer: Printer;
  readonly events: RigEvent[] = [];
  /** Each `send` of the printer by itself. */
  readonly sends: Uint8Array[] = [];
  readonly holds: boolean[] = [];
  #read = 0;

  constructor(settings: Partial<Settings> = {}) {
    this.printer = new Printer(settings, this.clock, {
      send: (bytes) => this.sends.push(bytes),
      emit: (event, fields = {}) => this.events.push({ event, ...fields }),
      hold: (on) => this.holds.push(on),
    });
  }

  /** Hex, or text after a quote: `send('1b 40', '"Hello', '0a')`. */
  send(...parts: string[]): void {
    this.printer.receive(bytesOf(...parts));
  }
  /** What the printer has sent since the last look, as hex. */
  answers(): string {
    const all = Buffer.concat(this.sends).toString('hex');
    const fresh = all.slice(this.#read);
    this.#read = all.length;
    return fresh.replace(/../g, '$& ').trim();
  }
  named(event: string): RigEvent[] {
    return this.events.filter((one) => one.event === event);
  }
  /** Text lines of all slips. */
  lines(): string[] {
    return this.printer.tape().flatMap((slip) => slip.lines);
  }
}

export function bytesOf(...parts: string[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      part.startsWith('"') ? Buffer.from(part.slice(1), 'latin1') : Buffer.from(part.replace(/\s/g, ''), 'hex'),
    ),
  );
}

/** GS ( H fn 48 with the id `text`. */
export const requestId = (text: string): string => `1d2848060030 30 ${Buffer.from(text, 'latin1').toString('hex')}`;
/** Its answer. */
export const idAnswer = (text: string): string =>
  `37 22 ${[...text].map((c) => c.charCodeAt(0).toString(16)).join(' ')} 00`;
