/** What a void or a refund may take from the sale it points back to (facts/acquirer §3; museum: odoo-135845, odoo-230300, odoo-271109). */
import type { Database } from 'better-sqlite3';
import type { TransactionId } from '../../facts.ts';
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

  constructor(db: Database) {
    this.#find = db.prepare<[string], OriginalRow>('SELECT * FROM transactions WHERE txn = ?');
    this.#voidUnderWay = db
      .prepare<[number], string>(
        `SELECT txn FROM transactions WHERE original = ? AND kind = 'void' AND state IN ('submitted', 'unknown')`,
      )
      .pluck();
    this.#addReserved = db.prepare('UPDATE transactions SET reserved_minor = reserved_minor + ? WHERE no = ?');
    this.#toRefunded = db.prepare(
      'UPDATE transactions SET reserved_minor = reserved_minor - :amount, refunded_minor = refunded_minor + :amount WHERE no = :no',
    );
  }

  /** @throws JournalRefused unless there is an approved sale of that name, free of a void under way. */
  find(txn: TransactionId | null): OriginalRow {
    demand(txn !== null, 'original-missing', 'a void or refund names its original');
    const row = this.#find.get(txn);
    demand(row !== undefined, 'original-missing', `the original ${txn} is not in this journal`);
    demand(
      row.kind === 'sale',
      'original-not-a-sale',
      `${txn} is a ${row.kind}: only a sale can be voided or refunded`,
    );
    demand(
      row.state === 'approved',
      'original-not-approved',
      `${txn} is ${row.state}: only an approved sale can be voided or refunded`,
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

  /** A deferred refund is submitted as it was promised; its amount is reserved already. @throws JournalRefused */
  keepsPromise(promise: MoneyRow, draft: Original): void {
    const original = this.find(draft.original);
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

  release(refund: MoneyRow): void {
    this.#addReserved.run(-refund.amount_minor, refund.original);
  }

  refunded(refund: MoneyRow): void {
    this.#toRefunded.run({ amount: refund.amount_minor, no: refund.original });
  }

  #sameCurrency(original: OriginalRow, draft: Original): void {
    const same = draft.currency === original.currency;
    demand(same, 'currency-differs', `${original.txn} is in ${original.currency}, not ${draft.currency}`);
  }
}
