/** Lines as bytes (facts/printer §1.9): goldens, characters that fonts lack, and nothing that could command the machine. */
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { code128Symbols } from '../../../drivers/printer/barcode.ts';
import { preparedText } from '../../../drivers/printer/charset.ts';
import { type EncodeOptions, encodeSlip } from '../../../drivers/printer/encode.ts';
import type { PrintLine } from '../../../drivers/printer/printer.ts';
import {
  type Bitmap,
  type Rasterise,
  STRIP_DOTS,
  stripCommands,
  withoutRealTime,
} from '../../../drivers/printer/raster.ts';
import { commandsThePrinter } from './real-time-commands.ts';

const OPTIONS: EncodeOptions = {
  columns: 48,
  charset: 'gb18030',
  rasterise: null,
  logo: null,
  longestCommandBytes: 4_093,
};

function encoded(lines: readonly PrintLine[], options: Partial<EncodeOptions> = {}): string {
  const slip = encodeSlip(lines, { ...OPTIONS, ...options });
  return slip.lines.flatMap((line) => line.pieces.map((piece) => Buffer.from(piece.bytes).toString('hex'))).join(' ');
}

function notes(lines: readonly PrintLine[], options: Partial<EncodeOptions> = {}): readonly string[] {
  return encodeSlip(lines, { ...OPTIONS, ...options }).notes;
}

/** Draws text made of these characters: cells with one suspicious row of dots. */
function onlyDraws(characters: string): Rasterise {
  return (text, { size }) => {
    if ([...text].some((character) => !characters.includes(character))) return null;
    const scale = size === 'large' ? 2 : 1;
    const widthDots = [...text].reduce((sum, character) => sum + (character === 'A' ? 12 : 24), 0) * scale;
    const heightDots = size === 'normal' ? STRIP_DOTS : 2 * STRIP_DOTS;
    const rows = new Uint8Array(Math.ceil(widthDots / 8) * heightDots);
    for (let y = 0; y < heightDots; y += 1) {
      // Rows 3 and 13 of each band: every column of dots reads 10 04 00.
      if (y % STRIP_DOTS === 3 || y % STRIP_DOTS === 13)
        rows.fill(0xff, y * Math.ceil(widthDots / 8), (y + 1) * Math.ceil(widthDots / 8));
    }
    return { widthDots, heightDots, rows };
  };
}

describe('text', () => {
  it('plain lines cost their characters and LF', () => {
    expect(
      encoded([
        { kind: 'text', text: 'AB' },
        { kind: 'text', text: 'C  ' },
      ]),
    ).toBe('41420a 430a');
  });
  it('a mode is sent when it changes, and only then', () => {
    const big = { size: 'large', bold: true, align: 'center' } as const;
    expect(
      encoded([
        { kind: 'text', text: 'A', ...big },
        { kind: 'text', text: 'B', ...big },
        { kind: 'text', text: 'C' },
      ]),
    ).toBe('1d2111 1b4501 1b6101 410a 420a 1d2100 1b4500 1b6100 430a');
  });
  it('a blank line changes no mode', () => {
    expect(
      encoded([
        { kind: 'text', text: 'A', bold: true },
        { kind: 'text', text: '' },
        { kind: 'feed', lines: 2 },
      ]),
    ).toBe('1b4501 410a 0a 0a 0a');
  });
  it('a line as wide as the paper needs no alignment', () => {
    expect(encoded([{ kind: 'text', text: 'A', align: 'center' }, { kind: 'rule' }])).toBe(
      `1b6101 410a ${'2d'.repeat(48)}0a`,
    );
  });
  it('tall and large', () => {
    expect(
      encoded([
        { kind: 'text', text: 'A', size: 'tall' },
        { kind: 'text', text: 'B', size: 'large' },
      ]),
    ).toBe('1d2101 410a 1d2111 420a');
  });
  it('control characters never reach the printer', () => {
    expect(encoded([{ kind: 'text', text: 'A\u0010\u0004\u001b@B' }])).toBe('4120202040420a');
  });
  it('where Unicode calls a character narrow and the font draws it wide, gaps give way', () => {
    const line = `${'é'.repeat(3)}${' '.repeat(39)}￥1.00`;
    expect(encoded([{ kind: 'text', text: line }]).length / 2).toBeLessThanOrEqual(49);
    expect(encoded([{ kind: 'text', text: line }])).toContain('a3a4312e30300a');
  });
});

describe('characters', () => {
  it.each([
    ['¥ is ￥', '¥1', '￥1', []],
    ['€', '€', '€', []],
    ['a four-byte character', 'A㐀B', 'A〓B', ['㐀']],
    ['beyond the BMP', '𠮷', '〓', ['𠮷']],
    ['narrow and missing', 'ă', '?', ['ă']],
    ['emoji', '🙂', '〓', ['🙂']],
    ['invisible', 'A\u200bB', 'AB', []],
    ['decomposed', 'e\u0301', 'é', []],
  ] as const)('%s', (_, original, text, missing) => {
    expect(preparedText(original, 'gb18030')).toEqual({ text, missing, drawn: [] });
  });

  it('ASCII has nothing else', () => {
    expect(preparedText('合计 1', 'ascii')).toEqual({
      text: '???? 1',
      missing: ['合', '计'],
      drawn: [],
    });
  });

  it('whatever goes in, what comes out is one or two bytes of areas 1–5, and as wide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (original) => {
        const bytes = iconv.encode(preparedText(original, 'gb18030').text, 'gb18030');
        for (let at = 0; at < bytes.length; at += 1) {
          const first = bytes[at] as number;
          if (first < 0x80) {
            expect(first).toBeGreaterThanOrEqual(0x20);
            continue;
          }
          at += 1;
          expect(bytes[at] as number).toBeGreaterThanOrEqual(0x40);
          expect(first).not.toBe(0x80);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('what the font lacks is told in the evidence', () => {
    expect(notes([{ kind: 'text', text: '张㐀' }])).toEqual(['U+3400 printed as 〓 or ?']);
  });

  it('or drawn in its place, among the letters that the printer has', () => {
    expect(encoded([{ kind: 'text', text: '张㐀A', bold: true }], { rasterise: onlyDraws('㐀') })).toBe(
      `1b4501 d5c5 1b2a211800 ${'180400'.repeat(24)} 41 0a`.replace('00 18', '0018'),
    );
    expect(notes([{ kind: 'text', text: '张㐀' }], { rasterise: onlyDraws('㐀') })).toEqual([]);
    expect(notes([{ kind: 'text', text: '㐀㛃' }], { rasterise: onlyDraws('㐀') })).toEqual([
      'U+36C3 printed as 〓 or ?',
    ]);
  });

  it('in parts that fit the smallest buffer', () => {
    const slip = encodeSlip([{ kind: 'text', text: '㐀' }], {
      ...OPTIONS,
      rasterise: onlyDraws('㐀'),
      longestCommandBytes: 42,
    });
    const [line] = slip.lines;
    expect(line?.pieces.map(({ bytes }) => bytes.length)).toEqual([41, 41, 1]);
  });

  it('a line in large letters is drawn whole, in two bands, or not at all', () => {
    const tall = { kind: 'text', text: '㐀A', size: 'tall', align: 'center' } as const;
    const band = `1b2a212400${'180400'.repeat(36)}`;
    expect(encoded([tall], { rasterise: onlyDraws('㐀A') })).toBe(`1b6101 1b3318 ${band} 0a 1b32 ${band} 0a`);
    expect(encoded([tall], { rasterise: onlyDraws('㐀') })).toBe('1d2101 1b6101 a1fe410a');
  });

  it('the font is asked once for the whole slip', () => {
    const asked: string[] = [];
    const rasterise = (text: string) => {
      asked.push(text);
      return null;
    };
    encoded(
      [
        { kind: 'text', text: '普通' },
        { kind: 'text', text: '㐀' },
        { kind: 'text', text: '㛃' },
      ],
      { rasterise },
    );
    expect(asked[0]).toBe('㐀㛃');
    expect(asked.slice(1).every((text) => '㐀㛃'.includes(text))).toBe(true);
  });
});

describe('symbols', () => {
  it('QR: model 2, size, level M, data in bytes, print', () => {
    expect(encoded([{ kind: 'qr', data: '票1' }])).toBe(
      '1b6101 1d286b040031413200 1d286b0300314306 1d286b0300314531 1d286b0700315030e7a5a831 1d286b0300315130',
    );
  });
  it('CODE128: with length and code set; digits in pairs', () => {
    expect(encoded([{ kind: 'barcode', data: 'A{1' }])).toBe('1b6101 1d6850 1d7702 1d4802 1d6b49067b42417b7b31');
    expect(encoded([{ kind: 'barcode', data: '001234' }])).toContain('1d6b49057b43000c22');
  });
  it('digits whose pairs would read as a command stay digits', () => {
    expect(Buffer.from(code128Symbols('1604', 48) ?? []).toString('latin1')).toBe('{B1604');
    expect(Buffer.from(code128Symbols('1606', 48) ?? []).toString('hex')).toBe('7b431006');
  });
  it('what the paper or the window cannot take is spelled out, and said', () => {
    // Version 20-M is 388 dots wide, the paper of 32 columns 384: the printer would leave the code out without a word.
    const long: PrintLine = { kind: 'qr', data: 'x'.repeat(625) };
    expect([notes([long]), notes([long], { columns: 32 })]).toEqual([[], ['QR code printed as text']]);
    expect(notes([{ kind: 'qr', data: 'x'.repeat(624) }], { columns: 32 })).toEqual([]);
    const wide: PrintLine = { kind: 'barcode', data: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' };
    expect(encoded([wide], { columns: 32 })).toBe('1b6101 4142434445464748494a4b4c4d4e4f505152535455565758595a0a');
    expect(notes([wide], { columns: 32 })).toEqual(['barcode printed as text']);
    expect(notes([{ kind: 'qr', data: 'x'.repeat(40) }], { longestCommandBytes: 42 })).toEqual([
      'QR code printed as text',
    ]);
  });
  it('the logo is printed by its key', () => {
    expect(encoded([{ kind: 'logo' }], { logo: 'G1' })).toBe('1b6101 1d284c0600304547310101');
    expect(notes([{ kind: 'logo' }])).toEqual(['no logo is stored in the printer']);
  });
});

describe('nothing printed can command the machine', () => {
  const bitmaps = fc.integer({ min: 1, max: 12 }).chain((widthBytes) =>
    fc
      .array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x00, 0xff), {
        minLength: widthBytes * STRIP_DOTS,
        maxLength: widthBytes * STRIP_DOTS,
      })
      .map((dots): Bitmap => ({ widthDots: widthBytes * 8, heightDots: STRIP_DOTS, rows: Uint8Array.from(dots) })),
  );

  it('strips, whatever they show: all columns, at most one dot more where a command stood', () => {
    fc.assert(
      fc.property(bitmaps, fc.integer({ min: 20, max: 4_093 }), (bitmap, maxBytes) => {
        const commands = stripCommands(bitmap, 0, maxBytes);
        for (const command of commands) expect(command.length).toBeLessThanOrEqual(maxBytes);
        expect(commandsThePrinter(Buffer.concat(commands))).toBe(false);
        const columns = commands.reduce((sum, command) => sum + (command.length - 5) / 3, 0);
        expect(columns).toBe(bitmap.widthDots);
        const safe = withoutRealTime(bitmap.rows);
        expect(safe.every((byte, at) => byte === bitmap.rows[at] || (bitmap.rows[at] === 0x10 && byte === 0x18))).toBe(
          true,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('any slip', () => {
    const lines = fc.oneof(
      fc.record({
        kind: fc.constant('text' as const),
        text: fc.string({ unit: 'binary', maxLength: 60 }),
        bold: fc.boolean(),
        size: fc.constantFrom('normal' as const, 'tall' as const, 'large' as const),
      }),
      fc.record({ kind: fc.constant('qr' as const), data: fc.string({ unit: 'binary', maxLength: 60 }) }),
      fc.record({
        kind: fc.constant('barcode' as const),
        data: fc.oneof(fc.string({ maxLength: 20 }), fc.stringMatching(/^(16|04|05|20){1,8}$/)),
      }),
      fc.record({ kind: fc.constant('feed' as const), lines: fc.nat(20) }),
    );
    const rasterise: Rasterise = (text, { size }) => {
      const heightDots = size === 'normal' ? STRIP_DOTS : 2 * STRIP_DOTS;
      const rows = Uint8Array.from(
        { length: heightDots * 3 },
        (_, at) => [0x10, 0x04, 0x10, 0x14, 0x10, 0x05, 0xff][at % 7] ?? 0,
      );
      return [...text].some((character) => (character.codePointAt(0) ?? 0) % 5 === 3)
        ? null
        : { widthDots: 24, heightDots, rows };
    };
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 12 }), fc.boolean(), (slip, draws) => {
        const hex = encoded(slip as readonly PrintLine[], { rasterise: draws ? rasterise : null });
        expect(commandsThePrinter(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')))).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});
