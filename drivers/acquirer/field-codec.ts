/**
 * One field, bytes ↔ value (facts/acquirer §1.3). Pure and strict: what is read re-encodes to the same bytes, or it is a fault.
 */
import type { Dialect, FieldContent, FieldSpec } from './dialect.ts';
import { FieldRefused, isFault, type WireFault, type WireFaultKind } from './faults.ts';

export interface FieldRead {
  readonly value: string;
  /** Offset of the first byte behind the field. */
  readonly next: number;
}

/** `an` allows the space: authorisation and institution codes come blank-filled. `ans` carries GB18030 text, so any byte from 0x80 up. */
const CONTENT: { readonly [content in FieldContent]: RegExp } = {
  n: /^\d*$/,
  z: /^[\dD]*$/,
  an: /^[\dA-Za-z ]*$/,
  ans: /^[\x20-\x7e\x80-\xff]*$/,
  b: /^(?:[\dA-F]{2})*$/,
  xn: /^[CD]\d+$/,
};

const isPacked = (dialect: Dialect, content: FieldContent): boolean =>
  dialect.digits === 'bcd' && (content === 'n' || content === 'z');

const fault = (kind: WireFaultKind, field: number, offset: number): WireFault => ({ fault: kind, field, offset });

/** Length of a value in the unit that its length prefix counts. */
function sizeOf(content: FieldContent, value: string): number {
  return content === 'b' ? value.length / 2 : content === 'xn' ? value.length - 1 : value.length;
}

/** @throws FieldRefused on a value that the table cannot carry. */
export function encodeField(dialect: Dialect, field: number, spec: FieldSpec, value: string): Uint8Array {
  if (!CONTENT[spec.content].test(value)) throw new FieldRefused(field, `not of content ${spec.content}`);
  const size = sizeOf(spec.content, value);
  if (spec.length.kind === 'fixed') {
    if (size !== spec.length.size) throw new FieldRefused(field, `length ${size}, the table says ${spec.length.size}`);
    return encodeContent(dialect, spec, value);
  }
  if (size > spec.length.max) throw new FieldRefused(field, `length ${size}, the table allows ${spec.length.max}`);
  return Buffer.concat([encodePrefix(dialect, spec.length.prefixDigits, size), encodeContent(dialect, spec, value)]);
}

function encodePrefix(dialect: Dialect, digits: 2 | 3, size: number): Uint8Array {
  const text = String(size).padStart(digits, '0');
  if (dialect.lengthPrefix === 'ascii') return Buffer.from(text, 'latin1');
  if (dialect.lengthPrefix === 'bcd') return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
  return digits === 2 ? Uint8Array.of(size) : Uint8Array.of(size >> 8, size & 0xff);
}

function encodeContent(dialect: Dialect, spec: FieldSpec, value: string): Uint8Array {
  if (spec.content === 'b') return dialect.binary === 'raw' ? Buffer.from(value, 'hex') : Buffer.from(value, 'latin1');
  if (isPacked(dialect, spec.content)) return packDigits(value, spec.align);
  if (spec.content === 'xn' && dialect.digits === 'bcd') {
    return Buffer.concat([Buffer.from(value.slice(0, 1), 'latin1'), packDigits(value.slice(1), 'right')]);
  }
  // In characters the separator of a track is `=`, which in nibbles is D.
  return Buffer.from(spec.content === 'z' ? value.replaceAll('D', '=') : value, 'latin1');
}

/** Two digits a byte; the free nibble of an odd count is 0, in front when right-aligned, behind when left-aligned. */
export function packDigits(digits: string, align: 'left' | 'right'): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : align === 'left' ? `${digits}0` : `0${digits}`;
  return Buffer.from(even, 'hex');
}

export function decodeField(
  dialect: Dialect,
  field: number,
  spec: FieldSpec,
  bytes: Uint8Array,
  at: number,
): FieldRead | WireFault {
  if (spec.length.kind === 'fixed') return decodeContent(dialect, field, spec, bytes, at, spec.length.size);
  const prefix = decodePrefix(dialect, field, spec.length.prefixDigits, bytes, at);
  if (isFault(prefix)) return prefix;
  const size = Number(prefix.value);
  if (size > spec.length.max) return fault('over-length', field, at);
  return decodeContent(dialect, field, spec, bytes, prefix.next, size);
}

function decodePrefix(
  dialect: Dialect,
  field: number,
  digits: 2 | 3,
  bytes: Uint8Array,
  at: number,
): FieldRead | WireFault {
  const width = dialect.lengthPrefix === 'ascii' ? digits : digits === 2 ? 1 : 2;
  if (at + width > bytes.length) return fault('short', field, at);
  const raw = Buffer.from(bytes.subarray(at, at + width));
  const next = at + width;
  if (dialect.lengthPrefix === 'binary') return { value: String(raw.readUIntBE(0, width)), next };
  const text = raw.toString(dialect.lengthPrefix === 'ascii' ? 'latin1' : 'hex');
  // Three digits in two BCD bytes leave a leading nibble, which must be 0.
  const fits = /^\d+$/.test(text) && (text.length === digits || text.startsWith('0'));
  return fits ? { value: text, next } : fault('bad-length-prefix', field, at);
}

function decodeContent(
  dialect: Dialect,
  field: number,
  spec: FieldSpec,
  bytes: Uint8Array,
  at: number,
  size: number,
): FieldRead | WireFault {
  if (isPacked(dialect, spec.content)) return unpackDigits(field, bytes, at, size, spec.align, spec.content === 'z');
  if (spec.content === 'xn' && dialect.digits === 'bcd') return decodeSignedPacked(field, bytes, at, size);
  const width = spec.content === 'b' && dialect.binary === 'hex' ? size * 2 : spec.content === 'xn' ? size + 1 : size;
  if (at + width > bytes.length) return fault('short', field, at);
  const raw = Buffer.from(bytes.subarray(at, at + width));
  const next = at + width;
  if (spec.content === 'b' && dialect.binary === 'raw') return { value: raw.toString('hex').toUpperCase(), next };
  const text = raw.toString('latin1');
  const value = spec.content === 'z' ? text.replaceAll('D', '\0').replaceAll('=', 'D') : text;
  if (CONTENT[spec.content].test(value)) return { value, next };
  return fault('bad-character', field, at + firstBad(spec.content, value));
}

function firstBad(content: FieldContent, value: string): number {
  const single = content === 'b' ? /^[\dA-F]$/ : content === 'xn' ? /^[\dCD]$/ : CONTENT[content];
  return Math.max(
    0,
    [...value].findIndex((character) => !single.test(character)),
  );
}

function decodeSignedPacked(field: number, bytes: Uint8Array, at: number, size: number): FieldRead | WireFault {
  const sign = bytes[at];
  if (sign === undefined) return fault('short', field, at);
  if (sign !== 0x43 && sign !== 0x44) return fault('bad-character', field, at);
  const digits = unpackDigits(field, bytes, at + 1, size, 'right', false);
  return isFault(digits) ? digits : { value: String.fromCharCode(sign) + digits.value, next: digits.next };
}

/** Reads `count` digits of packed BCD. `separator` allows D, the field separator of track data. */
export function unpackDigits(
  field: number,
  bytes: Uint8Array,
  at: number,
  count: number,
  align: 'left' | 'right',
  separator: boolean,
): FieldRead | WireFault {
  const width = Math.ceil(count / 2);
  if (at + width > bytes.length) return fault('short', field, at);
  const nibbles = Buffer.from(bytes.subarray(at, at + width))
    .toString('hex')
    .toUpperCase();
  const bad = [...nibbles].findIndex((nibble) => !(nibble <= '9' || (separator && nibble === 'D')));
  if (bad >= 0) return fault('bad-nibble', field, at + (bad >> 1));
  if (count % 2 === 0) return { value: nibbles, next: at + width };
  const free = align === 'left' ? nibbles.length - 1 : 0;
  if (nibbles[free] !== '0') return fault('bad-padding', field, at + (free >> 1));
  return { value: align === 'left' ? nibbles.slice(0, -1) : nibbles.slice(1), next: at + width };
}
