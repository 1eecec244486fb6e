/** What becomes of an outage of the paper once paper is back, and of the slips that were written by hand meanwhile (requirements D5, D8; design §6). */
import type { BatchNumber, CopyKind, HandSlipTender, MinorUnits, OutageDifference, SettledTotals } from '../facts.ts';
import type { Draft } from './draft.ts';

/** An outage begins with `paper.ended`, or with the first act that was done without paper; it has returned with `paper.returned`, or the first whole slip after it. */
export type OutageDraft =
  /** Gone through and signed off; `txn` is the name of the report, whose copies are owed from this instant. */
  Draft<
    'outage.reconciled',
    {
      /** Epoch milliseconds. */
      readonly fromMs: number;
      readonly untilMs: number;
      /** The batch that was open when it was signed off. */
      readonly batch: BatchNumber;
      readonly totals: SettledTotals;
      readonly receipts: { readonly owed: number; readonly printed: number; readonly counted: number | null };
      readonly refunds: { readonly deferred: number; readonly completed: number };
      readonly handSlips: { readonly entered: number; readonly missing: readonly number[] };
      /** How the acquirer was compared with; left out by journals of earlier versions. `postponed`: batches whose totals their settlement compares. */
      readonly acquirer?: {
        readonly way: 'enquiry' | 'totals';
        readonly agreed: number;
        readonly unanswered: number;
        readonly postponed: readonly string[];
      };
      /** In minor units; left out where no cash moved. */
      readonly cash?: { readonly expected: number; readonly counted: number };
      readonly differences: readonly OutageDifference[];
      /** Where the differences needed a manager's word. */
      readonly manager: string | null;
      readonly copies: readonly CopyKind[];
    }
  >;

/** A slip of the numbered stock, by its printed number. */
export type HandSlipDraft =
  | {
      readonly type: 'handStock.issued';
      readonly txn: null;
      /** Both ends included. */
      readonly body: { readonly first: number; readonly last: number };
    }
  /** The first number that is still blank: every one before it has been used. */
  | { readonly type: 'handStock.counted'; readonly txn: null; readonly body: { readonly next: number } }
  | Draft<
      'handSlip.entered',
      {
        readonly number: number;
        /** When it was written, as it stands on it; the entry's own time is when it was typed. */
        readonly writtenAtMs: number;
        /** Operator number of who wrote it; who typed it is the operator of the entry. */
        readonly writer: string;
        readonly kind: 'sale' | 'refund';
        readonly tender: HandSlipTender;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly copies: readonly CopyKind[];
      }
    >
  /** Spoiled, or blank by mistake: the paper itself is kept. */
  | { readonly type: 'handSlip.spoiled'; readonly txn: null; readonly body: { readonly number: number } };

/** A signed slip was shown in the place of paper (电子小票, requirement D10); `text` as in its code. */
export type ESlipDraft = Draft<'eSlip.offered', { readonly text: string }>;

/** A difference that somebody must look into. */
export type TaskDraft =
  | Draft<'task.opened', { readonly difference: OutageDifference; readonly owner: string }>
  | Draft<'task.done', { readonly finding: string }>;
