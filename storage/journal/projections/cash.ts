/**
 * Cash: a sale that is final with its one entry, what is given back of it under the same rules as any other money, and the drawer. It belongs to the
 * trading batch in which it was made (so a whole sale of the open one is a void) and never counts in the totals that the acquirer is told.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { CopyKind, TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';
import type { CounterProjection } from './counters.ts';
import type { MoneyRow } from './money-row.ts';
import { OriginalRules } from './originals.ts';
import type { SettlementProjection } from './settlements.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Neighbours {
  readonly counters: CounterProjection;
  readonly copies: CopyProjection;
  readonly settlements: SettlementProjection;
}

export class CashProjection {
  readonly #counters;
  readonly #copies;
  readonly #settlements;
  readonly #originals;
  readonly #find;
  readonly #insert;
  readonly #keepPromise;
  readonly #setVoided;
  readonly #move;
  readonly #expected;
  readonly #count;
  readonly #doubt;
  readonly #answer;
  readonly #ask;
  readonly #answered;
  readonly #settleDoubt;

  constructor(db: Database, { counters, copies, settlements }: Neighbours) {
    this.#counters = counters;
    this.#copies = copies;
    this.#settlements = settlements;
    this.#originals = new OriginalRules(db);
    this.#find = db.prepare<[string], MoneyRow>('SELECT * FROM transactions WHERE txn = ?');
    this.#insert = db.prepare(
      `INSERT INTO transactions (txn, kind, state, amount_minor, currency, batch, batch_id, masked_pan, card_token, entry_mode,
         original, reason, needs_reversal, tags, operator, created_at_ms)
       VALUES (:txn, :kind, 'approved', :amountMinor, :currency, :batch, :batchId, '', zeroblob(32), 'cash',
         :original, :reason, 0, :tags, :operator, :atMs)`,
    );
    this.#keepPromise = db.prepare(
      `UPDATE transactions SET state = 'approved', batch = :batch, batch_id = :batchId, reason = coalesce(:reason, reason), tags = :tags WHERE no = :no`,
    );
    this.#setVoided = db.prepare(`UPDATE transactions SET state = 'voided' WHERE no = ?`);
    this.#move = db.prepare(
      `INSERT INTO cash_drawer VALUES (:currency, :minor, 1, NULL)
       ON CONFLICT DO UPDATE SET expected_minor = expected_minor + :minor, moves = moves + 1`,
    );
    this.#expected = db.prepare<[string], number>('SELECT expected_minor FROM cash_drawer WHERE currency = ?').pluck();
    this.#count = db.prepare(
      `INSERT INTO cash_drawer VALUES (:currency, :left, 0, :atMs)
       ON CONFLICT DO UPDATE SET expected_minor = :left, moves = 0, counted_ms = :atMs`,
    );
    this.#doubt = db.prepare(
      'INSERT INTO drawer_doubt VALUES (1, ?, NULL) ON CONFLICT DO UPDATE SET txn_no = excluded.txn_no, executed = NULL',
    );
    // The answer to an earlier request says nothing about a later one.
    this.#answer = db.prepare(
      `UPDATE drawer_doubt SET executed = :executed
         WHERE :txn IS NULL OR txn_no = (SELECT no FROM transactions WHERE txn = :txn)`,
    );
    this.#ask = db.prepare('INSERT INTO drawer_asked VALUES (?, ?)');
    // One answer, one request: of two by key the second one has an answer of its own.
    this.#answered = db.prepare(
      'DELETE FROM drawer_asked WHERE seq = (SELECT min(seq) FROM drawer_asked WHERE txn IS ?)',
    );
    this.#settleDoubt = db.prepare('DELETE FROM drawer_doubt');
  }

  /** @returns whether the entry was about cash or the drawer. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'cash.taken':
        this.#taken(entry);
        return true;
      case 'cash.givenBack':
        this.#givenBack(entry);
        return true;
      case 'drawer.counted':
        this.#counted(entry);
        return true;
      case 'drawer.requested':
        if (entry.txn !== null) this.#doubt.run(this.#row(entry.txn).no);
        this.#ask.run(entry.seq, entry.txn);
        return true;
      case 'drawer.pulsed':
        if (entry.body.executed === 'yes') this.#settleDoubt.run();
        else this.#answer.run({ executed: entry.body.executed, txn: entry.txn });
        this.#answered.run(entry.txn);
        return true;
      default:
        return false;
    }
  }

  /** A slip written by hand says that cash was taken or given back. */
  handSlip({ body }: Of<'handSlip.entered'>): void {
    const { kind, tender, amountMinor, currency } = body;
    if (tender === 'cash') this.#move.run({ currency, minor: kind === 'sale' ? amountMinor : -amountMinor });
  }

  #taken(entry: Of<'cash.taken'>): void {
    const { amountMinor, currency, givenMinor, changeMinor, tags, copies } = entry.body;
    demandAmount(amountMinor);
    demand(
      Number.isSafeInteger(givenMinor) && givenMinor >= amountMinor && changeMinor === givenMinor - amountMinor,
      'cash-change',
      `${givenMinor} given for ${amountMinor} does not make ${changeMinor} of change`,
    );
    this.#settlements.demandNoneOpen();
    this.#add(entry, { kind: 'sale', amountMinor, currency, original: null, reason: null, tags });
    this.#move.run({ currency, minor: amountMinor });
    this.#owe(entry, 'sale', copies);
  }

  #givenBack(entry: Of<'cash.givenBack'>): void {
    const { kind, amountMinor, currency, reason, tags, copies } = entry.body;
    demandAmount(amountMinor);
    this.#settlements.demandNoneOpen();
    const promise = this.#find.get(entry.txn);
    const original = this.#originals.find(kind, entry.body.original, 'cash');
    if (promise !== undefined) {
      demand(
        kind === 'refund' && promise.state === 'deferred',
        'transaction-exists',
        `${entry.txn} exists: a new attempt is a new transaction`,
      );
      this.#originals.keepsPromise(promise, entry.body, 'cash');
      const { id: batchId, batch } = this.#counters.openBatch();
      this.#keepPromise.run({ no: promise.no, batch, batchId, reason, tags: tagsOf(tags) });
    } else if (kind === 'void') {
      this.#originals.mayVoid(original, entry.body, this.#counters.openBatch().id);
      this.#add(entry, { kind, amountMinor, currency, original: original.no, reason, tags });
      this.#setVoided.run(original.no);
    } else {
      this.#originals.reserve(original, entry.body);
      this.#add(entry, { kind, amountMinor, currency, original: original.no, reason, tags });
    }
    if (kind === 'refund') this.#originals.refunded(this.#row(entry.txn));
    this.#move.run({ currency, minor: -amountMinor });
    this.#owe(entry, kind, copies);
  }

  #counted({ atMs, body }: Of<'drawer.counted'>): void {
    const { currency, expectedMinor, countedMinor, removedMinor } = body;
    const expected = this.#expected.get(currency) ?? 0;
    demand(expectedMinor === expected, 'drawer-expected', `${expected} should lie there, not ${expectedMinor}`);
    demand(
      Number.isSafeInteger(countedMinor) && removedMinor >= 0 && removedMinor <= countedMinor,
      'drawer-removed',
      `of ${countedMinor} that were counted ${removedMinor} cannot be taken out`,
    );
    this.#count.run({ currency, left: countedMinor - removedMinor, atMs });
    this.#settleDoubt.run();
  }

  #add(
    entry: Entry & { readonly txn: TransactionId },
    facts: {
      readonly kind: 'sale' | 'void' | 'refund';
      readonly amountMinor: number;
      readonly currency: string;
      readonly original: number | null;
      readonly reason: string | null;
      readonly tags: readonly string[];
    },
  ): void {
    const { txn, operator, atMs } = entry;
    demand(/^[A-Za-z0-9._:-]{1,40}$/.test(txn), 'transaction-id', `no name of a transaction: ${txn}`);
    demand(
      this.#find.get(txn) === undefined,
      'transaction-exists',
      `${txn} exists: a new attempt is a new transaction`,
    );
    const { id: batchId, batch } = this.#counters.openBatch();
    this.#insert.run({ txn, operator, atMs, batch, batchId, ...facts, tags: tagsOf(facts.tags) });
  }

  #owe(
    entry: Entry & { readonly txn: TransactionId },
    kind: 'sale' | 'void' | 'refund',
    copies: readonly CopyKind[],
  ): void {
    this.#copies.owe({ txn: entry.txn, txnNo: this.#row(entry.txn).no, kind, copies }, entry);
  }

  #row(txn: TransactionId): MoneyRow {
    const row = this.#find.get(txn);
    demand(row !== undefined, 'transaction-missing', `there is no transaction ${txn}`);
    return row;
  }
}

function demandAmount(amountMinor: number): void {
  const isAmount = Number.isSafeInteger(amountMinor) && amountMinor > 0;
  demand(isAmount, 'amount', `an amount is at least 1, not ${amountMinor}`);
}

function tagsOf(tags: readonly string[]): string | null {
  return tags.length === 0 ? null : JSON.stringify(tags);
}
