/**
 * Characters as dots, made from the 16-dot glyphs of UnifontEX: enlarged to the 12 × 24 and 24 × 24 cells of a receipt
 * printer with smooth edges and even strokes.
 */
import { fileURLToPath } from 'node:url';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { dotAt, drawBitmap } from './bitmaps.ts';
import type { Bitmap, Face } from './tape.ts';

const family = 'UnifontEX';
const baseline = 14;

/** AdvMAME3x: each dot becomes nine, corners follow the slope of their neighbours. */
function tripled(bitmap: Bitmap): Bitmap {
  const { widthDots: w, heightDots: h } = bitmap;
  const dot = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < w && y < h && dotAt(bitmap, x, y);
  return drawBitmap(w * 3, h * 3, (bigX, bigY) => {
    const x = Math.floor(bigX / 3);
    const y = Math.floor(bigY / 3);
    const e = dot(x, y);
    const [b, d, f, hh] = [dot(x, y - 1), dot(x - 1, y), dot(x + 1, y), dot(x, y + 1)];
    if (b === hh || d === f) return e;
    const [a, c, g, i] = [dot(x - 1, y - 1), dot(x + 1, y - 1), dot(x - 1, y + 1), dot(x + 1, y + 1)];
    switch ((bigY % 3) * 3 + (bigX % 3)) {
      case 0:
        return d === b ? d : e;
      case 1:
        return (d === b && e !== c) || (b === f && e !== a) ? b : e;
      case 2:
        return b === f ? f : e;
      case 3:
        return (d === b && e !== g) || (d === hh && e !== a) ? d : e;
      case 5:
        return (b === f && e !== i) || (hh === f && e !== c) ? f : e;
      case 6:
        return d === hh ? d : e;
      case 7:
        return (d === hh && e !== i) || (hh === f && e !== g) ? hh : e;
      case 8:
        return hh === f ? f : e;
      default:
        return e;
    }
  });
}

/** Half in both directions: verticals two dots wide, horizontals two or one. */
function halved(big: Bitmap, thinHorizontals: boolean): Bitmap {
  return drawBitmap(big.widthDots / 2, big.heightDots / 2, (x, y) => {
    const [a, b, c, d] = [
      dotAt(big, x * 2, y * 2),
      dotAt(big, x * 2 + 1, y * 2),
      dotAt(big, x * 2, y * 2 + 1),
      dotAt(big, x * 2 + 1, y * 2 + 1),
    ];
    if (thinHorizontals) return (a && c) || (b && d);
    return Number(a) + Number(b) + Number(c) + Number(d) >= 2;
  });
}

/** Half in one direction, for characters that are enlarged in the other only. */
function narrowed(big: Bitmap): Bitmap {
  return drawBitmap(big.widthDots / 2, big.heightDots, (x, y) => dotAt(big, x * 2, y) || dotAt(big, x * 2 + 1, y));
}
function flattened(big: Bitmap): Bitmap {
  return drawBitmap(big.widthDots, big.heightDots / 2, (x, y) => dotAt(big, x, y * 2) || dotAt(big, x, y * 2 + 1));
}

/** Any other size: the nearest dot. */
function resized(bitmap: Bitmap, widthDots: number, heightDots: number): Bitmap {
  return drawBitmap(widthDots, heightDots, (x, y) =>
    dotAt(bitmap, Math.floor((x * bitmap.widthDots) / widthDots), Math.floor((y * bitmap.heightDots) / heightDots)),
  );
}

export class Glyphs {
  readonly #context: SKRSContext2D;
  readonly #cache = new Map<string, Bitmap>();

  constructor() {
    const path = fileURLToPath(import.meta.resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff'));
    if (!GlobalFonts.has(family) && GlobalFonts.registerFromPath(path, family) === null) {
      throw new Error(`the font ${path} cannot be read`);
    }
    this.#context = createCanvas(16, 16).getContext('2d', { willReadFrequently: true });
    this.#context.font = `16px ${family}`;
  }

  /** One character of `face`, `widthTimes` × `heightTimes` its normal cell. */
  glyph(character: string, face: Face, widthTimes: number, heightTimes: number, junk: boolean): Bitmap {
    const key = `${character}/${face}/${widthTimes}/${heightTimes}/${junk}`;
    const kept = this.#cache.get(key);
    if (kept !== undefined) return kept;
    const made = junk ? box(24 * widthTimes, 24 * heightTimes) : this.#make(character, face, widthTimes, heightTimes);
    this.#cache.set(key, made);
    return made;
  }

  #make(character: string, face: Face, widthTimes: number, heightTimes: number): Bitmap {
    const small = this.#sixteen(character, face === 'chinese' ? 16 : 8);
    if (face === 'b') return resized(centred(small, 9, 17), 9 * widthTimes, 17 * heightTimes);
    const big = tripled(small);
    const cellWidth = face === 'chinese' ? 24 : 12;
    const thin = face === 'chinese';
    if (widthTimes === 1 && heightTimes === 1) return halved(big, thin);
    // From the nearest smooth shape: whole dots are multiplied only beyond double size.
    const shape = widthTimes === 1 ? narrowed(big) : heightTimes === 1 ? flattened(big) : big;
    return resized(shape, cellWidth * widthTimes, 24 * heightTimes);
  }

  /** The glyph as the font has it; wide glyphs in narrow cells are squeezed. */
  #sixteen(character: string, widthDots: 8 | 16): Bitmap {
    const context = this.#context;
    const wide = context.measureText(character).width > 8.5;
    context.clearRect(0, 0, 16, 16);
    context.fillText(character, wide || widthDots === 8 ? 0 : 4, baseline);
    const { data } = context.getImageData(0, 0, 16, 16);
    const full = drawBitmap(16, 16, (x, y) => (data[(y * 16 + x) * 4 + 3] ?? 0) >= 128);
    if (widthDots === 16) return full;
    return wide ? resized(full, 8, 16) : drawBitmap(8, 16, (x, y) => dotAt(full, x, y));
  }
}

function centred(bitmap: Bitmap, widthDots: number, heightDots: number): Bitmap {
  const left = Math.floor((widthDots - bitmap.widthDots) / 2);
  const top = Math.floor((heightDots - bitmap.heightDots) / 2);
  return drawBitmap(
    widthDots,
    heightDots,
    (x, y) =>
      x >= left &&
      y >= top &&
      x < left + bitmap.widthDots &&
      y < top + bitmap.heightDots &&
      dotAt(bitmap, x - left, y - top),
  );
}

const box = (widthDots: number, heightDots: number): Bitmap =>
  drawBitmap(widthDots, heightDots, (x, y) => {
    const [right, bottom] = [widthDots - 3, heightDots - 3];
    const inside = x > 3 && x < right - 1 && y > 3 && y < bottom - 1;
    return x >= 2 && x <= right && y >= 2 && y <= bottom && !inside;
  });
