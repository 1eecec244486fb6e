/**
 * What must be true of the maintenance port at any moment: nothing is changed or tried by somebody who is not logged in, a key goes on from where it was,
 * a copy that is called good is the journal's own chain, and no card number is shown.
 */
import { join } from 'node:path';
import type { Entry } from '../../storage/entries/entry.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { CARDS } from './cashier.ts';
import type { World } from './world.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** Entries that only somebody who is logged in can cause. */
const HANDS_ON = new Set<Entry['type']>([
  ...(['maintenance.configured', 'maintenance.clockSet', 'maintenance.nextStart', 'maintenance.slipStarted'] as const),
  'maintenance.serviced',
]);
const LONGEST_PAN = 19;

class PortBooks {
  readonly wrong: string[] = [];
  #who: string | null = null;
  #recognised: string | null = null;
  #command: string | null = null;
  readonly #keys = new Map<string, string>();
  #read = 0;

  readOn(world: World): void {
    for (; this.#read < world.entries.length; this.#read += 1) this.#heed(world, world.entries[this.#read] as Entry);
  }

  #say({ seq, type }: Entry, what: string): void {
    this.wrong.push(`port: entry ${seq} ${type}: ${what}`);
  }

  #heed(world: World, entry: Entry): void {
    if (HANDS_ON.has(entry.type) && this.#who === null) this.#say(entry, 'nobody is logged in');
    switch (entry.type) {
      case 'terminal.started':
        this.#who = null;
        this.#command = null;
        break;
      case 'operator.recognised':
        this.#recognised = entry.body.purpose === 'maintenance' ? entry.body.operator : null;
        break;
      case 'maintenance.loggedIn':
        if (entry.body.by === 'pin' && this.#recognised !== entry.operator) this.#say(entry, 'without a right PIN');
        this.#who = entry.operator;
        break;
      case 'maintenance.loggedOut':
        this.#who = null;
        break;
      case 'maintenance.commanded':
        if (this.#command !== null) this.#say(entry, `${this.#command} has not ended`);
        this.#command = entry.body.command;
        break;
      case 'maintenance.ended':
        if (this.#command !== entry.body.command) this.#say(entry, `under way is ${this.#command}`);
        this.#command = null;
        break;
      case 'maintenance.configured':
        this.#configured(entry);
        break;
      case 'maintenance.backedUp':
        this.#backedUp(world, entry);
    }
  }

  #configured(entry: Of<'maintenance.configured'>): void {
    const { key, before, after } = entry.body;
    const stood = this.#keys.get(key);
    if (stood !== undefined && stood !== before) this.#say(entry, `${key} was ${stood}, not ${before}`);
    this.#keys.set(key, after);
  }

  /** A copy is what stood at some moment: its last entry is one of the journal's, under the same hash. */
  #backedUp(world: World, entry: Of<'maintenance.backedUp'>): void {
    const { folder, entries, headHash, ok } = entry.body;
    if (!ok) return;
    const head = world.entries[entries - 1];
    if (head?.hash !== headHash) this.#say(entry, `entry ${entries} has another hash than the copy`);
    const copy = openJournalReader(join(folder, 'journal.sqlite'));
    try {
      if (!copy.verify().ok) this.#say(entry, 'the copy does not verify');
    } finally {
      copy.close();
    }
  }
}

const books = new WeakMap<World, PortBooks>();

export function brokenPort(world: World): readonly string[] {
  const { laptop } = world;
  if (laptop === null) return [];
  const kept = books.get(world) ?? new PortBooks();
  books.set(world, kept);
  kept.readOn(world);
  for (const { pan } of Object.values(CARDS))
    if (laptop.unread.includes(pan)) kept.wrong.push(`secrets: the maintenance port has shown a card number`);
  // A number that came in two pieces is still seen.
  laptop.unread = laptop.unread.slice(-LONGEST_PAN);
  return kept.wrong;
}
