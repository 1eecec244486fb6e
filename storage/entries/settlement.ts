/** What becomes of a settlement. */
import type {
  BatchNumber,
  CopyKind,
  OpenCase,
  OpenItem,
  SettledTotals,
  SettlementResult,
  Stan,
  TraceDifference,
  TransactionId,
} from '../facts.ts';
import type { Draft } from './draft.ts';

/**
 * The settlement (结算) `txn` of a batch, step by step (facts/acquirer §1.5, §2.2 rule 11). `attempt` counts its messages. A message of the upload
 * spends a trace number, but for a refund, an advice or a chip's transaction, which goes under its own.
 */
export type SettlementDraft =
  | Draft<'settlement.started', { readonly batch: BatchNumber }>
  | Draft<'settlement.excepted', { readonly exceptions: readonly OpenItem[]; readonly manager: string }>
  | Draft<'settlement.cancelled', { readonly why: string }>
  | Draft<'settlement.sent', SettlementMessage & { readonly totals: SettledTotals }>
  /** `upload`: every record goes up, because the totals differ or the acquirer wants it so. */
  | Draft<'settlement.answered', { readonly result: SettlementResult; readonly upload: boolean }>
  | Draft<
      'settlement.uploadSent',
      SettlementMessage & {
        readonly what: 'sales' | 'chip' | 'refund' | 'advice' | 'end';
        readonly records: readonly TransactionId[];
      }
    >
  | Draft<'settlement.uploaded', { readonly records: readonly TransactionId[] }>
  | Draft<'settlement.uploadRefused', { readonly records: readonly TransactionId[]; readonly responseCode: string }>
  /** No answer, or one that decides nothing: the same step comes again. */
  | Draft<
      'settlement.unanswered',
      { readonly attempt: number; readonly cause: string; readonly responseCode: string | null }
    >
  /** Opens the next batch. Card numbers of sales from before `keepCardsFromMs` (epoch), and of what cannot be refunded, are wiped. */
  | Draft<
      'settlement.ended',
      {
        readonly nextBatch: BatchNumber;
        readonly by: 'acquirer' | 'manager';
        readonly manager: string | null;
        readonly differences: readonly TraceDifference[];
        /** Given back and confirmed, their cases open at this close (requirement B4); left out where there were none. */
        readonly openCases?: readonly OpenCase[];
        readonly keepCardsFromMs: number;
        readonly copies: readonly CopyKind[];
      }
    >;

interface SettlementMessage {
  readonly stan: Stan;
  readonly batch: BatchNumber;
  readonly attempt: number;
}
