/** A page is lines of words; here they become cells of a screen, a Chinese character taking two. */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';

/** The text cut or padded to exactly `columns` cells. */
export function fitCells(text: string, columns: number): string {
  let width = 0;
  let fitted = '';
  for (const character of text) {
    const cells = stringWidth(character);
    if (width + cells > columns) break;
    fitted += character;
    width += cells;
  }
  return fitted + ' '.repeat(columns - width);
}

/** Left and right on one line; the right side (an amount) is never cut. */
export function pairCells(left: string, right: string, columns: number): string {
  const rightWidth = stringWidth(right);
  return rightWidth >= columns ? fitCells(right, columns) : fitCells(left, columns - rightWidth - 1) + ' ' + right;
}

/** Both languages on one line where they fit, else one under the other. */
export function bothLanguages(words: Words, columns: number): readonly string[] {
  if (words.zh === '' && words.en === '') return [];
  const line = `${words.zh} ${words.en}`;
  return stringWidth(line) <= columns ? [line] : [words.zh, words.en];
}
