/** Who has looked at which transaction (requirement A1). */
import type { CopyId } from '../facts.ts';
import type { Draft } from './draft.ts';

/** How a transaction was found. `last-four`: of the card; `card`: the card itself was presented again; `shown`: from a page that showed it. */
export type FoundBy = 'slip' | 'rrn' | 'trace' | 'amount' | 'last-four' | 'time' | 'scan' | 'card' | 'shown';

export type LookUpDraft =
  /** The operator of the entry has opened this transaction. */
  | Draft<'original.opened', { readonly by: FoundBy; readonly purpose: 'refund' | 'timeline' }>
  /** Its timeline shall be printed, as it stood before this entry; `n` makes the copy's name its own. */
  | Draft<'timeline.requested', { readonly copy: CopyId; readonly n: number }>;
