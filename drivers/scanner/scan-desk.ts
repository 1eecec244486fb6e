/** Turns what a scanner sent into scans: no empty ones, none twice. */
import type { Clock, DeviceLost } from '../link/link.ts';
import { readCode } from './code.ts';
import type { ScannerEvent } from './scanner.ts';

/** The same code again within this time is the same look at the same label (facts/peripherals §1e, §5: double charging). */
const DEBOUNCE_MS = 700;

export class ScanDesk {
  readonly #clock: Clock;
  readonly #on: (event: ScannerEvent) => void;
  #over = false;
  #last: { readonly text: string; readonly atMs: number } | null = null;

  constructor(clock: Clock, on: (event: ScannerEvent) => void) {
    this.#clock = clock;
    this.#on = on;
  }

  identified(): void {
    if (!this.#over) this.#on({ type: 'scanner.identified' });
  }

  scanned(bytes: Uint8Array): void {
    const read = readCode(bytes);
    if (this.#over || read === null) return;
    const text = `${read.symbology ?? ''}${read.code}`;
    const atMs = this.#clock.nowMs();
    const again = this.#last !== null && this.#last.text === text && atMs - this.#last.atMs < DEBOUNCE_MS;
    this.#last = { text, atMs };
    if (!again) this.#on({ type: 'scanner.scanned', ...read });
  }

  lost(fault: DeviceLost): void {
    if (this.#over) return;
    this.#over = true;
    this.#on({ type: 'scanner.lost', fault });
  }

  close(): void {
    this.#over = true;
  }
}
