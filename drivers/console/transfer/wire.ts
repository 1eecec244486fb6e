/**
 * XMODEM and YMODEM on the wire: blocks, checks, the file header (C. Forsberg, "XMODEM/YMODEM Protocol Reference", 1988, §4, §5, §7). Pure.
 *
 * A block is `SOH` (128 bytes) or `STX` (1024 bytes), its number, the number's complement, the data, and a check of the data: CRC-16 with
 * polynomial 1021 from 0, high byte first, or the sum of the bytes modulo 256.
 */

export const SOH = 0x01;
export const STX = 0x02;
/** Ctrl-C: how a person leaves a transfer that has not begun. */
export const ETX = 0x03;
export const EOT = 0x04;
export const ACK = 0x06;
export const BS = 0x08;
export const NAK = 0x15;
export const CAN = 0x18;
/** What fills up the last block (CP/M's end of file). */
export const SUB = 0x1a;
/** `C`: the receiver starts, and asks for CRC-16. */
export const START_CRC = 0x43;

export const SHORT_BLOCK_BYTES = 128;
export const LONG_BLOCK_BYTES = 1024;
const FRAME_BYTES = 3;
export const LONGEST_FRAME_BYTES = FRAME_BYTES + LONG_BLOCK_BYTES + 2;

/** Eight CAN, so that two in a row survive noise, and as many backspaces for the line editor of a shell that sees them (§4.3 of the reference). */
export const CANCEL: Uint8Array = Uint8Array.from([...Array(8).fill(CAN), ...Array(8).fill(BS)]);

export type Check = 'crc' | 'sum';

const CRC_TABLE: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

/** CRC-16/XMODEM: polynomial 1021, from 0, nothing reflected, nothing inverted. `123456789` gives 31C3. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (CRC_TABLE[(crc >> 8) ^ byte] as number);
  return crc;
}

/** The sum of the bytes modulo 256, as the oldest receivers want it. */
export function sum8(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

/**
 * A whole block. `data` of up to 128 bytes goes into a short one, up to 1024 into a long one; the rest is filled with `filler`.
 * @param number counts from 0 (YMODEM's header) or 1; its low 8 bits go onto the wire
 */
export function encodeBlock(number: number, data: Uint8Array, check: Check, filler: number = SUB): Uint8Array {
  const size = data.length <= SHORT_BLOCK_BYTES ? SHORT_BLOCK_BYTES : LONG_BLOCK_BYTES;
  const payload = new Uint8Array(size).fill(filler);
  payload.set(data);
  const low = number & 0xff;
  const head = [size === SHORT_BLOCK_BYTES ? SOH : STX, low, 0xff - low];
  return Uint8Array.from([...head, ...payload, ...checkBytes(payload, check)]);
}

function checkBytes(payload: Uint8Array, check: Check): readonly number[] {
  if (check === 'sum') return [sum8(payload)];
  const crc = crc16(payload);
  return [crc >> 8, crc & 0xff];
}

export type BlockReading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'damaged' }
  /** `data` with its padding; `number` as on the wire, 0–255; `frameBytes` were used up. */
  | { readonly kind: 'block'; readonly number: number; readonly data: Uint8Array; readonly frameBytes: number };

/** Reads one block from the start of `buffer`, whose first byte is SOH or STX. Wrong numbers are seen before the whole block is there. */
export function readBlock(buffer: Uint8Array, check: Check): BlockReading {
  const size = buffer[0] === STX ? LONG_BLOCK_BYTES : SHORT_BLOCK_BYTES;
  const [, number, complement] = buffer;
  if (number === undefined || complement === undefined) return { kind: 'incomplete' };
  if (number + complement !== 0xff) return { kind: 'damaged' };
  const frameBytes = FRAME_BYTES + size + (check === 'crc' ? 2 : 1);
  if (buffer.length < frameBytes) return { kind: 'incomplete' };
  const data = buffer.slice(FRAME_BYTES, FRAME_BYTES + size);
  const stated = buffer.subarray(FRAME_BYTES + size, frameBytes);
  const right = checkBytes(data, check).every((byte, index) => byte === stated[index]);
  return right ? { kind: 'block', number, data, frameBytes } : { kind: 'damaged' };
}

/** YMODEM's block 0 (§5 of the reference). `sizeBytes` null: the sender does not say. */
export interface FileHeader {
  /** As the peer wrote it: a path, a lie, anything. Never a name to open. */
  readonly name: string;
  readonly sizeBytes: number | null;
}

const LONGEST_NAME_BYTES = 200;

/**
 * The data of block 0: name, NUL, size in decimal, modification time in octal seconds (0: unknown), mode in octal. An empty name ends a batch.
 * @param sizeBytes up to 2^53 - 1
 */
export function encodeHeader(name: string, sizeBytes: number): Uint8Array {
  const bytes = new TextEncoder().encode(name).slice(0, LONGEST_NAME_BYTES);
  return Uint8Array.from([...bytes, 0, ...new TextEncoder().encode(`${sizeBytes} 0 100644`), 0]);
}

export const END_OF_BATCH: Uint8Array = new Uint8Array(SHORT_BLOCK_BYTES);

export type HeaderReading =
  | { readonly kind: 'file'; readonly header: FileHeader }
  | { readonly kind: 'end-of-batch' }
  | { readonly kind: 'wrong'; readonly why: string };

/** Reads block 0. A size that no double holds exactly (above 2^53 - 1) or that is no decimal number is wrong, not rounded. */
export function decodeHeader(data: Uint8Array): HeaderReading {
  const end = data.indexOf(0);
  if (end === 0) return { kind: 'end-of-batch' };
  if (end < 0) return { kind: 'wrong', why: 'the header has a name without an end' };
  const name = new TextDecoder().decode(data.subarray(0, end));
  const rest = data.subarray(end + 1);
  const restEnd = rest.indexOf(0);
  const fields = new TextDecoder().decode(restEnd < 0 ? rest : rest.subarray(0, restEnd));
  const [size = ''] = fields.trimStart().split(' ');
  if (size === '') return { kind: 'file', header: { name, sizeBytes: null } };
  if (!/^\d{1,19}$/.test(size)) return { kind: 'wrong', why: 'the header states no size that can be read' };
  const exact = BigInt(size);
  if (exact > BigInt(Number.MAX_SAFE_INTEGER))
    return { kind: 'wrong', why: `a file of ${size} bytes is not believable` };
  return { kind: 'file', header: { name, sizeBytes: Number(exact) } };
}
