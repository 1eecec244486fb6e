/** The state of a case on paper: as it stood when it was asked for, so that each rendering is the same. */
import { type CopyId, tenderOf } from '../../../storage/facts.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { CaseStatusFacts, Moment, SlipHead } from '../../receipts/slip-facts.ts';
import { caseCode, whatToBring } from '../../rules/case-status.ts';
import type { Ports } from '../ports.ts';

/** @throws Error when nobody has asked for it: a bug, since its copy is owed from that entry on. */
export function caseStatusFacts(
  { journal }: Ports,
  head: SlipHead,
  row: TransactionRow,
  copy: CopyId,
  moment: (atMs: number) => Moment,
): CaseStatusFacts {
  const story = journal.timeline(row.txn);
  const asked = story.find((entry) => entry.type === 'caseFile.slipRequested' && entry.body.copy === copy);
  if (asked?.type !== 'caseFile.slipRequested') throw new Error(`${copy} was not asked for`);
  const { number, status, expectedMs, reference } = asked.body;
  const isMissed = story.some(
    ({ type, seq, body }) => type === 'caseFile.missed' && seq < asked.seq && body.number === number,
  );
  return {
    ...head,
    kind: 'caseStatus',
    what: row.kind,
    transaction: row,
    code: caseCode(number),
    status,
    askedAt: moment(asked.atMs),
    expected: expectedMs === null ? null : moment(expectedMs),
    ...(isMissed ? { missed: true as const } : {}),
    reference,
    bring: whatToBring(status, tenderOf(row.card)),
  };
}
