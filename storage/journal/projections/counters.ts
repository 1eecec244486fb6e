/** Numbers that are spent once: entries, trace numbers, slips, batches and their totals (museum: odoo-125037). */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { MONEY_KINDS, type MoneyKind } from '../../facts.ts';
import { demand } from '../failures.ts';

const HIGHEST_STAN = 999_999;

export interface OpenBatch {
  readonly id: number;
  readonly batch: number;
}

interface CounterRow {
  readonly next_stan: number;
  readonly next_slip: number;
  readonly id: number;
  readonly batch: number;
}

export class CounterProjection {
  readonly #now;
  readonly #setHead;
  readonly #setNextStan;
  readonly #setNextSlip;
  readonly #insertOtherStan;
  readonly #insertSlip;
  readonly #insertBatch;
  readonly #setBatch;
  readonly #countOpen;
  readonly #count;
  readonly #addTotals;
  readonly #spent;

  constructor(db: Database) {
    this.#now = db.prepare<[], CounterRow>(
      'SELECT c.next_stan, c.next_slip, b.id, b.batch FROM counters c JOIN batches b ON b.id = c.batch_id',
    );
    this.#setHead = db.prepare('UPDATE counters SET entries = ?, head = ?');
    this.#setNextStan = db.prepare('UPDATE counters SET next_stan = ?');
    this.#setNextSlip = db.prepare('UPDATE counters SET next_slip = ?');
    this.#insertOtherStan = db.prepare('INSERT INTO other_stans (batch, stan) VALUES (?, ?)');
    this.#insertSlip = db.prepare('INSERT INTO slips (slip, txn_no) VALUES (?, ?)');
    this.#insertBatch = db.prepare('INSERT INTO batches (id, batch) VALUES (?, ?)');
    this.#setBatch = db.prepare('UPDATE counters SET batch_id = ?, batch_count = 0');
    this.#countOpen = db.prepare('UPDATE counters SET batch_count = batch_count + 1');
    this.#count = db.prepare('UPDATE counters SET batch_count = batch_count + ? WHERE batch_id = ?');
    this.#addTotals = db.prepare(
      `INSERT INTO batch_totals (batch_id, currency, scheme, sale_count, sale_minor, void_count, void_minor, refund_count, refund_minor,
         completion_count, completion_minor, cancel_count, cancel_minor)
       VALUES (:batchId, :currency, :scheme, :sales, :saleMinor, :voids, :voidMinor, :refunds, :refundMinor,
         :completions, :completionMinor, :cancels, :cancelMinor)
       ON CONFLICT DO UPDATE SET
         sale_count = sale_count + :sales, sale_minor = sale_minor + :saleMinor,
         void_count = void_count + :voids, void_minor = void_minor + :voidMinor,
         refund_count = refund_count + :refunds, refund_minor = refund_minor + :refundMinor,
         completion_count = completion_count + :completions, completion_minor = completion_minor + :completionMinor,
         cancel_count = cancel_count + :cancels, cancel_minor = cancel_minor + :cancelMinor`,
    );
    this.#spent = db
      .prepare<{ batch: number; stan: number }, number>(
        `SELECT EXISTS (SELECT 1 FROM transactions WHERE batch = :batch AND stan = :stan)
             OR EXISTS (SELECT 1 FROM other_stans WHERE batch = :batch AND stan = :stan)`,
      )
      .pluck();
  }

  /** The entry at the head of the chain. */
  advance(seq: number, hash: Uint8Array): void {
    this.#setHead.run(seq, hash);
  }

  openBatch(): OpenBatch {
    const { id, batch } = this.#current();
    return { id, batch };
  }

  /** For a transaction, whose own row records the number. @throws JournalRefused */
  spendStan(text: string, batchText: string): OpenBatch & { readonly stan: number } {
    const { id, batch, next_stan: next } = this.#current();
    const stan = Number(text);
    demand(/^\d{6}$/.test(text) && stan >= 1, 'stan', `trace numbers are 000001 to 999999, not ${text}`);
    const batchIsOpen = /^\d{6}$/.test(batchText) && Number(batchText) === batch;
    demand(batchIsOpen, 'batch-not-open', `the open batch is ${pad(batch)}, not ${batchText}: use counters().batch`);
    demand(
      next !== 0,
      'stan-exhausted',
      `batch ${pad(batch)} has spent all trace numbers: settle and open the next batch`,
    );
    if (stan !== next) {
      const reused = this.#spent.get({ batch, stan }) === 1;
      demand(!reused, 'stan-reused', `trace number ${text} is spent in batch ${pad(batch)}; the next is ${pad(next)}`);
      demand(false, 'stan-not-next', `the next trace number is ${pad(next)}, not ${text}: use counters().nextStan`);
    }
    this.#setNextStan.run(this.#firstFree(batch, stan + 1, stan));
    return { id, batch, stan };
  }

  /** For a message that is no transaction. @throws JournalRefused */
  spendOtherStan(text: string, batchText: string): void {
    const { batch, stan } = this.spendStan(text, batchText);
    this.#insertOtherStan.run(batch, stan);
  }

  /** @throws JournalRefused (`slip-not-next`) */
  spendSlip(slip: number, txnNo: number | null): void {
    const { next_slip: next } = this.#current();
    demand(slip === next, 'slip-not-next', `the next slip number is ${next}, not ${slip}: use counters().nextSlip`);
    this.#insertSlip.run(slip, txnNo);
    this.#setNextSlip.run(next + 1);
  }

  /** One transaction more (+1) or less (-1) in a batch; only those of the open one are counted. */
  countTransaction(batchId: number, delta: 1 | -1): void {
    this.#count.run(delta, batchId);
  }

  /** One more in the open batch. */
  countInOpenBatch(): void {
    this.#countOpen.run();
  }

  /** A kind that counts in no totals changes nothing. `scheme`: empty for the acquirer's own. */
  addToTotals(
    { batchId, currency, scheme }: { readonly batchId: number; readonly currency: string; readonly scheme: string },
    kind: MoneyKind,
    amountMinor: number,
  ): void {
    if (MONEY_KINDS[kind].side === null) return;
    const of = (wanted: MoneyKind, n: number): number => (kind === wanted ? n : 0);
    const isCompletion = kind === 'completion' || kind === 'completionAdvice';
    this.#addTotals.run({
      batchId,
      currency,
      scheme,
      sales: of('sale', 1),
      saleMinor: of('sale', amountMinor),
      voids: of('void', 1),
      voidMinor: of('void', amountMinor),
      refunds: of('refund', 1),
      refundMinor: of('refund', amountMinor),
      completions: isCompletion ? 1 : 0,
      completionMinor: isCompletion ? amountMinor : 0,
      cancels: of('completionCancel', 1),
      cancelMinor: of('completionCancel', amountMinor),
    });
  }

  batchOpened(entry: Extract<Entry, { type: 'batch.opened' }>): void {
    this.openNextBatch(entry.seq, entry.body.batch);
  }

  /** @param seq of the entry that opens it: the batch's own name, its number repeats. @throws JournalRefused */
  openNextBatch(seq: number, text: string): void {
    demand(/^\d{6}$/.test(text), 'batch', `batch numbers are 000000 to 999999, not ${text}`);
    const { next_stan: next } = this.#current();
    this.#insertBatch.run(seq, Number(text));
    this.#setBatch.run(seq);
    this.#setNextStan.run(this.#firstFree(Number(text), Math.max(next, 1), 0));
  }

  /** After a restore: what may have been spent since the backup is skipped. */
  restored(entry: Extract<Entry, { type: 'journal.restored' }>): void {
    const { skippedStans, skippedSlips } = entry.body;
    demand(
      skippedStans >= 0 && skippedStans < HIGHEST_STAN && skippedSlips >= 0,
      'restored',
      'numbers are only skipped forward',
    );
    const { batch, next_stan: nextStan, next_slip: nextSlip } = this.#current();
    const from = ((Math.max(nextStan, 1) - 1 + skippedStans) % HIGHEST_STAN) + 1;
    this.#setNextStan.run(this.#firstFree(batch, from, 0));
    this.#setNextSlip.run(nextSlip + skippedSlips);
  }

  #current(): CounterRow {
    return this.#now.get() as CounterRow;
  }

  /** The first number from `from` on, round the end, that the batch has not spent (`also` counts as spent); 0 when none is left. */
  #firstFree(batch: number, from: number, also: number): number {
    let stan = from;
    for (let tried = 0; tried < HIGHEST_STAN; tried++) {
      if (stan > HIGHEST_STAN) stan = 1;
      if (stan !== also && this.#spent.get({ batch, stan }) === 0) return stan;
      stan++;
    }
    return 0;
  }
}

function pad(n: number): string {
  return String(n).padStart(6, '0');
}
