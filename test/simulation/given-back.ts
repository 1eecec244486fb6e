/**
 * What the journal counts as given back of a sale is what its refunds come to, and what is promised, asked for and given back of it is never more than
 * it was: counted a second time, from the entries alone.
 */
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

/** Of each sale what somebody has a claim on, from the promise or the first byte on. A voucher is another judge's business (goods-judge.ts). */
class Claims {
  readonly wrong: string[] = [];
  readonly #asked = new Map<TransactionId, number>();
  readonly #sold = new Map<TransactionId, number>();
  readonly #of = new Map<TransactionId, Map<TransactionId, number>>();
  #read = 0;

  readOn(entries: readonly Entry[]): void {
    for (; this.#read < entries.length; this.#read += 1) this.#heed(entries[this.#read] as Entry);
  }

  #heed(entry: Entry): void {
    switch (entry.type) {
      case 'sale.submitted':
        this.#asked.set(entry.txn, entry.body.amountMinor);
        break;
      case 'sale.approved':
        this.#sold.set(entry.txn, entry.body.approvedMinor ?? this.#asked.get(entry.txn) ?? 0);
        break;
      case 'cash.taken':
        this.#sold.set(entry.txn, entry.body.amountMinor);
        break;
      case 'refund.deferred':
      case 'refund.submitted':
      case 'void.submitted':
      case 'cash.givenBack':
        this.#claimed(entry);
        break;
      case 'refund.resolved':
        if (!entry.body.approved) this.#cameToNothing(entry.txn);
        break;
      case 'refund.declined':
      case 'refund.notSent':
      case 'refund.cancelled':
      case 'void.declined':
      case 'void.notSent':
      case 'reversal.accepted':
      case 'reversal.resolved':
        this.#cameToNothing(entry.txn);
    }
  }

  #claimed({ seq, type, txn, body }: Claim): void {
    const sold = body.original === null ? undefined : this.#sold.get(body.original);
    if (body.original === null || sold === undefined) return;
    // A promise that is kept is the same claim.
    const claims = (this.#of.get(body.original) ?? new Map<TransactionId, number>()).set(txn, body.amountMinor);
    this.#of.set(body.original, claims);
    const sum = [...claims.values()].reduce((all, minor) => all + minor, 0);
    if (sum > sold)
      this.wrong.push(
        `money: entry ${seq} ${type}: of ${body.original} ${sum} is promised or given back, it was ${sold}`,
      );
  }

  #cameToNothing(txn: TransactionId): void {
    for (const claims of this.#of.values()) claims.delete(txn);
  }
}

type Claim = Extract<
  Entry,
  { readonly type: 'refund.deferred' | 'refund.submitted' | 'void.submitted' | 'cash.givenBack' }
>;

const books = new WeakMap<World, RefundBooks>();
const claims = new WeakMap<World, Claims>();

/** From the entries alone, so also without power. */
export function brokenClaims(world: World): readonly string[] {
  const kept = claims.get(world) ?? new Claims();
  claims.set(world, kept);
  kept.readOn(world.entries);
  return kept.wrong;
}

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
