/**
 * A transaction that has to be talked about (案卷): with the customer, who gets its state in writing and a code to ask by, and with the acquirer, who
 * gets what proves it and answers with a reference number (requirements C7, C8, F5). `number` counts 1, 2, 3 …; the code is made of it.
 */
import type { CaseStatus, CopyId, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

export type CaseFileDraft =
  /** `remindMs`: when somebody shall ask again, epoch milliseconds. One transaction has one open file. */
  | Draft<'caseFile.opened', { readonly number: number; readonly remindMs: number }>
  /** Everything about it was written into `file`, for the acquirer; `headHash`: of the chain as it stood. */
  | Draft<
      'caseFile.packed',
      { readonly number: number; readonly file: string; readonly sha256: string; readonly headHash: string }
    >
  /** The acquirer has it under this reference; asked again on `remindMs`. */
  | Draft<'caseFile.answered', { readonly number: number; readonly reference: string; readonly remindMs: number }>
  /** Its state in writing for the customer, as it is now; `n` makes the copy's name its own. `expectedMs`: when the money should be there. */
  | Draft<
      'caseFile.slipRequested',
      {
        readonly number: number;
        readonly copy: CopyId;
        readonly n: number;
        readonly status: CaseStatus;
        readonly expectedMs: number | null;
        readonly reference: string | null;
      }
    >
  /** The customer says that the money of this approved refund is not there, and the day of `expectedMs` is over (requirement C9). */
  | Draft<'caseFile.missed', { readonly number: number; readonly expectedMs: number }>
  /** Its promise is kept: `by`, a further attempt of the same case, was approved. Closed by that fact, nobody's word is needed. */
  | Draft<'caseFile.fulfilled', { readonly number: number; readonly by: TransactionId }>
  /** Only with an outcome, on a manager's word. */
  | Draft<'caseFile.closed', { readonly number: number; readonly how: string; readonly manager: string }>;
