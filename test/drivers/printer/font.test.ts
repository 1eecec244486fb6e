/** Characters from the font: read right, drawn in the printer's cells, and out of the emulated printer as they were meant. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelsOf } from '../../../drivers/printer/font-file.ts';
import { dotAt, fontPainter } from '../../../drivers/printer/font-painter.ts';
import { type Bitmap, stripCommands } from '../../../drivers/printer/raster.ts';
import { EmulatedPaper } from './emulated-paper.ts';
import { commandsThePrinter } from './real-time-commands.ts';

const woff = readFileSync(
  fileURLToPath(import.meta.resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff')),
);
const PLAIN = { bold: false, size: 'normal' } as const;

function drawnRows(bitmap: Bitmap | null): readonly string[] {
  if (bitmap === null) return [];
  return Array.from({ length: bitmap.heightDots }, (_, y) =>
    Array.from({ length: bitmap.widthDots }, (_, x) => (dotAt(bitmap, x, y) ? '#' : '.')).join(''),
  );
}

describe('the font file', () => {
  it('gives the pixels of a character', () => {
    const rows = pixelsOf(woff, ['中']).get('中') ?? [];
    expect(rows.map((row) => row.toString(2).padStart(16, '0').replaceAll('0', '.').replaceAll('1', '#'))).toEqual([
      '........#.......',
      '........#.......',
      '........#.......',
      '..#############.',
      '..#.....#.....#.',
      '..#.....#.....#.',
      '..#.....#.....#.',
      '..#.....#.....#.',
      '..#.....#.....#.',
      '..#############.',
      '........#.......',
      '........#.......',
      '........#.......',
      '........#.......',
      '........#.......',
      '................',
    ]);
  });
  it('has rare names, and says which it has not', () => {
    expect([...pixelsOf(woff, ['䶮', '㐀', 'ă', '🙂', '𠮷']).keys()]).toEqual(['䶮', '㐀', 'ă', '🙂']);
  });
  it('is nothing when it is damaged, wherever', () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.uint8Array({ minLength: 1, maxLength: 64 }), (at, garbage) => {
        const torn = Uint8Array.from(woff.subarray(0, 200_000));
        torn.set(garbage, at);
        expect(pixelsOf(torn, ['䶮']).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
    expect(pixelsOf(new Uint8Array(0), ['䶮']).size).toBe(0);
  });
});

describe('the painter', () => {
  it('draws in cells of the printer', () => {
    const paint = fontPainter();
    expect(paint('䶮', PLAIN)).toMatchObject({ widthDots: 24, heightDots: 24 });
    expect(paint('ă', PLAIN)).toMatchObject({ widthDots: 12, heightDots: 24 });
    expect(paint('䶮ă', { bold: false, size: 'tall' })).toMatchObject({ widthDots: 36, heightDots: 48 });
    expect(paint('䶮ă', { bold: true, size: 'large' })).toMatchObject({ widthDots: 72, heightDots: 48 });
    expect(paint('𠮷', PLAIN)).toBe(null);
  });
  it('uprights are two dots wide, level strokes one', () => {
    const rows = drawnRows(fontPainter()('中', PLAIN));
    expect(rows[0]).toBe('............##..........');
    expect(rows[5]).toBe('...####################.'.slice(0, 24));
    expect(rows[8]).toMatch(/^\.{3}##\.{7}##\.{7}##\.$/);
  });
  it('opens the font once for what it knows already', () => {
    let opened = 0;
    const paint = fontPainter(() => {
      opened += 1;
      return woff;
    });
    paint('䶮記', PLAIN);
    paint('䶮', PLAIN);
    paint('記', { bold: true, size: 'tall' });
    paint('𠮷', PLAIN);
    paint('𠮷', PLAIN);
    expect(opened).toBe(2);
  });
  it('without a font nothing is drawn, and nothing breaks', () => {
    const paint = fontPainter(() => {
      throw new Error('gone');
    });
    expect(paint('䶮', PLAIN)).toBe(null);
  });
  it('no rare character of a name commands the machine (each seventh of Extension A)', () => {
    const characters = Array.from({ length: 941 }, (_, n) => String.fromCodePoint(0x3400 + 7 * n));
    const paint = fontPainter(() => woff);
    for (let at = 0; at < characters.length; at += 256) {
      const some = characters.slice(at, at + 256);
      paint(some.join(''), PLAIN);
      for (const character of some) {
        const bitmap = paint(character, PLAIN);
        if (bitmap === null) continue;
        expect(commandsThePrinter(Buffer.concat(stripCommands(bitmap, 0, 42)))).toBe(false);
      }
    }
  });
});

describe('on the emulated paper, whose font has two bytes', () => {
  const shop = '示例商店䶮記 㛃Ş';
  const lines = [
    { kind: 'text', text: shop, align: 'center', bold: true, size: 'tall' },
    { kind: 'text', text: `经手人 㐀㛃 Żółć ${'.'.repeat(10)} ￥1.00` },
    { kind: 'text', text: '𠮷野家' },
  ] as const;
  const addresses = ['serial:/dev/pos/printer?baud=115200&flow=rtscts', 'serial:/dev/pos/printer?baud=115200'];

  it.each(addresses)('a shop with a rare name prints right: %s', (address) => {
    const bufferBytes = address.includes('flow') ? 4096 : 45;
    const paper = new EmulatedPaper({ address, printer: { bufferBytes } });
    expect(paper.print(lines)).toMatchObject({
      type: 'printer.jobPrinted',
      evidence: { notes: ['U+20BB7 printed as 〓 or ?'] },
    });
    expect(paper.complaints).toEqual([]);
    const [slip] = paper.printer.tape();
    expect(slip?.lines.filter((line) => line.includes('经手人'))).toEqual([
      expect.stringMatching(/^经手人 \ufffc+ \ufffc+ó\ufffc+ \.{10} ￥1\.00$/),
    ]);
    expect(slip?.lines.at(-1)).toBe('〓野家');
    // The name in tall letters: two bands of as many dots as its columns, one right below the other.
    const bands = slip?.items.slice(0, 2) as readonly {
      readonly topDots: number;
      readonly spans: readonly { readonly widthDots: number }[];
    }[];
    const widths = bands.map(({ spans }) => spans.reduce((sum, { widthDots }) => sum + widthDots, 0));
    expect(widths).toEqual([(6 * 2 + 1 + 2 + 1) * 12, (6 * 2 + 1 + 2 + 1) * 12]);
    expect((bands[1]?.topDots ?? 0) - (bands[0]?.topDots ?? 0)).toBe(24);
  });
});
