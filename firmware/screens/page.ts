/** A page is lines of words; here they become cells of a screen, a Chinese character taking two. */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';

/** Stands before a line that says again in English what is said above it in Chinese, and is no cell of any screen. */
const AGAIN = '\u2060';

const HAN = /^[\u4e00-\u9fff]$/;

/** ASCII and Chinese characters are most of what is shown, and their width is cheap to know. */
function cellsOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  return HAN.test(character) ? 2 : stringWidth(character);
}

/** ASCII takes one cell, these Chinese characters and signs take two, whatever stands beside them: most of what is shown. */
const PLAIN = /^[\x20-\x7e\u3001-\u3029\u4e00-\u9fff\uff01-\uff60\uffe5]*$/;

/** Cells that a text takes on a screen. */
function widthOf(text: string): number {
  if (!PLAIN.test(text)) return stringWidth(text);
  let cells = text.length;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7e) cells += 1;
  return cells;
}

/** Screens say the same few hundred things over and over: as many are kept, for each width. */
const MOST_KEPT = 1_000;

/** The same function, which does not work a text out again that it has just had. */
function kept<Cells>(workOut: (text: string, columns: number) => Cells): (text: string, columns: number) => Cells {
  const widths = new Map<number, Map<string, Cells>>();
  return (text, columns) => {
    const texts = widths.get(columns) ?? new Map<string, Cells>();
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size >= MOST_KEPT) texts.clear();
    const cells = workOut(text, columns);
    widths.set(columns, texts.set(text, cells));
    return cells;
  };
}

/** The text cut or padded to exactly `columns` cells. */
export const fitCells = kept(fittedCells);

function fittedCells(text: string, columns: number): string {
  let width = 0;
  let fitted = '';
  for (const character of text) {
    if (character === AGAIN) continue;
    const cells = cellsOf(character);
    if (width + cells > columns) break;
    fitted += character;
    width += cells;
  }
  return fitted + ' '.repeat(columns - width);
}

/** Left and right on one line; the right side (an amount) is never cut. */
export function pairCells(left: string, right: string, columns: number): string {
  const rightWidth = widthOf(right);
  return rightWidth >= columns ? fitCells(right, columns) : `${fitCells(left, columns - rightWidth - 1)} ${right}`;
}

/** Both languages on one line where they fit, else one under the other, each wrapped: a sentence is never cut. */
export function bothLanguages(words: Words, columns: number): readonly string[] {
  if (words.zh === '' && words.en === '') return [];
  const line = `${words.zh} ${words.en}`;
  if (widthOf(line) <= columns) return [line];
  const again = wrapCells(words.en, columns);
  return [...wrapCells(words.zh, columns), ...(words.zh === '' ? again : again.map((text) => `${AGAIN}${text}`))];
}

/**
 * A page that is higher than its room, sentence by sentence in Chinese only, from the top on, until it has room: what keys mean is said last, and is never
 * pushed out by a translation.
 */
export function lowered(lines: readonly string[], room: number): readonly string[] {
  const left = [...lines];
  while (left.length > room) {
    const at = left.findIndex((line) => line.startsWith(AGAIN));
    if (at < 0) break;
    const end = left.findIndex((line, row) => row > at && !line.startsWith(AGAIN));
    left.splice(at, (end < 0 ? left.length : end) - at);
  }
  return left;
}

/** Breaks at spaces; what has none (Chinese, a long number) is broken at the edge. */
export const wrapCells: (text: string, columns: number) => readonly string[] = kept(wrappedCells);

function wrappedCells(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll(AGAIN, '').split(/(?<= )/)) {
    // A word that no line could hold is broken anyway: it goes on where the line is.
    const fitsAlone = widthOf(word.trimEnd()) <= columns;
    if (fitsAlone && widthOf(line + word.trimEnd()) > columns && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
    while (widthOf(line.trimEnd()) > columns) {
      const head = fitCells(line, columns).trimEnd();
      lines.push(head);
      line = line.slice(head.length).trimStart();
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** A line of a page. Rank 0 must be seen; the higher the rank, the sooner a small screen goes without. */
export type Block = { readonly rank: number } & ({ readonly words: Words } | { readonly text: string });

/**
 * The blocks in their order within `room` lines: what has the highest rank is first told in one language, then left out. Blocks of rank 0
 * stay, in one language where it must be.
 */
export function fitBlocks(blocks: readonly Block[], columns: number, room: number): readonly string[] {
  const shown = blocks.map((block) => ({ block, lines: blockLines(block, columns) }));
  const height = () => shown.reduce((sum, { lines }) => sum + lines.length, 0);
  const ranks = [...new Set(blocks.map(({ rank }) => rank))].sort((a, b) => b - a);
  for (const shorten of [shortLines, () => []]) {
    for (const rank of ranks) {
      for (const one of shown.toReversed()) {
        if (height() <= room) return shown.flatMap(({ lines }) => lines);
        if (one.block.rank === rank && (rank > 0 || shorten === shortLines)) one.lines = shorten(one.block, columns);
      }
    }
  }
  return shown.flatMap(({ lines }) => lines);
}

function blockLines(block: Block, columns: number): readonly string[] {
  return 'text' in block ? wrapCells(block.text, columns) : bothLanguages(block.words, columns);
}

function shortLines(block: Block, columns: number): readonly string[] {
  if ('words' in block) return wrapCells(block.words.zh, columns);
  return block.text.startsWith(AGAIN) ? [] : [fitCells(block.text, columns)];
}
