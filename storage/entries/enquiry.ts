/** What the acquirer says when it is asked what became of a transaction (requirement C3). Attached to that transaction, whose state it may end. */
import type { BatchNumber, Stan } from '../facts.ts';
import type { Draft } from './draft.ts';

export type EnquiryDraft =
  /** Asked, under a trace number of its own. */
  | Draft<'enquiry.sent', { readonly stan: Stan; readonly batch: BatchNumber; readonly attempt: number }>
  /** `pending`: the acquirer does not know yet, or did not understand. What follows from the others is an entry of its own. */
  | Draft<
      'enquiry.answered',
      {
        readonly attempt: number;
        readonly found: 'approved' | 'declined' | 'not-found' | 'pending';
        readonly responseCode: string;
      }
    >
  | Draft<'enquiry.unanswered', { readonly attempt: number; readonly cause: string }>;
