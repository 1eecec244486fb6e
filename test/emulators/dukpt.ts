/**
 * TDES DUKPT, ANSI X9.24-1:2009 annex A, as a card reader or PIN pad computes it (facts/peripherals §4).
 * Buffers in, buffers out; keys are 16 bytes, a KSN is 10 bytes (21 counter bits at its end).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const keyMask = Buffer.from('C0C0C0C000000000C0C0C0C000000000', 'hex');

/** What the current key is turned into before use; each use has its own. */
export type KeyVariant = 'pin' | 'mac-request' | 'mac-response' | 'data-request' | 'data-response';

const variants: Readonly<Record<KeyVariant, string>> = {
  pin: '00000000000000FF00000000000000FF',
  'mac-request': '000000000000FF00000000000000FF00',
  'mac-response': '00000000FF00000000000000FF000000',
  'data-request': '0000000000FF00000000000000FF0000',
  'data-response': '000000FF00000000000000FF00000000',
};

export function xor(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/** Single DES does not exist in OpenSSL 3 by itself; three times the same key is the same. `key` is 8 or 16 bytes. */
function tripleKey(key: Uint8Array): Buffer {
  const first = key.subarray(0, 8);
  return Buffer.concat([first, key.length === 8 ? first : key.subarray(8, 16), first]);
}

export function desEcb(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv('des-ede3', tripleKey(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

export function desEcbDecrypt(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createDecipheriv('des-ede3', tripleKey(key), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** IV 0; `data` is zero-padded to whole blocks, as readers do. */
export function desCbc(key: Uint8Array, data: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil(data.length / 8) * 8);
  padded.set(data);
  const cipher = createCipheriv('des-ede3-cbc', tripleKey(key), Buffer.alloc(8)).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]);
}

/** The initial key that is loaded into a device: IPEK from the base derivation key. */
export function initialKey(baseKey: Uint8Array, ksn: Uint8Array): Buffer {
  const start = Buffer.from(ksn.subarray(0, 8));
  start[7] = (start[7] ?? 0) & 0xe0;
  return Buffer.concat([desEcb(baseKey, start), desEcb(xor(baseKey, keyMask), start)]);
}

/** The key for the counter in `ksn`, from the initial key. */
export function derivedKey(initial: Uint8Array, ksn: Uint8Array): Uint8Array {
  const register = Buffer.from(ksn.subarray(2, 10));
  const counter = register.readUIntBE(5, 3) & 0x1fffff;
  register.writeUIntBE(register.readUIntBE(5, 3) & ~0x1fffff, 5, 3);
  let key: Uint8Array = initial;
  for (let bit = 0x100000; bit > 0; bit >>= 1) {
    if ((counter & bit) === 0) continue;
    register.writeUIntBE(register.readUIntBE(5, 3) | bit, 5, 3);
    key = nextKey(key, register);
  }
  return key;
}

/** "Non-reversible key generation process": one step down the tree of keys. */
function nextKey(key: Uint8Array, register: Uint8Array): Buffer {
  const half = (from: Uint8Array): Buffer => {
    const [left, right] = [from.subarray(0, 8), from.subarray(8, 16)];
    return xor(desEcb(left, xor(register, right)), right);
  };
  return Buffer.concat([half(xor(key, keyMask)), half(key)]);
}

/** The key as it is used; data keys are encrypted once more under themselves. */
export function workingKey(derived: Uint8Array, variant: KeyVariant): Buffer {
  const key = xor(derived, Buffer.from(variants[variant], 'hex'));
  return variant.startsWith('data-') ? desEcb(key, key) : key;
}

/** Counter values with more than ten set bits are never used (X9.24-1 A.3); null when the device is used up. */
export function nextKsn(ksn: Uint8Array): Buffer | null {
  const next = Buffer.from(ksn);
  const serial = next.readUIntBE(7, 3) & ~0x1fffff;
  for (let counter = (next.readUIntBE(7, 3) & 0x1fffff) + 1; counter <= 0x1fffff; counter++) {
    if (setBits(counter) > 10) continue;
    next.writeUIntBE(serial | counter, 7, 3);
    return next;
  }
  return null;
}

function setBits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** ISO 9564 format 0: `0` length PIN `F…` ⊕ `0000` and the twelve digits before the check digit. */
export function pinBlock0(pin: string, pan: string): Buffer {
  const left = Buffer.from(`0${pin.length.toString(16)}${pin}`.padEnd(16, 'F'), 'hex');
  const right = Buffer.from(pan.slice(0, -1).slice(-12).padStart(16, '0'), 'hex');
  return xor(left, right);
}
