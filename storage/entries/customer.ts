/** What the customer was asked and told about money that goes back (requirements A3, C2), or about a part that is approved. */
import type { MinorUnits, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

/** By a key of the counter's keypad, by a key of the PIN pad, or on the phone while absent. */
export type ConsentBy = 'keypad' | 'pin-pad' | 'phone';

interface Consent {
  readonly by: ConsentBy;
  readonly original: TransactionId;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly reason: string | null;
  /** Of a customer who is absent: how reached; never the whole number. */
  readonly note: string | null;
}

/** `txn` is the void or refund that is about to be submitted; it need not exist yet. Of a part of a sale it is that sale, and `original` too. */
export type CustomerDraft =
  | Draft<'consent.given', Consent>
  | Draft<'consent.refused', Consent>
  /** The outcome was told to the customer. */
  | Draft<'customer.told', { readonly by: 'in-person' | 'phone' }>;
