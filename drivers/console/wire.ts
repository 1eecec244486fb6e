/** Frames → what a terminal understands: ECMA-48 ("ANSI") cursor addressing, or plain text for a log. Pure. */
import stringWidth from 'string-width';
import { cutToWidth } from '../display/width.ts';

export interface ConsoleSize {
  readonly columns: number;
  readonly rows: number;
}

const FEWEST_COLUMNS = 24;
const FEWEST_ROWS = 6;
const HIDE_CURSOR = '\x1b[?25l';
const CLEAR_SCREEN = '\x1b[2J';
const CLEAR_TO_END_OF_LINE = '\x1b[K';

export function atLeast24By6({ columns, rows }: ConsoleSize): ConsoleSize {
  return { columns: Math.max(columns, FEWEST_COLUMNS), rows: Math.max(rows, FEWEST_ROWS) };
}

/** Exactly `rows` lines, none wider than `columns` cells. */
export function fitFrame(lines: readonly string[], { columns, rows }: ConsoleSize): readonly string[] {
  return Array.from({ length: rows }, (_, row) => cutToWidth(lines[row] ?? '', columns).trimEnd());
}

/**
 * The bytes that turn a screen showing `shown` into one showing `frame` (both fitted): only the rows that differ. With `shown` null the
 * whole screen is painted.
 */
export function encodeAnsi(frame: readonly string[], shown: readonly string[] | null, size: ConsoleSize): Uint8Array {
  const rows = frame.flatMap((line, row) => {
    if (shown !== null && shown[row] === line) return [];
    // A row filled to the last cell leaves the cursor behind it: erasing there would take the last character away again.
    const erase = stringWidth(line) < size.columns ? CLEAR_TO_END_OF_LINE : '';
    return [`\x1b[${row + 1};1H${line}${erase}`];
  });
  const start = shown === null ? HIDE_CURSOR + CLEAR_SCREEN : '';
  return new TextEncoder().encode(start + rows.join(''));
}

/** One frame after another for what is no terminal (design §13): the lines up to the last one that is not empty, then a line of dashes. */
export function encodePlain(frame: readonly string[], { columns }: ConsoleSize): Uint8Array {
  const last = frame.findLastIndex((line) => line !== '');
  return new TextEncoder().encode([...frame.slice(0, last + 1), '-'.repeat(columns), ''].join('\n'));
}
