/** Promise 5 for the PIN: no digit run of it and no block, clear or encrypted, goes anywhere but from the pad into one request to the bank. */
import { TEST_PANS } from '../emulators/acquirer/acquirer.ts';
import { RIGHT_PIN, WRONG_PIN } from './pad-customer.ts';

/** What nobody but the pad may ever have. */
const CLEAR = [RIGHT_PIN, WRONG_PIN].flatMap((pin) => [
  Buffer.from(pin),
  Buffer.from(pin, 'hex'),
  ...TEST_PANS.flatMap((pan) => formsOf(clearBlock(pin, pan))),
]);

/** ISO 9564 format 0. */
function clearBlock(pin: string, pan: string): string {
  const plain = Buffer.from(`0${pin.length.toString(16)}${pin}`.padEnd(16, 'f'), 'hex');
  const account = Buffer.from(`0000${pan.slice(-13, -1)}`, 'hex');
  return Buffer.from(plain.map((byte, at) => byte ^ (account[at] ?? 0))).toString('hex');
}

function formsOf(hex: string): readonly Buffer[] {
  const bytes = Buffer.from(hex, 'hex');
  return [bytes, Buffer.from(hex.toUpperCase()), Buffer.from(hex.toLowerCase()), Buffer.from(bytes.toString('base64'))];
}

export class PinSecrets {
  readonly leaks: string[] = [];
  readonly #blocks: ReadonlySet<string>;
  readonly #forms = new Map<string, readonly Buffer[]>();

  /** @param blocks the encrypted ones that have left the pad, in hex */
  constructor(blocks: ReadonlySet<string>) {
    this.#blocks = blocks;
  }

  /** @param mayHaveBlock it is the link to the bank */
  look(where: string, what: Uint8Array | string, mayHaveBlock = false): void {
    const content =
      typeof what === 'string' ? Buffer.from(what) : Buffer.from(what.buffer, what.byteOffset, what.length);
    if (CLEAR.some((needle) => content.includes(needle)))
      this.leaks.push(`secrets: a PIN or its clear block in ${where}`);
    if (!mayHaveBlock && this.#encrypted().some((needle) => content.includes(needle)))
      this.leaks.push(`secrets: a PIN block in ${where}`);
  }

  #encrypted(): readonly Buffer[] {
    if (this.#forms.size < this.#blocks.size)
      for (const block of this.#blocks) if (!this.#forms.has(block)) this.#forms.set(block, formsOf(block));
    return [...this.#forms.values()].flat();
  }
}
