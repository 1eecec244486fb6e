/**
 * A job as segments: whole printed lines, each closed by a question that the printer answers in order. Pure.
 *
 * The last inked line and the cut are segments of their own: while the one before the last line is unproven, the slip is surely
 * incomplete; once the last line is proven, it is surely complete (README, "What proves what").
 */
import { CUT, LF, processIdQuery } from './commands.ts';
import { type EncodedLine, type EncodedSlip, type EncodeOptions, encodeSlip } from './encode.ts';
import type { PrintJob } from './printer.ts';
import { SLOT_BEFORE_LAST_INK, SLOT_CUT, SLOT_LAST_INK, slipId } from './process-ids.ts';

export interface Segment {
  readonly lines: readonly EncodedLine[];
  /** The process ID behind it. */
  readonly id: string;
  readonly kind: 'body' | 'last-ink' | 'cut';
}

export interface Plan {
  readonly segments: readonly Segment[];
  readonly notes: readonly string[];
  readonly chinese: boolean;
}

export interface PlanOptions extends EncodeOptions {
  /** A body segment is closed once it has this many bytes. */
  readonly segmentBytes: number;
  /** A code that overwrites the memory's token begins a segment: what stands before it is proven by itself (memory.ts). */
  readonly partsAtCodes: boolean;
  /** False for printers without a cutter: the last lines are fed past the tear bar instead. */
  readonly cutter: boolean;
}

/** Lines between the print head and the tear bar. */
const FEED_TO_TEAR_BAR_LINES = 5;

/** @returns the job cut into segments; the same job and options always give the same segments. */
export function planJob(job: PrintJob, options: PlanOptions): Plan {
  const slip = encodeSlip(job.lines, options);
  const { body, lastInk } = partedAtLastInk(slip.lines);
  const groups = groupedBody(body, options.segmentBytes, options.partsAtCodes);
  const segments: Segment[] = groups.map((lines, at) => ({
    lines,
    id: slipId(job.slip, at === groups.length - 1 ? SLOT_BEFORE_LAST_INK : at),
    kind: 'body',
  }));
  if (lastInk.length > 0) segments.push({ lines: lastInk, id: slipId(job.slip, SLOT_LAST_INK), kind: 'last-ink' });
  segments.push({ lines: [cutLine(slip, options.cutter)], id: slipId(job.slip, SLOT_CUT), kind: 'cut' });
  return { segments, notes: slip.notes, chinese: slip.chinese };
}

function partedAtLastInk(lines: readonly EncodedLine[]): {
  readonly body: readonly EncodedLine[];
  readonly lastInk: readonly EncodedLine[];
} {
  const at = lines.findLastIndex((line) => line.inked);
  return at < 0 ? { body: lines, lastInk: [] } : { body: lines.slice(0, at), lastInk: lines.slice(at) };
}

/** At least one line each; coarser when the slip is so long that its IDs would run out. */
function groupedBody(
  lines: readonly EncodedLine[],
  segmentBytes: number,
  partsAtCodes: boolean,
): readonly (readonly EncodedLine[])[] {
  const groups: EncodedLine[][] = [];
  let room = 0;
  for (const line of lines) {
    const size = lineBytes(line);
    const group = groups.at(-1);
    if (group === undefined || size > room || (partsAtCodes && line.overwrites === true)) {
      groups.push([line]);
      room = segmentBytes - size;
    } else {
      group.push(line);
      room -= size;
    }
  }
  return groups.length <= SLOT_BEFORE_LAST_INK ? groups : groupedBody(lines, segmentBytes * 2, partsAtCodes);
}

/** @returns how many bytes the line takes. */
function lineBytes(line: EncodedLine): number {
  return line.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
}

/** From the head to the knife, and a little. */
const CUT_MOST_MM = 30;

function cutLine(slip: EncodedSlip, cutter: boolean): EncodedLine {
  const bytes = cutter ? CUT : new Uint8Array(FEED_TO_TEAR_BAR_LINES).fill(LF);
  const before = slip.modesAtEnd;
  return { pieces: [{ kind: 'command', bytes }], before, inked: false, leastMm: 0, mostMm: CUT_MOST_MM };
}

/** What a segment costs beyond its lines. */
export const PROCESS_ID_BYTES = processIdQuery('    ').length;

/** @returns the paper that the first `segments` segments move at the least, in millimetres. */
export function leastPaperMm(plan: Plan, segments: number): number {
  const lines = plan.segments.slice(0, segments).flatMap((segment) => segment.lines);
  return lines.reduce((sum, line) => sum + line.leastMm, 0);
}

/** @returns the paper that the whole slip moves at the most, in millimetres. */
export function mostPaperMm(plan: Plan): number {
  const lines = plan.segments.flatMap((segment) => segment.lines);
  return lines.reduce((sum, line) => sum + line.mostMm, 0);
}
