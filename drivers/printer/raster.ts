/** Pictures as `GS v 0`, proved free of real-time commands. Pure. */
import { RASTER_OVERHEAD_BYTES, rasterBlock } from './commands.ts';

/** One bit a dot, most significant first, 1 = black; every row starts a new byte. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rows: Uint8Array;
}

/** Draws text that the printer's own font lacks; null when it cannot either. */
export type Rasterise = (
  text: string,
  style: { readonly bold: boolean; readonly size: 'normal' | 'tall' | 'large' },
) => Bitmap | null;

/** Larger blocks gain nothing, and a torn one is made up for by that many NULs. */
const LARGEST_BLOCK_BYTES = 1_024;

/** @returns `GS v 0` commands of at most `maxBytes` each; null when not even one row fits. */
export function rasterBlocks(bitmap: Bitmap, maxBytes: number): readonly Uint8Array[] | null {
  const widthBytes = Math.ceil(bitmap.widthDots / 8);
  const room = Math.min(maxBytes, LARGEST_BLOCK_BYTES) - RASTER_OVERHEAD_BYTES;
  const rowsEach = Math.min(Math.floor(room / widthBytes), 255);
  if (widthBytes === 0 || rowsEach < 1) return null;
  const blocks: Uint8Array[] = [];
  for (let row = 0; row < bitmap.heightDots; row += rowsEach) {
    const to = Math.min(row + rowsEach, bitmap.heightDots);
    blocks.push(rasterBlock(widthBytes, withoutRealTime(bitmap.rows.slice(row * widthBytes, to * widthBytes))));
  }
  return blocks;
}

/**
 * The printer obeys `10 04`, `10 05` and `10 14` anywhere, also inside a picture (facts §1.2). Byte 10 is a single dot: it becomes
 * two dots (18) where such a byte follows. Nobody sees the dot; nobody must see the drawer open either.
 */
export function withoutRealTime(rows: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(rows);
  for (let at = 0; at + 1 < safe.length; at += 1) {
    if (safe[at] === 0x10 && isRealTimeSecond(safe[at + 1] as number)) safe[at] = 0x18;
  }
  return safe;
}

/** Whether a printer would find a real-time command in `bytes`. */
export function commandsThePrinter(bytes: Uint8Array): boolean {
  return bytes.some((b, at) => b === 0x10 && at + 1 < bytes.length && isRealTimeSecond(bytes[at + 1] as number));
}

function isRealTimeSecond(b: number): boolean {
  return b === 0x04 || b === 0x05 || b === 0x14;
}
