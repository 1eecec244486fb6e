/** What the pages of settlement and of unresolved outcomes are drawn from. */
import type { MoneyKind, SettledTotals, SettlementResult, TransactionId } from '../../storage/facts.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import type { IdentificationView } from './people-views.ts';

/** What the journal says of the settlement now. */
export type SettlementStatus =
  | {
      readonly is: 'offered';
      readonly batch: string;
      readonly totals: SettledTotals;
      readonly records: number;
      /** Given back and confirmed, the case open: named (requirement B4). */
      readonly openCases: readonly string[];
    }
  /** `items`: what stands in the way, named. `mayCancel`: its totals have not left. */
  | { readonly is: 'blocked'; readonly items: readonly string[]; readonly mayCancel: boolean }
  | {
      readonly is: 'running';
      readonly batch: string;
      readonly step: string;
      /** Of the records of an upload. */
      readonly done: number;
      readonly all: number;
      /** Messages in a row that came to nothing. */
      readonly failures: number;
      /** The code with which the acquirer refused the latest message. */
      readonly refused: string | null;
      readonly mayCancel: boolean;
    }
  | {
      readonly is: 'ended';
      readonly batch: string;
      readonly result: SettlementResult | null;
      readonly totals: SettledTotals;
      /** Traces on which journal and acquirer differ or may differ, named. */
      readonly differences: readonly string[];
      readonly openCases: readonly string[];
    };

/** One transaction whose outcome needs a person. */
export interface UnresolvedItem {
  readonly txn: TransactionId;
  readonly what: 'reversal' | 'refund' | 'advice' | 'script';
  readonly kind: MoneyKind;
  readonly stan: string | null;
  readonly maskedPan: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly attempts: number;
}

type ManagerNotice = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;

export interface SettlementView {
  readonly at: 'settlement';
  readonly state: string;
  readonly status: SettlementStatus | null;
  readonly identification: IdentificationView | null;
  readonly notice: ManagerNotice;
  /** Turned so often, where it is read in pieces. */
  readonly page: number;
}

export interface ResolutionView {
  readonly at: 'resolution';
  readonly state: string;
  readonly item: UnresolvedItem | null;
  /** How many wait, this one included. */
  readonly waiting: number;
  readonly choice: number;
  readonly evidence: string;
  readonly identification: IdentificationView | null;
  readonly notice: ManagerNotice;
}
