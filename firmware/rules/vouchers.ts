/** A voucher of the shop in the place of money (requirement B10): once, whole, never more than the goods. */
import type { TransactionId } from '../../storage/facts.ts';
import { amountWords } from './money-words.ts';
import { refuse, type Verdict } from './verdict.ts';

export interface VoucherFacts {
  readonly txn: TransactionId;
  readonly code: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** On what it was spent, and when as text; null: it is good. */
  readonly spent: { readonly sale: TransactionId; readonly slip: number | null; readonly at: string } | null;
}

/** What goes back of a sale that vouchers helped to pay: the money first, then a voucher (requirement B10). */
export interface GivenBackAs {
  readonly moneyMinor: number;
  readonly voucherMinor: number;
}

/**
 * What was paid by voucher goes back as a voucher, never as money. What is more than both stays with the money, where it is refused by name.
 * @param netMinor what the customer gets for the goods
 * @param moneyLeftMinor of the sale's money, not refunded and not reserved
 * @param voucherLeftMinor of what vouchers have paid, not gone back
 */
export function splitBack(netMinor: number, moneyLeftMinor: number, voucherLeftMinor: number): GivenBackAs {
  const voucherMinor = Math.min(Math.max(0, netMinor - Math.max(0, moneyLeftMinor)), voucherLeftMinor);
  return { moneyMinor: netMinor - voucherMinor, voucherMinor };
}

/** @param dueMinor of the goods, less the vouchers `taken` already */
export function judgeVoucher(
  code: string,
  voucher: VoucherFacts | null,
  taken: readonly string[],
  dueMinor: number,
  currency: string,
): Verdict<{ readonly voucher: VoucherFacts }> {
  if (voucher === null) {
    return refuse(
      'voucher-unknown',
      { code },
      { zh: `没有券码 ${code}`, en: `There is no voucher ${code}` },
      { zh: '核对券上的九位券码', en: 'Check the nine digits on the voucher' },
    );
  }
  const { amountMinor } = voucher;
  if (taken.includes(code)) {
    return refuse(
      'voucher-twice',
      { code },
      { zh: `券 ${code} 已在本单中`, en: `Voucher ${code} is in this sale already` },
      { zh: '每张券只用一次', en: 'Each is good once' },
    );
  }
  if (voucher.spent !== null) {
    const { slip, at } = voucher.spent;
    const where = slip === null ? { zh: at, en: at } : { zh: `${at} 票号 ${slip}`, en: `${at}, slip ${slip}` };
    return refuse(
      'voucher-spent',
      { code, at, slip },
      { zh: `此券已用: ${where.zh}`, en: `This voucher was used: ${where.en}` },
      { zh: '请付款;有疑问找主管', en: 'Pay another way; in doubt, the manager' },
    );
  }
  if (voucher.currency !== currency) {
    return refuse(
      'voucher-currency',
      { code, currency: voucher.currency },
      { zh: `此券币种为 ${voucher.currency}`, en: `This voucher is in ${voucher.currency}` },
      { zh: '请付款', en: 'Pay another way' },
    );
  }
  if (amountMinor < dueMinor) return { allowed: true, voucher };
  const amount = amountWords(amountMinor, currency);
  return refuse(
    'voucher-over-sale',
    { code, amountMinor, dueMinor },
    { zh: `券已够付 ${amountWords(dueMinor, currency)}`, en: `The voucher of ${amount} covers all` },
    { zh: `加商品到 ${amount} 以上,差额刷卡`, en: `Add goods to more than ${amount}; the rest by card` },
  );
}
