/**
 * The terminal's signature under what it hands to customers (电子小票): Ed25519 (RFC 8032) with a key of its own, derived from the device key, so that a
 * restored journal signs with the same one. The public half may go anywhere.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { deriveKey } from './device-key.ts';

/** PKCS #8 around a seed of 32 bytes, and SubjectPublicKeyInfo around a public key of 32 bytes (RFC 8410). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export class Signer {
  readonly #key: KeyObject;
  /** 32 bytes, hex. */
  readonly publicKeyHex: string;

  constructor(deviceKey: Uint8Array) {
    const seed = deriveKey(deviceKey, 'e-slip');
    this.#key = createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, seed]), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKeyHex = spki.subarray(PUBLIC_HEAD.length).toString('hex');
  }

  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#key);
  }
}

/** @throws Error where the public key is no 32 bytes in hex */
export function isSignedBy(publicKeyHex: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (!/^[0-9a-f]{64}$/i.test(publicKeyHex)) throw new Error('a public key is 64 hex digits');
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_HEAD, Buffer.from(publicKeyHex, 'hex')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, bytes, key, signature);
}
