/**
 * Z66, a MAC by ISO 9797-1 algorithm 3 over one or many packets, and what its Z67 says (PP791 manual PM0103-U pages 231 and 234; the flag's values
 * from VeriFone's table of the same message, Mx800 programmer's guide page 336).
 */
import { desEcb, desEcbDecrypt } from '../dukpt.ts';
import type { MasterKeys } from './key-store.ts';

const blockBytes = 8;
const longestPart = 224;
const flags: Readonly<Record<string, { readonly binary: boolean; readonly last: boolean }>> = {
  '4': { binary: false, last: true },
  '5': { binary: false, last: false },
  '6': { binary: true, last: true },
  '7': { binary: true, last: false },
};

export class MacSession {
  readonly #masters: MasterKeys;
  /** The chain so far, and the number that the next packet must have. */
  #chain: Uint8Array = new Uint8Array(blockBytes);
  #next = 0;

  constructor(masters: MasterKeys) {
    this.#masters = masters;
  }

  /** 72: what was begun is forgotten. */
  cancel(): void {
    this.#chain = new Uint8Array(blockBytes);
    this.#next = 0;
  }

  /** `0` and the MAC, `1` where the next packet may come, or the code of what is wrong. */
  take(text: string): string {
    const status = this.#take(text);
    if (status !== '1') this.cancel();
    return status;
  }

  #take(text: string): string {
    const parts = /^Z66(.)(..)([0-9A-G])\u001c([^\u001c]*)\u001c([^\u001c]*)\u001c(.*)$/s.exec(text);
    if (parts === null) return '5';
    const [, flag = '', number = '', slot = '', session = '', second = '', message = ''] = parts;
    const kind = flags[flag];
    if (kind === undefined) return '6';
    if (number !== String(this.#next).padStart(2, '0')) return '2';
    const master = /^\d$/.test(slot) ? this.#masters.at(Number(slot)) : undefined;
    if (master === undefined) return '3';
    if (master.length === blockBytes) return '9';
    // Every key of this pad is a key encrypting one (K0): its session keys are MAC keys, and it has no second one.
    if (second !== '') return '4';
    if (/^0*$/.test(session)) return 'A';
    if (!/^[0-9A-Fa-f]{32}$/.test(session)) return '8';
    if (message === '' || message.length > longestPart || (kind.binary && message.length % 2 === 1)) return '5';
    if (kind.binary && !/^[0-9A-Fa-f]*$/.test(message)) return '7';
    const key = desEcbDecrypt(master, Buffer.from(session, 'hex'));
    this.#add(key.subarray(0, blockBytes), Buffer.from(message, kind.binary ? 'hex' : 'latin1'));
    this.#next += 1;
    return kind.last ? `0${Buffer.from(this.#end(key)).toString('hex').toUpperCase()}` : '1';
  }

  #add(left: Uint8Array, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += blockBytes) {
      const block = new Uint8Array(blockBytes);
      block.set(bytes.subarray(at, at + blockBytes));
      this.#chain = desEcb(
        left,
        this.#chain.map((byte, i) => byte ^ (block[i] ?? 0)),
      );
    }
  }

  /** The last block once more under both halves. */
  #end(key: Uint8Array): Uint8Array {
    return desEcb(key.subarray(0, blockBytes), desEcbDecrypt(key.subarray(blockBytes), this.#chain));
  }
}
