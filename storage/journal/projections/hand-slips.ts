/**
 * Slips written by hand (手工单, requirement D5): numbered stock, so that none is entered twice and none that is missing goes unnoticed. And the
 * tasks that come of what does not agree.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';
import type { OutageProjection } from './outages.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Stock {
  readonly first: number;
  readonly last: number;
  readonly next: number;
}

/** More than a pad has, so that a typing error does not make a stock of millions. */
const LARGEST_STOCK = 10_000;

export class HandSlipProjection {
  readonly #copies;
  readonly #outages;
  readonly #stockOf;
  readonly #overlap;
  readonly #issue;
  readonly #setNext;
  readonly #used;
  readonly #insert;
  readonly #openTask;
  readonly #endTask;

  constructor(db: Database, copies: CopyProjection, outages: OutageProjection) {
    this.#copies = copies;
    this.#outages = outages;
    this.#stockOf = db.prepare<[number], Stock>(
      'SELECT * FROM hand_stock WHERE first <= ? ORDER BY first DESC LIMIT 1',
    );
    this.#overlap = db
      .prepare<[number, number], number>('SELECT first FROM hand_stock WHERE first <= ? AND last >= ?')
      .pluck();
    this.#issue = db.prepare('INSERT INTO hand_stock VALUES (:first, :last, :first)');
    this.#setNext = db.prepare('UPDATE hand_stock SET next = max(next, ?) WHERE first = ?');
    this.#used = db.prepare<[number], number>('SELECT 1 FROM hand_slips WHERE number = ?').pluck();
    this.#insert = db.prepare(
      `INSERT INTO hand_slips VALUES (:number, :txn, :writtenAtMs, :writer, :kind, :tender, :amountMinor, :currency, :atMs, :operator, :outage)`,
    );
    this.#openTask = db.prepare('INSERT INTO tasks VALUES (:seq, :txn, :difference, :owner, :atMs, NULL)');
    this.#endTask = db.prepare('UPDATE tasks SET finding = ? WHERE txn = ? AND finding IS NULL');
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'handStock.issued':
        this.#issued(entry);
        return true;
      case 'handStock.counted':
        this.#counted(entry);
        return true;
      case 'handSlip.entered':
        this.#entered(entry);
        return true;
      case 'handSlip.spoiled':
        this.#spoiled(entry);
        return true;
      case 'task.opened':
        this.#taskOpened(entry);
        return true;
      case 'task.done':
        this.#taskDone(entry);
        return true;
      default:
        return false;
    }
  }

  #issued(entry: Of<'handStock.issued'>): void {
    const { first, last } = entry.body;
    const fits = Number.isInteger(first) && Number.isInteger(last) && first > 0 && last >= first;
    demand(fits && last - first < LARGEST_STOCK, 'hand-stock-range', `${first} to ${last} is no stock of slips`);
    const other = this.#overlap.get(last, first);
    demand(other === undefined, 'hand-stock-overlap', `the stock from ${other} has some of these numbers`);
    this.#issue.run({ first, last });
  }

  #counted(entry: Of<'handStock.counted'>): void {
    const { next } = entry.body;
    // One behind the last number: the pad is used up.
    const stock = this.#stock(next - 1) ?? this.#stock(next);
    demand(stock !== null, 'hand-slip-unknown', `${next} is of no stock that was issued`);
    demand(
      next >= stock.next,
      'hand-stock-count',
      `slips up to ${stock.next - 1} have been used: the next blank is not ${next}`,
    );
    this.#setNext.run(next, stock.first);
  }

  #entered(entry: Of<'handSlip.entered'>): void {
    const { txn, body, atMs, operator } = entry;
    const stock = this.#blank(body.number);
    demand(body.amountMinor > 0, 'hand-slip-amount', 'a slip has an amount');
    demand(body.writtenAtMs <= atMs, 'hand-slip-time', 'a slip was written before it is typed');
    const { number, writtenAtMs, writer, kind, tender, amountMinor, currency, copies } = body;
    this.#insert.run({
      number,
      txn,
      writtenAtMs,
      writer,
      kind,
      tender,
      amountMinor,
      currency,
      atMs,
      operator,
      outage: this.#outages.handSlip(),
    });
    this.#setNext.run(number + 1, stock.first);
    this.#copies.owe({ txn, txnNo: null, kind: 'handSlip', copies }, entry);
  }

  #spoiled(entry: Of<'handSlip.spoiled'>): void {
    const { number } = entry.body;
    const stock = this.#blank(number);
    const nothing = {
      txn: null,
      writtenAtMs: null,
      writer: null,
      kind: null,
      tender: null,
      amountMinor: null,
      currency: null,
    };
    this.#insert.run({
      number,
      ...nothing,
      atMs: entry.atMs,
      operator: entry.operator,
      outage: this.#outages.handSlip(),
    });
    this.#setNext.run(number + 1, stock.first);
  }

  #taskOpened(entry: Of<'task.opened'>): void {
    const { seq, txn, atMs, body } = entry;
    // In one order of keys, so that the entries give the same row again.
    const { what, subject, ours, theirs } = body.difference;
    this.#openTask.run({
      seq,
      txn,
      difference: JSON.stringify({ what, subject, ours, theirs }),
      owner: body.owner,
      atMs,
    });
  }

  #taskDone(entry: Of<'task.done'>): void {
    const { finding } = entry.body;
    demand(finding !== '', 'task-finding', 'a task ends with what was found');
    demand(this.#endTask.run(finding, entry.txn).changes === 1, 'task-open', `${entry.txn} is no open task`);
  }

  /** @throws JournalRefused where the number is of no stock, or was used before. */
  #blank(number: number): Stock {
    const stock = this.#stock(number);
    demand(stock !== null, 'hand-slip-unknown', `slip ${number} is of no stock that was issued`);
    demand(this.#used.get(number) === undefined, 'hand-slip-twice', `slip ${number} has been entered before`);
    return stock;
  }

  #stock(number: number): Stock | null {
    const stock = this.#stockOf.get(number);
    return stock !== undefined && number <= stock.last ? stock : null;
  }
}
