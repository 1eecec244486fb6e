import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf as columnsOnPaper, preparedText } from '../../../drivers/printer/charset.ts';
import { paperAmount } from '../../../firmware/receipts/amount.ts';
import { civilTime, dateAndMinute, dateAndTime } from '../../../firmware/receipts/civil-time.ts';
import { amountLine, columnsOf, fields, headline, pair, wrap } from '../../../firmware/receipts/layout.ts';
import { barcodeOf, qrOf, readLookUpCode } from '../../../firmware/receipts/look-up-code.ts';
import { textsOf } from './paper.ts';

describe('amounts', () => {
  it.each([
    [0, 'CNY', '￥0.00'],
    [5, 'CNY', '￥0.05'],
    [128_050, 'CNY', '￥1,280.50'],
    [100_000_000, 'CNY', '￥1,000,000.00'],
    [-5_000, 'CNY', '-￥50.00'],
    [1280, 'JPY', '￥1,280'],
    [99_999, 'USD', '$999.99'],
    [100, 'XTS', 'XTS 1.00'],
  ])('%i %s is %s', (amountMinor, currency, text) => expect(paperAmount(amountMinor, currency)).toBe(text));
});

describe('civil time', () => {
  it('agrees with the platform from year 1 to 9999, at any offset', () => {
    const instants = fc.record({
      atMs: fc.integer({ min: Date.UTC(100, 0, 2), max: Date.UTC(9999, 11, 30) }),
      utcOffsetMinutes: fc.integer({ min: -14 * 60, max: 14 * 60 }),
    });
    fc.assert(
      fc.property(instants, (moment) => {
        const iso = new Date(moment.atMs + moment.utcOffsetMinutes * 60_000).toISOString();
        expect(dateAndTime(moment)).toBe(iso.slice(0, 19).replace('T', ' '));
      }),
      { numRuns: 2000 },
    );
  });
  it.each([
    [Date.UTC(2024, 1, 29, 15, 59, 59, 999), 480, '2024-02-29 23:59:59'],
    [Date.UTC(2024, 1, 29, 16), 480, '2024-03-01 00:00:00'],
    [Date.UTC(2100, 1, 28, 23, 59, 59), 0, '2100-02-28 23:59:59'],
    [Date.UTC(1969, 11, 31, 23, 59, 59), 0, '1969-12-31 23:59:59'],
  ])('%i at %i is %s', (atMs, utcOffsetMinutes, text) => expect(dateAndTime({ atMs, utcOffsetMinutes })).toBe(text));
  it('knows minutes alone, and parts', () => {
    const moment = { atMs: Date.UTC(2026, 10, 21, 5, 45, 7), utcOffsetMinutes: 480 };
    expect(dateAndMinute(moment)).toBe('2026-11-21 13:45');
    expect(civilTime(moment)).toEqual({ year: 2026, month: 11, day: 21, hour: 13, minute: 45, second: 7 });
  });
});

describe('what is typed or imported', () => {
  // As a keyboard gives it, as a spreadsheet of another system gives it (accents apart), and pinyin.
  it.each([
    '¥5 优惠券',
    'Cafe\u0301 Cre\u0300me',
    'Café Crème',
    'lǎo ǹg ḿ',
    'か\u3099らす',
    'a\u202eb\u200bc\ufeff',
    '退\u2060货',
  ])('%j is as wide here as on the paper', (typed) => {
    const [text = ''] = wrap(typed, 48);
    const { text: printed } = preparedText(text, 'gb18030', () => true);
    expect(columnsOf(text)).toBe(columnsOnPaper(printed, 'gb18030'));
  });
});

describe('wrapping', () => {
  it.each([
    ['a blank', 'one two three', 7, ['one two', 'three']],
    ['between Chinese characters', '一二三四五', 4, ['一二', '三四', '五']],
    ['not before a closing mark', '一二三，四', 6, ['一二', '三，四']],
    ['in a word only when it alone is too wide', 'ab abcd abcdef', 4, ['ab', 'abcd', 'abcd', 'ef']],
    ['between scripts', '退货REFUND单', 8, ['退货', 'REFUND单']],
    ['nothing', '', 4, ['']],
  ])('breaks at %s', (_, text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));
  it('loses no character but blanks, and no line is too wide', () => {
    const text = fc.string({ unit: fc.constantFrom(...'票号，。ab c1'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 12 }), (whole, columns) => {
        const lines = wrap(whole, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('pairs', () => {
  it('reach from edge to edge', () => {
    expect(pair('票号 SLIP', '000123', 20)).toEqual(['票号 SLIP     000123']);
    expect(pair('一二三四', '￥1.00', 16)).toEqual(['一二三四  ￥1.00']);
  });
  it('wrap a long name and keep the amount whole beside its last line, or below', () => {
    expect(pair('一二三四五六七八九', '￥1.00', 16)).toEqual(['一二三四五六七八', '九        ￥1.00']);
    expect(pair('一二三四五六七', '￥1.00', 16)).toEqual(['一二三四五六七', '          ￥1.00']);
  });
});

describe('fields', () => {
  const list = [
    [{ zh: '票号', en: 'SLIP' }, '000123'],
    [{ zh: '批次号', en: 'BATCH' }, '000001'],
    [{ zh: '参考号', en: 'RRN' }, '123456789012'],
  ] as const;
  it('share a line on wide paper', () => {
    expect(textsOf(fields(list, { columns: 48, locale: 'zh-en' }))).toEqual([
      '票号 SLIP        000123  批次号 BATCH     000001',
      '参考号 RRN                          123456789012',
    ]);
  });
  it('have a line each on narrow paper', () => {
    expect(textsOf(fields(list, { columns: 32, locale: 'en' }))).toEqual([
      'SLIP                      000123',
      'BATCH                     000001',
      'RRN                 123456789012',
    ]);
  });
});

describe('type', () => {
  it('is as large as the paper allows', () => {
    const sizes = (amount: string) =>
      [48, 32].map((columns) => amountLine(amount, { columns: columns as 48 | 32, locale: 'en' }));
    expect(sizes('￥999,999.99')).toMatchObject([{ size: 'large' }, { size: 'large' }]);
    expect(sizes('￥12,345,678,901.23')).toMatchObject([{ size: 'large' }, { size: 'tall' }]);
  });
  it('keeps a title in one piece before it makes it large', () => {
    const words = { zh: '退货承诺单', en: 'REFUND PROMISE' };
    expect(headline(words, { columns: 32, locale: 'zh-en' })).toMatchObject([
      { text: '退货承诺单 REFUND PROMISE', size: 'tall' },
    ]);
    expect(headline(words, { columns: 32, locale: 'en' })).toMatchObject([{ text: 'REFUND PROMISE', size: 'large' }]);
  });
});

describe('look-up codes', () => {
  it('are read back as they were written', () => {
    const codes = fc.record({
      tid: fc.stringMatching(/^[0-9A-Z]{8}$/),
      slip: fc.integer({ min: 1, max: 99_999_999 }),
      rrn: fc.option(fc.stringMatching(/^[0-9A-Z]{12}$/)),
    });
    fc.assert(
      fc.property(codes, (code) => {
        expect(readLookUpCode(qrOf(code))).toEqual(code);
        expect(readLookUpCode(barcodeOf(code.slip))).toEqual({ tid: '', slip: code.slip, rrn: null });
      }),
    );
  });
  it.each([
    '',
    '123',
    '00000000',
    '6901234567892',
    'TP1/10000001/0/',
    'TP1/10000001/12',
    'TP2/10000001/12/',
    'TP1/10000001/12/1',
    'https://a.example/TP1',
  ])('%j is none of ours', (scanned) => expect(readLookUpCode(scanned)).toBeNull());
});
