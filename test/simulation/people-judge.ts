/**
 * What must be true of people at any moment: nobody is recognised while locked out or after having left, three wrong PINs lock, nothing moves money
 * but in an open, unlocked shift and under the number of who is on duty, and a drawer that does not agree becomes somebody's task.
 */
import type { Entry } from '../../storage/entries/entry.ts';
import type { World } from './world.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Person {
  failures: number;
  lockedUntilMs: number;
  left: boolean;
}

const FREE_FAILURES = 2;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;

const lockOf = (failures: number): number =>
  Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES - 1));

class PeopleBooks {
  readonly wrong: string[] = [];
  readonly #people = new Map<string, Person>();
  #shift: { readonly number: number; readonly operator: string; locked: boolean } | null = null;
  #shifts = 0;
  /** Whose PIN was right last. */
  #recognised: string | null = null;
  /** What the entry just read must be followed by, in the same append. */
  #due: { readonly type: Entry['type']; readonly why: string; readonly behind?: Entry['type'] } | null = null;
  #countedBefore = false;
  #read = 0;

  readOn(entries: readonly Entry[]): void {
    for (; this.#read < entries.length; this.#read += 1) this.#heed(entries[this.#read] as Entry);
  }

  #heed(entry: Entry): void {
    if (this.#due !== null && entry.type !== this.#due.type && entry.type !== this.#due.behind)
      this.#say(entry, this.#due.why);
    if (this.#due === null || entry.type !== this.#due.behind) this.#due = null;
    if (this.#people.get(entry.operator)?.left === true) this.#say(entry, `${entry.operator} has left`);
    if (movesMoney(entry.type)) this.#attended(entry);
    if (entry.type.startsWith('operator.')) this.#aboutSomebody(entry);
    else if (entry.type.startsWith('shift.')) this.#aboutShift(entry);
    else if (entry.type === 'drawer.counted') this.#counted(entry);
  }

  /** What lay in it when it was counted for the first time is the beginning. */
  #counted(entry: Of<'drawer.counted'>): void {
    const { countedMinor, expectedMinor } = entry.body;
    if (this.#countedBefore && countedMinor !== expectedMinor)
      // The same count may be what an older task of the drawer waited for: that one is done first.
      this.#due = { type: 'task.opened', why: 'the drawer differs, and nobody is told', behind: 'task.done' };
    this.#countedBefore = true;
  }

  #say({ seq, type }: Entry, what: string): void {
    this.wrong.push(`people: entry ${seq} ${type}: ${what}`);
  }

  /** Nobody trades while nobody is on duty, or in another's name. */
  #attended(entry: Entry): void {
    if (this.#shift === null) this.#say(entry, 'nobody is on duty');
    else if (this.#shift.locked) this.#say(entry, 'the till is locked');
    else if (this.#shift.operator !== entry.operator)
      this.#say(entry, `on duty is ${this.#shift.operator}, named is ${entry.operator}`);
  }

  #person(operator: string): Person {
    const known = this.#people.get(operator);
    if (known !== undefined) return known;
    const person = { failures: 0, lockedUntilMs: 0, left: false };
    this.#people.set(operator, person);
    return person;
  }

  #aboutSomebody(entry: Entry): void {
    switch (entry.type) {
      case 'operator.registered':
        if (this.#people.has(entry.body.operator)) this.#say(entry, `${entry.body.operator} is given twice`);
        this.#person(entry.body.operator);
        break;
      case 'operator.recognised':
        this.#wasRight(entry);
        break;
      case 'operator.refused':
        this.#wasWrong(entry);
        break;
      case 'operator.locked':
        this.#person(entry.body.operator).lockedUntilMs = entry.body.untilMs;
        break;
      case 'operator.unlocked':
        this.#forgive(entry.body.operator);
        break;
      case 'operator.changed':
        if (entry.body.newPin) this.#forgive(entry.body.operator);
        break;
      case 'operator.dismissed':
        this.#person(entry.body.operator).left = true;
    }
  }

  #wasRight(entry: Of<'operator.recognised'>): void {
    const { operator } = entry.body;
    const { failures, lockedUntilMs, left } = this.#person(operator);
    // More than a whole lock is left of none: the clock was set back.
    const leftMs = lockedUntilMs - entry.atMs;
    if (leftMs > 0 && leftMs <= lockOf(failures)) this.#say(entry, `${operator} is locked out for ${leftMs} ms`);
    if (left) this.#say(entry, `${operator} has left`);
    this.#forgive(operator);
    this.#recognised = operator;
  }

  #wasWrong(entry: Of<'operator.refused'>): void {
    const { operator, failures } = entry.body;
    const person = this.#person(operator);
    person.failures += 1;
    if (failures !== person.failures) this.#say(entry, `that is wrong PIN ${person.failures}, not ${failures}`);
    if (person.failures > FREE_FAILURES) this.#due = { type: 'operator.locked', why: 'three wrong PINs lock nobody' };
    if (person.failures > FREE_FAILURES) person.lockedUntilMs = entry.atMs + lockOf(person.failures);
  }

  #forgive(operator: string): void {
    const person = this.#person(operator);
    person.failures = 0;
    person.lockedUntilMs = 0;
  }

  #aboutShift(entry: Entry): void {
    switch (entry.type) {
      case 'shift.opened':
        this.#opened(entry);
        break;
      case 'shift.locked':
      case 'shift.resumed':
        if (this.#shift === null || this.#shift.locked === (entry.type === 'shift.locked'))
          this.#say(entry, 'out of turn');
        else if (entry.type === 'shift.resumed' && this.#recognised !== this.#shift.operator)
          this.#say(entry, `${this.#shift.operator} did not type a PIN`);
        if (this.#shift !== null) this.#shift.locked = entry.type === 'shift.locked';
        break;
      case 'shift.closed':
        if (this.#shift?.number !== entry.body.shift) this.#say(entry, 'out of turn');
        this.#shift = null;
    }
  }

  #opened(entry: Of<'shift.opened'>): void {
    const { shift, operator, handOver } = entry.body;
    if (this.#shift !== null || shift !== this.#shifts + 1) this.#say(entry, 'out of turn');
    if (this.#recognised !== operator) this.#say(entry, `${operator} did not type a PIN`);
    if (handOver !== null && handOver.from !== (this.#shifts || null)) this.#say(entry, `hands over ${handOver.from}`);
    this.#shifts = shift;
    this.#shift = { number: shift, operator, locked: false };
  }
}

const MOVES = new Set(['refund.deferred', 'cash.taken', 'cash.givenBack', 'compensation.issued', 'handSlip.entered']);
const movesMoney = (type: string): boolean => MOVES.has(type) || /^(?!receipt)\w+\.submitted$/.test(type);

const books = new WeakMap<World, PeopleBooks>();

export function brokenPeople(world: World): readonly string[] {
  const kept = books.get(world) ?? new PeopleBooks();
  books.set(world, kept);
  kept.readOn(world.entries);
  return kept.wrong;
}
