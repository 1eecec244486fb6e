/**
 * How an outage of the paper is gone through, step by step (requirement D8; design §6): what was counted, what the acquirer was asked about and said.
 * Each step stands by itself, so that the routine goes on after a power cut where it was.
 */
import type { BatchNumber, Stan } from '../facts.ts';
import type { Draft } from './draft.ts';

/** `slips`: how many came out; `cash`: of the outage, in minor units; `drawer`: everything in it, where the journal knows what lay there before. */
export type OutageCounted = 'slips' | 'cash' | 'drawer';

/** `silent`: no answer that can be believed. `pending`: it does not know yet, or did not understand. */
export type OutageFound = 'approved' | 'declined' | 'not-found' | 'pending' | 'silent';

export type OutageCheckDraft =
  | {
      readonly type: 'outage.counted';
      readonly txn: null;
      readonly body: {
        readonly what: OutageCounted;
        /** By the journal, when it was counted. Whole minor units below zero: more was given back than taken. */
        readonly expected: number;
        readonly counted: number;
      };
    }
  /** What became of the transaction `txn`? Asked under a trace number of its own; nothing follows from it for that transaction. */
  | Draft<'outage.enquired', { readonly stan: Stan; readonly batch: BatchNumber; readonly attempt: number }>
  | Draft<
      'outage.told',
      {
        readonly attempt: number;
        readonly found: OutageFound;
        /** DE 39 of the message that was asked about, where it was told; else that of the answer, else the cause of the silence. */
        readonly code: string;
        /** DE 4, where the acquirer says what it has booked. */
        readonly bookedMinor: number | null;
      }
    >;
