/** What the pages about goods are drawn from. */
import type { Fee } from '../../storage/entries/goods.ts';
import type { Words } from '../rules/verdict.ts';
import type { IdentificationView } from './people-views.ts';

interface NoticeWords {
  readonly why: Words;
  readonly remedy: Words;
}

export interface BasketView {
  readonly at: 'basket';
  readonly state: string;
  readonly typed: string;
  readonly currency: string;
  readonly lines: readonly {
    readonly zh: string;
    readonly en: string;
    readonly quantity: number;
    readonly unitMinor: number;
  }[];
  readonly sumMinor: number;
  /** Of the shop, with what they pay. */
  readonly vouchers: readonly { readonly code: string; readonly amountMinor: number }[];
  readonly dueMinor: number;
  readonly notice: NoticeWords | null;
}

interface LineView {
  readonly line: number;
  readonly zh: string;
  readonly en: string;
  readonly quantity: number;
  readonly left: number;
  readonly unitMinor: number;
}

export interface ReturnView {
  readonly at: 'return';
  readonly state: string;
  readonly typed: string;
  readonly currency: string;
  /** What somebody else is being asked to agree to, why a voucher takes two, and who it is. */
  readonly asks: 'receipt-lost' | 'return-override' | 'voucher' | null;
  readonly second: Words | null;
  readonly identification: IdentificationView | null;
  /** A manager may take the goods all the same. */
  readonly mayOverride: boolean;
  /** The three ticks, in their order. */
  readonly ticks: { readonly voucher: boolean; readonly goods: boolean; readonly barcode: boolean };
  readonly receipt: readonly LineView[];
  readonly line: LineView | null;
  readonly priceTodayMinor: number | null;
  readonly quantity: number;
  readonly taken: readonly {
    readonly zh: string;
    readonly en: string;
    readonly quantity: number;
    readonly amountMinor: number;
  }[];
  readonly goodsMinor: number;
  readonly fees: readonly Fee[];
  readonly netMinor: number;
  /** Of it, what goes back as a voucher because vouchers had paid it. */
  readonly voucherMinor: number;
  readonly notice: NoticeWords | null;
  readonly result: 'voucher' | 'refused' | null;
}
