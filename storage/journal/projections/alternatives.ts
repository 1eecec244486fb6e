/** Coupons and pick-ups (requirement D13): each once for a transaction, numbered without a gap, ended once. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export class AlternativeProjection {
  readonly #copies;
  readonly #next;
  readonly #state;
  readonly #twice;
  readonly #outage;
  readonly #insert;
  readonly #end;

  constructor(db: Database, copies: CopyProjection) {
    this.#copies = copies;
    this.#next = db.prepare<[], number>('SELECT coalesce(max(number), 0) + 1 FROM alternatives').pluck();
    this.#state = db.prepare<[string], string>('SELECT state FROM transactions WHERE txn = ?').pluck();
    this.#twice = db
      .prepare<[string, string], number>('SELECT 1 FROM alternatives WHERE original = ? AND kind = ?')
      .pluck();
    this.#outage = db.prepare<[], number>(`SELECT seq FROM outages WHERE state <> 'closed'`).pluck();
    this.#insert = db.prepare(
      'INSERT INTO alternatives VALUES (:number, :txn, :kind, :original, :costMinor, :currency, :outage, :atMs, NULL)',
    );
    this.#end = db.prepare('UPDATE alternatives SET ended = ? WHERE txn = ? AND ended IS NULL');
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    if (entry.type === 'alternative.given') this.#given(entry);
    else if (entry.type === 'alternative.ended') this.#ended(entry);
    else return false;
    return true;
  }

  #given(entry: Of<'alternative.given'>): void {
    const { txn, atMs } = entry;
    const { kind, number, original, costMinor, currency, copies } = entry.body;
    const next = this.#next.get() ?? 1;
    demand(number === next, 'alternative-number', `the next number is ${next}, not ${number}`);
    const state = this.#state.get(original);
    demand(state === 'approved', 'alternative-original', `${original} is ${state ?? 'unknown here'}, not approved`);
    demand(this.#twice.get(original, kind) === undefined, 'alternative-twice', `${original} has its ${kind} already`);
    const isPriced = Number.isSafeInteger(costMinor) && (kind === 'coupon' ? costMinor > 0 : costMinor === 0);
    demand(isPriced, 'alternative-cost', `a ${kind} cannot cost ${costMinor}`);
    const outage = this.#outage.get() ?? null;
    this.#insert.run({ number, txn, kind, original, costMinor, currency, outage, atMs });
    this.#copies.owe({ txn, txnNo: null, kind, copies }, entry);
  }

  #ended(entry: Of<'alternative.ended'>): void {
    const { changes } = this.#end.run(entry.body.how, entry.txn);
    demand(changes === 1, 'alternative-open', `${entry.txn} is no coupon or pick-up that is open`);
  }
}
