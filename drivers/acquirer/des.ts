/**
 * DES blocks out of what Node offers: `des-ede3` alone is served by every provider, so single DES is K‖K‖K and double length K1‖K2‖K1
 * (facts/acquirer §1.6).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** @throws RangeError unless the key has 8, 16 or 24 bytes. */
function tripleLength(key: Uint8Array): Buffer {
  if (key.length === 8) return Buffer.concat([key, key, key]);
  if (key.length === 16) return Buffer.concat([key, key.subarray(0, 8)]);
  if (key.length === 24) return Buffer.from(key);
  throw new RangeError(`a DES key of ${key.length} bytes`);
}

function ecb(key: Uint8Array, data: Uint8Array, create: typeof createCipheriv | typeof createDecipheriv): Buffer {
  const long = tripleLength(key);
  const cipher = create('des-ede3', long, null);
  long.fill(0);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** ECB over whole 8-byte blocks; single, double or triple length by the key. */
export const desEncrypt = (key: Uint8Array, data: Uint8Array): Buffer => ecb(key, data, createCipheriv);
export const desDecrypt = (key: Uint8Array, data: Uint8Array): Buffer => ecb(key, data, createDecipheriv);

/** E under one key, block after block; a cipher is dear to make. One at a time, eight bytes each. @throws RangeError as above */
export function desEncryptor(key: Uint8Array): (block: Uint8Array) => Buffer {
  const long = tripleLength(key);
  const cipher = createCipheriv('des-ede3', long, null);
  long.fill(0);
  cipher.setAutoPadding(false);
  return (block) => cipher.update(block);
}

/** First four bytes of E(key, 8 × 00): tells that a key arrived whole (facts §1.6). */
export const checkValue = (key: Uint8Array): Buffer => desEncrypt(key, Buffer.alloc(8)).subarray(0, 4);

export function xor8(a: Uint8Array, b: Uint8Array): Buffer {
  const out = Buffer.alloc(8);
  for (let i = 0; i < 8; i++) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  return out;
}
