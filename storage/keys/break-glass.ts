/**
 * For the day when no technician's PIN is known: the terminal shows a challenge, the service centre answers it. Both hold the same key, which is bound to this
 * terminal: `keys/maintenance.key`, made at the first start and copied to the service centre when the terminal is installed. Nothing that is shown or typed on the
 * line is secret: an answer fits its own challenge only, once.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeDeviceKey, type RandomBytes, readDeviceKey } from './device-key.ts';

const DIGITS = 8;

export function maintenanceKey(folder: string, randomBytes: RandomBytes): Uint8Array {
  const file = join(folder, 'keys', 'maintenance.key');
  return existsSync(file) ? readDeviceKey(file) : makeDeviceKey(file, randomBytes);
}

/** Eight digits that nobody can foresee. */
export function newChallenge(randomBytes: RandomBytes): string {
  return String(Buffer.from(randomBytes(6)).readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** HMAC-SHA-256 over `tillproof break-glass 1`, the terminal's id and the challenge, a line each; its first 48 bits as eight digits. */
export function responseTo(key: Uint8Array, tid: string, challenge: string): string {
  const mac = createHmac('sha256', key).update(`tillproof break-glass 1\n${tid}\n${challenge}`, 'utf8').digest();
  return String(mac.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0');
}

export function responseFits(key: Uint8Array, tid: string, challenge: string, response: string): boolean {
  const expected = Buffer.from(responseTo(key, tid, challenge));
  const given = Buffer.from(response);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
