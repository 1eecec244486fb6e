/**
 * Goods beside the money (requirements A1 "remaining refundable per line", A10): what was sold in a line comes back once, whatever becomes of
 * the refunds in between; what is given back for it is its price less what the customer bears.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { ReturnedLine } from '../../entries/goods.ts';
import type { TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { ApprovalProjection } from './approvals.ts';
import type { CopyProjection } from './copies.ts';
import type { MoneyProjection } from './money.ts';
import { OriginalRules } from './originals.ts';
import { VoucherProjection } from './vouchers.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** Claims of what came to nothing do not count. */
const CLAIMED = `
SELECT coalesce(sum(r.quantity), 0) FROM returned_lines r LEFT JOIN transactions t ON t.txn = r.claimant
WHERE r.original = ? AND r.line = ? AND (t.state IS NULL OR t.state NOT IN ('declined', 'notSent', 'reversed', 'cancelled'))`;

export class GoodsProjection {
  readonly #money;
  readonly #copies;
  readonly #approvals;
  readonly #sold;
  readonly #claimed;
  readonly #insertSold;
  readonly #insertReturned;
  readonly #originals;
  readonly #leftOf;
  readonly #isDemanded;
  readonly #vouchers;

  constructor(db: Database, money: MoneyProjection, copies: CopyProjection, approvals: ApprovalProjection) {
    this.#approvals = approvals;
    this.#money = money;
    this.#vouchers = new VoucherProjection(db);
    this.#copies = copies;
    this.#sold = db.prepare<[number, number], { readonly quantity: number; readonly unit_minor: number }>(
      'SELECT quantity, unit_minor FROM sold_lines WHERE txn_no = ? AND line = ?',
    );
    this.#claimed = db.prepare<[number, number], number>(CLAIMED).pluck();
    this.#insertSold = db.prepare('INSERT INTO sold_lines VALUES (?, ?, ?, ?)');
    this.#insertReturned = db.prepare('INSERT INTO returned_lines VALUES (?, ?, ?, ?)');
    this.#originals = new OriginalRules(db);
    this.#leftOf = db
      .prepare<[number], number>('SELECT amount_minor - refunded_minor - reserved_minor FROM transactions WHERE no = ?')
      .pluck();
    this.#isDemanded = db
      .prepare<[], number>(`SELECT 1 FROM policy_keys WHERE key = 'voucherParts.demanded' AND value = 'true'`)
      .pluck();
  }

  /** @returns false for what is not about goods. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'goods.sold':
        this.#soldWith(entry);
        return true;
      case 'goods.returned':
        this.#returnedWith(entry);
        return true;
      case 'return.refused':
        this.#money.get(entry.body.original);
        this.#copies.owe({ txn: entry.txn, txnNo: null, kind: 'refusal', copies: entry.body.copies }, entry);
        return true;
      case 'compensation.issued':
        this.#compensated(entry);
        return true;
      case 'voucher.redeemed':
        this.#redeemedWith(entry);
        return true;
      case 'catalogue.adopted':
        return true;
      default:
        return false;
    }
  }

  #soldWith(entry: Of<'goods.sold'>): void {
    const row = this.#newSale(entry.txn);
    const { lines } = entry.body;
    const sumMinor = lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0);
    const byVoucherMinor = this.#vouchers.spentOn(row.txn);
    demand(
      sumMinor === row.amount_minor + byVoucherMinor,
      'goods-amount',
      `the lines of ${row.txn} make ${sumMinor}, it is ${row.amount_minor} and ${byVoucherMinor} by voucher`,
    );
    lines.forEach(({ quantity, unitMinor }, i) => void this.#insertSold.run(row.no, i + 1, quantity, unitMinor));
  }

  /** A sale of which no goods are known yet. @throws JournalRefused */
  #newSale(txn: TransactionId): ReturnType<MoneyProjection['get']> {
    const row = this.#money.get(txn);
    const isNew = row.state === 'submitted' || (row.state === 'approved' && row.entry_mode === 'cash');
    demand(row.kind === 'sale' && isNew, 'goods-late', `${row.txn} is a ${row.kind}, ${row.state}`);
    demand(this.#sold.get(row.no, 1) === undefined, 'goods-exist', `the goods of ${row.txn} are known already`);
    return row;
  }

  /** Before the goods that it pays: their sum is looked at with it. */
  #redeemedWith(entry: Of<'voucher.redeemed'>): void {
    this.#newSale(entry.txn);
    this.#vouchers.redeemed(entry);
  }

  #returnedWith(entry: Of<'goods.returned'>): void {
    const row = this.#money.get(entry.txn);
    const original = this.#money.get(entry.body.original);
    const { lines, fees } = entry.body;
    const cases = entry.body.case === undefined ? [entry.txn] : [entry.txn, entry.body.case];
    this.#approvals.demandForGoods(entry, cases);
    demand(row.original === original.no, 'goods-original', `${row.txn} does not point back to ${original.txn}`);
    const sumMinor = this.#claim(entry.txn, original.no, lines);
    const keptMinor = fees
      .filter(({ bearer }) => bearer === 'customer')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const byVoucherMinor = entry.body.byVoucher?.amountMinor ?? 0;
    demand(
      sumMinor - keptMinor === row.amount_minor + byVoucherMinor,
      'goods-net',
      `goods of ${sumMinor} less fees of ${keptMinor} are not ${row.amount_minor} and ${byVoucherMinor} by voucher`,
    );
    this.#demandMoneyFirst(row.kind, original, byVoucherMinor);
    this.#approvals.demandForVoucherPart(entry, row, cases);
    this.#vouchers.issuedWith(entry, original, original.currency);
  }

  /**
   * The money goes back before what vouchers had paid; and a sale that they helped to pay is not voided, which would set them free while goods stay
   * with the customer. Old journals are not held to the latter. @throws JournalRefused
   */
  #demandMoneyFirst(
    kind: string,
    original: { readonly no: number; readonly txn: string },
    byVoucherMinor: number,
  ): void {
    const isVoid = kind === 'void';
    const spentMinor = this.#vouchers.spentOn(original.txn);
    demand(
      !(isVoid && spentMinor > 0) || (byVoucherMinor === 0 && this.#isDemanded.get() === undefined),
      'void-with-voucher',
      `vouchers have paid ${spentMinor} of ${original.txn}: use a refund`,
    );
    const leftMinor = this.#leftOf.get(original.no) ?? 0;
    demand(
      byVoucherMinor === 0 || leftMinor === 0,
      'voucher-part-first',
      `${leftMinor} of the money of ${original.txn} goes back before its vouchers do`,
    );
  }

  /** A voucher takes from the original what a refund would. */
  #compensated(entry: Of<'compensation.issued'>): void {
    this.#approvals.demandForGivingBack(entry);
    this.#approvals.demandForGoods(entry, [entry.txn]);
    const { lines, amountMinor, currency } = entry.body;
    const original = this.#originals.find('refund', entry.body.original, 'any');
    demand(currency === original.currency, 'currency-differs', `${original.txn} is in ${original.currency}`);
    // The money first; what vouchers had paid behind it.
    const isPaidByBoth = this.#vouchers.spentOn(original.txn) > 0;
    const moneyMinor = isPaidByBoth ? Math.min(amountMinor, this.#leftOf.get(original.no) ?? 0) : amountMinor;
    if (moneyMinor > 0) this.#originals.giveByVoucher({ ...entry.body, amountMinor: moneyMinor });
    this.#claim(entry.txn, original.no, lines);
    if (moneyMinor < amountMinor)
      this.#vouchers.takePart({ original, claimant: entry.txn, minor: amountMinor - moneyMinor });
    this.#vouchers.issued(entry);
    this.#copies.owe({ txn: entry.txn, txnNo: null, kind: 'voucher', copies: entry.body.copies }, entry);
  }

  /** @returns the price of what comes back. @throws JournalRefused */
  #claim(claimant: string, original: number, lines: readonly ReturnedLine[]): number {
    let sumMinor = 0;
    for (const { line, quantity, amountMinor } of lines) {
      const sold = this.#sold.get(original, line);
      demand(sold !== undefined, 'line-missing', `there is no line ${line} in the original`);
      const left = sold.quantity - (this.#claimed.get(original, line) ?? 0);
      demand(quantity >= 1 && quantity <= left, 'line-exceeds', `${quantity} of line ${line} is more than ${left}`);
      demand(
        amountMinor === quantity * sold.unit_minor,
        'line-price',
        `${quantity} of line ${line} were sold for ${quantity * sold.unit_minor}, not ${amountMinor}`,
      );
      this.#insertReturned.run(original, line, claimant, quantity);
      sumMinor += amountMinor;
    }
    return sumMinor;
  }
}
