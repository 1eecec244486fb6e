/** What the journal counts as given back of a sale is what its refunds come to: counted a second time, from the entries alone. */
import type { Entry } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { World } from './world.ts';

class RefundBooks {
  readonly given = new Map<TransactionId, number>();
  /** Of these something went back in another way as well, or came undone: they are other judges' business. */
  readonly elsewhere = new Set<TransactionId>();
  readonly #asked = new Map<TransactionId, { readonly original: TransactionId | null; readonly amountMinor: number }>();
  #read = 0;

  readOn(entries: readonly Entry[]): void {
    for (; this.#read < entries.length; this.#read += 1) this.#heed(entries[this.#read] as Entry);
  }

  #heed(entry: Entry): void {
    if (entry.type === 'refund.submitted') this.#asked.set(entry.txn, entry.body);
    else if (entry.type === 'refund.approved') this.#gave(entry.txn);
    else if (entry.type === 'refund.resolved' && entry.body.approved) this.#gave(entry.txn);
    else if (entry.type === 'cash.givenBack' || entry.type === 'compensation.issued')
      this.elsewhere.add(entry.body.original);
    else if (entry.type === 'reversal.accepted' || entry.type === 'reversal.resolved') {
      const original = this.#asked.get(entry.txn)?.original;
      if (original != null) this.elsewhere.add(original);
    }
  }

  #gave(txn: TransactionId): void {
    const asked = this.#asked.get(txn);
    if (asked?.original == null) return;
    this.given.set(asked.original, (this.given.get(asked.original) ?? 0) + asked.amountMinor);
  }
}

const books = new WeakMap<World, RefundBooks>();

/** Without power nobody can be asked. */
export function brokenRemainders(world: World): readonly string[] {
  const kept = books.get(world) ?? new RefundBooks();
  books.set(world, kept);
  kept.readOn(world.entries);
  if (!world.powered) return [];
  const { journal } = world.terminal;
  return [...kept.given].flatMap(([original, given]) => {
    if (kept.elsewhere.has(original)) return [];
    const says = journal.transaction(original)?.refundedMinor ?? 0;
    return says === given ? [] : [`money: of ${original} ${given} was given back, the journal counts ${says}`];
  });
}
