/** Small work on bitmaps: making, scaling, clipping. Pure. */
import type { Bitmap } from './tape.ts';

export const rowBytes = (widthDots: number): number => Math.ceil(widthDots / 8);

export function blankBitmap(widthDots: number, heightDots: number): Bitmap {
  return { widthDots, heightDots, bytes: new Uint8Array(rowBytes(widthDots) * heightDots) };
}

export function dotAt(bitmap: Bitmap, x: number, y: number): boolean {
  const byte = bitmap.bytes[y * rowBytes(bitmap.widthDots) + (x >> 3)] ?? 0;
  return (byte & (0x80 >> (x & 7))) !== 0;
}

export function setDot(bitmap: Bitmap, x: number, y: number): void {
  const at = y * rowBytes(bitmap.widthDots) + (x >> 3);
  bitmap.bytes[at] = (bitmap.bytes[at] ?? 0) | (0x80 >> (x & 7));
}

/** @param ink whether the dot at (x, y) is black. */
export function drawBitmap(widthDots: number, heightDots: number, ink: (x: number, y: number) => boolean): Bitmap {
  const bitmap = blankBitmap(widthDots, heightDots);
  for (let y = 0; y < heightDots; y += 1) {
    for (let x = 0; x < widthDots; x += 1) if (ink(x, y)) setDot(bitmap, x, y);
  }
  return bitmap;
}

/** Drawn when somebody looks at its dots: most of what is printed is only read. */
export function drawnWhenSeen(widthDots: number, heightDots: number, ink: (x: number, y: number) => boolean): Bitmap {
  let seen: Uint8Array | null = null;
  return {
    widthDots,
    heightDots,
    get bytes() {
      seen ??= drawBitmap(widthDots, heightDots, ink).bytes;
      return seen;
    },
  };
}

export function enlarged(bitmap: Bitmap, timesX: number, timesY: number): Bitmap {
  if (timesX === 1 && timesY === 1) return bitmap;
  return drawBitmap(bitmap.widthDots * timesX, bitmap.heightDots * timesY, (x, y) =>
    dotAt(bitmap, Math.floor(x / timesX), Math.floor(y / timesY)),
  );
}
