/** A report that somebody asked for on paper; its figures as they stood then, so that each rendering is the same. */
import type { BatchNumber, CopyId, CopyKind, EmergencyCardCode, SettledTotals } from '../facts.ts';
import type { Draft } from './draft.ts';

/** How many of each kind are owed. */
export interface OwedCounts {
  readonly receipts: number;
  readonly refunds: number;
  readonly reversals: number;
  readonly outcomes: number;
}

/** Cash of a batch, and what should lie in the drawer; below zero: more was given back than taken since the count before. */
export interface CashOfBatch {
  readonly saleCount: number;
  readonly saleMinor: number;
  readonly backCount: number;
  readonly backMinor: number;
  readonly drawerMinor: number;
}

/** How the open batch stands (X report, requirement G7); closes nothing. */
export interface XFigures {
  readonly batch: BatchNumber;
  readonly totals: SettledTotals;
  readonly owed: OwedCounts;
  /** Left out where none has ever moved. The acquirer hears of none of it. */
  readonly cash?: CashOfBatch;
  /** Sales of the batch that were made while nothing could be printed. */
  readonly withoutPaper: { readonly count: number; readonly amountMinor: number };
}

export type ReportDraft =
  /** The X report, or a card of what to do in an emergency. */
  | Draft<
      'report.requested',
      | { readonly figures: XFigures; readonly copies: readonly CopyKind[] }
      | { readonly emergencyCard: EmergencyCardCode; readonly copies: readonly CopyKind[] }
    >
  /** The roll may not do for a report, and somebody has said what then: print it all the same, later, or a new roll now. */
  | Draft<
      'report.weighed',
      {
        readonly copy: CopyId;
        readonly lengthMm: number;
        /** Null: nobody has seen the roll being loaded. */
        readonly leftMm: number | null;
        readonly answer: 'print' | 'later' | 'change';
      }
    >;
