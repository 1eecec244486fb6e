/** A page is lines of words; here they become cells of a screen, a Chinese character taking two. */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';

const HAN = /^[\u4e00-\u9fff]$/;

/** ASCII and Chinese characters are most of what is shown, and their width is cheap to know. */
function cellsOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  return HAN.test(character) ? 2 : stringWidth(character);
}

/** ASCII takes one cell, these Chinese characters and signs take two, whatever stands beside them: most of what is shown. */
const PLAIN = /^[\x20-\x7e\u3001-\u3029\u4e00-\u9fff\uff01-\uff60\uffe5]*$/;

/** Cells that a text takes on a screen. */
export function widthOf(text: string): number {
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
  return [...wrapCells(words.zh, columns), ...wrapCells(words.en, columns)];
}

/** Breaks at spaces, but behind a mark (`×`, `→`); what has none (Chinese, a long number) is broken at the edge. */
export const wrapCells: (text: string, columns: number) => readonly string[] = kept(wrappedCells);

function wrappedCells(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<= )/)) {
    // A word that no line could hold is broken anyway: it goes on where the line is.
    const fitsAlone = widthOf(word.trimEnd()) <= columns;
    if (fitsAlone && widthOf(line + word.trimEnd()) > columns && line.trimEnd().length > 1) {
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

/**
 * A sentence of a page. Rank 0 must be seen; the higher the rank, the sooner a small screen goes without. `short`: its Chinese where there is no room
 * for both languages. `head`: what of it may stand in the place of the shop's name.
 */
export type Block = { readonly rank: number; readonly head?: string } & (
  | { readonly words: Words; readonly short?: string }
  | { readonly text: string }
);

/** What must be seen, each in both languages where there is room; null and what has no words is nothing. */
export function must(...parts: readonly (Words | string | null)[]): readonly Block[] {
  return ranked(0, ...parts);
}

export function ranked(rank: number, ...parts: readonly (Words | string | null)[]): readonly Block[] {
  return parts.flatMap((part): readonly Block[] => {
    if (part === null) return [];
    if (typeof part === 'string') return [{ rank, text: part }];
    return part.zh === '' && part.en === '' ? [] : [{ rank, words: part }];
  });
}

/** The name of a page, which a small screen shows in the place of the shop's. @param head as it stands there, in eleven cells */
export function title(words: Words, rank = 3, head = words.zh): Block {
  return { rank, words, head };
}

/** The amount that a page is about: never without it, in the head where it must be. The line of one that is still to be typed can be missed. */
export function amountLine(label: string, amount: string, columns: number): Block {
  const text = pairCells(label, amount, columns);
  return amount === '' ? { rank: 1, text } : { rank: 0, text, head: amount };
}

/** What a digit chooses: its English at the edge where there is room for both. */
export function choiceLine(zh: string, en: string, columns: number): string {
  return widthOf(zh) + 1 + widthOf(en) <= columns ? pairCells(zh, en, columns) : zh;
}

/** What the digits from 1 on choose. Where the screen is low, two on a line in one language, so that all of them can be seen. */
export function choiceBlocks(choices: readonly Words[], room: number): readonly Block[] {
  const keys = choices.map(({ zh, en }, i) => ({ zh: `${i + 1} ${zh}`, en }));
  if (room > keys.length) return keys.map((words) => ({ rank: 0, words }));
  return Array.from({ length: Math.ceil(keys.length / 2) }, (_, i): Block => {
    const pair = keys.slice(2 * i, 2 * i + 2).map(({ zh }) => zh.replace(' ', ''));
    return { rank: 0, text: pair.join(' ') };
  });
}

/** What keys mean: said last, and never pushed out. @param short the Chinese where there is room for one language only */
export function keys(words: Words, short?: string): Block {
  return short === undefined ? { rank: 0, words } : { rank: 0, words, short };
}

/**
 * What is read, as many lines at a time as there is room for; `mark` `.=1/3` where the key turns it.
 * @param sentences one line each, or the lines of one: what goes together is not torn while it has room
 */
export function turned(
  sentences: readonly (string | readonly string[])[],
  page: number,
  room: number,
): { readonly lines: readonly string[]; readonly mark: string | null } {
  const height = Math.max(1, room);
  const pages: string[][] = [[]];
  for (const sentence of sentences) {
    const lines = typeof sentence === 'string' ? [sentence] : sentence;
    const last = pages.at(-1) ?? [];
    if (last.length > 0 && last.length + lines.length > height) pages.push([]);
    for (const line of lines) {
      if ((pages.at(-1)?.length ?? 0) >= height) pages.push([]);
      pages.at(-1)?.push(line);
    }
  }
  if (pages.length === 1) return { lines: pages[0] ?? [], mark: null };
  const at = page % pages.length;
  return { lines: pages[at] ?? [], mark: `.=${at + 1}/${pages.length}` };
}

export interface FittedPage {
  /** Stands in the place of the shop's name; null: that has its place. */
  readonly head: string | null;
  readonly lines: readonly string[];
}

/** The page in a room of `room` lines below a head of `headCells`: first in one language, then without its name, then without what can be missed. */
export function fitPage(blocks: readonly Block[], columns: number, room: number, headCells: number): FittedPage {
  if (shortHeight(blocks, columns) <= room) return { head: null, lines: fitBlocks(blocks, columns, room) };
  const name = blocks.find(({ rank, head }) => rank > 0 && head !== undefined);
  const unnamed = blocks.filter((block) => block !== name);
  const must = unnamed.filter(({ rank }) => rank === 0);
  const amount = must.find(({ head }) => head !== undefined && widthOf(head) <= headCells);
  if (amount === undefined || shortHeight(must, columns) <= room)
    return { head: name?.head ?? null, lines: fitBlocks(unnamed, columns, room) };
  return {
    head: amount.head ?? null,
    lines: fitBlocks(
      unnamed.filter((block) => block !== amount),
      columns,
      room,
    ),
  };
}

function shortHeight(blocks: readonly Block[], columns: number): number {
  return blocks.reduce((sum, block) => sum + shortLines(block, columns).length, 0);
}

/**
 * The blocks in their order within `room` lines: what has the highest rank is first told in one language, then left out; what was left out for less than it
 * takes comes back. Blocks of rank 0 stay, in one language where it must be.
 */
export function fitBlocks(blocks: readonly Block[], columns: number, room: number): readonly string[] {
  const shown = blocks.map((block) => ({ block, lines: blockLines(block, columns) }));
  let height = shown.reduce((sum, { lines }) => sum + lines.length, 0);
  const put = (one: (typeof shown)[number], lines: readonly string[]): void => {
    height += lines.length - one.lines.length;
    one.lines = lines;
  };
  // From the bottom up: keys can do with one language sooner than what happened.
  const highestFirst = (a: (typeof shown)[number], b: (typeof shown)[number]): number => b.block.rank - a.block.rank;
  const inTurn = shown.toReversed().toSorted(highestFirst);
  for (const one of inTurn) if (height > room) put(one, shortLines(one.block, columns));
  for (const one of inTurn) if (one.block.rank > 0 && height > room) put(one, []);
  for (const one of inTurn.toReversed()) {
    const lines = shortLines(one.block, columns);
    if (one.lines.length === 0 && height + lines.length <= room) put(one, lines);
  }
  return shown.flatMap(({ lines }) => lines);
}

function blockLines(block: Block, columns: number): readonly string[] {
  return 'text' in block ? wrapCells(block.text, columns) : bothLanguages(block.words, columns);
}

function shortLines(block: Block, columns: number): readonly string[] {
  return 'words' in block ? wrapCells(block.short ?? block.words.zh, columns) : [fitCells(block.text, columns)];
}
