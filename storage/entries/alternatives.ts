/** What a customer gets in the place of paper (requirement D13): a coupon, whose cost is the shop's; goods to be picked up later. */
import type { CopyKind, MinorUnits, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

export type AlternativeKind = 'coupon' | 'pickUp';

export type AlternativeDraft =
  /** `txn` is a name of its own; coupons and pick-ups count 1, 2, 3 … together. The slip is a debt like any other. */
  | Draft<
      'alternative.given',
      {
        readonly kind: AlternativeKind;
        readonly number: number;
        /** The approved transaction that it belongs to. */
        readonly original: TransactionId;
        /** What it costs the shop; 0 of a pick-up. */
        readonly costMinor: MinorUnits;
        readonly currency: string;
        readonly copies: readonly CopyKind[];
      }
    >
  /** Redeemed, picked up, or given up; `by`: whose word it was. */
  | Draft<'alternative.ended', { readonly how: string; readonly by: string }>;
