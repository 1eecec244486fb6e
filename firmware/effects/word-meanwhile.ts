/**
 * A person may end a debt to the acquirer while its message is on the line (requirement C3). The word stands: silence changes nothing any more, and what the
 * acquirer answers decides nothing, but stands beside the word as evidence (promise 3). The totals of the settlement name what contradicts it.
 */
import type { TransactionId } from '../../storage/facts.ts';
import type { Ports } from './ports.ts';

/** @param what the message that was on the line; `responseCode` DE 39 of the answer to it */
export function noteAfterWord(
  { journal, stamp }: Pick<Ports, 'journal' | 'stamp'>,
  txn: TransactionId,
  what: 'reversal' | 'advice' | 'script' | 'enquiry',
  responseCode: string,
): void {
  const body = { what: 'answer-after-word', detail: `${what}: ${responseCode}` };
  journal.append([{ type: 'evidence.noted', txn, body }], stamp());
}
