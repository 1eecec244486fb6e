/** AES-256-GCM under a key of 32 bytes, bound to a name: what was sealed for one thing does not open as another. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from './device-key.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  readonly nonce: Uint8Array;
  /** Ciphertext and the tag of 16 bytes. */
  readonly sealed: Uint8Array;
}

export function seal(key: Uint8Array, boundTo: string, plain: string, randomBytes: RandomBytes): Sealed {
  const nonce = Uint8Array.from(randomBytes(NONCE_BYTES));
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(boundTo, 'utf8'));
  return { nonce, sealed: Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]) };
}

/** @throws Error where it was changed, or sealed under another key or name. */
export function unseal(key: Uint8Array, boundTo: string, { nonce, sealed }: Sealed): string {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}
