/** Money in notes and coins: taken, given back, counted. It never goes near the acquirer, and stands with the entry that says so. */
import type { CopyKind, MinorUnits, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

export type CashDraft =
  /** A sale that was paid in cash: final from here on. `changeMinor` = given - amount. */
  | Draft<
      'cash.taken',
      {
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly givenMinor: MinorUnits;
        readonly changeMinor: MinorUnits;
        /** Policy marks such as `no-paper`. */
        readonly tags: readonly string[];
        readonly copies: readonly CopyKind[];
      }
    >
  /** Of a cash sale, whole (`void`, within its batch) or in part (`refund`): the notes have been handed over. Also the end of a promise. */
  | Draft<
      'cash.givenBack',
      {
        readonly kind: 'void' | 'refund';
        readonly original: TransactionId;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly reason: string | null;
        readonly tags: readonly string[];
        readonly copies: readonly CopyKind[];
      }
    >
  /** What lies in the drawer, against what the journal expects there; what was taken out to the safe afterwards. */
  | {
      readonly type: 'drawer.counted';
      readonly txn: null;
      readonly body: {
        readonly currency: string;
        /** Whole units below zero: more was given back than had been taken since the count before. */
        readonly expectedMinor: number;
        readonly countedMinor: MinorUnits;
        readonly removedMinor: MinorUnits;
        /** `take-over`: by whoever took the shift over from somebody else. */
        readonly at: 'shift-end' | 'day-close' | 'take-over';
      };
    };
