/**
 * Outages of the paper (requirements D4, D8; design §6): one at a time, from the moment nothing can be printed, or something was done without
 * paper, until somebody has gone through it. One in which nothing happened closes by itself when the paper is back. Where slips are owed, the printer's
 * word that paper is there ends nothing: the first slip that is proven whole does (requirement D4).
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';
import type { OutageCheckProjection } from './outage-checks.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Row {
  readonly seq: number;
  readonly state: 'open' | 'returned' | 'closed';
  readonly acts: number;
  readonly deferred: number;
  readonly hand_slips: number;
  readonly returned_ms: number | null;
  /** What was done without paper since it began, or since the paper came back last. */
  readonly done_since: number;
  /** The next number of a slip when the printer said that paper is there, which one is still to prove; null: it has not, or not since. */
  readonly back_slip: number | null;
}

/** A transaction with this mark was submitted while nothing could be printed. */
const NO_PAPER = 'no-paper';

export class OutageProjection {
  readonly #copies;
  readonly #checks;
  readonly #current;
  readonly #begin;
  readonly #setOpen;
  readonly #setBack;
  readonly #setBackSlip;
  readonly #nextSlip;
  readonly #noteDone;
  readonly #setReturned;
  readonly #setClosed;
  readonly #countAct;
  readonly #countDeferred;
  readonly #countHandSlip;
  readonly #copiesOwed;

  constructor(db: Database, copies: CopyProjection, checks: OutageCheckProjection) {
    this.#copies = copies;
    this.#checks = checks;
    this.#current = db.prepare<[], Row>(`SELECT * FROM outages WHERE state <> 'closed'`);
    this.#begin = db.prepare(`INSERT INTO outages VALUES (?, ?, ?, NULL, 'open', 0, 0, 0, 0, 0, 0, 0, NULL)`);
    this.#setOpen = db.prepare(`UPDATE outages SET state = 'open' WHERE seq = ?`);
    this.#setBackSlip = db.prepare<[number | null, number]>('UPDATE outages SET back_slip = ? WHERE seq = ?');
    this.#nextSlip = db.prepare<[], number>('SELECT next_slip FROM counters').pluck();
    this.#setBack = db.prepare(`UPDATE outages SET state = 'returned', back_slip = NULL WHERE seq = ?`);
    this.#noteDone = db.prepare('UPDATE outages SET done_since = done_since + 1 WHERE seq = ?');
    this.#setReturned = db.prepare(
      `UPDATE outages SET state = :state, returned_ms = :atMs, owed = owed + :owed, since_return = 0, sales_minor = 0, done_since = 0,
         back_slip = NULL WHERE seq = :seq`,
    );
    this.#setClosed = db.prepare(`UPDATE outages SET state = 'closed' WHERE seq = ?`);
    this.#countAct = db.prepare(
      `UPDATE outages SET acts = acts + 1, since_return = since_return + :sale, sales_minor = sales_minor + :minor WHERE seq = :seq`,
    );
    this.#countDeferred = db.prepare('UPDATE outages SET deferred = deferred + 1 WHERE seq = ?');
    this.#countHandSlip = db.prepare('UPDATE outages SET hand_slips = hand_slips + 1 WHERE seq = ?');
    this.#copiesOwed = db.prepare<[], number>(`SELECT count(*) FROM copies WHERE state <> 'printed'`).pluck();
  }

  ended(entry: Of<'paper.ended'>): void {
    this.#setBackSlip.run(null, this.#open(entry, entry.body.cause));
  }

  returned({ atMs, body }: Of<'paper.returned'>): void {
    const row = this.#current.get();
    if (row === undefined || row.state !== 'open') return;
    if (body.awaits === 'print') this.#setBackSlip.run(this.#nextSlip.get() ?? 1, row.seq);
    else this.#end(row, { atMs, owed: this.#copiesOwed.get() ?? 0 });
  }

  /** A slip is whole: paper is really there. A person's word counts for one that was begun after the printer's, since only then it says that it prints. */
  whole(entry: Of<'receipt.printed'> | Of<'receipt.judged'>): void {
    const row = this.#current.get();
    if (row === undefined || row.state !== 'open' || row.back_slip === null) return;
    const byPrinter = entry.type === 'receipt.printed' && entry.body.evidence.by === 'printer';
    if (!byPrinter && entry.body.slip < row.back_slip) return;
    // The slip itself was owed until now.
    this.#end(row, { atMs: entry.atMs, owed: (this.#copiesOwed.get() ?? 0) + 1 });
  }

  /** `entry` may be about any kind of money; only what bears the mark belongs to the outage. */
  submitted(
    entry: Entry & { readonly body: { readonly tags: readonly string[]; readonly amountMinor: number } },
  ): void {
    if (!entry.body.tags.includes(NO_PAPER)) return;
    const isSale = entry.type === 'sale.submitted' || entry.type === 'cash.taken';
    const seq = this.#open(entry, 'no-paper');
    this.#done(seq);
    this.#countAct.run({ seq, sale: isSale ? 1 : 0, minor: isSale ? entry.body.amountMinor : 0 });
  }

  /** A promise is made for want of paper. */
  deferred(entry: Of<'refund.deferred'>): void {
    const seq = this.#open(entry, 'no-paper');
    this.#done(seq);
    this.#countDeferred.run(seq);
  }

  /** The outage to which a slip written by hand belongs: the present one, if there is one. */
  handSlip(): number | null {
    const row = this.#current.get();
    if (row === undefined) return null;
    if (row.state === 'open') this.#done(row.seq);
    this.#countHandSlip.run(row.seq);
    return row.seq;
  }

  reconciled(entry: Of<'outage.reconciled'>): void {
    const row = this.#current.get();
    demand(row?.state === 'returned', 'outage-not-returned', 'only an outage that is over can be signed off');
    this.#setClosed.run(row.seq);
    this.#checks.reconciled();
    this.#copies.owe({ txn: entry.txn, txnNo: null, kind: 'paperBack', copies: entry.body.copies }, entry);
  }

  /** @param back when paper was there again, and how many copies were owed by then */
  #end(row: Row, { atMs, owed }: { readonly atMs: number; readonly owed: number }): void {
    // The paper was gone for a moment while the outage was gone through: what came back the first time is what is counted.
    if (row.returned_ms !== null && row.done_since === 0) {
      this.#setBack.run(row.seq);
      return;
    }
    const happened = row.acts + row.deferred + row.hand_slips + owed > 0;
    this.#setReturned.run({ seq: row.seq, atMs, owed, state: happened ? 'returned' : 'closed' });
  }

  /** Done without paper: what was counted so far is not all of it. */
  #done(seq: number): void {
    this.#noteDone.run(seq);
    // What the printer said before is of no use any more.
    this.#setBackSlip.run(null, seq);
    this.#checks.begun();
  }

  #open(entry: Entry, cause: string): number {
    const row = this.#current.get();
    if (row === undefined) {
      this.#begin.run(entry.seq, cause, entry.atMs);
      return entry.seq;
    }
    if (row.state === 'returned') this.#setOpen.run(row.seq);
    return row.seq;
  }
}
