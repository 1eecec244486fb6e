/** The pad of slips written by hand, counted a second time: what is missing of it when an outage is signed off (requirement D5). */
import type { Entry } from '../../storage/entries/entry.ts';

export class Gaps {
  readonly #stock: (readonly [number, number])[] = [];
  readonly #used = new Set<number>();
  /** The next blank, as somebody has counted it. */
  #next = 0;
  /** Open tasks about a slip that was named as missing; none left: it is explained. */
  readonly #named = new Map<number, Set<string>>();

  /**
   * Below the last number that was used, or counted as gone, each is used or named; but for those that somebody has explained.
   * @returns what is wrong with a sign-off
   */
  heed(entry: Entry): string | null {
    switch (entry.type) {
      case 'handStock.issued':
        this.#stock.push([entry.body.first, entry.body.last]);
        break;
      case 'handSlip.entered':
      case 'handSlip.spoiled':
        this.#used.add(entry.body.number);
        break;
      case 'handStock.counted':
        this.#next = Math.max(this.#next, entry.body.next);
        break;
      case 'task.opened':
        if (entry.body.difference.what === 'hand-slip-missing') {
          const slip = Number(entry.body.difference.subject);
          this.#named.set(slip, (this.#named.get(slip) ?? new Set()).add(entry.txn));
        }
        break;
      case 'task.done':
        for (const tasks of this.#named.values()) tasks.delete(entry.txn);
        break;
      case 'outage.reconciled': {
        const [missing, named] = [this.#missing(), entry.body.handSlips.missing];
        if (missing.join() !== named.join()) return `missing are [${missing}], named as missing [${named}]`;
      }
    }
    return null;
  }

  #missing(): readonly number[] {
    const last = Math.max(this.#next - 1, ...this.#used);
    const missing: number[] = [];
    for (const [first, end] of this.#stock)
      for (let number = first; number <= Math.min(end, last); number += 1)
        if (!this.#used.has(number) && this.#named.get(number)?.size !== 0) missing.push(number);
    return missing;
  }
}
