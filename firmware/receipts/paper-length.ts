/**
 * How much paper a slip takes (requirement D14), near enough to say whether a roll will do: at 203 dots an inch a line of text advances 30 dots
 * (facts/printer §1.1), a tall one 54; codes as the printer draws them at the sizes this terminal asks for.
 */
import type { ReceiptLine } from './document.ts';

const DOTS_PER_MM = 8;
const LINE_DOTS = 30;
const TALL_LINE_DOTS = 54;
const QR_DOTS = 230;
const BARCODE_DOTS = 110;
const LOGO_DOTS = 160;
/** From the head to the knife, and the margin above the next slip. */
const CUT_DOTS = 150;

/** Whole millimetres, the cut's feed included. */
export function paperLengthMm(lines: readonly ReceiptLine[]): number {
  const dots = lines.reduce((sum, line) => sum + dotsOf(line), CUT_DOTS);
  return Math.ceil(dots / DOTS_PER_MM);
}

function dotsOf(line: ReceiptLine): number {
  switch (line.kind) {
    case 'text':
      return line.size === 'tall' || line.size === 'large' ? TALL_LINE_DOTS : LINE_DOTS;
    case 'feed':
      return line.lines * LINE_DOTS;
    case 'qr':
      return QR_DOTS;
    case 'barcode':
      return BARCODE_DOTS;
    case 'logo':
      return LOGO_DOTS;
    case 'rule':
      return LINE_DOTS;
  }
}
