/** What becomes of a reversal. */
import type { CopyKind } from '../facts.ts';
import type { Draft, ManagersWord } from './draft.ts';

/** What happens to a reversal (冲正) of transaction `txn`. */
export type ReversalDraft =
  | Draft<'reversal.sent', { readonly attempt: number; readonly reason: '98' | '96' | 'A0' | '06' }>
  | Draft<'reversal.unanswered', { readonly attempt: number; readonly cause: string }>
  | Draft<'reversal.refused', { readonly attempt: number; readonly responseCode: string }>
  | Draft<'reversal.accepted', { readonly responseCode: string }>
  /**
   * After N attempts a person must look; the reversal goes on being tried and blocks settlement by name. `copies`: fault slips
   * (故障报告单) that are owed from this instant; none if left out.
   */
  | Draft<'reversal.escalated', { readonly attempts: number; readonly copies?: readonly CopyKind[] }>
  /** The acquirer told a manager that it was never booked, or is undone. Only after the escalation. */
  | Draft<'reversal.resolved', ManagersWord>;
