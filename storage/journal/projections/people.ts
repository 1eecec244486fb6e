/**
 * Who works here, whose PIN failed how often, who is on duty (requirements A14, B2, H10, H11). Wrong PINs and locks are facts, so that
 * they survive a power cut; the verifiers are not (keys/pin-verifiers.ts).
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface OperatorState {
  readonly role: string;
  readonly dismissed: number;
  readonly failures: number;
}

interface OpenShift {
  readonly shift: number;
  readonly operator: string;
  readonly locked: number;
}

/** DE 63 has three places for an operator; 0 is the terminal itself. */
const NUMBER = /^[1-9]\d{0,2}$/;
const LONGEST_NAME = 20;

export class PeopleProjection {
  readonly #find;
  readonly #managers;
  readonly #register;
  readonly #change;
  readonly #dismiss;
  readonly #setFailures;
  readonly #lock;
  readonly #unlock;
  readonly #openShift;
  readonly #nextShift;
  readonly #open;
  readonly #close;
  readonly #setLocked;

  constructor(db: Database) {
    this.#find = db.prepare<[string], OperatorState>(
      'SELECT role, dismissed, failures FROM operators WHERE operator = ?',
    );
    this.#managers = db
      .prepare<[], number>(`SELECT count(*) FROM operators WHERE role = 'manager' AND dismissed = 0`)
      .pluck();
    this.#register = db.prepare('INSERT INTO operators VALUES (:operator, :name, :role, 0, 0, NULL, :atMs)');
    this.#change = db.prepare('UPDATE operators SET name = :name, role = :role WHERE operator = :operator');
    this.#dismiss = db.prepare('UPDATE operators SET dismissed = 1 WHERE operator = ?');
    this.#setFailures = db.prepare('UPDATE operators SET failures = ?, locked_until_ms = NULL WHERE operator = ?');
    this.#lock = db.prepare('UPDATE operators SET locked_until_ms = ? WHERE operator = ?');
    this.#unlock = db.prepare('UPDATE operators SET failures = 0, locked_until_ms = NULL WHERE operator = ?');
    this.#openShift = db.prepare<[], OpenShift>('SELECT shift, operator, locked FROM shifts WHERE closed_seq IS NULL');
    this.#nextShift = db.prepare<[], number>('SELECT coalesce(max(shift), 0) + 1 FROM shifts').pluck();
    this.#open = db.prepare(
      `INSERT INTO shifts SELECT :shift, :operator, :role, :seq, :atMs, NULL, NULL, 0, '[]', '', iif(
         EXISTS (SELECT 1 FROM policy_keys WHERE key = 'shifts.countedInOrder' AND value = 'true'),
         (SELECT coalesce(max(no), 0) + 1 FROM transactions), 0)`,
    );
    this.#close = db.prepare(
      `UPDATE shifts SET closed_seq = :seq, closed_at_ms = :atMs, locked = 0, notes = :notes, number = :number WHERE shift = :shift`,
    );
    this.#setLocked = db.prepare('UPDATE shifts SET locked = ? WHERE shift = ?');
  }

  /** @returns whether the entry was about people. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'operator.registered':
        this.#registered(entry);
        return true;
      case 'operator.changed':
        this.#changed(entry);
        return true;
      case 'operator.dismissed':
        this.#dismissed(entry);
        return true;
      case 'operator.recognised':
        this.#active(entry.body.operator);
        this.#unlock.run(entry.body.operator);
        return true;
      case 'operator.refused':
        this.#refused(entry);
        return true;
      case 'operator.locked':
        demand(entry.body.untilMs > entry.atMs, 'lock-in-the-past', 'a lock ends after it begins');
        this.#active(entry.body.operator);
        this.#lock.run(entry.body.untilMs, entry.body.operator);
        return true;
      case 'operator.unlocked':
        this.#active(entry.body.operator);
        this.#unlock.run(entry.body.operator);
        return true;
      default:
        return this.#projectShift(entry);
    }
  }

  #projectShift(entry: Entry): boolean {
    switch (entry.type) {
      case 'shift.opened':
        this.#opened(entry);
        return true;
      case 'shift.locked':
        demand(this.#current(entry).locked === 0, 'shift-state', 'the shift is locked already');
        this.#setLocked.run(1, entry.body.shift);
        return true;
      case 'shift.resumed':
        demand(this.#current(entry).locked === 1, 'shift-state', 'the shift is not locked');
        this.#setLocked.run(0, entry.body.shift);
        return true;
      case 'shift.closed':
        this.#closed(entry);
        return true;
      default:
        return false;
    }
  }

  #registered({ atMs, body }: Of<'operator.registered'>): void {
    const { operator, name, role } = body;
    demand(NUMBER.test(operator), 'operator-number', `an operator's number is 1 to 999, not ${operator}`);
    demand(isName(name), 'operator-name', `a name has 1 to ${LONGEST_NAME} characters`);
    demand(
      this.#find.get(operator) === undefined,
      'operator-exists',
      `operator ${operator} exists; no number is given twice`,
    );
    this.#register.run({ operator, name, role, atMs });
  }

  #changed({ body }: Of<'operator.changed'>): void {
    const { operator, name, role } = body;
    const before = this.#active(operator);
    demand(isName(name), 'operator-name', `a name has 1 to ${LONGEST_NAME} characters`);
    if (before.role === 'manager' && role !== 'manager') this.#demandAnotherManager();
    this.#change.run({ operator, name, role });
    if (body.newPin) this.#unlock.run(operator);
  }

  #dismissed({ body }: Of<'operator.dismissed'>): void {
    const { role } = this.#active(body.operator);
    if (role === 'manager') this.#demandAnotherManager();
    demand(this.#openShift.get()?.operator !== body.operator, 'on-duty', 'who is on duty signs out first');
    this.#dismiss.run(body.operator);
  }

  #refused({ body }: Of<'operator.refused'>): void {
    const { failures } = this.#active(body.operator);
    demand(body.failures === failures + 1, 'failures', `it is wrong PIN ${failures + 1}, not ${body.failures}`);
    this.#setFailures.run(body.failures, body.operator);
  }

  #opened({ seq, atMs, operator: by, body }: Of<'shift.opened'>): void {
    const open = this.#openShift.get();
    demand(open === undefined, 'shift-open', `shift ${open?.shift} of operator ${open?.operator} is open`);
    demand(
      body.shift === this.#nextShift.get(),
      'shift-number',
      `shifts are counted; ${body.shift} is not the next one`,
    );
    const { role } = this.#active(body.operator);
    demand(
      role === body.role && by === body.operator,
      'shift-operator',
      `operator ${body.operator} signs in as what they are`,
    );
    this.#open.run({ shift: body.shift, operator: body.operator, role, seq, atMs });
  }

  #closed({ seq, atMs, body }: Of<'shift.closed'>): void {
    this.#current({ body });
    const { shift, notes, number } = body;
    demand(/^\d{0,10}$/.test(number), 'shift-note', 'the number of a note has up to ten digits');
    this.#close.run({ shift, seq, atMs, notes: JSON.stringify(notes), number });
  }

  #current({ body }: { readonly body: { readonly shift: number } }): OpenShift {
    const open = this.#openShift.get();
    demand(open?.shift === body.shift, 'shift-state', `shift ${body.shift} is not open`);
    return open;
  }

  #active(operator: string): OperatorState {
    const row = this.#find.get(operator);
    demand(row !== undefined && row.dismissed === 0, 'operator-missing', `there is no operator ${operator}`);
    return row;
  }

  #demandAnotherManager(): void {
    demand((this.#managers.get() ?? 0) > 1, 'last-manager', 'the last manager stays: nobody could make another one');
  }
}

const isName = (name: string): boolean => name.trim() !== '' && [...name].length <= LONGEST_NAME;
