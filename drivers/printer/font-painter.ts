/**
 * Draws characters that the printer's own font lacks, from UnifontEX (OFL, shipped by `@fontsource/unifontex`).
 *
 * The file is read when the first such character is to be printed; its outlines (12 MB) are inflated for that and let go again, the
 * dots of the characters stay. Cells are those of the printer: 24 dots high, 24 or 12 wide, doubled as the size wants.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cellColumns } from './charset.ts';
import { GLYPH_PIXELS, type PixelRows, pixelsOf } from './font-file.ts';
import type { Bitmap, Rasterise } from './raster.ts';

const CELL_DOTS = 24;
const DOTS_PER_COLUMN = 12;
/** More rare characters than any shop has in its names; beyond it the font is simply read again. */
const CHARACTERS_KEPT = 512;

/** @returns a painter with a memory of its own. It gives null for text of which it can draw no character that is asked for. */
export function fontPainter(readFont: () => Uint8Array = readUnifont): Rasterise {
  const known = new Map<string, PixelRows | null>();
  return (text, { bold, size }) => {
    const characters = [...text];
    learn(known, characters, readFont);
    if (characters.some((character) => character !== ' ' && (known.get(character) ?? null) === null)) return null;
    const columns = characters.map(cellColumns);
    const line = blankBitmap(columns.reduce((sum, width) => sum + width, 0) * DOTS_PER_COLUMN, CELL_DOTS);
    let left = 0;
    for (const [n, character] of characters.entries()) {
      const widthDots = (columns[n] as number) * DOTS_PER_COLUMN;
      const rows = known.get(character) ?? null;
      if (rows !== null) paint(line, left, widthDots, rows, bold);
      left += widthDots;
    }
    return enlarged(line, size === 'large' ? 2 : 1, size === 'normal' ? 1 : 2);
  };
}

function readUnifont(): Uint8Array {
  return readFileSync(
    fileURLToPath(import.meta.resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff')),
  );
}

function learn(known: Map<string, PixelRows | null>, characters: readonly string[], readFont: () => Uint8Array): void {
  const wanted = [...new Set(characters)].filter((character) => character !== ' ' && !known.has(character));
  if (wanted.length === 0) return;
  if (known.size + wanted.length > CHARACTERS_KEPT) known.clear();
  const pixels = pixelsOf(fontBytes(readFont), new Set([...wanted, ...characters]));
  for (const character of new Set([...wanted, ...characters])) known.set(character, pixels.get(character) ?? null);
}

/** A font that cannot be read draws nothing; the slip is printed all the same. */
function fontBytes(readFont: () => Uint8Array): Uint8Array {
  try {
    return readFont();
  } catch {
    return new Uint8Array(0);
  }
}

function blankBitmap(widthDots: number, heightDots: number): Bitmap {
  return { widthDots, heightDots, rows: new Uint8Array(Math.ceil(widthDots / 8) * heightDots) };
}

export function dotAt({ widthDots, rows }: Bitmap, x: number, y: number): boolean {
  return ((rows[y * Math.ceil(widthDots / 8) + (x >> 3)] as number) & (0x80 >> (x & 7))) !== 0;
}

function setDot({ widthDots, rows }: Bitmap, x: number, y: number): void {
  const at = y * Math.ceil(widthDots / 8) + (x >> 3);
  rows[at] = (rows[at] as number) | (0x80 >> (x & 7));
}

/**
 * 16 pixels become 24 dots: two pixels stand under three dots, and the dot in the middle shows either of its neighbours to the left and
 * right. Above and below it shows either in a narrow cell, so that all strokes are two dots wide, and both in a wide one, so that level
 * strokes are one, like the printer's own Song typeface; slopes stay closed. A wide glyph in a narrow cell loses every second column.
 */
function paint(line: Bitmap, left: number, widthDots: number, rows: PixelRows, bold: boolean): void {
  const wide = rows.some((row) => (row & 0xff) !== 0);
  const narrowCell = widthDots < CELL_DOTS;
  const black = (column: number, row: number): boolean => {
    const bits = rows[row] ?? 0;
    if (narrowCell && wide) return bitAt(bits, 2 * column) || bitAt(bits, 2 * column + 1);
    return bitAt(bits, narrowCell || wide ? column : column - 4);
  };
  const inRow = (x: number, row: number): boolean => shadow(x).some((column) => black(column, row));
  for (let y = 0; y < CELL_DOTS; y += 1) {
    for (let x = 0; x < widthDots; x += 1) {
      const under = shadow(y);
      if (!(narrowCell ? under.some((row) => inRow(x, row)) : under.every((row) => inRow(x, row)))) continue;
      setDot(line, left + x, y);
      if (bold && left + x + 1 < line.widthDots) setDot(line, left + x + 1, y);
    }
  }
}

function bitAt(bits: number, column: number): boolean {
  return column >= 0 && column < GLYPH_PIXELS && (bits & (1 << (GLYPH_PIXELS - 1 - column))) !== 0;
}

/** Pixels above which a dot stands: one, or the two that it lies between. */
function shadow(dot: number): readonly number[] {
  const first = 2 * Math.floor(dot / 3);
  return dot % 3 === 0 ? [first] : dot % 3 === 1 ? [first, first + 1] : [first + 1];
}

function enlarged(bitmap: Bitmap, timesX: 1 | 2, timesY: 1 | 2): Bitmap {
  if (timesX === 1 && timesY === 1) return bitmap;
  const big = blankBitmap(bitmap.widthDots * timesX, bitmap.heightDots * timesY);
  for (let y = 0; y < big.heightDots; y += 1) {
    for (let x = 0; x < big.widthDots; x += 1) {
      if (dotAt(bitmap, Math.floor(x / timesX), Math.floor(y / timesY))) setDot(big, x, y);
    }
  }
  return big;
}
