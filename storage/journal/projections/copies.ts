/**
 * Paper as debt (promise 2; facts/acquirer §2.2 rule 12): owed → started → (held ↔ started) → printed, or owed again where the slip is
 * proven incomplete, or doubtful until the operator has judged. A copy that was ever doubtful is never an original again.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import {
  type CopyId,
  type CopyKind,
  type CopyState,
  copyId,
  faultCopyId,
  type Marking,
  NOT_HANDED_OVER,
  promiseCopyId,
  type SlipKind,
  statusCopyId,
  type TransactionId,
  timelineCopyId,
} from '../../facts.ts';
import { nextDuplicate } from '../duplicates.ts';
import { demand } from '../failures.ts';
import type { CounterProjection } from './counters.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

export interface NewDebt {
  readonly txn: TransactionId;
  /** Null for a report, which is about no transaction. */
  readonly txnNo: number | null;
  readonly kind: SlipKind;
  readonly copies: readonly CopyKind[];
}

interface Row {
  readonly copy: string;
  readonly txn_no: number | null;
  readonly kind: SlipKind;
  readonly side: CopyKind;
  readonly state: CopyState;
  readonly slip: number | null;
  readonly marking: string | null;
  readonly next_marking: string;
  readonly once_doubtful: number;
}

/** `O`, `D2`, `R17`: as they stand in the table. */
function markingText(marking: Marking): string {
  if (marking.kind === 'duplicate') return `D${marking.n}`;
  if (marking.kind === 'replaces') return `R${marking.slip}`;
  return 'O';
}

export function parseMarking(text: string): Marking {
  const n = Number(text.slice(1));
  if (text.startsWith('D')) return { kind: 'duplicate', n };
  if (text.startsWith('R')) return { kind: 'replaces', slip: n as Extract<Marking, { kind: 'replaces' }>['slip'] };
  return { kind: 'original' };
}

export class CopyProjection {
  readonly #counters;
  readonly #find;
  readonly #siblings;
  readonly #insert;
  readonly #setStarted;
  readonly #setHeld;
  readonly #setState;
  readonly #setPrinted;
  readonly #setOwedAgain;
  readonly #setDoubtful;

  constructor(db: Database, counters: CounterProjection) {
    this.#counters = counters;
    this.#find = db.prepare<[string], Row>('SELECT * FROM copies WHERE copy = ?');
    // '0' follows '/': all copies of the transaction, by the primary key.
    this.#siblings = db.prepare<[string, string], Row>(
      `SELECT * FROM copies WHERE copy > ? || '/' AND copy < ? || '0'`,
    );
    this.#insert = db.prepare(
      `INSERT INTO copies VALUES (:copy, :txnNo, :kind, :side, 'owed', NULL, 0, NULL, :marking, 0, 0, 0, 0, :atMs, :seq)`,
    );
    this.#setStarted = db.prepare(
      `UPDATE copies SET state = 'started', slip = ?, slips = slips + 1, marking = ?, proven = 0, handed_over = 0, segments = 0
       WHERE copy = ?`,
    );
    this.#setHeld = db.prepare(
      `UPDATE copies SET state = 'held', proven = ?, handed_over = ?, segments = ? WHERE copy = ?`,
    );
    this.#setState = db.prepare('UPDATE copies SET state = ? WHERE copy = ?');
    // What was printed is what counts: a duplicate that was planned while it was in doubt never comes.
    this.#setPrinted = db.prepare(`UPDATE copies SET state = 'printed', next_marking = marking WHERE copy = ?`);
    this.#setOwedAgain = db.prepare(`UPDATE copies SET state = 'owed', next_marking = ?, proven = ? WHERE copy = ?`);
    this.#setDoubtful = db.prepare(
      `UPDATE copies SET state = 'doubtful', once_doubtful = 1, next_marking = ?, proven = ? WHERE copy = ?`,
    );
  }

  /** The copies that are owed from this entry on. @throws JournalRefused (`copy-exists`) */
  owe(debt: NewDebt, entry: Entry): void {
    for (const side of debt.copies) {
      demand(SIDES.includes(side), 'copy-side', `a copy is for merchant or customer, not ${side}`);
      this.#add(debtId(debt, side), debt.txnNo, debt.kind, side, { kind: 'original' }, entry);
    }
  }

  /** What the report `txn` is; null where `txn` is a transaction or has no slip. */
  reportKind(txn: TransactionId): SlipKind | null {
    return this.#siblings.all(txn, txn).find((row) => row.txn_no === null)?.kind ?? null;
  }

  /** A reprint. `kind`: what its slip is about. @throws JournalRefused */
  requested(entry: Of<'receipt.requested'>, txnNo: number | null, kind: SlipKind): void {
    const { copy, of, n } = entry.body;
    demand(SIDES.includes(of), 'copy-side', `a copy is for merchant or customer, not ${of}`);
    const id = copyId(entry.txn, of, n);
    demand(copy === id, 'copy-id', `the copy's name is ${id}, not ${copy}: use copyId()`);
    const lowest = this.#nextDuplicate(entry.txn, of);
    demand(n >= lowest, 'duplicate-number', `the next duplicate is number ${lowest}, not ${n}: use nextDuplicate()`);
    this.#add(id, txnNo, kind, of, { kind: 'duplicate', n }, entry);
  }

  /** The timeline of a transaction. @throws JournalRefused */
  timelineRequested(entry: Of<'timeline.requested'>, txnNo: number): void {
    const id = timelineCopyId(entry.txn, entry.body.n);
    demand(entry.body.copy === id, 'copy-id', `the copy's name is ${id}, not ${entry.body.copy}: use timelineCopyId()`);
    this.#add(id, txnNo, 'timeline', 'merchant', { kind: 'original' }, entry);
  }

  /** A report, or a card of what to do in an emergency. @throws JournalRefused */
  reportRequested(entry: Of<'report.requested'>): void {
    const kind = 'emergencyCard' in entry.body ? 'emergencyCard' : 'xReport';
    this.owe({ txn: entry.txn, txnNo: null, kind, copies: entry.body.copies }, entry);
  }

  /** The state of a case in writing. @throws JournalRefused */
  statusRequested(entry: Of<'caseFile.slipRequested'>, txnNo: number): void {
    const id = statusCopyId(entry.txn, entry.body.n);
    demand(entry.body.copy === id, 'copy-id', `the copy's name is ${id}, not ${entry.body.copy}: use statusCopyId()`);
    this.#add(id, txnNo, 'caseStatus', 'customer', { kind: 'original' }, entry);
  }

  started(entry: Of<'receipt.started'>): void {
    const { copy, slip, marking } = entry.body;
    const row = this.#get(copy, entry, ['owed']);
    const due = row.next_marking;
    demand(
      markingText(marking) === due,
      'copy-marking',
      `the next slip of ${copy} is marked ${due}, not ${markingText(marking)}`,
    );
    this.#counters.spendSlip(slip, row.txn_no);
    this.#setStarted.run(slip, due, copy);
  }

  held(entry: Of<'receipt.held'>): void {
    const { copy, proven, handedOver, segments } = entry.body;
    this.#onSlip(entry, ['started']);
    const ordered = 0 <= proven && proven <= handedOver && handedOver <= segments;
    demand(ordered, 'segments', `proven ${proven} ≤ handed over ${handedOver} ≤ segments ${segments} does not hold`);
    this.#setHeld.run(proven, handedOver, segments, copy);
  }

  resumed(entry: Of<'receipt.resumed'>): void {
    this.#onSlip(entry, ['held']);
    this.#setState.run('started', entry.body.copy);
  }

  /** The printer's word counts while the slip is under way, the operator's only where nobody else can know (promise 3). */
  printed(entry: Of<'receipt.printed'>): void {
    const { copy, evidence } = entry.body;
    this.#onSlip(entry, evidence.by === 'printer' ? ['started', 'held'] : ['doubtful']);
    this.#setPrinted.run(copy);
  }

  /**
   * Proven incomplete: owed again, the next slip names this one as void; a duplicate stays the duplicate that it is. A slip of which nothing
   * can be on paper is no stub: the next one takes its place, and names the stub that this one would have named.
   */
  notPrinted(entry: Of<'receipt.notPrinted'>): void {
    const { copy, slip, proof, proven } = entry.body;
    const row = this.#onSlip(entry, ['started', 'held']);
    const isDuplicate = row.marking?.startsWith('D') === true;
    const takesItsPlace = proof === NOT_HANDED_OVER && row.marking !== null;
    const stub: Marking = takesItsPlace ? parseMarking(row.marking) : { kind: 'replaces', slip };
    const next: Marking = isDuplicate ? parseMarking(row.next_marking) : stub;
    this.#setOwedAgain.run(markingText(next), proven, copy);
  }

  doubtful(entry: Of<'receipt.doubtful'>): void {
    const { copy, proven } = entry.body;
    const row = this.#onSlip(entry, ['started', 'held']);
    const n = this.#nextDuplicate(entry.txn, row.side);
    this.#setDoubtful.run(markingText({ kind: 'duplicate', n }), proven, copy);
  }

  judged(entry: Of<'receipt.judged'>): void {
    const { copy, complete } = entry.body;
    this.#onSlip(entry, ['doubtful']);
    if (complete) this.#setPrinted.run(copy);
    else this.#setState.run('owed', copy);
  }

  #add(copy: CopyId, txnNo: number | null, kind: SlipKind, side: CopyKind, marking: Marking, entry: Entry): void {
    demand(this.#find.get(copy) === undefined, 'copy-exists', `${copy} is owed or printed already`);
    this.#insert.run({ copy, txnNo, kind, side, marking: markingText(marking), atMs: entry.atMs, seq: entry.seq });
  }

  #get(copy: CopyId, entry: Entry, states: readonly Row['state'][]): Row {
    const row = this.#find.get(copy);
    demand(row !== undefined && copy.startsWith(`${entry.txn}/`), 'copy-missing', `${copy} is no copy of ${entry.txn}`);
    demand(
      states.includes(row.state),
      'copy-state',
      `${entry.type} needs a copy that is ${states.join(' or ')}; ${copy} is ${row.state}`,
    );
    return row;
  }

  /** The copy of an entry about its latest slip. */
  #onSlip(
    entry: Entry & { readonly body: { readonly copy: CopyId; readonly slip: number } },
    states: readonly Row['state'][],
  ): Row {
    const { copy, slip } = entry.body;
    const row = this.#get(copy, entry, states);
    demand(row.slip === slip, 'slip-mismatch', `the slip of ${copy} is ${row.slip}, this speaks of slip ${slip}`);
    return row;
  }

  #nextDuplicate(txn: TransactionId, of: CopyKind): number {
    const rows = this.#siblings.all(txn, txn).map((row) => ({
      of: row.side,
      marking: row.marking === null ? null : parseMarking(row.marking),
      nextMarking: parseMarking(row.next_marking),
    }));
    return nextDuplicate(rows, of);
  }
}

const SIDES: readonly string[] = ['merchant', 'customer'];

function debtId({ txn, kind }: NewDebt, side: CopyKind): CopyId {
  if (kind === 'refundPromise') return promiseCopyId(txn, side);
  if (kind === 'fault') return faultCopyId(txn, side);
  return copyId(txn, side);
}
