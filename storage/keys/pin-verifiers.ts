/**
 * What a PIN is checked against: scrypt (RFC 7914) with a salt of its own, sealed under a key derived from the device key. Six digits
 * can be tried through by anybody who has the verifiers, whatever they cost; so a copy of the journal without `keys/device.key` must
 * not be enough.
 */
import { scryptSync, timingSafeEqual } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { JournalBroken } from '../journal/failures.ts';
import type { PinDraft } from '../journal/people-models.ts';
import { deriveKey, type RandomBytes } from './device-key.ts';
import { type Sealed, seal, unseal } from './sealing.ts';

/** log2 N; r = 8, p = 1. 2^14 is Node's own default: 16 MB, less than a tenth of a second, in which nothing else is done. */
const COSTS: Readonly<Record<PinDraft['strength'], number>> = { strong: 14, published: 8 };
const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export class PinVerifiers {
  readonly #key;
  readonly #randomBytes;
  readonly #put;
  readonly #get;
  readonly #drop;

  constructor(db: Database, deviceKey: Uint8Array, randomBytes: RandomBytes) {
    this.#key = deriveKey(deviceKey, 'pin-verifier');
    this.#randomBytes = randomBytes;
    this.#put = db.prepare(
      'INSERT INTO verifiers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET nonce = excluded.nonce, sealed = excluded.sealed',
    );
    this.#get = db.prepare<[string], Sealed>('SELECT nonce, sealed FROM verifiers WHERE operator = ?');
    this.#drop = db.prepare('DELETE FROM verifiers WHERE operator = ?');
  }

  keep({ operator, pin, strength }: PinDraft): void {
    const salt = Uint8Array.from(this.#randomBytes(SALT_BYTES));
    const cost = COSTS[strength];
    const verifier = [`scrypt`, cost, base64(salt), base64(derive(pin, salt, cost))].join('$');
    const { nonce, sealed } = seal(this.#key, boundTo(operator), verifier, this.#randomBytes);
    this.#put.run(operator, nonce, sealed);
  }

  has(operator: string): boolean {
    return this.#get.get(operator) !== undefined;
  }

  /** False also where there is none to compare with. @throws JournalBroken where the verifier was changed. */
  fits(operator: string, pin: string): boolean {
    const row = this.#get.get(operator);
    if (row === undefined) return false;
    const [kind, cost, salt = '', hash = ''] = this.#open(operator, row).split('$');
    if (kind !== 'scrypt') throw new JournalBroken(`the verifier of operator ${operator} is of an unknown kind`);
    const expected = Buffer.from(hash, 'base64');
    return timingSafeEqual(derive(pin, Buffer.from(salt, 'base64'), Number(cost)), expected);
  }

  drop(operator: string): void {
    this.#drop.run(operator);
  }

  #open(operator: string, row: Sealed): string {
    try {
      return unseal(this.#key, boundTo(operator), row);
    } catch (cause) {
      throw new JournalBroken(
        `the PIN of operator ${operator} cannot be checked: its verifier was changed or sealed under another key. Check keys/device.key and restore a backup.`,
        { cause },
      );
    }
  }
}

const boundTo = (operator: string): string => `pin\n${operator}`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function derive(pin: string, salt: Uint8Array, cost: number): Buffer {
  const N = 2 ** cost;
  return scryptSync(pin, salt, HASH_BYTES, { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE });
}
