/**
 * What is owed to the acquirer (facts/acquirer §1.4, §2.2 rules 5, 7, 9; museum: reversal-dropped, reversal-window): armed by the entry that
 * lets a request go, due when its outcome is unknown, gone only with a believable outcome or with its acceptance, never otherwise.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;
type UnknownCause = Of<'sale.unknown'>['body']['cause'];

/** DE 39 of the 0400: 98 no answer in time, A0 MAC wrong, 06 any other (facts/acquirer §1.4). */
const REASON: { readonly [cause in UnknownCause]: string } = {
  timeout: '98',
  lost: '98',
  restart: '98',
  unparsable: '06',
  'echo-mismatch': '06',
  'mac-wrong': 'A0',
  'mac-unchecked': '96',
  'part-refused': '96',
};
const REASONS: readonly string[] = ['98', '96', 'A0', '06'];

interface Row {
  readonly state: string;
  readonly attempts: number;
}

export class ReversalProjection {
  readonly #insert;
  readonly #find;
  readonly #setDue;
  readonly #setSent;
  readonly #setReason;
  readonly #setNeedsHuman;
  readonly #drop;

  constructor(db: Database) {
    this.#insert = db.prepare(`INSERT INTO reversals VALUES (?, ?, 'armed', '98', 0, ?, NULL)`);
    this.#find = db.prepare<[number], Row>('SELECT state, attempts FROM reversals WHERE txn_no = ?');
    this.#setDue = db.prepare(`UPDATE reversals SET state = 'due', reason = ? WHERE txn_no = ?`);
    this.#setSent = db.prepare(
      'UPDATE reversals SET attempts = ?, reason = ?, last_attempt_at_ms = ? WHERE txn_no = ?',
    );
    this.#setReason = db.prepare('UPDATE reversals SET reason = ? WHERE txn_no = ?');
    this.#setNeedsHuman = db.prepare(`UPDATE reversals SET state = 'needsHuman' WHERE txn_no = ?`);
    this.#drop = db.prepare('DELETE FROM reversals WHERE txn_no = ?');
  }

  arm(txnNo: number, seq: number, atMs: number): void {
    this.#insert.run(txnNo, seq, atMs);
  }

  /** The outcome is unknown: from now on it must be sent. */
  makeDue(txnNo: number, cause: UnknownCause): void {
    this.#setDue.run(REASON[cause], txnNo);
  }

  /** A believable outcome came: nothing is owed. */
  remove(txnNo: number): void {
    this.#drop.run(txnNo);
  }

  sent(txnNo: number, entry: Of<'reversal.sent'>): void {
    const { attempts } = this.#due(txnNo);
    const { attempt, reason } = entry.body;
    demand(attempt === attempts + 1, 'reversal-attempt', `the next attempt is ${attempts + 1}, not ${attempt}`);
    demand(REASONS.includes(reason), 'reversal-reason', `a reversal has reason 98, 96, A0 or 06, not ${reason}`);
    this.#setSent.run(attempt, reason, entry.atMs, txnNo);
  }

  unanswered(txnNo: number, entry: Of<'reversal.unanswered'>): void {
    this.#attempted(txnNo, entry.body.attempt);
  }

  /** It stays owed, from now on with reason 06 (facts/acquirer §1.4). */
  refused(txnNo: number, entry: Of<'reversal.refused'>): void {
    this.#attempted(txnNo, entry.body.attempt);
    this.#setReason.run('06', txnNo);
  }

  accepted(txnNo: number): void {
    const { attempts } = this.#due(txnNo);
    demand(attempts > 0, 'reversal-attempt', 'no attempt was sent: nothing can have been accepted');
    this.#drop.run(txnNo);
  }

  /** A manager's word, once a person was called: the acquirer has undone it, or never had it. */
  resolved(txnNo: number): void {
    const { state } = this.#due(txnNo);
    demand(
      state === 'needsHuman',
      'reversal-not-escalated',
      'it is still being tried: a person decides when it needs one',
    );
    this.#drop.run(txnNo);
  }

  /** No byte of it can have left: owed, and never sent. */
  isUnsent(txnNo: number): boolean {
    return this.#find.get(txnNo)?.attempts === 0;
  }

  escalated(txnNo: number): void {
    this.#due(txnNo);
    this.#setNeedsHuman.run(txnNo);
  }

  #due(txnNo: number): Row {
    const row = this.#find.get(txnNo);
    demand(row !== undefined, 'reversal-not-owed', 'no reversal is owed for this transaction');
    demand(
      row.state !== 'armed',
      'reversal-not-due',
      'its request is under way: only an unknown outcome makes the reversal due',
    );
    return row;
  }

  #attempted(txnNo: number, attempt: number): void {
    const { attempts } = this.#due(txnNo);
    const matches = attempts > 0 && attempt === attempts;
    demand(matches, 'reversal-attempt', `${attempts} attempts were sent, this speaks of attempt ${attempt}`);
  }
}
