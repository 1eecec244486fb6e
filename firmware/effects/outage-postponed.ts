/** What outages left to be compared when a batch is settled (requirements D8, G4): said and closed with the entry that ends the batch. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { missingSlips } from './outage-figures.ts';
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

/** The day is closed: a slip of the stock that was used and that nobody has entered is somebody's task from now on, once. */
export function missedAtDayClose(ports: Ports): readonly EntryDraft[] {
  const named = new Set(ports.journal.outageChecks().missed.map(({ number }) => number));
  const { operator: owner } = ports.stamp();
  return missingSlips(ports)
    .filter((number) => !named.has(number))
    .map((number): EntryDraft => {
      const subject = String(number).padStart(6, '0');
      const difference = { what: 'hand-slip-missing', subject, ours: '', theirs: '' } as const;
      return { type: 'task.opened', txn: ports.nextTransactionId(), body: { difference, owner } };
    });
}
