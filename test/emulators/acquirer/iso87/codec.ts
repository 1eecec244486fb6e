/**
 * ISO 8583:1987 on the wire, strictly (facts/acquirer §1.8): MTI, one or two bitmaps, elements. Digits in characters or in nibbles, bitmaps
 * spelled or raw, four length headers; each is a setting of its own.
 */
import { Buffer } from 'node:buffer';
import { type Fields, hex, type Malformed } from '../codec.ts';
import type { Framing } from '../dialect.ts';
import { ISO87_ELEMENTS, type Iso87Element } from './elements.ts';

export interface Iso87Encoding {
  /** Digits, length prefixes and `b` elements: a character each (`b` as hex), or two to a byte (`b` raw). */
  readonly digits: 'ascii' | 'bcd';
  readonly bitmap: 'hex' | 'binary';
  readonly length: 'binary2' | 'bcd2' | 'ascii4' | 'vml';
}

export interface Iso87Message {
  readonly mti: string;
  readonly fields: Fields;
}

export type Iso87Decoded =
  | { readonly ok: true; readonly message: Iso87Message }
  | { readonly ok: false; readonly error: Malformed };

class Refusal extends Error {
  readonly malformed: Malformed;
  constructor(field: Malformed['field'], offset: number, why: string) {
    super(`${field} at ${offset}: ${why}`);
    this.malformed = { field, offset, why };
  }
}

const SHORTEST_BYTES = 10;
const LONGEST_BYTES = 4096;

export function iso87Framing(length: Iso87Encoding['length']): Framing {
  const bounds = { shortestBytes: SHORTEST_BYTES, longestBytes: LONGEST_BYTES };
  const digits = (count: number): string => String(count).padStart(4, '0');
  switch (length) {
    case 'binary2':
      return {
        ...bounds,
        headBytes: 2,
        bodyBytes: (head) => (head[0] ?? 0) * 256 + (head[1] ?? 0),
        head: (n) => Uint8Array.of(n >> 8, n & 255),
      };
    case 'bcd2':
      return {
        ...bounds,
        headBytes: 2,
        bodyBytes: (head) => numberOf(hex(head)),
        head: (n) => Buffer.from(digits(n), 'hex'),
      };
    case 'ascii4':
      return {
        ...bounds,
        headBytes: 4,
        bodyBytes: (head) => numberOf(Buffer.from(head).toString('latin1')),
        head: (n) => Buffer.from(digits(n), 'latin1'),
      };
    // Two bytes of length, two reserved ones.
    case 'vml':
      return {
        ...bounds,
        headBytes: 4,
        bodyBytes: (head) => (head[2] === 0 && head[3] === 0 ? (head[0] ?? 0) * 256 + (head[1] ?? 0) : null),
        head: (n) => Uint8Array.of(n >> 8, n & 255, 0, 0),
      };
  }
}

function numberOf(digits: string): number | null {
  return /^\d{4}$/.test(digits) ? Number(digits) : null;
}

/** @param bytes without the length header. @param base offset of the first byte in the packet. Never throws. */
export function decodeIso87(encoding: Iso87Encoding, bytes: Uint8Array, base: number): Iso87Decoded {
  try {
    return { ok: true, message: new Reader(encoding, bytes, base).message() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.malformed };
    throw error;
  }
}

class Reader {
  readonly #encoding: Iso87Encoding;
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #at = 0;

  constructor(encoding: Iso87Encoding, bytes: Uint8Array, base: number) {
    this.#encoding = encoding;
    this.#bytes = bytes;
    this.#base = base;
  }

  message(): Iso87Message {
    const mti = this.#digits(4, 'MTI');
    if (!/^0[1-8]/.test(mti)) this.#refuse('MTI', 'version is not 0, or the class is none');
    const fields = new Map<number, string>();
    for (const de of this.#present()) {
      const element = ISO87_ELEMENTS.get(de);
      if (element === undefined) this.#refuse('BITMAP', `DE ${de} is not of this dialect`);
      else fields.set(de, this.#element(de, element));
    }
    if (this.#at < this.#bytes.length)
      this.#refuse('END', `${this.#bytes.length - this.#at} bytes after the last field`);
    return { mti, fields };
  }

  #present(): readonly number[] {
    const first = this.#bits(0);
    if (!first.includes(1)) return first;
    const second = this.#bits(64);
    if (second.length === 0) this.#refuse('BITMAP', 'a second bitmap without an element');
    return [...first.slice(1), ...second];
  }

  #bits(base: number): number[] {
    const isHex = this.#encoding.bitmap === 'hex';
    const raw = this.#take(isHex ? 16 : 8, 'BITMAP');
    const text = isHex ? Buffer.from(raw).toString('latin1') : hex(raw);
    if (!/^[0-9A-F]{16}$/.test(text)) this.#refuse('BITMAP', 'is not upper-case hex');
    const bits = [...text].map((nibble) => Number.parseInt(nibble, 16).toString(2).padStart(4, '0')).join('');
    return [...bits].flatMap((bit, i) => (bit === '1' ? [base + i + 1] : []));
  }

  #element(de: number, element: Iso87Element): string {
    const field = `DE${de}` as const;
    let { length } = element;
    if (element.prefixDigits > 0) {
      length = Number(this.#digits(element.prefixDigits, field));
      if (length === 0 || length > element.length)
        this.#refuse(field, `length ${length} is not within 1–${element.length}`);
    }
    const spelled = this.#encoding.digits === 'ascii';
    switch (element.format) {
      case 'n':
        return this.#digits(length, field, element.prefixDigits > 0);
      case 'xn': {
        const sign = this.#text(1, /^[CD]$/, field);
        return sign + this.#digits(length, field);
      }
      case 'z':
        return spelled
          ? this.#text(length, /^[0-9=]+$/, field).replaceAll('=', 'D')
          : this.#nibbles(length, field, /^[0-9D]+$/, true);
      case 'b':
        return spelled ? this.#text(length * 2, /^[0-9A-F]+$/, field) : hex(this.#take(length, field));
      case 'an':
        return this.#text(length, /^[0-9A-Za-z ]+$/, field);
      case 'ans':
        return this.#text(length, /^[\x20-\x7e\x80-\xff]+$/, field);
    }
  }

  #digits(count: number, field: Malformed['field'], padBehind = false): string {
    if (this.#encoding.digits === 'ascii') return this.#text(count, /^[0-9]+$/, field);
    return this.#nibbles(count, field, /^[0-9]+$/, padBehind);
  }

  #nibbles(count: number, field: Malformed['field'], allowed: RegExp, padBehind: boolean): string {
    const all = hex(this.#take((count + 1) >> 1, field));
    const pad = all.length === count ? '' : padBehind ? all.slice(-1) : all.slice(0, 1);
    const value = all.length === count ? all : padBehind ? all.slice(0, -1) : all.slice(1);
    if (pad !== '' && pad !== '0') this.#refuse(field, 'pad nibble is not 0');
    if (!allowed.test(value)) this.#refuse(field, 'wrong nibble');
    return value;
  }

  #text(count: number, allowed: RegExp, field: Malformed['field']): string {
    const text = Buffer.from(this.#take(count, field)).toString('latin1');
    if (!allowed.test(text)) this.#refuse(field, 'character outside the format');
    return text;
  }

  #take(count: number, field: Malformed['field']): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (left < count) this.#refuse(field, `${count} bytes wanted, ${left} left`);
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return part;
  }

  #refuse(field: Malformed['field'], why: string): never {
    throw new Refusal(field, this.#base + this.#at, why);
  }
}

/** Without the length header. @throws RangeError if a value does not fit its element: a bug of the caller. */
export function encodeIso87(encoding: Iso87Encoding, { mti, fields }: Iso87Message): Uint8Array {
  const numbers = [...fields.keys()].sort((a, b) => a - b);
  const parts = numbers.map((de) => {
    const element = ISO87_ELEMENTS.get(de);
    if (element === undefined) throw new RangeError(`DE ${de} is not of this dialect`);
    return elementBytes(encoding, de, element, fields.get(de) ?? '');
  });
  return Buffer.concat([digitBytes(encoding, mti), bitmapBytes(encoding, numbers), ...parts]);
}

function bitmapBytes(encoding: Iso87Encoding, numbers: readonly number[]): Uint8Array {
  const isLong = numbers.some((de) => de > 64);
  const set = new Set(isLong ? [1, ...numbers] : numbers);
  let spelled = '';
  for (let de = 1; de <= (isLong ? 128 : 64); de += 4) {
    spelled += [8, 4, 2, 1].reduce((sum, weight, i) => sum + (set.has(de + i) ? weight : 0), 0).toString(16);
  }
  return Buffer.from(spelled.toUpperCase(), encoding.bitmap === 'hex' ? 'latin1' : 'hex');
}

function elementBytes(encoding: Iso87Encoding, de: number, element: Iso87Element, value: string): Uint8Array {
  const length = element.format === 'b' ? value.length / 2 : value.length - (element.format === 'xn' ? 1 : 0);
  const fits = element.prefixDigits === 0 ? length === element.length : length > 0 && length <= element.length;
  if (!fits) throw new RangeError(`DE ${de} cannot hold ${length}`);
  const prefix =
    element.prefixDigits === 0 ? '' : digitBytes(encoding, String(length).padStart(element.prefixDigits, '0'));
  return Buffer.concat([Buffer.from(prefix), contentBytes(encoding, element, value)]);
}

function contentBytes(encoding: Iso87Encoding, { format, prefixDigits }: Iso87Element, value: string): Uint8Array {
  const spelled = encoding.digits === 'ascii';
  if (format === 'b') return Buffer.from(value, spelled ? 'latin1' : 'hex');
  if (format === 'n') return digitBytes(encoding, value, prefixDigits > 0);
  if (format === 'z')
    return spelled ? Buffer.from(value.replaceAll('D', '='), 'latin1') : digitBytes(encoding, value, true);
  if (format === 'xn')
    return Buffer.concat([Buffer.from(value.slice(0, 1), 'latin1'), digitBytes(encoding, value.slice(1))]);
  return Buffer.from(value, 'latin1');
}

function digitBytes(encoding: Iso87Encoding, digits: string, padBehind = false): Uint8Array {
  if (encoding.digits === 'ascii') return Buffer.from(digits, 'latin1');
  const even = digits.length % 2 === 0 ? digits : padBehind ? `${digits}0` : `0${digits}`;
  return Buffer.from(even, 'hex');
}
