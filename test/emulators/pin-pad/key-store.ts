/** The pad's keys, and the encrypted PIN block in an answer 71 (facts/peripherals §1c, §4). */
import { derivedKey, desEcb, desEcbDecrypt, initialKey, nextKsn, pinBlock0, workingKey } from '../dukpt.ts';
import type { PinRequest } from './requests.ts';

/** The ANSI example, public: no real shop's key. */
const exampleBaseKey = '0123456789ABCDEFFEDCBA9876543210';

/** A 71 without its frame: `id`, fields. Or the error code. */
export type PinAnswer = { readonly text: string } | { readonly error: '9' | 'A' | 'F' };

export class DukptStore {
  readonly #initial: Uint8Array;
  readonly #fullKsn: boolean;
  #ksn: Uint8Array;

  /** `ksnHex`: 20 hex digits, before the first PIN. `fullKsn`: answer `7A1` with all of it, not stripped of its F's. */
  constructor(ksnHex: string, fullKsn: boolean) {
    if (!/^[0-9a-fA-F]{20}$/.test(ksnHex)) throw new Error('a KSN is 20 hex digits');
    this.#ksn = Buffer.from(ksnHex, 'hex');
    this.#initial = initialKey(Buffer.from(exampleBaseKey, 'hex'), this.#ksn);
    this.#fullKsn = fullKsn;
  }

  answer(request: PinRequest, pin: string): PinAnswer {
    const next = nextKsn(this.#ksn);
    if (next === null) return { error: 'F' };
    this.#ksn = next;
    const key = workingKey(derivedKey(this.#initial, next), 'pin');
    const block = upper(desEcb(key, pinBlock0(pin, request.account)));
    const ksn = upper(next);
    return { text: this.#fullKsn ? `7A1${ksn}${block}` : `710${ksn.replace(/^F+/, '')}${block}` };
  }
}

const slots = 10;

export class MasterKeys {
  readonly #keys = new Map<number, Uint8Array>();
  #selected: number | null = null;

  /** `slot` 0–9; `hex` 16 or 32 digits. */
  load(slot: number, hex: string): void {
    this.#keys.set(slot, Buffer.from(hex, 'hex'));
  }

  clear(): void {
    this.#keys.clear();
  }

  has(slot: number): boolean {
    return this.#keys.has(slot);
  }

  /** Bytes of the key in a slot; undefined where there is none. */
  at(slot: number): Uint8Array | undefined {
    return this.#keys.get(slot);
  }

  select(slot: number): void {
    this.#selected = slot;
  }

  static isSlot(slot: number): boolean {
    return Number.isInteger(slot) && slot >= 0 && slot < slots;
  }

  answer(request: PinRequest, pin: string): PinAnswer {
    const master = this.#selected === null ? undefined : this.#keys.get(this.#selected);
    if (master === undefined) return { error: '9' };
    const session = desEcbDecrypt(master, Buffer.from(request.sessionKey ?? '', 'hex'));
    const block = upper(desEcb(session, pinBlock0(pin, request.account)));
    return { text: `71.0${String(pin.length).padStart(2, '0')}01${block}` };
  }
}

function upper(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
