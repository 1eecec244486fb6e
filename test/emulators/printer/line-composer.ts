/** The print buffer of one line: characters take their place until the line is full or a print command comes. */
import type { PrintModes } from './print-modes.ts';
import type { Bitmap, Face, Span, TextLine } from './tape.ts';

const cellDots: Record<Face, { readonly width: number; readonly height: number }> = {
  a: { width: 12, height: 24 },
  b: { width: 9, height: 17 },
  chinese: { width: 24, height: 24 },
};

/** Characters of one style join it as they come. */
type GrowingSpan = { -readonly [Key in keyof Span]: Span[Key] };

export class LineComposer {
  #spans: GrowingSpan[] = [];
  #atDots = 0;

  /** "At the beginning of a line". */
  get isEmpty(): boolean {
    return this.#spans.length === 0 && this.#atDots === 0;
  }
  /** Something would be printed. */
  get hasInk(): boolean {
    return this.#spans.length > 0;
  }

  /** @returns false if the character does not fit; the line has to be printed first. */
  put(character: string, face: Face, junk: boolean, modes: PrintModes): boolean {
    const chinese = face === 'chinese';
    const size = chinese ? modes.chineseSize : modes.size;
    const leading = chinese ? modes.chineseSpacingLeftDots * size.widthTimes : 0;
    const spacingDots = (chinese ? modes.chineseSpacingRightDots : modes.spacingDots) * size.widthTimes;
    const advance = leading + cellDots[face].width * size.widthTimes + spacingDots;
    if (this.#atDots + advance > modes.areaDots && this.#spans.length > 0) return false;
    const bold = modes.bold || modes.doubleStrike;
    const underlineDots = chinese ? modes.chineseUnderlineDots : modes.underlineDots;
    const last = this.#spans.at(-1);
    const leftDots = this.#atDots + leading;
    const goesOn =
      last !== undefined &&
      last.leftDots + last.widthDots === leftDots &&
      last.face === face &&
      last.widthTimes === size.widthTimes &&
      last.heightTimes === size.heightTimes &&
      last.bold === bold &&
      last.underlineDots === underlineDots &&
      last.inverse === modes.inverse &&
      last.upsideDown === modes.upsideDown &&
      last.spacingDots === spacingDots &&
      last.junk === junk &&
      last.strip === null;
    if (goesOn) {
      last.text += character;
      last.widthDots += advance - leading;
    } else {
      this.#spans.push({
        text: character,
        leftDots,
        widthDots: advance - leading,
        face,
        widthTimes: size.widthTimes,
        heightTimes: size.heightTimes,
        bold,
        underlineDots,
        inverse: modes.inverse,
        upsideDown: modes.upsideDown,
        spacingDots,
        junk,
        strip: null,
      });
    }
    this.#atDots += advance;
    return true;
  }

  /** ESC *: dots 24 high take their place in the line like a character; what lies beyond the area is not printed (APG p.196). */
  putStrip(strip: Bitmap, modes: PrintModes): void {
    const widthDots = Math.min(strip.widthDots, Math.max(0, modes.areaDots - this.#atDots));
    if (widthDots === 0) return;
    this.#spans.push({
      text: '\ufffc',
      leftDots: this.#atDots,
      widthDots,
      face: 'chinese',
      widthTimes: 1,
      heightTimes: 1,
      bold: false,
      underlineDots: 0,
      inverse: false,
      upsideDown: modes.upsideDown,
      spacingDots: 0,
      junk: false,
      strip,
    });
    this.#atDots += widthDots;
  }

  /** ESC $ and HT. Positions beyond the area are ignored. */
  moveTo(dots: number, modes: PrintModes): void {
    if (dots >= 0 && dots < modes.areaDots) this.#atDots = dots;
  }
  /** ESC \ */
  moveBy(dots: number, modes: PrintModes): void {
    this.moveTo(this.#atDots + dots, modes);
  }
  tab(modes: PrintModes): void {
    const next = modes.tabsDots.find((dots) => dots > this.#atDots);
    if (next !== undefined) this.moveTo(next, modes);
  }

  /** The finished line, placed on the paper; the buffer is empty afterwards. */
  take(modes: PrintModes, feedDots: number | null, wrapped: boolean): TextLine {
    const width = this.#spans.reduce((right, span) => Math.max(right, span.leftDots + span.widthDots), 0);
    const shift = modes.leftMarginDots + Math.max(0, Math.floor(((modes.areaDots - width) * modes.align) / 2));
    const inkDots = this.#spans.reduce(
      (tallest, span) => Math.max(tallest, cellDots[span.face].height * span.heightTimes),
      0,
    );
    const spans = this.#spans.map((span) => ({ ...span, leftDots: span.leftDots + shift }));
    this.clear();
    return { spans, inkDots, feedDots: Math.max(feedDots ?? modes.lineSpacingDots, inkDots), wrapped };
  }

  /** @returns the text that is lost. */
  clear(): string {
    const lost = this.#spans.map((span) => span.text).join('');
    this.#spans = [];
    this.#atDots = 0;
    return lost;
  }
}
