/** The paper as a person reads it: every slip on the tape, whole or not, cut off or still hanging out of the printer. */
import { type PrintedSlip, readPaper, type TapeSlip } from '../countertop/promises.ts';
import type { Printer } from '../emulators/printer/printer.ts';
import { lineText, type Slip } from '../emulators/printer/tape.ts';

interface Piece {
  readonly report: TapeSlip;
  readonly slips: readonly PrintedSlip[];
  /** Something is on it that belongs to no whole slip. */
  readonly hasLeftovers: boolean;
}

export class Paper {
  readonly #printer: Printer;
  /** A piece that was cut off does not change any more. */
  readonly #read = new WeakMap<Slip, Piece>();

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

  /** Whether on the paper before this slip, or above it on its own piece, anything lies that belongs to no whole slip. */
  hasStubBefore(slip: PrintedSlip): boolean {
    const pieces = this.#pieces();
    const at = pieces.findIndex(({ slips }) => slips.includes(slip));
    return pieces.slice(0, at + 1).some(({ hasLeftovers }) => hasLeftovers);
  }

  #pieces(): readonly Piece[] {
    return this.#printer.works.tape.slips().map((slip) => {
      const known = this.#read.get(slip);
      if (known !== undefined) return known;
      const read = readPiece(slip);
      if (slip.end !== 'open') this.#read.set(slip, read);
      return read;
    });
  }
}

function readPiece(slip: Slip): Piece {
  const ink = slip.items.filter((item) => item.kind === 'text' || item.kind === 'graphic');
  const lines = ink.flatMap((item) => (item.kind === 'text' && item.complete ? [lineText(item.line)] : []));
  const slips = readPaper(lines);
  const ofSlips = slips.reduce((sum, one) => sum + one.lines.length, 0);
  return {
    report: { slip: slip.number, end: slip.end, lines },
    slips,
    hasLeftovers: lines.length > ofSlips || ink.some(({ complete }) => !complete),
  };
}
