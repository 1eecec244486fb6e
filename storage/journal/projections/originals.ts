/** What a transaction may take from the one it points back to: a part, the whole, or the hold (facts/acquirer §3; museum: odoo-135845, odoo-230300, odoo-271109). */
import type { Database } from 'better-sqlite3';
import { MONEY_KINDS, type MoneyKind, type TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { MoneyRow } from './money-row.ts';

/** The part of a draft that points back. */
export interface Original {
  readonly original: TransactionId | null;
  readonly amountMinor: number;
  readonly currency: string;
}

interface OriginalRow extends MoneyRow {
  readonly refunded_minor: number;
  readonly reserved_minor: number;
}

export class OriginalRules {
  readonly #find;
  readonly #voidUnderWay;
  readonly #addReserved;
  readonly #toRefunded;
  readonly #endedBy;
  readonly #byNo;
  readonly #takePreauth;
  readonly #givePreauthBack;

  constructor(db: Database) {
    this.#find = db.prepare<[string], OriginalRow>('SELECT * FROM transactions WHERE txn = ?');
    this.#voidUnderWay = db
      .prepare<[number], string>(
        `SELECT txn FROM transactions WHERE original = ? AND kind IN ('void', 'completionCancel') AND state IN ('submitted', 'unknown')`,
      )
      .pluck();
    this.#addReserved = db.prepare('UPDATE transactions SET reserved_minor = reserved_minor + ? WHERE no = ?');
    this.#toRefunded = db.prepare(
      'UPDATE transactions SET reserved_minor = reserved_minor - :amount, refunded_minor = refunded_minor + :amount WHERE no = :no',
    );
    this.#endedBy = db.prepare<[number], string>('SELECT txn FROM transactions WHERE no = ?').pluck();
    this.#byNo = db.prepare<[number], MoneyRow>('SELECT * FROM transactions WHERE no = ?');
    this.#takePreauth = db.prepare('UPDATE transactions SET ended_by = ? WHERE no = ?');
    this.#givePreauthBack = db.prepare('UPDATE transactions SET ended_by = NULL WHERE no = ? AND ended_by = ?');
  }

  /** Card scheme of an original; null: the acquirer's own, not told, or no original. */
  schemeOf(original: number | null): string | null {
    return original === null ? null : (this.#byNo.get(original)?.scheme ?? null);
  }

  /** @throws JournalRefused unless there is an approved original of that name that fits, free of a void under way. */
  find(kind: MoneyKind, txn: TransactionId | null, tender: 'cash' | 'account' | 'any' = 'account'): OriginalRow {
    demand(txn !== null, 'original-missing', `a ${kind} names its original`);
    const row = this.#find.get(txn);
    demand(row !== undefined, 'original-missing', `the original ${txn} is not in this journal`);
    const { of } = MONEY_KINDS[kind];
    const rule = of.includes('sale') ? 'original-not-a-sale' : 'original-kind';
    demand(of.includes(row.kind), rule, `${txn} is a ${row.kind}: a ${kind} is of a ${of.join(', a ')}`);
    demand(
      row.state === 'approved',
      'original-not-approved',
      `${txn} is ${row.state}: only what is approved has a ${kind}`,
    );
    const paidWith = row.entry_mode === 'cash' ? 'cash' : 'account';
    demand(
      tender === 'any' || paidWith === tender,
      'tender-differs',
      `${txn} was paid with ${paidWith}: money goes back the way it came, not by ${tender}`,
    );
    const other = this.#voidUnderWay.get(row.no);
    demand(other === undefined, 'void-under-way', `${txn} is being voided by ${other}: its outcome comes first`);
    return row;
  }

  /** Whole, once, in the open batch, and only while nothing of it was refunded or promised. @throws JournalRefused */
  mayVoid(original: OriginalRow, draft: Original, openBatchId: number): void {
    this.#sameCurrency(original, draft);
    const whole = draft.amountMinor === original.amount_minor;
    demand(
      whole,
      'void-not-whole',
      `a void takes the whole ${original.amount_minor}, not ${draft.amountMinor}: use a refund`,
    );
    const taken = original.refunded_minor + original.reserved_minor;
    demand(
      taken === 0,
      'void-after-refund',
      `${taken} of ${original.txn} is refunded or reserved: use a refund for the rest`,
    );
    demand(
      original.batch_id === openBatchId,
      'void-after-settlement',
      `${original.txn} is in a settled batch: use a refund`,
    );
  }

  /** Takes the refund's amount from what is left, before a byte of it leaves. @throws JournalRefused */
  reserve(original: OriginalRow, draft: Original): void {
    this.#sameCurrency(original, draft);
    const { amount_minor: amount, refunded_minor: refunded, reserved_minor: reserved } = original;
    const left = amount - refunded - reserved;
    demand(
      draft.amountMinor <= left,
      'refund-exceeds-original',
      `${draft.amountMinor} is more than is left: original ${amount}, refunded ${refunded}, reserved ${reserved}, left ${left}`,
    );
    this.#addReserved.run(draft.amountMinor, original.no);
  }

  /** In the place of money, whatever it was paid with: takes at once what a refund would. @throws JournalRefused */
  giveByVoucher(draft: Original): OriginalRow {
    const original = this.find('refund', draft.original, 'any');
    this.reserve(original, draft);
    this.#toRefunded.run({ amount: draft.amountMinor, no: original.no });
    return original;
  }

  /** A deferred refund is submitted as it was promised; its amount is reserved already. @throws JournalRefused */
  keepsPromise(promise: MoneyRow, draft: Original, tender: 'cash' | 'account' = 'account'): void {
    const original = this.find('refund', draft.original, tender);
    const same =
      original.no === promise.original &&
      draft.amountMinor === promise.amount_minor &&
      draft.currency === promise.currency;
    demand(
      same,
      'promise-changed',
      `${promise.txn} was promised as ${promise.amount_minor} ${promise.currency} of its original`,
    );
  }

  /** One taker at a time; a cancel takes the whole hold. How far a completion may exceed it is a column of the acquirer's profile. @throws JournalRefused */
  mayTakePreauth(kind: MoneyKind, preauth: OriginalRow, draft: Original): void {
    this.#sameCurrency(preauth, draft);
    const taker = preauth.ended_by === null ? null : this.#endedBy.get(preauth.ended_by);
    demand(taker === null, 'preauth-ended', `the hold of ${preauth.txn} is taken, or may be, by ${taker}`);
    const whole = kind !== 'preauthCancel' || draft.amountMinor === preauth.amount_minor;
    demand(
      whole,
      'cancel-not-whole',
      `a cancel gives back the whole ${preauth.amount_minor}, not ${draft.amountMinor}`,
    );
  }

  takePreauth(taker: MoneyRow): void {
    this.#takePreauth.run(taker.no, taker.original);
  }

  /** @param completionNo of a completion that was cancelled: its pre-authorisation is in force again. */
  givePreauthBack(completionNo: number): void {
    const completion = this.#byNo.get(completionNo);
    if (completion !== undefined) this.#givePreauthBack.run(completion.original, completion.no);
  }

  /** Nothing was taken: what was reserved for it is free again. */
  release(taker: MoneyRow): void {
    if (taker.original === null) return;
    const { takes } = MONEY_KINDS[taker.kind];
    if (takes === 'part') this.#addReserved.run(-taker.amount_minor, taker.original);
    if (takes === 'preauth') this.#givePreauthBack.run(taker.original, taker.no);
  }

  /** A refund without an original takes from none. */
  refunded(refund: MoneyRow): void {
    if (refund.original !== null) this.#toRefunded.run({ amount: refund.amount_minor, no: refund.original });
  }

  #sameCurrency(original: OriginalRow, draft: Original): void {
    const same = draft.currency === original.currency;
    demand(same, 'currency-differs', `${original.txn} is in ${original.currency}, not ${draft.currency}`);
  }
}
