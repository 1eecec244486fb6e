/**
 * A promised refund whose attempt came to nothing (requirements D7, D17): the customer still waits for the money. Its case file is opened with the very entry that
 * ends the attempt, so that it stands on the list of what is left to do until a manager says how it ended.
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { Ports } from './ports.ts';

/** Empty for what was not promised, or has its file. To be appended with the entry that ends the attempt without money. */
export function promiseFile(
  { journal, stamp }: Pick<Ports, 'journal' | 'stamp'>,
  txn: TransactionId,
): readonly EntryDraft[] {
  const isPromise = (journal.transaction(txn)?.promisedForMs ?? null) !== null;
  if (!isPromise || journal.openCaseFiles().some((file) => file.txn === txn)) return [];
  return [{ type: 'caseFile.opened', txn, body: { number: journal.nextCaseFile(), remindMs: stamp().atMs } }];
}
