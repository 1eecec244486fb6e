/** The paper as a person reads it: every slip on the tape, whole or not, cut off or still hanging out of the printer. */
import { type PrintedSlip, readPaper, type TapeSlip } from '../countertop/promises.ts';
import type { Printer } from '../emulators/printer/printer.ts';
import type { Slip } from '../emulators/printer/tape.ts';
import { slipReport } from '../emulators/printer/tape-report.ts';

export class Paper {
  readonly #printer: Printer;
  /** A piece that was cut off does not change any more. */
  readonly #read = new WeakMap<Slip, { readonly report: TapeSlip; readonly slips: readonly PrintedSlip[] }>();

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  pieces(): readonly TapeSlip[] {
    return this.#pieces().map(({ report }) => report);
  }

  /** Whole slips on pieces that were cut off. */
  cutOff(): readonly PrintedSlip[] {
    return this.#pieces().flatMap(({ report, slips }) => (report.end.endsWith('cut') ? slips : []));
  }

  /** All whole slips, those included that nobody has cut off yet. */
  whole(): readonly PrintedSlip[] {
    return this.#pieces().flatMap(({ slips }) => slips);
  }

  #pieces() {
    return this.#printer.works.tape.slips().map((slip) => {
      const known = this.#read.get(slip);
      if (known !== undefined) return known;
      const report = slipReport(slip, false);
      const read = { report, slips: readPaper(report.lines) };
      if (slip.end !== 'open') this.#read.set(slip, read);
      return read;
    });
  }
}
