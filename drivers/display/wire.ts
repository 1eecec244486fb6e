/**
 * Customer displays of 2×20 cells (facts/peripherals §1d): what is sent once, and how a whole frame is sent. Pure.
 *
 * A frame is always all 40 cells, each row at its place, in overwrite mode: nothing scrolls, nothing depends on what stood there before.
 */
import { type DisplayCharset, rowBytes } from './cells.ts';

export type DisplayDialect = 'dm-d' | 'cd5220';

export const COLUMNS = 20;
export const ROWS = 2;

interface Commands {
  readonly initialise: readonly number[];
  /** Cursor to the start of a row, counted from 1. */
  row(row: number): readonly number[];
}

const DIALECTS: Readonly<Record<DisplayDialect, Commands>> = {
  'dm-d': {
    initialise: [
      ...[0x1b, 0x40], // initialise, clear
      ...[0x1f, 0x01], // MD1: overwrite
      ...[0x1f, 0x43, 0x00], // no cursor
    ],
    row: (row) => [0x1f, 0x24, 0x01, row],
  },
  cd5220: {
    initialise: [
      0x0c, // CLR, the only command that leaves string mode (ESC Q), should an earlier life have ended in it
      ...[0x1b, 0x40],
      ...[0x1b, 0x11], // overwrite
      ...[0x1b, 0x5f, 0x00], // no cursor
    ],
    row: (row) => [0x1b, 0x6c, 0x01, row],
  },
};

export function encodeInitialise(dialect: DisplayDialect): Uint8Array {
  return Uint8Array.from(DIALECTS[dialect].initialise);
}

/** Missing lines are blank, further ones are left out. */
export function encodeFrame(dialect: DisplayDialect, charset: DisplayCharset, lines: readonly string[]): Uint8Array {
  const rows = Array.from({ length: ROWS }, (_, index) => [
    ...DIALECTS[dialect].row(index + 1),
    ...rowBytes(lines[index] ?? '', COLUMNS, charset),
  ]);
  return Uint8Array.from(rows.flat());
}
