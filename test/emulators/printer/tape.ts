/**
 * The tape: everything that came out, dot row by dot row, and where it was cut. It judges the promise "at most one complete
 * unmarked original": what is not complete on the tape is not on the paper.
 */
import type { Emit } from './settings.ts';

/** One bit a dot, rows padded to bytes, the leftmost dot in the highest bit. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly bytes: Uint8Array;
}

export type Face = 'a' | 'b' | 'chinese';

/** Characters side by side in one style. */
export interface Span {
  readonly text: string;
  /** Left edge on the paper. */
  readonly leftDots: number;
  readonly widthDots: number;
  readonly face: Face;
  readonly widthTimes: number;
  readonly heightTimes: number;
  readonly bold: boolean;
  readonly underlineDots: number;
  readonly inverse: boolean;
  readonly upsideDown: boolean;
  /** Space to the right of each character. */
  readonly spacingDots: number;
  /** The font has no such character: a box stands there. */
  readonly junk: boolean;
  /** Dots of ESC * instead of characters; its text is U+FFFC. */
  readonly strip: Bitmap | null;
}

export interface TextLine {
  readonly spans: readonly Span[];
  /** Height of the tallest character. */
  readonly inkDots: number;
  /** What the paper advances. */
  readonly feedDots: number;
  /** The line was full; no line feed was sent. */
  readonly wrapped: boolean;
}

export interface Graphic {
  readonly what: 'raster' | 'logo' | 'qr' | 'barcode';
  readonly bitmap: Bitmap;
  readonly leftDots: number;
  /** What it says, as far as the printer knows: data, level, symbology, key code. */
  readonly about: Readonly<Record<string, string | number>>;
  /** Human readable text of a barcode, above and below. */
  readonly textAbove?: string;
  readonly textBelow?: string;
}

export type Mark =
  | 'paper-end'
  | 'new-roll'
  | 'power-loss'
  | 'cover-open'
  | 'cover-closed'
  | 'cutter-jam'
  | 'head-hot'
  | 'near-end-stop'
  | 'cleared';

export type PaperItem = { readonly topDots: number } & (
  | { readonly kind: 'text'; readonly line: TextLine; readonly complete: boolean; readonly printedDots: number }
  | {
      readonly kind: 'graphic';
      readonly graphic: Graphic;
      readonly fromRow: number;
      readonly toRow: number;
      readonly complete: boolean;
    }
  | { readonly kind: 'feed'; readonly dots: number; readonly by: 'command' | 'button' }
  | { readonly kind: 'mark'; readonly mark: Mark }
);

export type SlipEnd = 'full-cut' | 'partial-cut' | 'torn' | 'open';

/** One piece between two cuts. `topDots` of its items count from its upper edge. */
export interface Slip {
  readonly number: number;
  readonly end: SlipEnd;
  readonly heightDots: number;
  readonly items: readonly PaperItem[];
  /** Items that the knife went through; their rest is on the next slip. */
  readonly cutThrough: number;
}

const inkBottom = (item: PaperItem): number => {
  if (item.kind === 'text') return item.topDots + item.printedDots;
  if (item.kind === 'graphic') return item.topDots + (item.toRow - item.fromRow);
  return item.kind === 'feed' ? item.topDots + item.dots : item.topDots;
};

/** The text of a line as one reads it, columns kept by spaces. */
export function lineText(line: TextLine): string {
  let text = '';
  let atDots = 0;
  for (const span of line.spans) {
    const gap = span.leftDots - atDots;
    if (gap > 0) text += ' '.repeat(Math.round(gap / 12));
    text += span.text;
    atDots = span.leftDots + span.widthDots;
  }
  return text.trimEnd();
}

export class Tape {
  readonly #emit: Emit;
  readonly #leadDots: number;
  /** Absolute position of the paper under the head, and of the upper edge of the piece that hangs out. */
  #positionDots = 0;
  #edgeDots = 0;
  #items: PaperItem[] = [];
  #done: Slip[] = [];
  /** Slips that were cut and taken away; their numbers stay spent. */
  #takenAway = 0;
  /** The roll lies the wrong way round: nothing blackens. */
  #blank = false;

  /** @param leadDots how much paper hangs out between head and cutter when a roll has been put in. */
  constructor(emit: Emit, leadDots: number) {
    this.#emit = emit;
    this.#leadDots = leadDots;
    this.#positionDots = leadDots;
  }

  get positionDots(): number {
    return this.#positionDots;
  }
  /** Something hangs out of the printer. */
  get hasOpenPaper(): boolean {
    return this.#items.length > 0;
  }
  get slipNumber(): number {
    return this.#takenAway + this.#done.length + 1;
  }

  /** @param part how much of the line came out, 1 = all of it and the feed. */
  printLine(printed: TextLine, part: number): void {
    const line = this.#blank ? { ...printed, spans: [] } : printed;
    const complete = part >= 1;
    const printedDots = complete ? line.inkDots : Math.floor(line.inkDots * part);
    this.#items.push({ kind: 'text', line, complete, printedDots, topDots: this.#positionDots });
    this.#positionDots += complete ? line.feedDots : printedDots;
    const text = lineText(line);
    this.#emit(complete ? 'line' : 'broken-line', { slip: this.slipNumber, text });
  }

  /** Rows `fromRow` up to but not including `toRow` came out; rows that follow one another become one item. */
  printRows(graphic: Graphic, fromRow: number, toRow: number): void {
    if (this.#blank) {
      this.feed(toRow - fromRow, 'command');
      return;
    }
    const last = this.#items.at(-1);
    const whole = graphic.bitmap.heightDots;
    const follows = last?.kind === 'graphic' && last.graphic === graphic && last.toRow === fromRow;
    const from = follows ? last.fromRow : fromRow;
    const complete = from === 0 && toRow === whole;
    const topDots = follows ? last.topDots : this.#positionDots;
    if (follows) this.#items.pop();
    this.#items.push({ kind: 'graphic', graphic, fromRow: from, toRow, complete, topDots });
    this.#positionDots += toRow - fromRow;
    if (toRow === whole) this.#emit(graphic.what, { slip: this.slipNumber, complete, ...graphic.about });
  }

  feed(dots: number, by: 'command' | 'button'): void {
    if (dots === 0) return;
    const last = this.#items.at(-1);
    if (last?.kind === 'feed' && last.by === by) this.#items.pop();
    const before = last?.kind === 'feed' && last.by === by ? last : { topDots: this.#positionDots, dots: 0 };
    this.#items.push({ kind: 'feed', dots: before.dots + dots, by, topDots: before.topDots });
    this.#positionDots += dots;
  }

  /** @param aboveHeadDots where on the paper: under the head, or so much earlier. */
  mark(mark: Mark, aboveHeadDots = 0): void {
    const topDots = Math.max(this.#edgeDots, this.#positionDots - aboveHeadDots);
    this.#items.push({ kind: 'mark', mark, topDots });
  }

  /** A new roll is pulled through to the cutter: what was there comes away, still part of the same slip if it was not cut. */
  newRoll(reversed: boolean): void {
    this.#blank = reversed;
    if (!this.hasOpenPaper) return;
    this.mark('new-roll');
    this.#positionDots += this.#leadDots;
  }

  /** Pulls the paper back to the print start position (GS V 103/104). */
  backFeed(dots: number): void {
    this.#positionDots = Math.max(this.#edgeDots, this.#positionDots - dots);
  }

  /** The knife, or a hand at the tear bar, at `atDots` of the paper. */
  sever(end: 'full-cut' | 'partial-cut' | 'torn', atDots: number): void {
    const cutDots = Math.max(this.#edgeDots, atDots);
    const above = this.#items.filter((item) => item.topDots < cutDots || (item.topDots === cutDots && isMark(item)));
    const below = this.#items.filter((item) => !above.includes(item));
    const through = above.filter((item) => inkBottom(item) > cutDots && item.kind !== 'feed');
    const slip: Slip = {
      number: this.slipNumber,
      end,
      heightDots: cutDots - this.#edgeDots,
      items: above.map((item) => ({ ...item, topDots: item.topDots - this.#edgeDots })),
      cutThrough: through.length,
    };
    this.#done.push(slip);
    this.#items = [...through, ...below];
    this.#edgeDots = cutDots;
    this.#emit('cut', { slip: slip.number, end, cutThrough: slip.cutThrough });
  }

  /** What was cut off is taken away: a long run would keep every dot of it. @returns how many pieces went. */
  takeAway(): number {
    const { length } = this.#done;
    this.#takenAway += length;
    this.#done = [];
    return length;
  }

  /** All pieces, the one that still hangs out of the printer last (`open`), if there is anything on it. */
  slips(): Slip[] {
    if (this.#items.length === 0) return [...this.#done];
    const open: Slip = {
      number: this.slipNumber,
      end: 'open',
      heightDots: this.#positionDots - this.#edgeDots,
      items: this.#items.map((item) => ({ ...item, topDots: item.topDots - this.#edgeDots })),
      cutThrough: 0,
    };
    return [...this.#done, open];
  }
}

const isMark = (item: PaperItem): boolean => item.kind === 'mark';
