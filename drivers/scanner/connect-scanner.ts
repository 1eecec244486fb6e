/** Scanners by driver name (design §8): `hid-pos`, `hid-wedge`, `serial`. */
import type { Cancel, Clock, OpenBytePipe, OpenHidPipe } from '../link/link.ts';
import { readPosReport } from './hid-pos-wire.ts';
import { LineReader, LONGEST_CODE } from './line-reader.ts';
import { ScanDesk } from './scan-desk.ts';
import type { ScannerEvent, ScannerSession } from './scanner.ts';
import { readWedgeReport } from './wedge-wire.ts';

export type ScannerDriver = 'hid-pos' | 'hid-wedge' | 'serial';

export interface ScannerPipes {
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
}

/** A code that has stopped for so long will not be finished: half a number must not become an article. */
const UNFINISHED_MS = 500;
const CR = 0x0d;

/**
 * Connects to the scanner at `address`. The same code within 700 ms is one scan. A code that never gets its suffix (CR, LF, Tab) is
 * thrown away. The session dies with its link; nothing comes after `scanner.lost` or `close()`.
 */
export function connectScanner(
  driver: ScannerDriver,
  pipes: ScannerPipes,
  address: string,
  clock: Clock,
  on: (event: ScannerEvent) => void,
): ScannerSession {
  const desk = new ScanDesk(clock, on);
  const patience = new Patience(clock);
  const decoder =
    driver === 'hid-pos' ? new PosDecoder() : driver === 'hid-wedge' ? new WedgeDecoder() : new LineReader();
  const events = {
    opened: () => desk.identified(),
    lost(fault: Parameters<ScanDesk['lost']>[0]) {
      patience.end();
      desk.lost(fault);
    },
  };
  const take = (bytes: Uint8Array): void => {
    for (const code of decoder.read(bytes)) desk.scanned(code);
    patience.wait(decoder.started, () => decoder.forget());
  };
  const pipe =
    driver === 'serial'
      ? pipes.openBytePipe(address, { ...events, bytes: take })
      : pipes.openHidPipe(address, { ...events, report: take, feature() {} });
  return {
    close() {
      patience.end();
      desk.close();
      pipe.close();
    },
  };
}

class Patience {
  readonly #clock: Clock;
  #cancel: Cancel | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(unfinished: boolean, giveUp: () => void): void {
    this.end();
    if (unfinished) this.#cancel = this.#clock.after(UNFINISHED_MS, giveUp);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}

class WedgeDecoder {
  readonly #lines = new LineReader();
  #down: readonly number[] = [];

  get started(): boolean {
    return this.#lines.started;
  }

  read(report: Uint8Array): readonly Uint8Array[] {
    const { down, typed } = readWedgeReport(this.#down, report);
    this.#down = down;
    return this.#lines.read(typed);
  }

  forget(): void {
    this.#lines.forget();
  }
}

/** Puts continued reports together; the AIM id stands in the first. */
class PosDecoder {
  readonly #lines = new LineReader();
  #parts: Uint8Array[] = [];

  get started(): boolean {
    return this.#parts.length > 0 || this.#lines.started;
  }

  read(bytes: Uint8Array): readonly Uint8Array[] {
    const report = readPosReport(bytes);
    if (report === null) return [];
    if (report.kind === 'text') return this.#lines.read(report.ends ? [...report.data, CR] : report.data);
    if (this.#parts.length === 0) this.#parts.push(new Uint8Array(report.aim));
    this.#parts.push(new Uint8Array(report.data));
    const code = Uint8Array.from(this.#parts.flatMap((part) => [...part]));
    if (report.continued && code.length <= LONGEST_CODE) return [];
    this.forget();
    return report.continued ? [] : [code];
  }

  forget(): void {
    this.#parts = [];
    this.#lines.forget();
  }
}
