/** Vouchers of the shop (requirement B10): issued in the place of money, spent once and whole on a sale; free again where nothing came of that sale. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface VoucherRow {
  readonly amount_minor: number;
  readonly currency: string;
  readonly redeemed_by: string | null;
  /** Of the sale that it was spent on. */
  readonly state: string | null;
}

/** States of a sale in which nothing was, or is any more, taken for it. */
const CAME_TO_NOTHING: readonly (string | null)[] = ['declined', 'notSent', 'reversed', 'voided'];

export class VoucherProjection {
  readonly #issue;
  readonly #find;
  readonly #redeem;
  readonly #ofSale;

  constructor(db: Database) {
    this.#issue = db.prepare('INSERT INTO vouchers VALUES (:txn, :code, :amountMinor, :currency, :atMs, NULL)');
    this.#find = db.prepare<[string], VoucherRow>(
      'SELECT v.amount_minor, v.currency, v.redeemed_by, t.state FROM vouchers v LEFT JOIN transactions t ON t.txn = v.redeemed_by WHERE v.txn = ?',
    );
    this.#redeem = db.prepare('UPDATE vouchers SET redeemed_by = ? WHERE txn = ?');
    this.#ofSale = db
      .prepare<[string], number>('SELECT coalesce(sum(amount_minor), 0) FROM vouchers WHERE redeemed_by = ?')
      .pluck();
  }

  issued({ txn, atMs, body }: Of<'compensation.issued'>): void {
    const { amountMinor, currency, code = null } = body;
    demand(code === null || /^\d{9}$/.test(code), 'voucher-code', `a voucher's code has nine digits, not ${code}`);
    this.#issue.run({ txn, code, amountMinor, currency, atMs });
  }

  /** @throws JournalRefused (`voucher-unknown`, `voucher-amount`, `voucher-spent`) */
  redeemed({ txn, body }: Of<'voucher.redeemed'>): void {
    const { voucher, amountMinor, currency } = body;
    const row = this.#find.get(voucher);
    demand(row !== undefined, 'voucher-unknown', `there is no voucher ${voucher}`);
    demand(
      row.amount_minor === amountMinor && row.currency === currency,
      'voucher-amount',
      `voucher ${voucher} is of ${row.amount_minor} ${row.currency}, spent whole`,
    );
    const free = row.redeemed_by === null || CAME_TO_NOTHING.includes(row.state);
    demand(free, 'voucher-spent', `voucher ${voucher} was spent on ${row.redeemed_by}`);
    this.#redeem.run(txn, voucher);
  }

  /** What vouchers pay of a sale, in minor units. */
  spentOn(sale: string): number {
    return this.#ofSale.get(sale) ?? 0;
  }
}
