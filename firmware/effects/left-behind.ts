/**
 * Slips of a printer that nobody will ask any more, because another one stands in its place or slips come out elsewhere (design §6). What that printer
 * holds may still come out: so a slip is void only where its end had not left the terminal; any other is in doubt, and its next one a marked duplicate.
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import type { Journal } from '../../storage/journal/journal.ts';

/** @param cause for the journal, e.g. `another printer` */
export function slipsLeftBehind(journal: Pick<Journal, 'copiesOwed'>, cause: string): readonly EntryDraft[] {
  return journal
    .copiesOwed()
    .filter(isInHand)
    .map((row) => leftBehind(row, cause));
}

const isInHand = ({ state }: CopyRow): boolean => state === 'started' || state === 'held';

function leftBehind({ txn, copy, slip, state, proven, handedOver, segments }: CopyRow, cause: string): EntryDraft {
  if (slip === null) throw new Error(`${copy} was started without a slip`);
  return state === 'held' && handedOver < segments
    ? { type: 'receipt.notPrinted', txn, body: { copy, slip, proof: 'never-sent', proven } }
    : { type: 'receipt.doubtful', txn, body: { copy, slip, cause, proven } };
}
