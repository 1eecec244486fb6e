/** Puts swipe blocks together from HID reports, one or many, zero-padded at the end. Holds one unfinished block at the most. */
import { readMagtekReport } from './magtek-wire.ts';
import { blockLength, readSecureMagBlock } from './securemag-wire.ts';
import type { Swipe } from './swipe.ts';

export class SecureMagBlocks {
  #pending = new Uint8Array(0);

  /** Bytes of an unfinished block. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** @returns the swipe that `report` completes. A block that turns out damaged is dropped, and a new one looked for in this report. */
  read(report: Uint8Array): Swipe | null {
    // At security levels 1 and 2 the reader sends MagTek's layout: it starts with a decode status, 0 or 1, never with STX.
    if (this.#pending.length === 0 && (report[0] === 0 || report[0] === 1))
      return readMagtekReport(new Uint8Array(report));
    const joined = new Uint8Array(this.#pending.length + report.length);
    joined.set(this.#pending);
    joined.set(report, this.#pending.length);
    const startedBefore = this.#pending.length > 0;
    this.forget();
    const total = blockLength(joined);
    if (total === null) return null;
    if (joined.length < total) {
      this.#pending = joined;
      return null;
    }
    const swipe = readSecureMagBlock(joined);
    if (swipe !== null) return swipe;
    joined.fill(0);
    return startedBefore ? this.read(report) : null;
  }

  /** Wipes an unfinished block. */
  forget(): void {
    this.#pending.fill(0);
    this.#pending = new Uint8Array(0);
  }
}
