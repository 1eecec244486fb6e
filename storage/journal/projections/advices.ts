/**
 * Advices (通知) that the acquirer has not answered: repeated under their own trace number until it does (facts/acquirer §1.5, §2.1). Armed by the
 * entry that lets the first one go, due when its outcome is unknown, gone only with an answer or a manager's word.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Row {
  readonly state: 'armed' | 'due' | 'needsHuman';
  readonly attempts: number;
}

export class AdviceProjection {
  readonly #insert;
  readonly #find;
  readonly #setState;
  readonly #setSent;
  readonly #drop;

  constructor(db: Database) {
    this.#insert = db.prepare(`INSERT INTO advices VALUES (?, ?, 'armed', 0, ?, NULL)`);
    this.#find = db.prepare<[number], Row>('SELECT state, attempts FROM advices WHERE txn_no = ?');
    this.#setState = db.prepare('UPDATE advices SET state = ? WHERE txn_no = ?');
    this.#setSent = db.prepare('UPDATE advices SET attempts = ?, last_attempt_at_ms = ? WHERE txn_no = ?');
    this.#drop = db.prepare('DELETE FROM advices WHERE txn_no = ?');
  }

  arm(txnNo: number, seq: number, atMs: number): void {
    this.#insert.run(seq, txnNo, atMs);
  }

  makeDue(txnNo: number): void {
    this.#setState.run('due', txnNo);
  }

  remove(txnNo: number): void {
    this.#drop.run(txnNo);
  }

  /** @returns whether the entry was about an advice. @throws JournalRefused */
  project(entry: Entry, noOf: (txn: TransactionId) => number): boolean {
    switch (entry.type) {
      case 'advice.sent':
        this.#sent(noOf(entry.txn), entry);
        return true;
      case 'advice.unanswered':
        this.#unanswered(noOf(entry.txn), entry);
        return true;
      case 'advice.escalated':
        this.#escalated(noOf(entry.txn));
        return true;
      default:
        return false;
    }
  }

  #sent(txnNo: number, entry: Of<'advice.sent'>): void {
    const { attempts } = this.#due(txnNo);
    const { attempt } = entry.body;
    demand(attempt === attempts + 1, 'advice-attempt', `the next attempt is ${attempts + 1}, not ${attempt}`);
    this.#setSent.run(attempt, entry.atMs, txnNo);
  }

  #unanswered(txnNo: number, entry: Of<'advice.unanswered'>): void {
    const { attempts } = this.#due(txnNo);
    const matches = attempts > 0 && entry.body.attempt === attempts;
    demand(matches, 'advice-attempt', `${attempts} attempts were sent, this speaks of attempt ${entry.body.attempt}`);
  }

  #escalated(txnNo: number): void {
    this.#due(txnNo);
    this.#setState.run('needsHuman', txnNo);
  }

  /** A person decides only about what a person was called for. */
  demandEscalated(txnNo: number): void {
    const { state } = this.#due(txnNo);
    demand(
      state === 'needsHuman',
      'advice-not-escalated',
      'it is still being told: a person decides when it needs one',
    );
  }

  #due(txnNo: number): Row {
    const row = this.#find.get(txnNo);
    const isDue = row !== undefined && row.state !== 'armed';
    demand(isDue, 'advice-not-due', 'no advice of this transaction waits to be told again');
    return row as Row;
  }
}
