/** A slip as black dots: what the head burnt, clipped where the knife went. */
import { dotAt } from './bitmaps.ts';
import type { Glyphs } from './glyphs.ts';
import type { Bitmap, Graphic, PaperItem, Slip, Span, TextLine } from './tape.ts';

export class Ink {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly #dots: Uint8Array;

  constructor(widthDots: number, heightDots: number) {
    this.widthDots = widthDots;
    this.heightDots = heightDots;
    this.#dots = new Uint8Array(widthDots * heightDots);
  }

  at(x: number, y: number): boolean {
    return this.#dots[y * this.widthDots + x] === 1;
  }
  /** Beyond the paper nothing happens. */
  set(x: number, y: number, on: boolean): void {
    if (x < 0 || y < 0 || x >= this.widthDots || y >= this.heightDots) return;
    this.#dots[y * this.widthDots + x] = on ? 1 : 0;
  }
}

/** @param headDots 576 or 384. */
export function inkOf(slip: Slip, headDots: number, glyphs: Glyphs): Ink {
  const ink = new Ink(headDots, slip.heightDots);
  for (const item of slip.items) drawItem(ink, item, glyphs);
  return ink;
}

function drawItem(ink: Ink, item: PaperItem, glyphs: Glyphs): void {
  if (item.kind === 'text') drawLine(ink, item.line, item.topDots, item.printedDots, glyphs);
  if (item.kind === 'graphic') drawGraphic(ink, item.graphic, item.topDots, item.fromRow, item.toRow, glyphs);
}

function drawLine(ink: Ink, line: TextLine, top: number, printedDots: number, glyphs: Glyphs): void {
  const page = new Ink(ink.widthDots, line.inkDots);
  for (const span of line.spans) drawSpan(page, span, glyphs);
  const upsideDown = line.spans.some((span) => span.upsideDown);
  for (let y = 0; y < Math.min(printedDots, line.inkDots); y += 1) {
    for (let x = 0; x < page.widthDots; x += 1) {
      const dark = upsideDown ? page.at(page.widthDots - 1 - x, line.inkDots - 1 - y) : page.at(x, y);
      if (dark) ink.set(x, top + y, true);
    }
  }
}

/** Characters stand on the bottom of the line. */
function drawSpan(page: Ink, span: Span, glyphs: Glyphs): void {
  if (span.strip !== null) {
    drawStrip(page, span, span.strip);
    return;
  }
  let left = span.leftDots;
  const thick = span.bold ? 1 : 0;
  for (const character of span.text) {
    const glyph = glyphs.glyph(character, span.face, span.widthTimes, span.heightTimes, span.junk);
    const top = page.heightDots - glyph.heightDots;
    const advance = glyph.widthDots + span.spacingDots;
    for (let y = 0; y < glyph.heightDots; y += 1) {
      const underlined = y >= glyph.heightDots - span.underlineDots;
      for (let x = 0; x < advance; x += 1) {
        const inGlyph = x < glyph.widthDots && dotAt(glyph, x, y);
        const fattened = thick > 0 && x > 0 && x - 1 < glyph.widthDots && dotAt(glyph, x - 1, y);
        const dark = inGlyph || fattened || underlined;
        if (dark !== span.inverse) page.set(left + x, top + y, true);
      }
    }
    left += advance;
  }
}

function drawStrip(page: Ink, span: Span, strip: Bitmap): void {
  for (let y = 0; y < strip.heightDots; y += 1) {
    for (let x = 0; x < span.widthDots; x += 1) {
      if (dotAt(strip, x, y)) page.set(span.leftDots + x, page.heightDots - strip.heightDots + y, true);
    }
  }
}

function drawGraphic(ink: Ink, graphic: Graphic, top: number, fromRow: number, toRow: number, glyphs: Glyphs): void {
  const page = new Ink(ink.widthDots, graphic.bitmap.heightDots);
  for (let y = 0; y < page.heightDots; y += 1) {
    for (let x = 0; x < graphic.bitmap.widthDots; x += 1) {
      if (dotAt(graphic.bitmap, x, y)) page.set(graphic.leftDots + x, y, true);
    }
  }
  if (graphic.textAbove !== undefined) drawCaption(page, graphic, graphic.textAbove, 0, glyphs);
  if (graphic.textBelow !== undefined) drawCaption(page, graphic, graphic.textBelow, page.heightDots - 24, glyphs);
  for (let y = fromRow; y < toRow; y += 1) {
    for (let x = 0; x < page.widthDots; x += 1) if (page.at(x, y)) ink.set(x, top + y - fromRow, true);
  }
}

/** The digits under a barcode, in font A, centred on it. */
function drawCaption(page: Ink, graphic: Graphic, text: string, top: number, glyphs: Glyphs): void {
  let left = graphic.leftDots + Math.floor((graphic.bitmap.widthDots - text.length * 12) / 2);
  for (const character of text) {
    const glyph = glyphs.glyph(character, 'a', 1, 1, false);
    for (let y = 0; y < 24; y += 1) {
      for (let x = 0; x < 12; x += 1) if (dotAt(glyph, x, y)) page.set(left + x, top + y, true);
    }
    left += 12;
  }
}
