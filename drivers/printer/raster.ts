/**
 * Pictures of characters as strips of 24 dots (`ESC * 33`), proved free of real-time commands. Pure.
 *
 * Strips and not `GS v 0`: they stand in a line among the printer's own characters, and they can be parted so small that they fit the
 * smallest receive buffer.
 */
import { BIT_IMAGE_OVERHEAD_BYTES, bitImage } from './commands.ts';

/** One bit a dot, most significant first, 1 = black; every row starts a new byte. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rows: Uint8Array;
}

/**
 * Draws text that the printer's own font lacks, 24 dots high (48 where tall or large), 12 dots a column (24 where large); null when it
 * lacks one of the characters, too. It remembers what it was asked for.
 */
export type Rasterise = (
  text: string,
  style: { readonly bold: boolean; readonly size: 'normal' | 'tall' | 'large' },
) => Bitmap | null;

export const STRIP_DOTS = 24;
const BYTES_PER_COLUMN = STRIP_DOTS / 8;
/** Larger commands gain nothing, and a torn one is made up for by that many NULs. */
const LARGEST_COMMAND_BYTES = 1_024;

/**
 * @param fromRow first of the 24 rows.
 * @returns `ESC *` commands of at most `maxBytes` each, side by side in one line.
 */
export function stripCommands(bitmap: Bitmap, fromRow: number, maxBytes: number): readonly Uint8Array[] {
  const columns = withoutRealTime(columnsOfStrip(bitmap, fromRow));
  const room = Math.min(maxBytes, LARGEST_COMMAND_BYTES) - BIT_IMAGE_OVERHEAD_BYTES;
  const each = Math.max(1, Math.floor(room / BYTES_PER_COLUMN)) * BYTES_PER_COLUMN;
  const commands: Uint8Array[] = [];
  for (let at = 0; at < columns.length; at += each) commands.push(bitImage(columns.subarray(at, at + each)));
  return commands;
}

/** Column by column, the top dot in the highest bit. */
function columnsOfStrip({ widthDots, heightDots, rows }: Bitmap, fromRow: number): Uint8Array {
  const rowBytes = Math.ceil(widthDots / 8);
  const columns = new Uint8Array(widthDots * BYTES_PER_COLUMN);
  for (let y = 0; y < STRIP_DOTS && fromRow + y < heightDots; y += 1) {
    for (let x = 0; x < widthDots; x += 1) {
      const black = ((rows[(fromRow + y) * rowBytes + (x >> 3)] as number) & (0x80 >> (x & 7))) !== 0;
      const at = x * BYTES_PER_COLUMN + (y >> 3);
      if (black) columns[at] = (columns[at] as number) | (0x80 >> (y & 7));
    }
  }
  return columns;
}

/**
 * The printer obeys `10 04`, `10 05` and `10 14` anywhere, also inside a picture (facts §1.2). Byte 10 is a single dot: it becomes
 * two dots (18) where such a byte follows. Nobody sees the dot; nobody must see the drawer open either.
 */
export function withoutRealTime(dots: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(dots);
  for (let at = 0; at + 1 < safe.length; at += 1) {
    if (safe[at] === 0x10 && isRealTimeSecond(safe[at + 1] as number)) safe[at] = 0x18;
  }
  return safe;
}

function isRealTimeSecond(b: number): boolean {
  return b === 0x04 || b === 0x05 || b === 0x14;
}
