/** The paper as a person reads it: every slip on the tape, whole or not, cut off or still hanging out of the printer. */
import { type PrintedSlip, readPaper, type TapeSlip } from '../countertop/promises.ts';
import type { Printer } from '../emulators/printer/printer.ts';
import { lineText, type Slip } from '../emulators/printer/tape.ts';

/** What was begun and never came to its end; null: it ended above its number. */
export type Stub = number | null;

interface Piece {
  readonly report: TapeSlip;
  readonly slips: readonly PrintedSlip[];
  readonly stubs: readonly Stub[];
}

/** Slips and stubs one under the other, as they lie on the paper. */
const SLIP_BEGINS = /^ *示例商店 Example Store *$/;
const NUMBER = /^票号 SLIP +(\d{6}) +批次号 BATCH/;
const TRACE = /^凭证号 TRACE +\d{6} +授权码/;

/** What came out of one printer. */
class Tape {
  readonly printer: Printer;
  /** A piece that was cut off does not change any more. */
  readonly #read = new WeakMap<Slip, Piece>();
  /** What hangs out grows: what was read of it holds until something is added. */
  #open: { readonly until: string; readonly piece: Piece } | null = null;

  constructor(printer: Printer) {
    this.printer = printer;
  }

  pieces(): readonly Piece[] {
    return this.printer.works.tape.slips().map((slip) => (slip.end === 'open' ? this.#hanging(slip) : this.#cut(slip)));
  }

  #cut(slip: Slip): Piece {
    const known = this.#read.get(slip);
    if (known !== undefined) return known;
    const piece = readPiece(slip);
    this.#read.set(slip, piece);
    return piece;
  }

  #hanging(slip: Slip): Piece {
    const until = `${slip.number} ${slip.items.length} ${slip.heightDots}`;
    if (this.#open?.until !== until) this.#open = { until, piece: readPiece(slip) };
    return this.#open.piece;
  }
}

export class Paper {
  readonly #tapes: readonly Tape[];

  /** @param printers of one counter: a slip may take the place of one on the other paper. */
  constructor(...printers: readonly Printer[]) {
    this.#tapes = printers.map((printer) => new Tape(printer));
  }

  pieces(): readonly TapeSlip[] {
    return this.#pieces().map(({ report }) => report);
  }

  /** Whole slips on pieces that were cut off; of two printers in the order of their numbers, as people sort them. */
  cutOff(): readonly PrintedSlip[] {
    const slips = this.#pieces().flatMap(({ report, slips }) => (report.end.endsWith('cut') ? slips : []));
    return this.#tapes.length > 1 ? slips.sort((a, b) => a.number - b.number) : slips;
  }

  /** All whole slips, those included that nobody has cut off yet. */
  whole(): readonly PrintedSlip[] {
    return this.#pieces().flatMap(({ slips }) => slips);
  }

  /** Of them those that came out of this one. */
  wholeOf(printer: Printer): readonly PrintedSlip[] {
    const tape = this.#tapes.find((one) => one.printer === printer);
    return (tape?.pieces() ?? []).flatMap(({ slips }) => slips);
  }

  /** What was begun and has no end, first to last. */
  stubs(): readonly Stub[] {
    return this.#pieces().flatMap(({ stubs }) => stubs);
  }

  /** Those on the paper before this slip, or on its own piece; of the other printer all: what it still held may come out later. */
  stubsBefore(slip: PrintedSlip): readonly Stub[] {
    return this.#tapes.flatMap((tape) => {
      const pieces = tape.pieces();
      const at = pieces.findIndex(({ slips }) => slips.includes(slip));
      return (at < 0 ? pieces : pieces.slice(0, at + 1)).flatMap(({ stubs }) => stubs);
    });
  }

  #pieces(): readonly Piece[] {
    return this.#tapes.flatMap((tape) => tape.pieces());
  }
}

function readPiece(slip: Slip): Piece {
  const ink = slip.items.filter((item) => item.kind === 'text' || item.kind === 'graphic');
  const lines = ink.flatMap((item) => (item.kind === 'text' && item.complete ? [lineText(item.line)] : []));
  const slips = readPaper(lines);
  const stubs = stubsOf(leftovers(lines, slips));
  // Half a line, or a picture that was not finished, is a stub as well: it has come to nothing that can be read.
  const half = stubs.length === 0 && ink.some(({ complete }) => !complete);
  return { report: { slip: slip.number, end: slip.end, lines }, slips, stubs: half ? [null] : stubs };
}

/** The lines that belong to no whole slip, as they stand between them. */
function leftovers(lines: readonly string[], slips: readonly PrintedSlip[]): readonly (readonly string[])[] {
  const between: (readonly string[])[] = [];
  let from = 0;
  for (const slip of slips) {
    const last = slip.lines.at(-1);
    const end = lines.indexOf(last ?? '', from + slip.lines.length - 1);
    between.push(lines.slice(from, end + 1 - slip.lines.length));
    from = end + 1;
  }
  return [...between, lines.slice(from)].filter((some) => some.length > 0);
}

/** Each begins with the name of the shop; what stands above the first is the rest of what a knife went through. */
function stubsOf(between: readonly (readonly string[])[]): readonly Stub[] {
  return between.flatMap((lines) => {
    const begins = lines.flatMap((line, at) => (at === 0 || SLIP_BEGINS.test(line) ? [at] : []));
    return begins.map((from, which) => numberOf(lines.slice(from, begins[which + 1])));
  });
}

function numberOf(stub: readonly string[]): Stub {
  const at = stub.findIndex((line, which) => NUMBER.test(line) && TRACE.test(stub[which + 1] ?? ''));
  return at < 0 ? null : Number(NUMBER.exec(stub[at] ?? '')?.[1]);
}
