/**
 * Reads glyphs out of a WOFF 1 font with TrueType outlines (WOFF 1.0 §4–5, OpenType `cmap` format 12, `loca`, `glyf`). Pure: the
 * file's bytes come in, rows of dots come out.
 *
 * Meant for UnifontEX, whose outlines trace pixels: 16 pixels of 64 units an em, corners only. Glyphs made of other glyphs do not
 * occur in it and are left out. Everything is read within the bounds of its table; what does not add up is a missing glyph.
 */
import { inflateSync } from 'node:zlib';

/** Pixels of a glyph, both ways. */
export const GLYPH_PIXELS = 16;

/** Rows from the top; in each the leftmost pixel is bit 15. */
export type PixelRows = readonly number[];

const SIGNATURE = 'wOFF';
const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
/** UnifontEX has 12 MB of outlines; anything much larger is not that font. */
const LARGEST_TABLE_BYTES = 32 * 1024 * 1024;
const UNITS_PER_PIXEL = 64;
/** Top of the em above the baseline, in units (`hhea` ascender). */
const ASCENT_UNITS = 896;
const MOST_POINTS = 4_096;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * @param woff the whole file.
 * @returns the pixels of each character that the font has, inflating its outlines once; empty when the file is no such font.
 */
export function pixelsOf(woff: Uint8Array, characters: Iterable<string>): ReadonlyMap<string, PixelRows> {
  const found = new Map<string, PixelRows>();
  const file = Buffer.from(woff.buffer, woff.byteOffset, woff.byteLength);
  try {
    const [cmap, loca, glyf] = [tableOf(file, 'cmap'), tableOf(file, 'loca'), tableOf(file, 'glyf')];
    const groups = format12(cmap);
    for (const character of characters) {
      const glyph = glyphIndex(cmap, groups, character.codePointAt(0) ?? 0);
      const outline = glyph === 0 ? null : outlineOf(loca, glyf, glyph);
      if (outline !== null) found.set(character, filled(outline));
    }
  } catch (error) {
    // Truncated or of another kind (zlib and Buffer say so by throwing): as good as no font.
    if (!(error instanceof Error)) throw error;
  }
  return found;
}

function tableOf(file: Buffer, tag: string): Buffer {
  if (file.toString('latin1', 0, 4) !== SIGNATURE) throw new RangeError('not a WOFF file');
  const count = file.readUInt16BE(12);
  for (let at = HEADER_BYTES; at < HEADER_BYTES + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    if (file.toString('latin1', at, at + 4) !== tag) continue;
    const offset = file.readUInt32BE(at + 4);
    const packed = file.readUInt32BE(at + 8);
    const unpacked = file.readUInt32BE(at + 12);
    const bytes = file.subarray(offset, offset + packed);
    return packed === unpacked ? bytes : inflateSync(bytes, { maxOutputLength: LARGEST_TABLE_BYTES });
  }
  throw new RangeError(`no table ${tag}`);
}

/** @returns where the groups of the format 12 subtable start. */
function format12(cmap: Buffer): { readonly at: number; readonly count: number } {
  const subtables = cmap.readUInt16BE(2);
  for (let n = 0; n < subtables; n += 1) {
    const offset = cmap.readUInt32BE(4 + 8 * n + 4);
    if (cmap.readUInt16BE(offset) === 12) return { at: offset + 16, count: cmap.readUInt32BE(offset + 12) };
  }
  throw new RangeError('no cmap format 12');
}

/** Groups are in ascending order: first code, last code, first glyph. @returns 0 for a character that the font lacks. */
function glyphIndex(cmap: Buffer, groups: ReturnType<typeof format12>, code: number): number {
  let low = 0;
  let high = groups.count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = groups.at + 12 * middle;
    if (code < cmap.readUInt32BE(at)) high = middle - 1;
    else if (code > cmap.readUInt32BE(at + 4)) low = middle + 1;
    else return cmap.readUInt32BE(at + 8) + code - cmap.readUInt32BE(at);
  }
  return 0;
}

/** @returns the contours; null for an empty or composite glyph. */
function outlineOf(loca: Buffer, glyf: Buffer, glyph: number): readonly (readonly Point[])[] | null {
  const from = loca.readUInt32BE(4 * glyph);
  const to = loca.readUInt32BE(4 * glyph + 4);
  const contours = to > from ? glyf.readInt16BE(from) : 0;
  if (contours <= 0) return null;
  const ends = Array.from({ length: contours }, (_, n) => glyf.readUInt16BE(from + 10 + 2 * n));
  const count = (ends.at(-1) ?? 0) + 1;
  if (count > MOST_POINTS) return null;
  const hints = from + 10 + 2 * contours;
  const points = pointsOf(glyf, hints + 2 + glyf.readUInt16BE(hints), count);
  return ends.map((end, n) => points.slice(n === 0 ? 0 : (ends[n - 1] as number) + 1, end + 1));
}

const REPEATED = 0x08;
const X = { short: 0x02, same: 0x10 } as const;
const Y = { short: 0x04, same: 0x20 } as const;

/** Flags, then all x, then all y, each as the difference from the point before. */
function pointsOf(glyf: Buffer, start: number, count: number): readonly Point[] {
  let at = start;
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = glyf.readUInt8(at++);
    const times = (flag & REPEATED) === 0 ? 1 : 1 + glyf.readUInt8(at++);
    for (let n = 0; n < times; n += 1) flags.push(flag);
  }
  const axis = ({ short, same }: typeof X | typeof Y): readonly number[] => {
    let value = 0;
    return flags.slice(0, count).map((flag) => {
      if ((flag & short) !== 0) {
        const step = glyf.readUInt8(at++);
        value += (flag & same) === 0 ? -step : step;
      } else if ((flag & same) === 0) {
        value += glyf.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(X);
  const ys = axis(Y);
  return xs.map((x, n) => ({ x, y: ys[n] as number }));
}

/** A pixel is black where its centre lies inside (nonzero winding). */
function filled(contours: readonly (readonly Point[])[]): PixelRows {
  return Array.from({ length: GLYPH_PIXELS }, (_, row) => {
    const y = ASCENT_UNITS - UNITS_PER_PIXEL * (row + 0.5);
    const crossings = contours.flatMap((contour) => crossingsAt(contour, y));
    let bits = 0;
    for (let column = 0; column < GLYPH_PIXELS; column += 1) {
      const x = UNITS_PER_PIXEL * (column + 0.5);
      const winding = crossings.reduce((sum, crossing) => (crossing.x > x ? sum + crossing.turn : sum), 0);
      if (winding !== 0) bits |= 1 << (GLYPH_PIXELS - 1 - column);
    }
    return bits;
  });
}

/** Points beside the outline lie on its straight edges, so each is taken for a corner. */
function crossingsAt(contour: readonly Point[], y: number): readonly { readonly x: number; readonly turn: 1 | -1 }[] {
  return contour.flatMap((from, n) => {
    const to = contour[(n + 1) % contour.length] as Point;
    if (from.y < y === to.y < y) return [];
    return [{ x: from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y), turn: to.y > from.y ? 1 : -1 }];
  });
}
