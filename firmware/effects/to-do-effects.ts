/** What is left for people to do, read from the journal; and its end, journaled with whose word it was. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { OutageDifference } from '../../storage/facts.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { dateAndMinute } from '../receipts/civil-time.ts';
import { fileDueMs } from '../rules/arrivals.ts';
import { isOverdue, type ToDoItem } from '../rules/to-do.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';

/** As many as one digit can choose. */
const MOST_SHOWN = 9;

export function toDoEffects(ports: Ports): ConversationEffects['toDo'] {
  const { journal, stamp } = ports;
  return {
    findToDo: ({ self }) =>
      self.send({ type: 'toDo.found', items: toDo(ports).slice(0, MOST_SHOWN), nowMs: stamp().atMs }),
    endToDo: ({ self }, { item, code, manager }) => {
      const draft = endOf(item, code, manager);
      refusable(self.send, () => {
        journal.append([draft], stamp());
        self.send({ type: 'toDo.ended' });
      });
    },
  };
}

function endOf(item: ToDoItem, code: string, manager: string): EntryDraft {
  const { txn } = item;
  switch (item.what) {
    case 'promise':
      return { type: 'refund.cancelled', txn, body: { why: `${code} (${manager})` } };
    case 'alternative':
      return { type: 'alternative.ended', txn, body: { how: code, by: manager } };
    case 'case':
      return { type: 'case.closed', txn, body: { case: item.caseId, why: code, manager } };
    case 'caseFile':
      return { type: 'caseFile.closed', txn, body: { number: item.number, how: code, manager } };
    case 'task':
      return { type: 'task.done', txn, body: { finding: `${code} (${manager})` } };
  }
}

function toDo(ports: Ports): readonly ToDoItem[] {
  const { journal } = ports;
  const promises = journal.deferredRefunds().map((row): ToDoItem => {
    const deferred = journal.timeline(row.txn).find(({ type }) => type === 'refund.deferred');
    return {
      what: 'promise',
      txn: row.txn,
      amountMinor: row.amountMinor,
      currency: row.currency,
      maskedPan: row.card.maskedPan,
      phoneLast4: deferred?.type === 'refund.deferred' ? deferred.body.customerPhoneLast4 : '',
      sinceMs: row.createdAtMs,
      dueMs: row.promisedForMs ?? row.createdAtMs,
    };
  });
  const given = journal.openAlternatives().map((row): ToDoItem => ({ what: 'alternative', ...row }));
  const tasks = journal
    .tasks()
    .map((task): ToDoItem => ({ what: 'task', ...task, difference: inLocalTime(ports, task.difference) }));
  const cases = journal.openCases().map((row): ToDoItem => ({ what: 'case', ...row }));
  const files = journal.openCaseFiles().map((row): ToDoItem => ({ what: 'caseFile', ...row, dueMs: fileDueMs(row) }));
  const { atMs } = ports.stamp();
  const due = files.filter((item) => 'dueMs' in item && isOverdue(item, atMs));
  return [...promises, ...cases, ...due, ...tasks, ...given, ...files.filter((item) => !due.includes(item))];
}

/** The span of what may be missing after a restore, as the clock on the wall shows it. */
function inLocalTime({ utcOffsetMinutes }: Ports, difference: OutageDifference): OutageDifference {
  if (difference.what !== 'restored') return difference;
  const text = (seconds: string): string => {
    const atMs = Number(seconds) * 1_000;
    return dateAndMinute({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) }).slice(5);
  };
  return { ...difference, ours: text(difference.ours), theirs: text(difference.theirs) };
}
