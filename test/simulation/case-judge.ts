/** What must be true of cases in two halves: charged once, never after a manager has closed it, and closed once. */
import type { Entry } from '../../storage/entries/entry.ts';
import { Failed } from './failed.ts';
import type { World } from './world.ts';

class CaseBooks {
  readonly wrong: string[] = [];
  readonly failed = new Failed();
  readonly halves = new Map<string, string[]>();
  readonly #given = new Set<string>();
  readonly #closed = new Set<string>();
  #read = 0;

  readOn(entries: readonly Entry[]): void {
    for (; this.#read < entries.length; this.#read += 1) this.#heed(entries[this.#read] as Entry);
  }

  #heed(entry: Entry): void {
    this.failed.heed(entry);
    if (entry.type === 'case.closed') {
      const { case: name } = entry.body;
      if (this.#closed.has(name)) this.wrong.push(`case: ${name} was closed twice`);
      this.#closed.add(name);
    } else if (entry.type === 'sale.submitted' || entry.type === 'cash.taken') this.#charged(entry);
    else if (/^(void|refund)\.(submitted|deferred)$/.test(entry.type) || entry.type === 'cash.givenBack')
      if (entry.txn !== null) this.#given.add(entry.txn);
  }

  #charged({ txn, body }: Extract<Entry, { type: 'sale.submitted' | 'cash.taken' }>): void {
    for (const tag of body.tags.filter((one) => one.startsWith('case:'))) {
      const name = tag.slice('case:'.length);
      // The name of a second person's word looks the same.
      if (!this.#given.has(name)) continue;
      if (this.#closed.has(name)) this.wrong.push(`case: ${txn} charges in ${name}, which was closed`);
      this.halves.set(name, [...(this.halves.get(name) ?? []), txn]);
    }
  }
}

const books = new WeakMap<World, CaseBooks>();

export function brokenCases(world: World): readonly string[] {
  const kept = books.get(world) ?? new CaseBooks();
  books.set(world, kept);
  kept.readOn(world.entries);
  const twice = [...kept.halves].flatMap(([name, sales]) => {
    const standing = sales.filter((txn) => !kept.failed.has(txn));
    return standing.length > 1 ? [`case: ${name} was charged ${standing.length} times: ${standing.join(', ')}`] : [];
  });
  return [...kept.wrong, ...twice];
}
