/**
 * What must be true of an outage of the paper at any moment: each number of a pad is entered once and for what stands on it, nothing over a limit (of one sale,
 * of all since the last slip that came out whole) is sold without paper but on a second person's word, what is given in the place of paper is given once and within its limit, and each difference of the
 * sign-off becomes a task.
 */
import type { Entry } from '../../storage/entries/entry.ts';
import type { Cashier } from './cashier.ts';
import { Gaps } from './gaps.ts';
import type { World } from './world.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

class OutageBooks {
  readonly wrong: string[] = [];
  readonly #stock: (readonly [number, number])[] = [];
  readonly #used = new Set<number>();
  readonly #gaps = new Gaps();
  readonly #sold = new Set<string>();
  readonly #words = new Set<string>();
  readonly #given = new Set<string>();
  readonly #open = new Set<string>();
  readonly #offered = new Set<string>();
  #alternatives = 0;
  /** Sold without paper since a whole slip has last proven that there is some. */
  #tally = { count: 0, sumMinor: 0 };
  #paperSaidToBeBack = false;
  /** Tasks that must follow in the same append. */
  #tasksDue = 0;
  #read = 0;

  readOn(world: World, cashier: Cashier): void {
    for (; this.#read < world.entries.length; this.#read += 1)
      this.#heed(world, cashier, world.entries[this.#read] as Entry);
  }

  #say({ seq, type }: Entry, what: string): void {
    this.wrong.push(`outage: entry ${seq} ${type}: ${what}`);
  }

  #heed(world: World, cashier: Cashier, entry: Entry): void {
    if (this.#tasksDue > 0) {
      if (entry.type !== 'task.opened') this.#say(entry, `${this.#tasksDue} differences are nobody's task`);
      this.#tasksDue = entry.type === 'task.opened' ? this.#tasksDue - 1 : 0;
    }
    const wrong = this.#gaps.heed(entry);
    if (wrong !== null) this.#say(entry, wrong);
    switch (entry.type) {
      case 'handStock.issued':
        this.#stock.push([entry.body.first, entry.body.last]);
        break;
      case 'handSlip.spoiled':
        this.#spend(entry, entry.body.number);
        break;
      case 'handSlip.entered':
        this.#spend(entry, entry.body.number);
        if (cashier.pad.written.get(entry.body.number) !== entry.body.amountMinor)
          this.#say(entry, `${entry.body.number} was written for ${cashier.pad.written.get(entry.body.number)}`);
        break;
      case 'approval.given':
        this.#words.add(`${entry.txn} ${entry.body.rule}`);
        break;
      case 'sale.submitted':
      case 'cash.taken':
        this.#soldWithout(world, entry);
        break;
      case 'sale.approved':
      case 'preauth.approved':
        this.#sold.add(entry.txn);
        break;
      case 'eSlip.offered':
        if (!this.#sold.has(entry.txn) || this.#offered.has(entry.txn)) this.#say(entry, 'not of one approved sale');
        this.#offered.add(entry.txn);
        break;
      case 'alternative.given':
        this.#gave(world, entry);
        break;
      case 'alternative.ended':
        if (!this.#open.delete(entry.txn)) this.#say(entry, 'it was not open');
        break;
      case 'paper.ended':
        this.#paperSaidToBeBack = false;
        break;
      case 'paper.returned':
        this.#paperSaidToBeBack = true;
        break;
      case 'receipt.printed':
      case 'receipt.judged':
        if (this.#paperSaidToBeBack && (entry.type === 'receipt.printed' || entry.body.complete))
          this.#tally = { count: 0, sumMinor: 0 };
        break;
      case 'outage.reconciled':
        this.#tasksDue = entry.body.differences.length;
    }
  }

  #spend(entry: Entry, number: number): void {
    if (!this.#stock.some(([first, last]) => first <= number && number <= last))
      this.#say(entry, `${number}: no stock`);
    if (this.#used.has(number)) this.#say(entry, `${number} was used before`);
    this.#used.add(number);
  }

  #soldWithout({ profile }: World, entry: Of<'sale.submitted'> | Of<'cash.taken'>): void {
    const { tags, amountMinor } = entry.body;
    if (entry.type === 'cash.taken') this.#sold.add(entry.txn);
    if (!tags.includes('no-paper')) return;
    const { perSaleLimitMinor, perOutageLimitMinor, perOutageCount } = profile.policy.emergency;
    const { count, sumMinor } = this.#tally;
    this.#tally = { count: count + 1, sumMinor: sumMinor + amountMinor };
    if (amountMinor <= perSaleLimitMinor && sumMinor + amountMinor <= perOutageLimitMinor && count < perOutageCount)
      return;
    const names = [entry.txn, ...tags.filter((tag) => tag.startsWith('case:')).map((tag) => tag.slice(5))];
    if (!names.some((name) => this.#words.has(`${name} emergency`)))
      this.#say(entry, `${amountMinor} without paper after ${count} for ${sumMinor}, and nobody agreed`);
  }

  #gave({ profile }: World, entry: Of<'alternative.given'>): void {
    const { kind, number, original, costMinor } = entry.body;
    this.#alternatives += 1;
    if (number !== this.#alternatives) this.#say(entry, `its number is ${number}, not ${this.#alternatives}`);
    if (!this.#sold.has(original)) this.#say(entry, `${original} is no approved sale`);
    if (this.#given.has(`${kind} ${original}`)) this.#say(entry, `a second ${kind} for ${original}`);
    if (costMinor > (profile.policy.alternatives?.couponLimitMinor ?? Number.POSITIVE_INFINITY))
      this.#say(entry, `${costMinor} is over the limit`);
    this.#given.add(`${kind} ${original}`);
    this.#open.add(entry.txn);
  }
}

const books = new WeakMap<World, OutageBooks>();

export function brokenOutages(world: World, cashier: Cashier): readonly string[] {
  const kept = books.get(world) ?? new OutageBooks();
  books.set(world, kept);
  kept.readOn(world, cashier);
  return kept.wrong;
}
