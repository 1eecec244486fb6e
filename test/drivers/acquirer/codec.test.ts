import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../drivers/acquirer/codec.ts';
import type { Dialect, FieldSpec, Message } from '../../../drivers/acquirer/dialect.ts';
import { describeFault, FieldRefused, isFault } from '../../../drivers/acquirer/faults.ts';
import { iso87Ascii, iso87Bcd } from '../../../drivers/acquirer/profiles/iso87.ts';
import { unionpayDialect } from '../../../drivers/acquirer/profiles/unionpay.ts';

const DIALECTS: readonly Dialect[] = [
  unionpayDialect,
  iso87Ascii,
  iso87Bcd,
  { ...iso87Bcd, name: 'nibbles, hex bitmap, binary lengths', bitmap: 'hex', lengthPrefix: 'binary' },
  { ...iso87Ascii, name: 'characters, binary bitmap and fields', bitmap: 'binary', binary: 'raw' },
];

const message = (mti: string, fields: { readonly [field: number]: string }): Message => ({
  mti,
  fields: new Map(Object.entries(fields).map(([field, value]) => [Number(field), value])),
});
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const decode = (dialect: Dialect, hex: string) => decodeMessage(dialect, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const encoded = (dialect: Dialect, fields: { readonly [field: number]: string }): string =>
  hexOf(encodeMessage(dialect, message('0200', fields))).slice(20);

function anyValue(spec: FieldSpec): fc.Arbitrary<string> {
  const size =
    spec.length.kind === 'fixed' ? fc.constant(spec.length.size) : fc.integer({ min: 0, max: spec.length.max });
  const digits = (n: number, from = '0123456789') =>
    fc.array(fc.constantFrom(...from), { minLength: n, maxLength: n }).map((parts) => parts.join(''));
  return size.chain((n) => {
    if (spec.content === 'n') return digits(n);
    if (spec.content === 'z') return digits(n, '0123456789D');
    if (spec.content === 'b') return digits(n * 2, '0123456789ABCDEF');
    if (spec.content === 'xn') return fc.tuple(fc.constantFrom('C', 'D'), digits(n)).map((parts) => parts.join(''));
    if (spec.content === 'an') return digits(n, 'ABCXYZabcxyz0189 ');
    return fc
      .array(
        fc.integer({ min: 0x20, max: 0xff }).filter((c) => c !== 0x7f),
        { minLength: n, maxLength: n },
      )
      .map((codes) => String.fromCharCode(...codes));
  });
}

function messageOf(dialect: Dialect): fc.Arbitrary<Message> {
  const known = Object.keys(dialect.fields).map(Number);
  return fc
    .tuple(
      fc.constantFrom('0200', '0210', '0400', '0810'),
      fc.uniqueArray(fc.constantFrom(...known), { maxLength: 24 }),
    )
    .chain(([mti, chosen]) =>
      fc
        .tuple(...chosen.map((field) => anyValue(dialect.fields[field] as FieldSpec)))
        .map((values) => ({ mti, fields: new Map(chosen.map((field, i) => [field, values[i] as string])) })),
    );
}

describe('encodings of facts/acquirer §1.3', () => {
  it('fixed odd digits stand right, DE 22 alone left', () => {
    expect(encoded(unionpayDialect, { 23: '001' })).toBe('0001');
    expect(encoded(unionpayDialect, { 22: '021' })).toBe('0210');
    expect(encoded(iso87Bcd, { 22: '021' })).toBe('0021');
  });

  it('variable digits stand left, the free nibble behind is 0, the length counts digits', () => {
    expect(encoded(unionpayDialect, { 2: '621234567890123' })).toBe('156212345678901230');
    expect(encoded(unionpayDialect, { 35: '6212D25' })).toBe('076212D250');
    expect(encoded(unionpayDialect, { 61: '0000010000020' })).toBe('001300000100000200');
  });

  it('three digits of length take two BCD bytes and count bytes for text and binary', () => {
    expect(encoded(unionpayDialect, { 63: 'CUP' })).toBe('0003435550');
    expect(encoded(unionpayDialect, { 62: 'AABB' })).toBe('0002AABB');
  });

  it('characters instead of nibbles: digits, lengths, hex fields, = for D', () => {
    const text = (fields: { readonly [field: number]: string }) =>
      Buffer.from(encodeMessage(iso87Ascii, message('0200', fields)))
        .toString('latin1')
        .slice(20);
    expect(text({ 35: '6212D25' })).toBe('076212=25');
    expect(text({ 52: 'A1B2C3D4E5F60718' })).toBe('A1B2C3D4E5F60718');
    expect(text({ 28: 'D00000100' })).toBe('D00000100');
  });

  it('a second bitmap only where it is needed, announced by bit 1', () => {
    expect(hexOf(encodeMessage(iso87Bcd, message('0800', { 70: '001' })))).toBe(
      '0800' + '8000000000000000' + '0400000000000000' + '0001',
    );
    expect(Buffer.from(encodeMessage(iso87Ascii, message('0800', { 70: '001' }))).toString()).toBe(
      '080080000000000000000400000000000000001',
    );
  });

  it('DE 28: sign and digits, in nibbles behind the letter', () => {
    expect(encoded(iso87Bcd, { 28: 'C12345678' })).toBe('4312345678');
  });
});

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('dialect %s', (_name, dialect) => {
  it('decode(encode(x)) = x', () => {
    fc.assert(
      fc.property(messageOf(dialect), (original) => {
        const decoded = decodeMessage(dialect, encodeMessage(dialect, original));
        if (isFault(decoded)) throw new Error(describeFault(decoded));
        expect(decoded.message.mti).toBe(original.mti);
        expect([...decoded.message.fields]).toEqual([...original.fields].sort(([a], [b]) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('cut anywhere, a message is short, never another message', () => {
    fc.assert(
      fc.property(
        messageOf(dialect),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (original, part) => {
          const whole = encodeMessage(dialect, original);
          const decoded = decodeMessage(dialect, whole.subarray(0, Math.floor(whole.length * part)));
          expect(decoded).toMatchObject({ fault: 'short' });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('refuses, with field and offset', () => {
  const head = (bits: string) => `0210 ${bits}`;
  it.each([
    ['a bit that the dialect does not know', unionpayDialect, `${head('0800000000000000')} 00`, 'unknown-bit', 5, 2],
    ['a second bitmap in a dialect of 64 fields', unionpayDialect, `${head('8000000000000000')}`, 'unknown-bit', 1, 2],
    ['a nibble that is no digit', unionpayDialect, `${head('1000000000000000')} 00000000A250`, 'bad-nibble', 4, 14],
    ['a separator in digits', unionpayDialect, `${head('4000000000000000')} 04 12D4`, 'bad-nibble', 2, 12],
    ['a nibble in the MTI', unionpayDialect, '02A0 0000000000000000', 'bad-nibble', 0, 1],
    ['a free nibble that is not 0, left', unionpayDialect, `${head('0000020000000000')} 1001`, 'bad-padding', 23, 10],
    ['a free nibble that is not 0, right', unionpayDialect, `${head('0000040000000000')} 0211`, 'bad-padding', 22, 11],
    [
      'a length above the table',
      unionpayDialect,
      `${head('4000000000000000')} 20 ${'00'.repeat(10)}`,
      'over-length',
      2,
      10,
    ],
    [
      'a length that is no number',
      unionpayDialect,
      `${head('4000000000000000')} 1A ${'00'.repeat(9)}`,
      'bad-length-prefix',
      2,
      10,
    ],
    [
      'a length of four digits',
      unionpayDialect,
      `${head('0000000000000002')} 1003 435550`,
      'bad-length-prefix',
      63,
      10,
    ],
    ['bytes that end inside a field', unionpayDialect, `${head('1000000000000000')} 0000`, 'short', 4, 10],
    ['bytes that end inside the bitmap', unionpayDialect, '0210 1000', 'short', 1, 2],
    ['nothing at all', unionpayDialect, '', 'short', 0, 0],
    [
      'bytes behind the last field',
      unionpayDialect,
      `${head('0020000000000000')} 000001 00`,
      'trailing-bytes',
      null,
      13,
    ],
    [
      'a control character in text',
      unionpayDialect,
      `${head('0000000000800000')} 3130303030300A31`,
      'bad-character',
      41,
      16,
    ],
    [
      'a punctuation mark in letters and digits',
      unionpayDialect,
      `${head('0000000002000000')} 302E`,
      'bad-character',
      39,
      11,
    ],
    ['a second bitmap without a field', iso87Bcd, `0800 8000000000000000 0000000000000000`, 'bad-bitmap', 1, 10],
    ['a sign that is none', iso87Bcd, `${head('0000001000000000')} 5812345678`, 'bad-character', 28, 10],
  ] as const)('%s', (_what, dialect, hex, kind, field, offset) => {
    expect(decode(dialect, hex)).toEqual({ fault: kind, field, offset });
  });

  it.each([
    ['a bitmap in small letters', '0210000000000200000a'],
    ['a bitmap that is not hex', '021000000000020000ZZ'],
  ])('%s', (_what, text) => {
    expect(decodeMessage(iso87Ascii, Buffer.from(text))).toEqual({ fault: 'bad-bitmap', field: 1, offset: 4 });
  });

  it('D instead of = in characters, small letters in a hex field', () => {
    const at35 = Buffer.from('02000000000020000000076212D25');
    expect(decodeMessage(iso87Ascii, at35)).toEqual({ fault: 'bad-character', field: 35, offset: 26 });
    const at52 = Buffer.from('02000000000000001000a1B2C3D4E5F60718');
    expect(decodeMessage(iso87Ascii, at52)).toEqual({ fault: 'bad-character', field: 52, offset: 20 });
  });
});

describe('encoding refuses what the table cannot carry, and never says the value', () => {
  it.each([
    ['an unknown field', { 5: '1' }, 5],
    ['a wrong length', { 11: '12345' }, 11],
    ['too much', { 2: '1'.repeat(20) }, 2],
    ['letters among digits', { 4: '00000000125x' }, 4],
    ['half a byte', { 62: 'ABC' }, 62],
    ['a field outside the bitmap', { 128: '0'.repeat(16) }, 128],
  ])('%s', (_what, fields, field) => {
    const value = Object.values(fields)[0] as string;
    const attempt = () => encodeMessage(unionpayDialect, message('0200', fields as { [field: number]: string }));
    expect(attempt).toThrow(FieldRefused);
    try {
      attempt();
    } catch (error) {
      expect((error as FieldRefused).field).toBe(field);
      expect(value.length < 3 || !(error as Error).message.includes(value)).toBe(true);
    }
  });

  it('an MTI of three digits', () => {
    expect(() => encodeMessage(unionpayDialect, message('200', {}))).toThrow('four digits');
  });
});
