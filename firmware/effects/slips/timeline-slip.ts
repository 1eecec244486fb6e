/** From the journal to the timeline on paper: as it stood when the slip was asked for, so that each rendering is the same. */
import type { CopyId } from '../../../storage/facts.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { SlipHead, TimelineSlipFacts } from '../../receipts/slip-facts.ts';
import { storyOf, timelineOf } from '../../rules/timeline.ts';
import type { Ports } from '../ports.ts';
import { momentsOf } from './slip-parts.ts';

/** @throws Error when nobody has asked for it: a bug, since its copy is owed from that entry on. */
export function timelineSlipFacts(ports: Ports, head: SlipHead, row: TransactionRow, copy: CopyId): TimelineSlipFacts {
  const story = storyOf(ports.journal, row.txn);
  const asked = story.find((entry) => entry.type === 'timeline.requested' && entry.body.copy === copy);
  const [first] = story;
  const moment = momentsOf(ports);
  if (asked === undefined || first === undefined) throw new Error(`${copy} was not asked for`);
  return {
    ...head,
    kind: 'timeline',
    what: row.kind,
    transaction: row,
    payee: ports.journal.payeeAt(first.seq),
    lines: timelineOf(story, asked.seq).map(({ atMs, operator, what, detail }) => ({
      at: moment(atMs),
      operator,
      what,
      detail,
    })),
  };
}
