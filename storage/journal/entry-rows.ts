/** Entries as they stand in the table: written once, read back word for word. */
import type { Database } from 'better-sqlite3';
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { ClockQuality, Stamp } from '../facts.ts';
import { canonicalJson, genesisHash, type HashedParts, hashedText, sha256Hex } from './canonical.ts';
import { findCardNumber } from './card-number-guard.ts';
import { namedInIndex } from './entry-index.ts';
import { nameOfType, numberOfType } from './entry-types.ts';
import { demand, messageOf } from './failures.ts';

const CLOCKS: readonly ClockQuality[] = ['synchronised', 'unsynchronised', 'jumped'];

export interface EntryRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly clock: number;
  readonly operator: string;
  readonly type: number;
  readonly txn: string | null;
  readonly body: string;
  readonly hash: Uint8Array;
  /** Of the entry before; null for the first. */
  readonly previous: Uint8Array | null;
}

const COLUMNS = 'e.seq, e.at_ms, e.clock, e.operator, e.type, e.txn, e.body, e.hash, p.hash AS previous';
const FROM = 'FROM entries e LEFT JOIN entries p ON p.seq = e.seq - 1';

export class EntryRows {
  readonly #terminal;
  readonly #genesis;
  readonly #insert;
  readonly #head;
  readonly #byTxn;
  readonly #last;
  readonly #since;

  constructor(db: Database, terminal: string) {
    this.#terminal = terminal;
    this.#genesis = genesisHash(terminal);
    this.#insert = db.prepare('INSERT INTO entries VALUES (:seq, :atMs, :clock, :operator, :type, :txn, :body, :hash)');
    this.#head = db.prepare<[], Pick<EntryRow, 'seq' | 'hash'>>(
      'SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1',
    );
    this.#byTxn = db.prepare<[string, string], EntryRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE ${namedInIndex('e', '?')} ORDER BY e.seq`,
    );
    this.#last = db.prepare<[number], EntryRow>(`SELECT ${COLUMNS} ${FROM} ORDER BY e.seq DESC LIMIT ?`);
    this.#since = db.prepare<[number], EntryRow>(`SELECT ${COLUMNS} ${FROM} WHERE e.seq >= ? ORDER BY e.seq`);
  }

  /** Chains a draft to the head and writes it. @throws JournalRefused (`stamp`, `unknown-type`, `pan-in-entry`, `not-canonical`) */
  insert(draft: EntryDraft, stamp: Stamp): Entry {
    const { atMs, clock, operator } = stamp;
    demand(Number.isSafeInteger(atMs) && atMs >= 0 && CLOCKS.includes(clock), 'stamp', `not a stamp: ${atMs} ${clock}`);
    const type = numberOfType(draft.type);
    demand(type !== null, 'unknown-type', `there is no entry type ${draft.type}`);
    demandNoCardNumber(draft, operator);
    const head = this.head();
    const parts = {
      seq: head.seq + 1,
      terminal: this.#terminal,
      atMs,
      clock,
      operator,
      type: draft.type,
      txn: draft.txn,
    };
    const bodyJson = canonicalBody(draft, operator);
    const hash = sha256Hex(hashedText({ ...parts, bodyJson, previousHash: head.hash }));
    this.#insert.run({ ...parts, type, clock: CLOCKS.indexOf(clock), body: bodyJson, hash: Buffer.from(hash, 'hex') });
    return { ...draft, seq: parts.seq, terminal: this.#terminal, atMs, clock, operator, previousHash: head.hash, hash };
  }

  head(): { readonly seq: number; readonly hash: string } {
    const row = this.#head.get();
    return row === undefined ? { seq: 0, hash: this.#genesis } : { seq: row.seq, hash: hex(row.hash) };
  }

  ofTransaction(txn: string): readonly Entry[] {
    return this.#byTxn.all(txn, txn).map((row) => this.entry(row));
  }

  /** The newest `count`, oldest of them first. */
  last(count: number): readonly Entry[] {
    return this.newest(count).map((row) => this.entry(row));
  }

  /** The newest `count` as they stand in the table, oldest of them first. */
  newest(count: number): readonly EntryRow[] {
    return this.#last.all(Math.max(0, Math.trunc(count))).reverse();
  }

  all(): IterableIterator<EntryRow> {
    return this.since(1);
  }

  /** From `seq` on, oldest first. */
  since(seq: number): IterableIterator<EntryRow> {
    return this.#since.iterate(seq);
  }

  /** The parts that a row's hash covers, spelled as they stand. */
  parts(row: EntryRow): HashedParts {
    return {
      seq: row.seq,
      terminal: this.#terminal,
      atMs: row.at_ms,
      clock: CLOCKS[row.clock] ?? `clock ${row.clock}`,
      operator: row.operator,
      type: nameOfType(row.type),
      txn: row.txn,
      bodyJson: row.body,
      previousHash: row.previous === null ? this.#genesis : hex(row.previous),
    };
  }

  /** The row as the journal's reader knows it. The body was a fact when it was written; `verify` tells whether it still is. */
  entry(row: EntryRow): Entry {
    const { bodyJson, ...parts } = this.parts(row);
    return { ...parts, body: JSON.parse(bodyJson), hash: hex(row.hash) } as Entry;
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function demandNoCardNumber(draft: EntryDraft, operator: string): void {
  const suspect = findCardNumber({ txn: draft.txn, operator, body: draft.body }, draft.type);
  demand(
    suspect === null,
    'pan-in-entry',
    `${suspect} holds what could be a card number: mask it, or keep it as a secret`,
  );
}

function canonicalBody(draft: EntryDraft, operator: string): string {
  try {
    canonicalJson(operator);
    canonicalJson(draft.txn);
    return canonicalJson(draft.body);
  } catch (error) {
    const why = messageOf(error);
    demand(
      false,
      'not-canonical',
      `${draft.type} holds ${why}: a fact has safe integers, whole strings and nothing undefined`,
    );
    throw error;
  }
}
