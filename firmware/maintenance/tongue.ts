/** Words → what the technician's terminal shows: both languages, or one of them where the terminal has no Chinese. Pure. */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';

export type Tongue = 'both' | 'zh' | 'en';

export function speak(tongue: Tongue, { zh, en }: Words): string {
  if (tongue === 'both') return zh === en ? zh : `${zh} ${en}`;
  return tongue === 'zh' ? zh : en;
}

/** `text` filled up to `cells`; a wide character takes two. */
export function pad(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - stringWidth(text)));
}

const LABEL_CELLS = 18;
/** A dumb terminal's. */
const WIDTH = 80;

/** A fact on a line of its own. */
export function fact(tongue: Tongue, label: Words, value: string | number): string {
  return `  ${pad(speak(tongue, label), LABEL_CELLS)} ${value}`;
}

/** A sentence on lines of its own, one for each language where both do not fit one. */
export function told(tongue: Tongue, label: Words, words: Words): readonly string[] {
  const whole = fact(tongue, label, speak(tongue, words));
  if (tongue !== 'both' || stringWidth(whole) <= WIDTH) return [whole];
  return [fact(tongue, label, words.zh), `  ${' '.repeat(LABEL_CELLS)} ${words.en}`];
}

export function heading(tongue: Tongue, words: Words): string {
  return `== ${speak(tongue, words)} ==`;
}

const INDENT = '    ';

/**
 * Lines that fit a dumb terminal's width, counted in cells; what is longer goes on in the next line, indented. Broken at a space or beside a wide
 * character, so that no word is torn, unless a word is longer than half a line.
 */
export function wrap(line: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let left = line;
  while (stringWidth(left) > columns) {
    const end = breakOf(left, columns);
    lines.push(left.slice(0, end).trimEnd());
    left = INDENT + left.slice(end).trimStart();
  }
  return [...lines, left];
}

/** Where to break, as an index into `line`: at most `columns` cells before it. */
function breakOf(line: string, columns: number): number {
  let cells = 0;
  let at = 0;
  let best = 0;
  let lastWide = false;
  for (const character of line) {
    const width = stringWidth(character);
    if (cells > columns / 2 && (character === ' ' || lastWide || width > 1)) best = at;
    cells += width;
    if (cells > columns) return best > 0 ? best : at;
    lastWide = width > 1;
    at += character.length;
  }
  return at;
}
