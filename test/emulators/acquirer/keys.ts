/** Keys, check values, MAC, PIN block and track decryption of the UnionPay terminal dialect (facts/acquirer §1.6). */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** `001` single DES, `003` double length, `004` double length with a track key (DE 60.3 of the sign-on). */
export type KeyForm = '001' | '003' | '004';

export interface WorkingKeys {
  readonly form: KeyForm;
  /** 8 or 16 bytes. */
  readonly pik: Uint8Array;
  /** 8 bytes: of the MAK field of the longer forms only the first 8 are used (design §13). */
  readonly mak: Uint8Array;
  readonly tdk: Uint8Array | null;
}

const BLOCK_BYTES = 8;
const CHECK_VALUE_BYTES = 4;

/** 24 bytes for des-ede3: K|K|K is single DES, which OpenSSL 3 offers under no other name. */
function tripleLength(key: Uint8Array): Uint8Array {
  if (key.length === 8) return Buffer.concat([key, key, key]);
  if (key.length === 16) return Buffer.concat([key, key.subarray(0, 8)]);
  if (key.length === 24) return key;
  throw new RangeError(`a DES key has 8, 16 or 24 bytes, not ${key.length}`);
}

/** DES or TDES in ECB without padding, by the length of the key. */
export function encrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede3', tripleLength(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

export function decrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('des-ede3', tripleLength(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** First four bytes of eight zero bytes encrypted. */
export function checkValue(key: Uint8Array): Uint8Array {
  return encrypt(key, Buffer.alloc(BLOCK_BYTES)).subarray(0, CHECK_VALUE_BYTES);
}

/**
 * The UnionPay ECB MAC: all blocks XORed, the result spelled as 16 hex characters, E(left), XOR right, E, spelled again.
 * @returns the eight characters of DE 64
 */
export function unionpayMac(mak: Uint8Array, message: Uint8Array): string {
  const sum = Buffer.alloc(BLOCK_BYTES);
  message.forEach((byte, i) => {
    sum[i % BLOCK_BYTES] = (sum[i % BLOCK_BYTES] ?? 0) ^ byte;
  });
  const spelled = Buffer.from(sum.toString('hex').toUpperCase(), 'latin1');
  // One cipher for both blocks: it is dearer to make than to use, and in ECB it keeps nothing of the first.
  const cipher = createCipheriv('des-ede3', tripleLength(mak), null).setAutoPadding(false);
  const left = cipher.update(spelled.subarray(0, BLOCK_BYTES));
  const last = cipher.update(xor(left, spelled.subarray(BLOCK_BYTES)));
  return Buffer.from(last).toString('hex').toUpperCase().slice(0, 8);
}

/**
 * Makes fresh working keys and the DE 62 that carries them: PIK, MAK and in the longest form TDK, each with its check value.
 * @param random gives that many bytes
 * @returns DE 62 as hex: 24, 40 or 60 bytes
 */
export function issueKeys(tmk: Uint8Array, form: KeyForm, random: (bytes: number) => Uint8Array): string {
  const length = form === '001' ? 8 : 16;
  const pik = oddParity(random(length));
  const mak = oddParity(random(BLOCK_BYTES));
  // What stands behind the eight bytes of the MAK means nothing; random bytes betray a terminal that uses them.
  const makField = form === '001' ? mak : Buffer.concat([mak, random(BLOCK_BYTES)]);
  const parts = [encrypt(tmk, pik), checkValue(pik), encrypt(tmk, makField), checkValue(mak)];
  if (form === '004') {
    const tdk = oddParity(random(length));
    parts.push(encrypt(tmk, tdk), checkValue(tdk));
  }
  return Buffer.concat(parts).toString('hex').toUpperCase();
}

/** The keys that a DE 62 made by `issueKeys` carries. */
export function openKeys(tmk: Uint8Array, form: KeyForm, de62: string): WorkingKeys {
  const field = Buffer.from(de62, 'hex');
  const length = form === '001' ? 8 : 16;
  const step = length + CHECK_VALUE_BYTES;
  const key = (n: number): Uint8Array => decrypt(tmk, field.subarray(n * step, n * step + length));
  return { form, pik: key(0), mak: key(1).subarray(0, BLOCK_BYTES), tdk: form === '004' ? key(2) : null };
}

/** The PIN in an ISO 9564 format 0 block, or null if the block is not one. Without `pan` the block is not tied to a card. */
export function pinOf(pik: Uint8Array, block: Uint8Array, pan: string | null): string | null {
  const account = pan === null ? Buffer.alloc(BLOCK_BYTES) : Buffer.from(`0000${pan.slice(-13, -1)}`, 'hex');
  const clear = Buffer.from(xor(decrypt(pik, block), account))
    .toString('hex')
    .toUpperCase();
  const length = Number.parseInt(clear[1] ?? '0', 16);
  if (clear[0] !== '0' || length < 4 || length > 12) return null;
  const pin = clear.slice(2, 2 + length);
  return /^\d+$/.test(pin) && /^F*$/.test(clear.slice(2 + length)) ? pin : null;
}

/** Undoes the track encryption: the 16 nibbles that end one before the last (two before, if the count is even). */
export function clearTrack(tdk: Uint8Array, track: string): string {
  const end = track.length - (track.length % 2 === 0 ? 2 : 1);
  const start = end - 16;
  if (start < 0) return track;
  const clear = decrypt(tdk, Buffer.from(track.slice(start, end), 'hex'));
  return track.slice(0, start) + Buffer.from(clear).toString('hex').toUpperCase() + track.slice(end);
}

function oddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}
