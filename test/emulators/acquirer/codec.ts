/**
 * Packets of the UnionPay terminal dialect, strictly (facts/acquirer §1.1, §1.3):
 * `LEN(2) | TPDU(5) | HEADER(6) | MTI(2 BCD) | BITMAP(8) | fields`.
 */
import { ELEMENTS, type Element } from './elements.ts';

/** Values of the elements present: digits, track nibbles and text as they read, `b` elements as upper-case hex. */
export type Fields = ReadonlyMap<number, string>;

export interface Packet {
  /** Five bytes, upper-case hex. */
  readonly tpdu: string;
  /** Twelve digits: application class 2, software version 2, terminal status 1, processing requirement 1, software version 6. */
  readonly header: string;
  readonly mti: string;
  readonly fields: Fields;
}

export interface DecodedPacket extends Packet {
  /** What a MAC covers: MTI up to the last byte before DE 64; null without DE 64. */
  readonly macInput: Uint8Array | null;
  /** Null: came in this form. Else what came in another dialect, and what that dialect lacks or has besides. */
  readonly translated: Translated | null;
}

/** A request that came in another dialect: `mti` and `fields` as they stood on the line. */
export interface Translated {
  readonly mti: string;
  readonly fields: Fields;
  /** Why it can be no transaction of that dialect; null if it can. */
  readonly defect: { readonly field: string; readonly why: string } | null;
}

/** Where a packet is wrong. `offset` counts bytes from the first byte of LEN. `why` holds no value of any element. */
export interface Malformed {
  readonly field: 'LEN' | 'TPDU' | 'HEADER' | 'MTI' | 'BITMAP' | 'END' | `DE${number}`;
  readonly offset: number;
  readonly why: string;
}

export type Decoded =
  | { readonly ok: true; readonly packet: DecodedPacket }
  | { readonly ok: false; readonly error: Malformed };

/** TPDU, HEADER, MTI and BITMAP. */
export const SHORTEST_PACKET_BYTES = 21;
/** All elements at their greatest length stay below this. */
export const LONGEST_PACKET_BYTES = 2048;
const LEN_BYTES = 2;

class Refusal extends Error {
  readonly malformed: Malformed;
  constructor(field: Malformed['field'], offset: number, why: string) {
    super(`${field} at ${offset}: ${why}`);
    this.malformed = { field, offset, why };
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  at: number;
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }
  get left(): number {
    return this.#bytes.length - this.at;
  }
  take(count: number, field: Malformed['field']): Uint8Array {
    if (this.left < count) throw new Refusal(field, this.at, `${count} bytes wanted, ${this.left} left`);
    const part = this.#bytes.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }
}

/** Reads one whole packet, LEN included. Never throws; every defect is a value that names the field and the offset. */
export function decodePacket(bytes: Uint8Array): Decoded {
  try {
    return { ok: true, packet: readPacket(bytes) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.malformed };
    throw error;
  }
}

function readPacket(bytes: Uint8Array): DecodedPacket {
  const cursor = new Cursor(bytes, 0);
  const length = uint16(cursor.take(LEN_BYTES, 'LEN'));
  if (length !== cursor.left) throw new Refusal('LEN', 0, `says ${length} bytes, ${cursor.left} follow`);
  const tpdu = cursor.take(5, 'TPDU');
  if (tpdu[0] !== 0x60) throw new Refusal('TPDU', LEN_BYTES, 'does not start with 60');
  const headerAt = cursor.at;
  const header = digits(cursor.take(6, 'HEADER'), 'HEADER', headerAt);
  if (!/^6[012]/.test(header)) throw new Refusal('HEADER', headerAt, 'application class is not 60, 61 or 62');
  const messageAt = cursor.at;
  const mti = digits(cursor.take(2, 'MTI'), 'MTI', messageAt);
  const present = readBitmap(cursor);
  const fields = new Map<number, string>();
  let macInput: Uint8Array | null = null;
  for (const de of present) {
    const element = ELEMENTS.get(de);
    if (!element) throw new Refusal('BITMAP', messageAt + 2 + ((de - 1) >> 3), `DE ${de} is not of this dialect`);
    if (de === 64) macInput = bytes.slice(messageAt, cursor.at);
    fields.set(de, readElement(cursor, de, element));
  }
  if (cursor.left > 0) throw new Refusal('END', cursor.at, `${cursor.left} bytes after the last field`);
  return { tpdu: hex(tpdu), header, mti, fields, macInput, translated: null };
}

function readBitmap(cursor: Cursor): number[] {
  const bitmap = cursor.take(8, 'BITMAP');
  const present: number[] = [];
  for (let de = 1; de <= 64; de++) {
    if (((bitmap[(de - 1) >> 3] ?? 0) >> (7 - ((de - 1) & 7))) & 1) present.push(de);
  }
  return present;
}

function readElement(cursor: Cursor, de: number, element: Element): string {
  const field = `DE${de}` as const;
  const lengthAt = cursor.at;
  let length = element.length;
  if (element.prefixDigits > 0) {
    const prefix = digits(cursor.take(element.prefixDigits === 2 ? 1 : 2, field), field, lengthAt);
    length = Number(prefix);
    if (length === 0 || length > element.length) {
      throw new Refusal(field, lengthAt, `length ${length} is not within 1–${element.length}`);
    }
  }
  const at = cursor.at;
  switch (element.format) {
    case 'n':
      return unpad(digits(cursor.take((length + 1) >> 1, field), field, at), length, element, field, at);
    case 'z':
      return unpad(hex(cursor.take((length + 1) >> 1, field)), length, element, field, at);
    case 'b':
      return hex(cursor.take(length, field));
    case 'an':
      return text(cursor.take(length, field), /^[0-9A-Za-z ]*$/, field, at);
    case 'ans':
      return text(cursor.take(length, field), /^[\x20-\x7e]*$/, field, at);
  }
}

function unpad(nibbles: string, length: number, element: Element, field: Malformed['field'], at: number): string {
  if (nibbles.length === length) return nibbles;
  const padAt = element.align === 'left' ? length : 0;
  if (nibbles[padAt] !== '0') throw new Refusal(field, at + (padAt >> 1), 'pad nibble is not 0');
  return element.align === 'left' ? nibbles.slice(0, length) : nibbles.slice(1);
}

function digits(bytes: Uint8Array, field: Malformed['field'], at: number): string {
  const nibbles = hex(bytes);
  const wrong = nibbles.search(/[^0-9]/);
  if (wrong >= 0) throw new Refusal(field, at + (wrong >> 1), 'nibble is not a digit');
  return nibbles;
}

function text(bytes: Uint8Array, allowed: RegExp, field: Malformed['field'], at: number): string {
  const chars = Buffer.from(bytes).toString('latin1');
  if (!allowed.test(chars)) throw new Refusal(field, at, 'character outside the format');
  return chars;
}

/**
 * Writes a packet, LEN included.
 * @throws RangeError if a value does not fit its element: that is a bug of the caller.
 */
export function encodePacket(packet: Packet): Uint8Array {
  const message = encodeMessage(packet.mti, packet.fields);
  const body = Buffer.concat([Buffer.from(packet.tpdu + packet.header, 'hex'), message]);
  const length = Buffer.alloc(LEN_BYTES);
  length.writeUInt16BE(body.length);
  return Buffer.concat([length, body]);
}

/** MTI, bitmap and fields: what the MAC of a message with DE 64 covers is this without its last eight bytes. */
export function encodeMessage(mti: string, fields: Fields): Uint8Array {
  const bitmap = Buffer.alloc(8);
  const parts: Uint8Array[] = [];
  for (const de of [...fields.keys()].sort((a, b) => a - b)) {
    const element = ELEMENTS.get(de);
    if (!element) throw new RangeError(`DE ${de} is not of this dialect`);
    const at = (de - 1) >> 3;
    bitmap[at] = (bitmap[at] ?? 0) | (0x80 >> ((de - 1) & 7));
    parts.push(encodeElement(de, element, fields.get(de) ?? ''));
  }
  return Buffer.concat([Buffer.from(mti, 'hex'), bitmap, ...parts]);
}

function encodeElement(de: number, element: Element, value: string): Uint8Array {
  const length = element.format === 'b' ? value.length / 2 : value.length;
  const fits = element.prefixDigits === 0 ? length === element.length : length > 0 && length <= element.length;
  if (!fits) throw new RangeError(`DE ${de} cannot hold ${length}`);
  const nibbles = element.format === 'n' || element.format === 'z' || element.format === 'b';
  if (nibbles && !(element.format === 'n' ? /^\d*$/ : /^[0-9A-F]*$/).test(value)) {
    throw new RangeError(`DE ${de} holds a wrong nibble`);
  }
  const even = value.length % 2 === 0 ? value : element.align === 'left' ? `${value}0` : `0${value}`;
  const bytes = nibbles ? Buffer.from(even, 'hex') : Buffer.from(value, 'latin1');
  const prefix = String(length).padStart(element.prefixDigits === 3 ? 4 : 2, '0');
  return element.prefixDigits === 0 ? bytes : Buffer.concat([Buffer.from(prefix, 'hex'), bytes]);
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function uint16(bytes: Uint8Array): number {
  return ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
}
