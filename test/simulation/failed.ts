/** Which transactions have come to nothing, by the entries alone: declined, never sent, undone, given up. */
import type { Entry } from '../../storage/entries/entry.ts';

const TO_NOTHING = /^\w+\.(declined|notSent)$/;

export class Failed {
  readonly #names = new Set<string>();

  has(txn: string): boolean {
    return this.#names.has(txn);
  }

  heed({ type, txn, body }: Entry): void {
    if (txn === null) return;
    const isResolution = type === 'refund.resolved' || type === 'completionAdvice.resolved';
    if (TO_NOTHING.test(type) || type === 'refund.cancelled' || type === 'reversal.accepted') this.#names.add(txn);
    else if (type === 'reversal.resolved') this.#names.add(txn);
    else if (isResolution && 'approved' in body && !body.approved) this.#names.add(txn);
    else if (type.endsWith('.approved') || type === 'refund.deferred') this.#names.delete(txn);
  }
}
