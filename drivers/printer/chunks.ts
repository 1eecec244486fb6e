/**
 * Segments as chunks: what may be handed over in one piece, never more than the window. Pure.
 *
 * A process ID behind an unfinished line waits for its line, so inside a long line an anonymous ordered query closes the chunk: it is
 * answered when everything before it has been taken from the receive buffer. No query stands inside a command or between the
 * two bytes of a character.
 */
import type { Charset } from './charset.ts';
import {
  ASB_ON,
  CHINESE_OFF,
  CHINESE_ON,
  joined,
  LF,
  MEMORY_QUERY,
  MEMORY_TOKEN,
  ORDERED_QUERY,
  processIdQuery,
} from './commands.ts';
import { type EncodedLine, MODES_AT_START, type Modes, modeCommands, type Piece } from './encode.ts';
import { textBlock } from './escpos.ts';
import type { Plan, Segment } from './segments.ts';

/** How the end of a segment is proven: by name, by order, or not at all. */
export type Closing = 'id' | 'query' | 'none';

export interface Chunk {
  readonly bytes: Uint8Array;
  /** What must be answered; null: nothing can be. `segment` counts from 1, null inside a segment. */
  readonly asks:
    | { readonly kind: 'id'; readonly id: string; readonly segment: number }
    | { readonly kind: 'query'; readonly segment: number | null }
    | null;
  /** How often the memory is asked for before that (memory.ts). */
  readonly memories: number;
  /** Segment that it belongs to, counted from 1. */
  readonly segment: number;
  /** Where to take the slip up again when this chunk is the next one. */
  readonly start: Position;
  /** It ends the last inked line. */
  readonly endsInk: boolean;
  /** Paper that its finished lines move at the most. */
  readonly mostMm: number;
  /** It switches ASB on: the first one does. */
  readonly switchesAsbOn: boolean;
}

export interface Position {
  /** Counted from 0. */
  readonly segment: number;
  readonly line: number;
}

export interface ChunkOptions {
  readonly window: number;
  readonly closing: Closing;
  /** Whether the printer answers ordered queries; without them a long line cannot be proven taken. */
  readonly queries: boolean;
  readonly charset: Charset;
  /** What stands before the first line, beside `ESC @`: e.g. the cut of a stub. */
  readonly ahead: readonly Uint8Array[];
  /** The printer tells whether it still has what was stored (memory.ts). */
  readonly remembers: boolean;
  /** Every segment says its modes itself, so that a power failure between two segments does not garble the second. */
  readonly restates: boolean;
}

/** Wherever it stands. */
type ChunkOfSlip = Omit<Chunk, 'switchesAsbOn'>;

interface Unit {
  readonly piece: Piece;
  readonly position: Position;
  /** The line ends with it. */
  readonly line: EncodedLine | null;
  /** It asks for the memory. */
  readonly remembers?: true;
}

/** @returns the slip from `from` on, set up anew with `ESC @`, so that it prints rightly whatever the printer remembers. */
export function chunksFrom(plan: Plan, from: Position, options: ChunkOptions): readonly Chunk[] {
  const preamble = preambleOf(plan, modesAt(plan, from), options);
  const chunks = plan.segments.flatMap((segment, at) => {
    if (at < from.segment) return [];
    const skipped = at === from.segment ? from.line : 0;
    const ahead = at === from.segment ? preamble : options.restates ? restated(plan, segment, options) : [];
    const units = ahead.map((piece) => unitAt(piece, at === from.segment ? from : { segment: at, line: 0 }));
    return chunksOfSegment(segment, at, [...units, ...unitsOf(segment, at, skipped, options)], options);
  });
  return chunks.map((chunk, n) => ({ ...chunk, switchesAsbOn: n === 0 }));
}

/** The modes before the first line at or behind `from`. */
function modesAt(plan: Plan, from: Position): Modes {
  const [first] = plan.segments.flatMap((segment, at) =>
    at < from.segment ? [] : segment.lines.slice(at === from.segment ? from.line : 0),
  );
  return first?.before ?? MODES_AT_START;
}

function preambleOf(plan: Plan, modes: Modes, options: ChunkOptions): readonly Piece[] {
  const block = textBlock(options.charset);
  block.reset();
  const chinese = plan.chinese ? [CHINESE_ON] : options.charset === 'ascii' ? [CHINESE_OFF] : [];
  // ESC @ switches ASB off: nothing that takes time may come before it is on again.
  // Asked for at once as well: behind what a power cycle leaves of a torn ESC @ there are letters, and it goes unanswered.
  const token = options.remembers ? [MEMORY_TOKEN, MEMORY_QUERY] : [];
  const commands = [
    block.take(),
    ASB_ON,
    ...token,
    ...options.ahead,
    ...chinese,
    ...modeCommands(modes, options.charset),
  ];
  return commands.map((bytes) => ({ kind: 'command', bytes }));
}

function restated(plan: Plan, segment: Segment, options: ChunkOptions): readonly Piece[] {
  const modes = segment.lines[0]?.before ?? MODES_AT_START;
  const commands = [...(plan.chinese ? [CHINESE_ON] : []), ...modeCommands(modes, options.charset)];
  return segment.kind === 'cut' ? [] : commands.map((bytes) => ({ kind: 'command', bytes }));
}

const unitAt = (piece: Piece, position: Position): Unit => ({
  piece,
  position,
  line: null,
  ...(piece.bytes === MEMORY_QUERY ? { remembers: true } : {}),
});

/** Before a code takes the place of what was stored, that is asked for a last time. */
function unitsOf(segment: Segment, at: number, skippedLines: number, options: ChunkOptions): readonly Unit[] {
  return segment.lines.flatMap((line, lineAt) => {
    if (lineAt < skippedLines) return [];
    const position = { segment: at, line: lineAt };
    const asks = unitAt({ kind: 'command', bytes: MEMORY_QUERY }, position);
    return [
      ...(options.remembers && line.overwrites === true ? [asks] : []),
      ...line.pieces.map((piece, n): Unit => ({ piece, position, line: n === line.pieces.length - 1 ? line : null })),
    ];
  });
}

function chunksOfSegment(
  segment: Segment,
  at: number,
  units: readonly Unit[],
  options: ChunkOptions,
): readonly ChunkOfSlip[] {
  const number = at + 1;
  const closing = closingOf(segment, number, options);
  const reserve = options.queries ? ORDERED_QUERY.length : 0;
  const chunks: ChunkOfSlip[] = [];
  let rest = units;
  while (rest.length > 0) {
    const fits = unitBytes(rest) + closing.bytes.length <= options.window;
    const { head, tail } = fits
      ? { head: rest, tail: [] }
      : partedUnits(rest, options.window - reserve, options.charset);
    const midway = {
      asks: reserve > 0 ? ({ kind: 'query', segment: null } as const) : null,
      bytes: ORDERED_QUERY.subarray(0, reserve),
    };
    const end = tail.length === 0 && fits ? closing : midway;
    const ended = head.flatMap((unit) => (unit.line === null ? [] : [unit.line]));
    chunks.push({
      bytes: joined([...head.map((unit) => unit.piece.bytes), end.bytes]),
      asks: end.asks,
      memories: head.filter((unit) => unit.remembers === true).length + (end === closing ? closing.memories : 0),
      segment: number,
      start: (head[0] as Unit).position,
      endsInk: segment.kind === 'last-ink' && ended.some((line) => line.inked),
      mostMm: ended.reduce((sum, line) => sum + line.mostMm, 0),
    });
    if (tail.length === 0 && !fits) chunks.push(closingChunk(closing, number, at, segment));
    rest = tail;
  }
  return chunks;
}

/** The closing question alone, where it no longer fitted behind the last line. */
function closingChunk(
  closing: ReturnType<typeof closingOf>,
  number: number,
  at: number,
  segment: Segment,
): ChunkOfSlip {
  const start = { segment: at, line: segment.lines.length };
  return { ...closing, segment: number, start, endsInk: false, mostMm: 0 };
}

function closingOf(
  segment: Segment,
  number: number,
  { closing, remembers }: ChunkOptions,
): Pick<Chunk, 'asks' | 'bytes' | 'memories'> {
  const memories = remembers ? 1 : 0;
  const behind = (bytes: Uint8Array) => (remembers ? joined([MEMORY_QUERY, bytes]) : bytes);
  switch (closing) {
    case 'id': {
      const asks = { kind: 'id', id: segment.id, segment: number } as const;
      return { asks, bytes: behind(processIdQuery(segment.id)), memories };
    }
    case 'query':
      return { asks: { kind: 'query', segment: number }, bytes: behind(ORDERED_QUERY), memories };
    case 'none':
      return { asks: null, bytes: new Uint8Array(0), memories: 0 };
  }
}

function unitBytes(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.piece.bytes.length, 0);
}

/** As many whole units as fit in `room`, and the part of a text piece that still fits; at least something. */
function partedUnits(
  units: readonly Unit[],
  room: number,
  charset: Charset,
): { head: readonly Unit[]; tail: readonly Unit[] } {
  const head: Unit[] = [];
  let left = room;
  for (const [at, unit] of units.entries()) {
    const { bytes, kind } = unit.piece;
    if (bytes.length <= left) {
      head.push(unit);
      left -= bytes.length;
      continue;
    }
    const cut = kind === 'text' ? characterBoundary(bytes, left, charset) : 0;
    if (cut > 0) head.push({ ...unit, piece: { kind, bytes: bytes.subarray(0, cut) }, line: null });
    const remainder: Unit = { ...unit, piece: { kind, bytes: bytes.subarray(cut) } };
    if (head.length > 0) return { head, tail: [remainder, ...units.slice(at + 1)] };
    return { head: [unit], tail: units.slice(at + 1) };
  }
  return { head, tail: [] };
}

/** The last boundary between characters at or before `limit`: in GB18030 a byte from 80 up leads a pair. */
function characterBoundary(text: Uint8Array, limit: number, charset: Charset): number {
  let at = 0;
  while (at < text.length) {
    const next = at + (charset === 'gb18030' && (text[at] as number) >= 0x80 && text[at] !== LF ? 2 : 1);
    if (next > limit) return at;
    at = next;
  }
  return at;
}
