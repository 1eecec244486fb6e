/** What becomes of money: every kind of transaction, and the promise of a refund. */
import type {
  ApprovedBody,
  CardFacts,
  CopyKind,
  MinorUnits,
  MoneyKind,
  SubmittedBody,
  TransactionId,
} from '../facts.ts';
import type { Draft, ManagersWord } from './draft.ts';

export type MoneyDraft<K extends MoneyKind> =
  | { readonly type: `${K}.submitted`; readonly txn: TransactionId; readonly body: SubmittedBody }
  | { readonly type: `${K}.approved`; readonly txn: TransactionId; readonly body: ApprovedBody }
  | {
      readonly type: `${K}.declined`;
      readonly txn: TransactionId;
      readonly body: { readonly responseCode: string; readonly hostText: string | null };
    }
  | { readonly type: `${K}.notSent`; readonly txn: TransactionId; readonly body: { readonly why: string } }
  | {
      readonly type: `${K}.unknown`;
      readonly txn: TransactionId;
      /** `restart`: found open at boot. `part-refused`: a part was approved, and the customer did not agree. */
      readonly body: {
        readonly cause:
          | 'timeout'
          | 'lost'
          | 'unparsable'
          | 'echo-mismatch'
          | 'mac-wrong'
          | 'mac-unchecked'
          | 'restart'
          | 'part-refused';
        readonly detail: string;
      };
    };

export type RefundDraft =
  | {
      readonly type: 'refund.deferred';
      readonly txn: TransactionId;
      readonly body: {
        readonly original: TransactionId;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly card: CardFacts;
        readonly reason: string;
        /** Last four digits of the phone; the whole stands in the vault as `customer`. */
        readonly customerPhoneLast4: string;
        /** It can be completed with the card of the sale only; stands on the slip. */
        readonly needsCard?: true;
        /** Epoch milliseconds. */
        readonly promisedForMs: number;
        /** The first attempt, where this is a further one of the same case. */
        readonly case?: TransactionId;
        /** The promise is a slip of its own. */
        readonly copies: readonly CopyKind[];
      };
    }
  | { readonly type: 'refund.cancelled'; readonly txn: TransactionId; readonly body: { readonly why: string } }
  | Resolved<'refund'>;

/** A manager's word on what has no reversal and whose outcome is unknown; `copies` are owed where it was approved. */
type Resolved<K extends MoneyKind> = Draft<
  `${K}.resolved`,
  ManagersWord & {
    readonly approved: boolean;
    readonly copies: readonly CopyKind[];
    /** As in `ApprovedBody`. */
    readonly expectedMs?: number;
  }
>;

/** The repetitions of an advice (通知) whose outcome is unknown, without end (facts/acquirer §2.1). `attempt` counts them, the first sending not included. */
export type AdviceDraft =
  | Draft<'advice.sent', { readonly attempt: number }>
  | Draft<'advice.unanswered', { readonly attempt: number; readonly cause: string }>
  /** A person must look; it goes on being tried. */
  | Draft<'advice.escalated', { readonly attempts: number }>
  | Resolved<'completionAdvice'>;
