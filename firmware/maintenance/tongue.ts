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

/** A fact on a line of its own. */
export function fact(tongue: Tongue, label: Words, value: string | number): string {
  return `  ${pad(speak(tongue, label), LABEL_CELLS)} ${value}`;
}

export function heading(tongue: Tongue, words: Words): string {
  return `== ${speak(tongue, words)} ==`;
}

/** Lines that fit a dumb terminal's width, counted in cells; what is longer goes on in the next line, indented. */
export function wrap(line: string, columns: number): readonly string[] {
  if (stringWidth(line) <= columns) return [line];
  const lines: string[] = [];
  let part = '';
  let cells = 0;
  for (const character of line) {
    const width = stringWidth(character);
    if (cells + width > columns) {
      lines.push(part);
      part = '    ';
      cells = part.length;
    }
    part += character;
    cells += width;
  }
  return [...lines, part];
}
