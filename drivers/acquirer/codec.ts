/**
 * A whole message: MTI, bitmap, fields (facts/acquirer §1.1, §1.8). Pure, driven by the dialect's table alone.
 */
import type { Dialect, Message } from './dialect.ts';
import { FieldRefused, isFault, type WireFault } from './faults.ts';
import { decodeField, encodeField, packDigits, unpackDigits } from './field-codec.ts';

export type Decoded = { readonly message: Message } | WireFault;

/** @throws FieldRefused on a value or field that the dialect cannot carry. */
export function encodeMessage(dialect: Dialect, message: Message): Uint8Array {
  if (!/^\d{4}$/.test(message.mti)) throw new FieldRefused(0, 'an MTI has four digits');
  const present = [...message.fields.keys()].sort((a, b) => a - b);
  const parts: Uint8Array[] = [
    dialect.digits === 'bcd' ? packDigits(message.mti, 'right') : Buffer.from(message.mti, 'latin1'),
    encodeBitmap(dialect, present),
  ];
  for (const field of present) {
    const spec = dialect.fields[field];
    if (spec === undefined) throw new FieldRefused(field, `not in the dialect ${dialect.name}`);
    parts.push(encodeField(dialect, field, spec, message.fields.get(field) ?? ''));
  }
  return Buffer.concat(parts);
}

/** @returns the message, or the first fault. Never throws, whatever the bytes. */
export function decodeMessage(dialect: Dialect, bytes: Uint8Array): Decoded {
  const mti = decodeMti(dialect, bytes);
  if (isFault(mti)) return mti;
  const bitmap = decodeBitmap(dialect, bytes, mti.next);
  if (isFault(bitmap)) return bitmap;
  const fields = new Map<number, string>();
  let at = bitmap.next;
  for (const field of bitmap.present) {
    const spec = dialect.fields[field];
    if (spec === undefined) return { fault: 'unknown-bit', field, offset: mti.next };
    const read = decodeField(dialect, field, spec, bytes, at);
    if (isFault(read)) return read;
    fields.set(field, read.value);
    at = read.next;
  }
  if (at !== bytes.length) return { fault: 'trailing-bytes', field: null, offset: at };
  return { message: { mti: mti.value, fields } };
}

function decodeMti(dialect: Dialect, bytes: Uint8Array): { value: string; next: number } | WireFault {
  if (dialect.digits === 'bcd') return unpackDigits(0, bytes, 0, 4, 'right', false);
  if (bytes.length < 4) return { fault: 'short', field: 0, offset: 0 };
  const value = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  return /^\d{4}$/.test(value) ? { value, next: 4 } : { fault: 'bad-character', field: 0, offset: 0 };
}

function encodeBitmap(dialect: Dialect, present: readonly number[]): Uint8Array {
  const second = present.some((field) => field > 64);
  const bits = Buffer.alloc(second ? 16 : 8);
  for (const field of second ? [1, ...present] : present) {
    if (field < 1 || field > dialect.highestField) throw new FieldRefused(field, 'outside the bitmap');
    const byte = (field - 1) >> 3;
    bits[byte] = (bits[byte] ?? 0) | (0x80 >> ((field - 1) & 7));
  }
  return dialect.bitmap === 'binary' ? bits : Buffer.from(bits.toString('hex').toUpperCase(), 'latin1');
}

type Bitmap = { readonly present: readonly number[]; readonly next: number };

function decodeBitmap(dialect: Dialect, bytes: Uint8Array, at: number): Bitmap | WireFault {
  const first = decodeBits(dialect, bytes, at, 0);
  if (isFault(first)) return first;
  if (!first.present.includes(1)) return first;
  // Bit 1 is no field: it announces the second bitmap, where the dialect has one.
  if (dialect.highestField === 64) return { fault: 'unknown-bit', field: 1, offset: at };
  const second = decodeBits(dialect, bytes, first.next, 64);
  if (isFault(second)) return second;
  if (second.present.length === 0) return { fault: 'bad-bitmap', field: 1, offset: first.next };
  return { present: [...first.present.filter((field) => field !== 1), ...second.present], next: second.next };
}

function decodeBits(dialect: Dialect, bytes: Uint8Array, at: number, base: number): Bitmap | WireFault {
  const width = dialect.bitmap === 'binary' ? 8 : 16;
  if (at + width > bytes.length) return { fault: 'short', field: 1, offset: at };
  const raw = Buffer.from(bytes.subarray(at, at + width));
  if (dialect.bitmap === 'hex' && !/^[\dA-F]{16}$/.test(raw.toString('latin1'))) {
    return { fault: 'bad-bitmap', field: 1, offset: at };
  }
  const bits = dialect.bitmap === 'binary' ? raw : Buffer.from(raw.toString('latin1'), 'hex');
  const present: number[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) present.push(base + bit + 1);
  }
  return { present, next: at + width };
}
