/** The key side of an encrypting reader: its KSN counts up with every swipe, and each KSN has its own key. */

import type { KeyVariant } from '../dukpt.ts';
import { derivedKey, desCbc, initialKey, nextKsn, workingKey } from '../dukpt.ts';

/** The ANSI example, public: no real shop's key. */
const exampleBaseKey = '0123456789ABCDEFFEDCBA9876543210';

export class DukptReader {
  readonly #initial: Uint8Array;
  readonly #variant: KeyVariant;
  #ksn: Uint8Array;

  /** `ksnHex` is the KSN before the first swipe. */
  constructor(ksnHex: string, variant: KeyVariant) {
    if (!/^[0-9a-fA-F]{20}$/.test(ksnHex)) throw new Error('a KSN is 20 hex digits');
    this.#ksn = Buffer.from(ksnHex, 'hex');
    this.#initial = initialKey(Buffer.from(exampleBaseKey, 'hex'), this.#ksn);
    this.#variant = variant;
  }

  get ksn(): Uint8Array {
    return this.#ksn;
  }

  /** Advances the counter; false when the keys are used up. */
  advance(): boolean {
    const next = nextKsn(this.#ksn);
    if (next !== null) this.#ksn = next;
    return next !== null;
  }

  /** TDES-CBC, IV 0, zero-padded, under the key of the current KSN. */
  encrypt(data: Uint8Array): Buffer {
    return desCbc(workingKey(derivedKey(this.#initial, this.#ksn), this.#variant), data);
  }
}
