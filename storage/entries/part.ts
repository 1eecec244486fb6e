/** A sale that the acquirer approves in part (facts/acquirer §1.7, code 10). */
import type { MinorUnits } from '../facts.ts';
import type { Draft } from './draft.ts';

/**
 * Offered, and nothing else until the customer has said something to it. `authCode`: DE 38 of that answer, which the reversal carries where the customer
 * does not agree (facts/acquirer §1.4).
 */
export type PartDraft = Draft<
  'part.offered',
  { readonly approvedMinor: MinorUnits; readonly currency: string; readonly authCode: string | null }
>;
