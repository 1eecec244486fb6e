/**
 * Text to lines of paper. Columns are counted as a Chinese printer prints them: what takes two bytes in GB18030 takes two columns,
 * East Asian "ambiguous" characters included. Nothing here is ever wider than the paper, and no value is cut.
 */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';
import type { Columns, ReceiptLine, TextSize, TextStyle } from './document.ts';
import type { Locale } from './slip-facts.ts';

/** The paper in hand. */
export interface Page {
  readonly columns: Columns;
  readonly locale: Locale;
}

/** ASCII takes one column, these Chinese characters and signs take two, whatever stands beside them: most of what is printed. */
const PLAIN = /^[\x20-\x7e\u3001-\u3029\u4e00-\u9fff\uff01-\uff60\uffe5]*$/;

/** Of the pinyin in the printer's two-byte font these two alone are narrow in Unicode. */
const WIDER_ON_PAPER = /[\u01f9\u1e3f]/g;

/** Columns that `text` takes at normal size. */
export function columnsOf(text: string): number {
  if (!PLAIN.test(text))
    return stringWidth(text, { ambiguousIsNarrow: false }) + (text.match(WIDER_ON_PAPER)?.length ?? 0);
  let columns = text.length;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7e) columns += 1;
  return columns;
}

/**
 * Facts come from keyboards, files and hosts: a control character in them would be a command to the printer. It becomes a blank; what
 * has no width of its own goes. Accents in one piece and ￥ for ¥, as the printer takes them: in other forms they would be narrower here than there.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  const whole = text.normalize('NFC').replaceAll('\u00a5', '\uffe5');
  return whole.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, ' ').replace(/\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}/gu, '');
}

export function line(text: string, style: TextStyle = {}): ReceiptLine {
  return { kind: 'text', text, ...style };
}
export const rule: ReceiptLine = { kind: 'rule' };
export function feed(lines: number): ReceiptLine {
  return { kind: 'feed', lines };
}

/**
 * A label or a title. In China both languages stand on a slip whoever reads it (design §13), so `zh-CN` prints both here, and Chinese
 * alone in sentences; `en` is for printers without a Chinese font.
 */
export function say(words: Words, locale: Locale): string {
  return locale === 'en' ? words.en : `${words.zh} ${words.en}`;
}

/** A label in one piece where it fits into `columns`, else one language below the other, wrapped. */
export function sayLines(words: Words, locale: Locale, columns: number): readonly string[] {
  const together = say(words, locale);
  if (locale === 'en' || columnsOf(together) <= columns) return wrap(together, columns);
  return [...wrap(words.zh, columns), ...wrap(words.en, columns)];
}

/** A sentence in the languages of the locale, one below the other where they do not share a line; wrapped. */
export function tell(words: Words, locale: Locale, columns: number): readonly string[] {
  return locale === 'zh-CN' ? wrap(words.zh, columns) : sayLines(words, locale, columns);
}

/** Marks that must not start a line; they take the character before them along. */
const CLOSING = /^[，。、；：！？）》】」』,.;:!?)\]}%]/;

/**
 * Breaks `text` into lines of at most `columns`: at blanks, between Chinese characters, and within a word only when it alone is too wide.
 * All lines but the first begin with `indent` blanks.
 */
export function wrap(text: string, columns: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let current = '';
  for (const piece of piecesOf(printable(text), columns - indent)) {
    if (current === '' || columnsOf((current + piece).trimEnd()) <= columns) {
      current += piece;
      continue;
    }
    lines.push(current.trimEnd());
    current = margin + piece.trimStart();
  }
  return [...lines, current.trimEnd()];
}

/** What stays together: a word with the blanks behind it, a Chinese character with its closing mark; too wide words cut into characters. */
function piecesOf(text: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  for (const [piece] of text.matchAll(/[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+\s*|\s+/gu)) {
    const last = pieces.at(-1);
    if (last !== undefined && CLOSING.test(piece) && !last.endsWith(' ')) pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces.flatMap((piece) => (columnsOf(piece.trimEnd()) <= columns ? [piece] : [...piece]));
}

/** `label` to the left, the value to the right edge; a label too long is wrapped, a value too long stands on lines of its own. */
export function pair(label: string, wanted: string, columns: number): readonly string[] {
  const value = printable(wanted);
  const room = columns - columnsOf(value) - 1;
  const labels = wrap(label, columns);
  const last = labels.at(-1) ?? '';
  if (columnsOf(last) <= room) return [...labels.slice(0, -1), spread(last, value, columns)];
  return [...labels, ...wrap(value, columns).map((part) => spread('', part, columns))];
}

/** A label with its value, the second language below the first where they do not share the line. */
export function valued({ zh, en }: Words, value: string, { locale, columns }: Page): readonly ReceiptLine[] {
  const [first, below] =
    locale === 'en' ? [en, ''] : columnsOf(`${zh} ${en} ${value}`) <= columns ? [`${zh} ${en}`, ''] : [zh, en];
  const more = below === '' || locale === 'zh-CN' ? [] : wrap(below, columns - 2).map((text) => `  ${text}`);
  return [...pair(first, value, columns), ...more].map((text) => line(text));
}

function spread(left: string, right: string, columns: number): string {
  return left + ' '.repeat(columns - columnsOf(left) - columnsOf(right)) + right;
}

export type Field = readonly [label: Words, value: string];

const GUTTER = 2;

/**
 * Fields as a table: on wide paper two neighbours share a line when each fits into its half, else one a line. Labels stand left, values
 * right.
 */
export function fields(list: readonly Field[], page: Page): readonly ReceiptLine[] {
  const half = (page.columns - GUTTER) / 2;
  const texts: string[] = [];
  const values = list.map(([label, value]): Field => [label, printable(value)]);
  const fitsHalf = (field: Field | undefined): field is Field =>
    page.columns === 48 &&
    field !== undefined &&
    columnsOf(say(field[0], page.locale)) + 1 + columnsOf(field[1]) <= half;
  for (let i = 0; i < values.length; i += 1) {
    const [here, next] = [values[i] as Field, values[i + 1]];
    const label = say(here[0], page.locale);
    if (!fitsHalf(here) || !fitsHalf(next)) {
      texts.push(...pair(label, here[1], page.columns));
      continue;
    }
    texts.push(spread(label, here[1], half) + ' '.repeat(GUTTER) + spread(say(next[0], page.locale), next[1], half));
    i += 1;
  }
  return texts.map((text) => line(text));
}

/** Text in the middle of the paper, wrapped at its size. */
export function centred(text: string, page: Page, style: Omit<TextStyle, 'align'> = {}): readonly ReceiptLine[] {
  return wrap(text, columnsAt(style.size, page)).map((part) => line(part, { ...style, align: 'center' }));
}

/** A sentence in the page's language or languages. */
export function sentence(words: Words, page: Page, style: TextStyle = {}): readonly ReceiptLine[] {
  return tell(words, page.locale, columnsAt(style.size, page)).map((part) => line(part, style));
}

/** One of a list: what is said stands to the right of its mark, in the languages of the page, however many lines it takes. */
export function item(mark: string, words: Words, page: Page): readonly ReceiptLine[] {
  const margin = ' '.repeat(columnsOf(mark));
  return tell(words, page.locale, page.columns - columnsOf(mark)).map((part, at) =>
    line((at === 0 ? mark : margin) + part),
  );
}

/** A title to be seen from afar: in one piece as large as the paper allows, one language below the other only where it does not fit. */
export function headline(words: Words, page: Page): readonly ReceiptLine[] {
  const parts = sayLines(words, page.locale, page.columns);
  // One size for all of it: a last word larger than its sentence would be read as one of its own.
  const size = parts.every((part) => columnsOf(part) <= columnsAt('large', page)) ? 'large' : 'tall';
  return parts.map((part) => line(part, { align: 'center', bold: true, size }));
}

/** An amount that everyone in the shop can read: the largest type that holds it whole. */
export function amountLine(amount: string, page: Page): ReceiptLine {
  const size = columnsOf(amount) <= columnsAt('large', page) ? 'large' : 'tall';
  return line(amount, { align: 'right', bold: true, size });
}

function columnsAt(size: TextSize | undefined, page: Page): number {
  return size === 'large' ? page.columns / 2 : page.columns;
}
