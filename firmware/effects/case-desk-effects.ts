/** What the conversation about a case file does: find it, open it, write the state down for the customer and the report for the acquirer (C7, C8). */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { statusCopyId, type TransactionId, tenderOf } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { CaseOnDesk } from '../machines/case-desk.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { judgeMissed } from '../rules/arrivals.ts';
import { DAY_MS } from '../rules/calendar.ts';
import { readCaseCode, statusOf, whatToBring } from '../rules/case-status.ts';
import type { Refusal } from '../rules/verdict.ts';
import { expectedOf } from './arrival.ts';
import { casePackage } from './case-package.ts';
import { latestReceipt, lookUp } from './flow-effects.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { type RefusedByJournal, refusable } from './refusable.ts';

export function caseDeskEffects(ports: Ports, paper: Pick<PaperWork, 'debtAdded'>): ConversationEffects['caseDesk'] {
  const { journal } = ports;
  return {
    findCase: ({ self }, { searched }) => {
      const row = rowOf(ports, searched);
      self.send(row === null ? { type: 'case.notFound', searched } : { type: 'case.seen', found: onDesk(ports, row) });
    },
    requestStatus: ({ self }, { txn }) =>
      act(ports, txn, self.send, (row, number) => {
        const n = journal.counters().entries + 1;
        const reference = journal.caseFile(number)?.reference ?? null;
        const body = {
          number,
          copy: statusCopyId(txn, n),
          n,
          status: statusOf(row),
          expectedMs: expectedOf(ports, row),
          reference,
        };
        journal.append([{ type: 'caseFile.slipRequested', txn, body }], ports.stamp());
        paper.debtAdded();
        return null;
      }),
    writeReport: ({ self }, { txn }) => {
      const folder = ports.outgoing;
      if (folder === null) {
        self.send({ type: 'report.failed', why: '-' });
        return;
      }
      act(ports, txn, self.send, (row, number) => {
        const { name, bytes, sha256, headHash } = casePackage(ports, number, row);
        const problem = written(() => folder.write(name, bytes));
        if (problem !== null) return { type: 'report.failed', why: problem };
        journal.append(
          [{ type: 'caseFile.packed', txn, body: { number, file: name, sha256, headHash } }],
          ports.stamp(),
        );
        return { type: 'report.written', file: name };
      });
    },
    recordMissed: ({ self }, { txn }) => recordMissed(ports, txn, self.send),
    recordReference: ({ self }, { txn, reference, days }) =>
      act(ports, txn, self.send, (_, number) => {
        const stamp = ports.stamp();
        const remindMs = stamp.atMs + (days ?? ports.policy.caseFiles.remindDays) * DAY_MS;
        journal.append([{ type: 'caseFile.answered', txn, body: { number, reference, remindMs } }], stamp);
        return null;
      }),
  };
}

/** With the open file of the refund, or one that is opened in the same append: due from now on. */
function recordMissed(ports: Ports, txn: TransactionId, send: (told: Told) => void): void {
  const { journal, utcOffsetMinutes } = ports;
  const row = journal.transaction(txn);
  if (row === null) throw new Error(`there is no transaction ${txn}`);
  const stamp = ports.stamp();
  const { atMs: nowMs } = stamp;
  const facts = { status: statusOf(row), expectedMs: expectedOf(ports, row), nowMs };
  const verdict = judgeMissed({ ...facts, utcOffsetMinutes: utcOffsetMinutes(nowMs) });
  if (!verdict.allowed) {
    send({ type: 'missed.refused', refusal: verdict });
    return;
  }
  const open = journal.openCaseFiles().find((file) => file.txn === txn)?.number ?? null;
  const number = open ?? journal.nextCaseFile();
  const opening: EntryDraft = { type: 'caseFile.opened', txn, body: { number, remindMs: nowMs } };
  const missed: EntryDraft = { type: 'caseFile.missed', txn, body: { number, expectedMs: verdict.expectedMs } };
  refusable(send, () => {
    journal.append([...(open === null ? [opening] : []), missed], stamp);
    send({ type: 'case.seen', found: onDesk(ports, row) });
  });
}

type Told =
  | { readonly type: 'case.seen'; readonly found: CaseOnDesk }
  | { readonly type: 'missed.refused'; readonly refusal: Refusal }
  | { readonly type: 'report.written'; readonly file: string }
  | { readonly type: 'report.failed'; readonly why: string }
  | RefusedByJournal;

/** With the open file of the transaction, opened now where there is none; then the case is shown as it stands. */
function act(
  ports: Ports,
  txn: TransactionId,
  send: (told: Told) => void,
  doing: (row: TransactionRow, number: number) => Told | null,
): void {
  const { journal } = ports;
  const row = journal.transaction(txn);
  if (row === null) throw new Error(`there is no transaction ${txn}`);
  refusable(send, () => {
    const told = doing(row, openFile(ports, row));
    send({ type: 'case.seen', found: onDesk(ports, row) });
    if (told !== null) send(told);
  });
}

/** @returns its number. The first reminder comes when the money should be there, and not before the days of the policy. */
function openFile(ports: Ports, row: TransactionRow): number {
  const { journal } = ports;
  const open = journal.openCaseFiles().find(({ txn }) => txn === row.txn);
  if (open !== undefined) return open.number;
  const number = journal.nextCaseFile();
  const stamp = ports.stamp();
  const remindMs = Math.max(stamp.atMs + ports.policy.caseFiles.remindDays * DAY_MS, expectedOf(ports, row) ?? 0);
  const draft: EntryDraft = { type: 'caseFile.opened', txn: row.txn, body: { number, remindMs } };
  journal.append([draft], stamp);
  return number;
}

/** By the code of a file, else by whatever stands on a slip; by nothing: the latest receipt. */
function rowOf({ journal }: Ports, searched: string): TransactionRow | null {
  if (searched === '') return latestReceipt(journal);
  const number = readCaseCode(searched);
  const file = number === null ? null : journal.caseFile(number);
  return file === null ? lookUp(journal, searched) : journal.transaction(file.txn);
}

function onDesk(
  ports: Ports,
  { txn, kind, state, needsReversal, amountMinor, currency, card, rrn }: TransactionRow,
): CaseOnDesk {
  const file = ports.journal.openCaseFiles().find((one) => one.txn === txn) ?? null;
  const row = ports.journal.transaction(txn);
  const status = statusOf({ kind, state, needsReversal });
  return {
    ...{ txn, kind, amountMinor, currency, status, rrn },
    maskedPan: card.maskedPan,
    bring: whatToBring(status, tenderOf(card)),
    expectedMs: row === null ? null : expectedOf(ports, row),
    file,
  };
}

/** @returns what the disk says against it; null: it is written. */
function written(write: () => void): string | null {
  try {
    write();
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
