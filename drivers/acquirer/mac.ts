/** Message authentication codes of the dialects (facts/acquirer §1.6). Pure: key and data in, eight bytes out. */
import { desDecrypt, desEncrypt, desEncryptor, xor8 } from './des.ts';

/**
 * `unionpay-ecb`: XOR of all blocks, expanded to hex characters, two DES steps; the field holds the first 8 hex characters as ASCII.
 * `x9.9`: CBC-MAC with single DES. `x9.19`: ISO 9797-1 algorithm 3 with a double-length key, the last block under both halves.
 * All pad with zeros to whole blocks (padding method 1).
 */
export type MacAlgorithm = 'unionpay-ecb' | 'x9.9' | 'x9.19';

/** @throws RangeError on a key of the wrong length: key layouts are data, a wrong one is a bug. */
export function macOf(algorithm: MacAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (algorithm === 'unionpay-ecb') return unionpayEcb(key, data);
  const blocks = blocksOf(data);
  if (algorithm === 'x9.9') return cbc(exactly(key, 8), blocks);
  const last = cbc(exactly(key, 16).subarray(0, 8), blocks);
  return desEncrypt(key.subarray(0, 8), desDecrypt(key.subarray(8, 16), last));
}

function exactly(key: Uint8Array, bytes: number): Uint8Array {
  if (key.length !== bytes) throw new RangeError(`a MAC key of ${key.length} bytes, not ${bytes}`);
  return key;
}

/** At least one block; the last one filled with zeros. */
function blocksOf(data: Uint8Array): readonly Uint8Array[] {
  const padded = Buffer.alloc(Math.max(8, Math.ceil(data.length / 8) * 8));
  padded.set(data);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < padded.length; at += 8) blocks.push(padded.subarray(at, at + 8));
  return blocks;
}

function cbc(key: Uint8Array, blocks: readonly Uint8Array[]): Buffer {
  const encrypt = desEncryptor(key);
  return blocks.reduce<Buffer>((chain, block) => encrypt(xor8(chain, block)), Buffer.alloc(8));
}

function unionpayEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  const [left, right] = unionpayBlocks(data);
  const encrypt = desEncryptor(key);
  return unionpayField(encrypt(xor8(encrypt(left), right)));
}

/** The message folded to one block and spelled as hex characters: the two blocks that are encrypted one after the other. No key is needed. */
export function unionpayBlocks(data: Uint8Array): readonly [left: Uint8Array, right: Uint8Array] {
  const folded = Buffer.alloc(8);
  for (const [at, byte] of data.entries()) folded[at & 7] = (folded[at & 7] ?? 0) ^ byte;
  const characters = Buffer.from(folded.toString('hex').toUpperCase(), 'latin1');
  return [characters.subarray(0, 8), characters.subarray(8)];
}

/** DE 64: the first eight hex characters of the last encryption. */
export function unionpayField(last: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(last).toString('hex').toUpperCase().slice(0, 8), 'latin1');
}
