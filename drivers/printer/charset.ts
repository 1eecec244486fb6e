/**
 * Which characters the printer can print as text (facts/printer §1.9). Pure.
 *
 * A "GB18030" receipt printer has a two-byte font: areas 1–5. A four-byte character prints as junk, U+00A5 first of all
 * (museum: node-escpos-332), although every software decoder reads it back without complaint.
 */
import iconv from 'iconv-lite';
import stringWidth from 'string-width';

export type Charset = 'gb18030' | 'ascii';

export interface PreparedText {
  /** Characters that the printer has or that are drawn for it; as wide as the original. */
  readonly text: string;
  /** Characters of the original that the printer lacks and that have been replaced. */
  readonly missing: readonly string[];
  /** Characters in `text` that must be drawn. */
  readonly drawn: readonly string[];
}

const ASCII_ONLY = /^[\x20-\x7e]*$/;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
const YEN = /\u00a5/g;
/** Spaces and joiners that fonts lack and nobody misses. */
const ODD_SPACES = /[\u00a0\u2000-\u200a\u202f]/g;
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]|[\ufe00-\ufe0f]/g;

/**
 * @returns `original` in characters that the printer has or `canDraw`; what it lacks becomes 〓 or `?` of the same width.
 * @param canDraw asked only about characters that the printer lacks.
 */
export function preparedText(
  original: string,
  charset: Charset,
  canDraw: (character: string) => boolean = () => false,
): PreparedText {
  const text = cleaned(original);
  if (ASCII_ONLY.test(text) || (charset === 'gb18030' && twoByteFontHasAll(text)))
    return { text, missing: [], drawn: [] };
  const missing = new Set<string>();
  const drawn = new Set<string>();
  const replaced = [...text].map((character) => {
    if (isPrintable(character, charset)) return character;
    if (cellColumns(character) > 0 && canDraw(character)) {
      drawn.add(character);
      return character;
    }
    missing.add(character);
    return placeholder(character, charset);
  });
  return { text: replaced.join(''), missing: [...missing], drawn: [...drawn] };
}

/** @returns the characters of `original` that the printer lacks, each once. */
export function lackingCharacters(original: string, charset: Charset): readonly string[] {
  return preparedText(original, charset).missing;
}

function cleaned(original: string): string {
  if (ASCII_ONLY.test(original)) return original;
  return original
    .normalize('NFC')
    .replace(CONTROL, ' ')
    .replace(YEN, '\uffe5')
    .replace(ODD_SPACES, ' ')
    .replace(INVISIBLE, '');
}

function placeholder(character: string, charset: Charset): string {
  const width = stringWidth(character);
  if (width === 2) return charset === 'gb18030' ? '〓' : '??';
  return width === 0 ? '' : '?';
}

/** Whether the printer has the character in its own fonts. */
export function isPrintable(character: string, charset: Charset): boolean {
  return ASCII_ONLY.test(character) || (charset === 'gb18030' && twoByteFontHasAll(character));
}

/** The bytes decide: one below 80, two in areas 1–5; a second byte 30…39 announces four. */
function twoByteFontHasAll(text: string): boolean {
  const bytes = iconv.encode(text, 'gb18030');
  for (let at = 0; at < bytes.length; at += 1) {
    const first = bytes[at] as number;
    if (first < 0x80) continue;
    at += 1;
    if (!isInFont(first, bytes[at] as number)) return false;
  }
  return true;
}

/** GB18030 double-byte areas 1–5, without the user-defined ones (SURE SP91 p.66). */
function isInFont(first: number, second: number): boolean {
  if (second < 0x40 || second === 0x7f) return false;
  const low = second <= 0xa0;
  if (first >= 0x81 && first <= 0xa0) return true; // area 3
  if (first >= 0xa8 && first <= 0xa9) return true; // areas 1 and 5
  if (first >= 0xa1 && first <= 0xa7) return !low; // area 1
  if (first >= 0xaa && first <= 0xaf) return low; // area 4
  if (first >= 0xb0 && first <= 0xf7) return true; // areas 2 and 4
  return first >= 0xf8 && first <= 0xfe && low; // area 4
}

/** @returns the columns that prepared text takes on the paper. */
export function columnsOf(text: string, charset: Charset): number {
  if (ASCII_ONLY.test(text)) return text.length;
  if (charset === 'gb18030' && twoByteFontHasAll(text)) return iconv.encode(text, 'gb18030').length;
  return [...text].reduce((sum, character) => sum + cellColumns(character), 0);
}

/**
 * @returns columns of one character's cell: a character of the two-byte font takes two, whatever Unicode says; one that is drawn takes what
 * Unicode says. 0 for marks that belong to the character before.
 */
export function cellColumns(character: string): number {
  if (ASCII_ONLY.test(character)) return 1;
  return twoByteFontHasAll(character) ? 2 : stringWidth(character);
}
