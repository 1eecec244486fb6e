/** A QR code of half blocks: two modules a character cell, light ones lit, so that a dark screen shows dark on light. */
import { encode } from 'uqr';

/** Modules of quiet around the code. ISO 18004 wants four; readers take two on a screen whose surroundings are dark. */
const QUIET = 2;

/** Null where it has no room. @param rows that may be used */
export function qrLines(text: string, columns: number, rows: number): readonly string[] | null {
  const { data, size } = encode(text, { ecc: 'L', border: QUIET });
  if (size > columns || Math.ceil(size / 2) > rows) return null;
  const isLight = (row: number, column: number) => data[row]?.[column] !== true;
  const lines: string[] = [];
  for (let row = 0; row < size; row += 2) {
    let line = '';
    for (let column = 0; column < size; column++) {
      const upper = isLight(row, column);
      const lower = row + 1 < size && isLight(row + 1, column);
      line += upper && lower ? '█' : upper ? '▀' : lower ? '▄' : ' ';
    }
    lines.push(line);
  }
  return lines;
}
