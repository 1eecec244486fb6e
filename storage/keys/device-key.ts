/**
 * The device key: 32 bytes made once per data folder, readable by the terminal's user alone. Everything else is derived from it
 * (HKDF-SHA-256, RFC 5869), each use with a name of its own.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { JournalBroken } from '../journal/failures.ts';

const KEY_BYTES = 32;

/** Gives `length` bytes that nobody can foresee; handed in by the composition root. */
export type RandomBytes = (length: number) => Uint8Array;

/** @throws JournalBroken where the file is not a key, or others may read it. */
export function readDeviceKey(file: string): Uint8Array {
  const mode = statSync(file).mode & 0o077;
  if (mode !== 0) {
    throw new JournalBroken(
      `the device key ${file} can be read by others (mode ${mode.toString(8)}). Run: chmod 600 ${file}; if strangers had access, treat the stored card data as disclosed.`,
    );
  }
  const key = readFileSync(file);
  if (key.length === KEY_BYTES) return key;
  throw new JournalBroken(
    `the device key ${file} has ${key.length} bytes where ${KEY_BYTES} are needed. Restore the file from where it was saved; a new key cannot read the old secrets.`,
  );
}

/** Makes the key file so that a power cut leaves either none or the whole of it. */
export function makeDeviceKey(file: string, randomBytes: RandomBytes): Uint8Array {
  const key = Uint8Array.from(randomBytes(KEY_BYTES));
  if (key.length !== KEY_BYTES)
    throw new RangeError(`randomBytes gave ${key.length} bytes where ${KEY_BYTES} were asked for`);
  writeDurably(file, key, 0o600);
  return key;
}

/** Writes a small file by way of a temporary one, and syncs file and folder. */
export function writeDurably(file: string, bytes: Uint8Array, mode: number): void {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    syncFolder(dirname(folder));
  }
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', mode);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  syncFolder(folder);
}

/** A name in a folder is durable only when the folder is synced. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export type KeyUse = 'vault' | 'card-token' | 'key-check' | 'pin-verifier' | 'e-slip';

/** A key of 32 bytes for one use. */
export function deriveKey(deviceKey: Uint8Array, use: KeyUse): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', deviceKey, new Uint8Array(0), `tillproof ${use} 1`, KEY_BYTES));
}

/** HMAC-SHA-256 of a text, hex. */
export function keyedHash(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Stands in the journal, so that a foreign key file is noticed before anything is written with it. */
export function keyCheck(deviceKey: Uint8Array): string {
  return keyedHash(deriveKey(deviceKey, 'key-check'), 'tillproof').slice(0, 16);
}
