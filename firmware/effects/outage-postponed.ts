/** What an outage left to be compared when its batch is settled (requirement D8): said and closed with the entry that ends the batch. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { Ports } from './ports.ts';

type Ended = Extract<EntryDraft, { type: 'settlement.ended' }>;

/**
 * The tasks of that batch end with what its settlement found; where it found a transaction of an outage to differ, that is a task of its own, with the
 * same owner.
 */
export function comparedBySettlement(ports: Ports, batch: string, ended: Ended): readonly EntryDraft[] {
  const { journal } = ports;
  const waiting = journal
    .tasks()
    .filter(
      ({ difference: { what, theirs, subject } }) => what === 'not-compared' && theirs === 'batch' && subject === batch,
    );
  const [first] = waiting;
  if (first === undefined) return [];
  const differing = ended.body.differences.flatMap(({ txn, stan, what, code }): readonly EntryDraft[] => {
    const row = journal.transaction(txn);
    if (row === null || !row.tags.includes('no-paper')) return [];
    const theirs = code === null ? what : `${what} ${code}`;
    const difference = { what: 'acquirer-differs', subject: stan ?? '-', ours: row.state, theirs } as const;
    return [{ type: 'task.opened', txn: ports.nextTransactionId(), body: { difference, owner: first.owner } }];
  });
  const finding = differing.length === 0 ? 'settled: nothing differs' : `settled: ${differing.length} differ`;
  return [...waiting.map(({ txn }): EntryDraft => ({ type: 'task.done', txn, body: { finding } })), ...differing];
}
