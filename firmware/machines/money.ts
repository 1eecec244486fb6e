/** What flows and the acquiring machine say to each other about money. */
import type { UnansweredCause } from '../../drivers/acquirer/acquirer.ts';
import type { Fee, ReturnedLine, SoldLine } from '../../storage/entries/goods.ts';
import type { MinorUnits, MoneyKind, TransactionId } from '../../storage/facts.ts';

/** What comes back for a void or a refund; `netMinor` is what the customer gets in money. */
export interface ReturnedGoods {
  readonly lines: readonly ReturnedLine[];
  readonly fees: readonly Fee[];
  readonly outcome: 'refund' | 'exchange';
  readonly netMinor: MinorUnits;
  /** What vouchers had paid goes back as one, beside the money. */
  readonly byVoucherMinor?: MinorUnits;
  /** Nobody has shown the receipt; a manager answers for it. */
  readonly receiptLost?: true;
}

/** A voucher of the shop that is spent with a sale. */
export interface RedeemedVoucher {
  readonly voucher: TransactionId;
  readonly code: string;
  readonly amountMinor: MinorUnits;
}

/** A second person's word. */
export interface Approval {
  readonly txn: TransactionId;
  readonly operator: string;
  readonly maker: string;
  readonly rule: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
}

/** A request for money to move; the card of a sale waits in memory under `txn`, the one of a refund in the vault. */
export interface MoneyRequest {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly original: TransactionId | null;
  readonly reason: string | null;
  readonly tags: readonly string[];
  /** Journaled with the intent, in the same append. */
  readonly sold?: readonly SoldLine[];
  /** Pay for part of the goods. */
  readonly vouchers?: readonly RedeemedVoucher[];
  readonly returned?: ReturnedGoods;
}

/** A balance enquiry (余额查询): nothing moves, nothing of it is kept. Its card waits in memory under `txn`. */
export interface BalanceRequest {
  readonly txn: TransactionId;
}

/** What came of it. */
export type BalanceAnswer =
  | { readonly is: 'told'; readonly availableMinor: number }
  | { readonly is: 'declined'; readonly responseCode: string }
  | { readonly is: 'unanswered' };

export type MoneyOutcome =
  /** `part`: less than was asked for; the rest is to be paid by another means. */
  | {
      readonly is: 'approved';
      readonly rrn: string | null;
      readonly authCode: string | null;
      readonly part?: { readonly approvedMinor: number; readonly leftMinor: number };
    }
  | { readonly is: 'declined'; readonly responseCode: string }
  /** `reversing`: the terminal is undoing it; otherwise (refund) the amount stays reserved until it is known. `cause`: why it is not known. */
  | { readonly is: 'unknown'; readonly reversing: boolean; readonly cause?: UnansweredCause }
  /** Nothing was submitted: no byte of it left, nothing of it stands in the journal. */
  | {
      readonly is: 'notReached';
      readonly why: 'unreachable' | 'keysAbsent' | 'signOnRefused' | 'withdrawn' | 'refusedByJournal' | 'settling';
      readonly detail: string;
    }
  /** Submitted in the journal, proven not to have left. */
  | { readonly is: 'notSent' };

export type MoneyEvent =
  | { readonly type: 'money.requested'; readonly request: MoneyRequest }
  | { readonly type: 'money.withdrawn'; readonly txn: TransactionId }
  /** What the customer says to the part that is offered. */
  | { readonly type: 'money.partAnswered'; readonly txn: TransactionId; readonly agreed: boolean }
  | { readonly type: 'balance.requested'; readonly request: BalanceRequest }
  /** What does the acquirer have of this transaction of an outage? */
  | { readonly type: 'comparison.requested'; readonly txn: TransactionId };

export type MoneyReport =
  | { readonly type: 'money.submitted'; readonly txn: TransactionId }
  | { readonly type: 'money.decided'; readonly txn: TransactionId; readonly outcome: MoneyOutcome }
  /** The acquirer approves this much of it; it waits for the customer's word. */
  | { readonly type: 'money.partOffered'; readonly txn: TransactionId; readonly approvedMinor: number }
  | { readonly type: 'money.reversed'; readonly txn: TransactionId }
  | { readonly type: 'money.balanceTold'; readonly txn: TransactionId; readonly answer: BalanceAnswer }
  /** `answered`: what the acquirer says stands in the journal. */
  | { readonly type: 'money.compared'; readonly txn: TransactionId; readonly answered: boolean }
  /** The settlement under way has taken a step, or tried to: the journal says which. */
  | { readonly type: 'settlement.progressed' };
