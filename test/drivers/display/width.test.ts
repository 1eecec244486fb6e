/** The quick way to count cells says what the slow one (string-width) says. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { cutToWidth, printable } from '../../../drivers/display/width.ts';
import { fitCells } from '../../../firmware/screens/page.ts';

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Every edge of the ranges whose width is taken for granted, what lies right beside them, and what stands on slips and screens. */
const EDGES = [
  0x20, 0x41, 0x7e, 0x7f, 0xa0, 0xb7, 0x300, 0x3000, 0x3001, 0x3029, 0x302a, 0x3099, 0x4dff, 0x4e00, 0x9fff, 0xa000,
  0xac00, 0xfe0f, 0xff00, 0xff01, 0xff60, 0xff61, 0xffe4, 0xffe5, 0xffe6, 0x1f4b3, 0x20bb7,
];
const character = fc.oneof(
  fc.constantFrom(...EDGES.map((code) => String.fromCodePoint(code))),
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0x3000, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
  fc.integer({ min: 0xff00, max: 0xffef }).map((code) => String.fromCodePoint(code)),
);
const text = fc.array(character, { maxLength: 30 }).map((characters) => characters.join(''));

function slowly(line: string, cells: number): string {
  let cut = '';
  for (const { segment } of SEGMENTER.segment(printable(line))) {
    if (stringWidth(cut + segment) > cells) break;
    cut += segment;
  }
  return cut;
}

it('of any text as much as fits is shown', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (line, cells) => {
      expect(cutToWidth(line, cells)).toBe(slowly(line, cells));
    }),
    { numRuns: 2_000 },
  );
});

it('a page fills its line to the last cell', () => {
  const single = fc.array(
    character.filter((one) => stringWidth(one) > 0),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(single, fc.integer({ min: 1, max: 40 }), (characters, columns) => {
      const width = [...fitCells(characters.join(''), columns)].reduce((sum, one) => sum + stringWidth(one), 0);
      expect(width).toBe(columns);
    }),
    { numRuns: 1_000 },
  );
});
