/** The tape as plain JSON, for tests and for people. */

import type { PaperItem, Slip, Span } from './tape.ts';
import { lineText } from './tape.ts';

export interface SlipReport {
  readonly slip: number;
  /** `open`: still hanging out of the printer, not cut. */
  readonly end: Slip['end'];
  readonly heightDots: number;
  /** Complete text lines, top to bottom. */
  readonly lines: readonly string[];
  /** Text lines of which only a part came out. */
  readonly broken: readonly string[];
  /** Data of the complete QR codes and barcodes. */
  readonly codes: readonly { readonly what: string; readonly data: string }[];
  /** What happened on this piece, in order: `paper-end`, `new-roll`, `power-loss`, … */
  readonly marks: readonly string[];
  /** Items the knife went through. */
  readonly cutThrough: number;
  readonly items: readonly object[];
}

/** @param withBitmaps adds each graphic's rows as base64. */
export function slipReport(slip: Slip, withBitmaps: boolean): SlipReport {
  const texts = slip.items.filter((item) => item.kind === 'text');
  return {
    slip: slip.number,
    end: slip.end,
    heightDots: slip.heightDots,
    lines: texts.filter((item) => item.complete).map((item) => lineText(item.line)),
    broken: texts.filter((item) => !item.complete).map((item) => lineText(item.line)),
    codes: slip.items.flatMap((item) =>
      item.kind === 'graphic' && item.complete && (item.graphic.what === 'qr' || item.graphic.what === 'barcode')
        ? [{ what: item.graphic.what, data: String(item.graphic.about['data'] ?? '') }]
        : [],
    ),
    marks: slip.items.flatMap((item) => (item.kind === 'mark' ? [item.mark] : [])),
    cutThrough: slip.cutThrough,
    items: slip.items.map((item) => itemReport(item, withBitmaps)),
  };
}

function itemReport(item: PaperItem, withBitmaps: boolean): object {
  const { topDots } = item;
  switch (item.kind) {
    case 'text':
      return {
        kind: 'text',
        topDots,
        text: lineText(item.line),
        complete: item.complete,
        ...(item.line.wrapped ? { wrapped: true } : {}),
        spans: item.line.spans.map((span) => spanReport(span, withBitmaps)),
      };
    case 'graphic': {
      const { graphic, fromRow, toRow, complete } = item;
      const { widthDots, heightDots, bytes } = graphic.bitmap;
      return {
        kind: graphic.what,
        topDots,
        leftDots: graphic.leftDots,
        widthDots,
        heightDots,
        fromRow,
        toRow,
        complete,
        ...graphic.about,
        ...(withBitmaps ? { rows: Buffer.from(bytes).toString('base64') } : {}),
      };
    }
    case 'feed':
      return { kind: 'feed', topDots, dots: item.dots, by: item.by };
    case 'mark':
      return { kind: 'mark', topDots, mark: item.mark };
  }
}

/** Only what differs from plain font A. */
function spanReport(span: Span, withBitmaps: boolean): object {
  return {
    text: span.text,
    leftDots: span.leftDots,
    ...(span.face === 'a' ? {} : { face: span.face }),
    ...(span.widthTimes === 1 && span.heightTimes === 1 ? {} : { size: [span.widthTimes, span.heightTimes] }),
    ...(span.bold ? { bold: true } : {}),
    ...(span.underlineDots > 0 ? { underlineDots: span.underlineDots } : {}),
    ...(span.inverse ? { inverse: true } : {}),
    ...(span.upsideDown ? { upsideDown: true } : {}),
    ...(span.junk ? { junk: true } : {}),
    ...(span.strip === null ? {} : { widthDots: span.widthDots }),
    ...(span.strip !== null && withBitmaps ? { rows: Buffer.from(span.strip.bytes).toString('base64') } : {}),
  };
}
