/**
 * Vouchers of the shop (requirement B10): issued in the place of money, spent once and whole on a sale; free again where nothing came of that sale. What
 * they have paid of a sale goes back as a voucher, after all of the money.
 */
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
  /** Of the refund that it goes with; null: it was issued by itself. */
  readonly issued: string | null;
}

interface Part {
  readonly original: { readonly no: number; readonly txn: string };
  readonly claimant: string;
  readonly minor: number;
}

/** Parts whose refund came to nothing do not count. */
const LIVE_PARTS = `
SELECT coalesce(sum(p.minor), 0) FROM voucher_parts p LEFT JOIN transactions t ON t.txn = p.claimant
WHERE p.original = ? AND (t.state IS NULL OR t.state NOT IN ('declined', 'notSent', 'reversed', 'cancelled'))`;

/** States of a sale in which nothing was, or is any more, taken for it. */
const CAME_TO_NOTHING: readonly (string | null)[] = ['declined', 'notSent', 'reversed', 'voided'];

export class VoucherProjection {
  readonly #issue;
  readonly #find;
  readonly #redeem;
  readonly #ofSale;
  readonly #parts;
  readonly #addPart;

  constructor(db: Database) {
    this.#issue = db.prepare('INSERT INTO vouchers VALUES (:txn, :code, :amountMinor, :currency, :atMs, NULL)');
    this.#find = db.prepare<[string], VoucherRow>(
      `SELECT v.amount_minor, v.currency, v.redeemed_by, t.state, i.state AS issued
         FROM vouchers v LEFT JOIN transactions t ON t.txn = v.redeemed_by LEFT JOIN transactions i ON i.txn = v.txn WHERE v.txn = ?`,
    );
    this.#redeem = db.prepare('UPDATE vouchers SET redeemed_by = ? WHERE txn = ?');
    this.#ofSale = db
      .prepare<[string], number>('SELECT coalesce(sum(amount_minor), 0) FROM vouchers WHERE redeemed_by = ?')
      .pluck();
    this.#parts = db.prepare<[number], number>(LIVE_PARTS).pluck();
    this.#addPart = db.prepare('INSERT INTO voucher_parts VALUES (?, ?, ?)');
  }

  /** What vouchers had paid of a sale goes back as one; it is good as soon as the refund is approved. @throws JournalRefused (`voucher-part`) */
  issuedWith({ txn, atMs, body }: Of<'goods.returned'>, original: Part['original'], currency: string): void {
    if (body.byVoucher === undefined) return;
    const { amountMinor, code } = body.byVoucher;
    demand(/^\d{9}$/.test(code), 'voucher-code', `a voucher's code has nine digits, not ${code}`);
    this.takePart({ original, claimant: txn, minor: amountMinor });
    this.#issue.run({ txn, code, amountMinor, currency, atMs });
  }

  /** Of what vouchers have paid of a sale. @throws JournalRefused (`voucher-part`) */
  takePart({ original, claimant, minor }: Part): void {
    const leftMinor = this.spentOn(original.txn) - (this.#parts.get(original.no) ?? 0);
    demand(
      Number.isSafeInteger(minor) && minor > 0 && minor <= leftMinor,
      'voucher-part',
      `${minor} is more than the ${leftMinor} that vouchers have paid of ${original.txn} and have not gone back`,
    );
    this.#addPart.run(original.no, claimant, minor);
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
    demand(
      row.issued === null || row.issued === 'approved',
      'voucher-not-yet',
      `voucher ${voucher} goes with a refund that is ${row.issued}`,
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
