/**
 * Results of issuer scripts that are owed to the acquirer (facts/acquirer §1.2, §1.5): from the approval that brought the scripts until the acquirer has
 * answered, or a manager says that it does without.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import type { CounterProjection } from './counters.ts';
import type { MoneyProjection } from './money.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Row {
  readonly state: 'due' | 'needsHuman';
  readonly attempts: number;
}

export class ScriptProjection {
  readonly #money;
  readonly #counters;
  readonly #insert;
  readonly #find;
  readonly #setNeedsHuman;
  readonly #setSent;
  readonly #drop;

  constructor(db: Database, money: MoneyProjection, counters: CounterProjection) {
    this.#money = money;
    this.#counters = counters;
    this.#insert = db.prepare(`INSERT INTO scripts VALUES (?, ?, 'due', 0, ?, ?, NULL)`);
    this.#find = db.prepare<[number], Row>('SELECT state, attempts FROM scripts WHERE txn_no = ?');
    this.#setNeedsHuman = db.prepare(`UPDATE scripts SET state = 'needsHuman' WHERE txn_no = ?`);
    this.#setSent = db.prepare('UPDATE scripts SET attempts = ?, last_attempt_at_ms = ? WHERE txn_no = ?');
    this.#drop = db.prepare('DELETE FROM scripts WHERE txn_no = ?');
  }

  /** @returns whether the entry was about a script. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'script.owed':
        this.#owed(entry);
        return true;
      case 'script.sent':
        this.#sent(entry);
        return true;
      case 'script.unanswered':
        this.#demandAttempt(entry);
        return true;
      case 'script.answered':
        this.#drop.run(this.#demandAttempt(entry));
        return true;
      case 'script.escalated':
        this.#setNeedsHuman.run(this.#due(entry).no);
        return true;
      case 'script.resolved':
        this.#resolved(entry);
        return true;
      default:
        return false;
    }
  }

  #owed(entry: Of<'script.owed'>): void {
    const { no, txn, state } = this.#money.get(entry.txn);
    const { scripts, resultHex } = entry.body;
    demand(state === 'approved', 'script-approved', `${txn} is ${state}: scripts come with an approval`);
    demand(this.#find.get(no) === undefined, 'script-owed', `the script result of ${txn} is owed already`);
    const isWhole = scripts > 0 && /^[\dA-F]+$/.test(resultHex) && resultHex.length === scripts * 10;
    demand(isWhole, 'script-result', 'a script result is five bytes a script, as upper-case hex');
    this.#insert.run(no, entry.seq, resultHex, entry.atMs);
  }

  #sent(entry: Of<'script.sent'>): void {
    const { no, attempts } = this.#due(entry);
    const { stan, batch, attempt } = entry.body;
    demand(attempt === attempts + 1, 'script-attempt', `the next attempt is ${attempts + 1}, not ${attempt}`);
    this.#counters.spendOtherStan(stan, batch);
    this.#setSent.run(attempt, entry.atMs, no);
  }

  #resolved(entry: Of<'script.resolved'>): void {
    const { no, state } = this.#due(entry);
    demand(
      state === 'needsHuman',
      'script-not-escalated',
      'it is still being told: a person decides when it needs one',
    );
    this.#drop.run(no);
  }

  #demandAttempt(entry: Of<'script.unanswered' | 'script.answered'>): number {
    const { no, attempts } = this.#due(entry);
    const { attempt } = entry.body;
    const matches = attempts > 0 && attempt === attempts;
    demand(matches, 'script-attempt', `${attempts} attempts were sent, this speaks of attempt ${attempt}`);
    return no;
  }

  #due(
    entry: Of<'script.sent' | 'script.unanswered' | 'script.answered' | 'script.escalated' | 'script.resolved'>,
  ): Row & {
    readonly no: number;
  } {
    const { no, txn } = this.#money.get(entry.txn);
    const row = this.#find.get(no);
    demand(row !== undefined, 'script-not-owed', `no script result of ${txn} is owed`);
    return { ...row, no };
  }
}
