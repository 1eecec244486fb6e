/**
 * A promised refund whose attempt came to nothing (requirements D7, D17): the customer still waits for the money. Its case file is opened with the very entry that
 * ends the attempt, so that it stands on the list of what is left to do until a manager says how it ended.
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
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

/**
 * The promise is kept after all: a further attempt of the same case was approved, and the file that its failure had opened is closed by that fact. A file that the
 * acquirer was asked about stays: somebody has to call it off.
 * @param of what is being approved: only money that goes back keeps a promise, not the new goods of an exchange. To be appended behind its approval
 */
export function fulfilledFile(
  { journal }: Pick<Ports, 'journal'>,
  { txn, kind, tags }: Pick<TransactionRow, 'txn' | 'kind' | 'tags'>,
): readonly EntryDraft[] {
  if (kind !== 'refund' && kind !== 'void') return [];
  const file = journal
    .openCaseFiles()
    .find((open) => tags.includes(`case:${open.txn}`) && open.packedMs === null && open.reference === null);
  return file === undefined
    ? []
    : [{ type: 'caseFile.fulfilled', txn: file.txn, body: { number: file.number, by: txn } }];
}

/** The file that this attempt has closed; null: none. */
export function fileClosedBy(journal: Journal, caseId: TransactionId, by: TransactionId): number | null {
  const closed = journal
    .timeline(caseId)
    .findLast((entry) => entry.type === 'caseFile.fulfilled' && entry.body.by === by);
  return closed?.type === 'caseFile.fulfilled' ? closed.body.number : null;
}
