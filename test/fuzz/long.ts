/** Long inputs, and how much work a parser may make of each of their bytes. Pure but for the parser. */
import type { Parser } from './parser.ts';
import type { WorkCounter } from './work.ts';

/** What a parser that looks at each byte some times, and copies what it has found, stays well below. */
export const MOST_WORK_A_BYTE = 48;

const BYTES = 8_000;
const PIECE_BYTES = 50;
const MOST_DOCUMENTS = 3;

export interface LongInput {
  readonly bytes: number;
  readonly chunks: readonly Uint8Array[];
}

/** What the parser knows, and some of what it takes whole, each over and over: in one piece and in many. */
export function longInputs({ known, documents = [] }: Parser, bytes = BYTES): readonly LongInput[] {
  const starts = known.map((hex) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
  return [...starts, ...documents.slice(0, MOST_DOCUMENTS)].flatMap((part) => {
    const whole = Uint8Array.from({ length: bytes }, (_, at) => part[at % part.length] as number);
    const pieces = Array.from({ length: bytes / PIECE_BYTES }, (_, at) =>
      whole.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES),
    );
    return [
      { bytes, chunks: [whole] },
      { bytes, chunks: pieces },
    ];
  });
}

/** The most of all long inputs: runs of its busiest code, or bytes and elements moved, for each byte. */
export function mostWorkOf(parser: Parser, counter: WorkCounter): number {
  const works = longInputs(parser).map(({ bytes, chunks }) => {
    const { runs, moved } = counter.of(() => void parser.feed(chunks));
    return Math.max(runs, moved) / bytes;
  });
  return Math.max(...works);
}
