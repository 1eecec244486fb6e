/** A case in two halves: money given back, and the sale that belongs to it (the right party is charged, other goods are taken; requirements A5, B10). */
import type { TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

export type CaseDraft =
  /** There will be no sale: why, and on whose word. `txn`: the giving back that began it. */
  Draft<'case.closed', { readonly case: TransactionId; readonly why: string; readonly manager: string }>;
