/** What was sold and what comes back, line by line, beside the money that moves (requirements A8–A11, B9, B10, E9). */
import type { CopyKind, MinorUnits, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

/** One line of a sale, in the order of the slip. Name, price and class are those of the day. */
export interface SoldLine {
  /** Barcode or PLU; thirteen digits and more in groups (`6-901234-567892`), so that none is taken for a card number. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly quantity: number;
  readonly unitMinor: MinorUnits;
  /** Tax within the price, in hundredths of a per cent. */
  readonly taxBasisPoints: number;
  /** Which rules a return follows. */
  readonly returnClass: string;
}

export type Condition = 'sealed' | 'opened' | 'damaged';

/** Part of one line of the original that comes back. */
export interface ReturnedLine {
  /** Line of the original, from 1. */
  readonly line: number;
  readonly quantity: number;
  readonly condition: Condition;
  /** Typed or chosen from the list in the place of a barcode that could not be read. */
  readonly keyed: boolean;
  /** Price of what comes back, before fees. */
  readonly amountMinor: MinorUnits;
  /** The rule against which it was taken all the same, on a manager's word (`approval.given`, `return-override`). */
  readonly overrode?: string;
}

/** What is kept back, or borne by the shop. */
export interface Fee {
  readonly what: 'restocking' | 'shipping' | 'card';
  readonly bearer: 'customer' | 'shop';
  readonly amountMinor: MinorUnits;
}

export type GoodsDraft =
  /** With `sale.submitted`, in the same append. */
  | Draft<'goods.sold', { readonly lines: readonly SoldLine[] }>
  /** With `void.submitted`, `refund.submitted` or `refund.deferred`, in the same append: claims the quantities. */
  | Draft<
      'goods.returned',
      {
        readonly original: TransactionId;
        readonly lines: readonly ReturnedLine[];
        readonly fees: readonly Fee[];
        readonly outcome: 'refund' | 'exchange';
        /** What vouchers had paid goes back as one, beside the money; good as soon as the refund is approved, named like it. */
        readonly byVoucher?: { readonly amountMinor: MinorUnits; readonly code: string };
        /** Nobody has shown the receipt: a manager answers for it (`approval.given`, `receipt-lost`). */
        readonly receiptLost?: true;
        /** The first attempt, where this is a further one of the same case. */
        readonly case?: TransactionId;
      }
    >
  /** A return that was judged and refused: a result like any other, with a slip. `txn` is a name of its own. */
  | Draft<
      'return.refused',
      {
        readonly original: TransactionId;
        readonly rule: string;
        readonly zh: string;
        readonly en: string;
        readonly remedyZh: string;
        readonly remedyEn: string;
        readonly code: string | null;
        readonly copies: readonly CopyKind[];
      }
    >
  /** In the place of money: a voucher of the shop. `txn` is a name of its own. */
  | Draft<
      'compensation.issued',
      {
        readonly original: TransactionId;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly lines: readonly ReturnedLine[];
        readonly receiptLost?: true;
        /** Nine digits by which it is found when it is spent. */
        readonly code?: string;
        readonly copies: readonly CopyKind[];
      }
    >
  /** With `sale.submitted`, in the same append: pays that much of its goods. */
  | Draft<
      'voucher.redeemed',
      { readonly voucher: TransactionId; readonly amountMinor: MinorUnits; readonly currency: string }
    >
  /** The catalogue that prices come from, from now on. */
  | {
      readonly type: 'catalogue.adopted';
      readonly txn: null;
      /** SHA-256 of the file, hex. */
      readonly body: { readonly version: number; readonly hash: string; readonly items: number };
    };
