/**
 * What a settlement does at the acquirer: each message stands in the journal before it leaves, each answer is flagged there with its
 * consequence, so that a power cut at any point goes on at the same step (facts/acquirer §1.5, §2.2 rule 11).
 */

import type { AcquirerAnswer, AcquirerRequest } from '../../drivers/acquirer/acquirer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import {
  batchNumber,
  type OpenItem,
  type SettledTotals,
  type SettlementResult,
  type TransactionId,
} from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { BatchRecord, SettlementRow } from '../../storage/journal/settlement-models.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { SETTLEMENT_EXCHANGE } from '../machines/acquiring-desk.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import { DAY_MS } from '../rules/calendar.ts';
import { responseAction } from '../rules/response-codes.ts';
import { claims } from '../rules/settlement-claims.ts';
import { isUploaded, type SettlementStep, settlementStep, traceDifferences } from '../rules/settlement-steps.ts';
import { expectation } from './arrival.ts';
import { comparedBySettlement, missedAtDayClose } from './outage-postponed.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { fulfilledFile } from './promise-file.ts';
import { approvedBody, cardOnFile, describeOriginal } from './request-facts.ts';
import { chipCardOf } from './script-effects.ts';

type Settling = Pick<AcquiringEffects, 'submitSettlement' | 'recordSettlementAnswered' | 'recordSettlementUnanswered'>;

/** What comes before a settlement, oldest first: reversals that are owed, refunds that nobody can answer for, script results not answered. */
export function openItems(journal: Journal): readonly OpenItem[] {
  return [
    ...journal.reversals().map(({ txn }): OpenItem => ({ txn, what: 'reversal' })),
    ...journal.openOutcomes().map(({ txn }): OpenItem => ({ txn, what: 'outcome' })),
    ...journal.scripts().map(({ txn }): OpenItem => ({ txn, what: 'script' })),
  ];
}

function nextStep(journal: Journal, settlement: SettlementRow): SettlementStep {
  return settlementStep(settlement, openItems(journal), journal.batchRecords());
}

export function settlementDuty(journal: Journal): 'none' | 'due' | 'blocked' {
  const settlement = journal.settlement();
  if (settlement === null) return 'none';
  return nextStep(journal, settlement).do === 'wait' ? 'blocked' : 'due';
}

/** What the acquirer will be told of the open batch. */
export function totalsOf({ journal, currency }: Ports): SettledTotals {
  const [totals] = journal.totals();
  if (totals === undefined)
    return { currency, saleCount: 0, saleMinor: 0, voidCount: 0, voidMinor: 0, refundCount: 0, refundMinor: 0 };
  const { batch: _, ...rest } = totals;
  return rest;
}

export function settlementEffects(ports: Ports, paper: PaperWork): Settling {
  const { journal, acquirer, stamp } = ports;
  return {
    submitSettlement: ({ self }) => {
      const settlement = underWay(journal);
      const { request, draft } = message(ports, settlement, nextStep(journal, settlement));
      const prepared = acquirer.prepare(SETTLEMENT_EXCHANGE, request);
      journal.append([draft], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    recordSettlementAnswered: ({ self }, { answer }) => {
      const forward = recordAnswer(ports, paper, underWay(journal), answer);
      self.send({ type: 'settlement.recorded', forward });
    },

    recordSettlementUnanswered: ({ self }, { cause }) => {
      const { txn, attempts } = underWay(journal);
      const body = { attempt: attempts, cause, responseCode: null };
      journal.append([{ type: 'settlement.unanswered', txn, body }], stamp());
      self.send({ type: 'settlement.recorded', forward: false });
    },
  };
}

function underWay(journal: Journal): SettlementRow {
  const settlement = journal.settlement();
  if (settlement === null) throw new Error('no settlement is under way');
  return settlement;
}

interface Message {
  readonly request: AcquirerRequest;
  readonly draft: EntryDraft;
}

function message(ports: Ports, settlement: SettlementRow, step: SettlementStep): Message {
  const { journal, stamp } = ports;
  const { nextStan: stan, batch } = journal.counters();
  const { txn } = settlement;
  const attempt = settlement.attempts + 1;
  switch (step.do) {
    case 'wait':
      throw new Error('a settlement that must wait was sent');
    case 'totals': {
      const totals = totalsOf(ports);
      return {
        request: {
          kind: 'settlement',
          stan,
          batch,
          operator: stamp().operator,
          ...claims(totals),
        },
        draft: { type: 'settlement.sent', txn, body: { stan, batch, attempt, totals } },
      };
    }
    case 'sales': {
      const records = step.records.map((record) => uploadRecord(journal, record));
      const body = { stan, batch, attempt, what: 'sales' as const, records: step.records };
      return {
        request: { kind: 'batchUpload', stan, batch, records },
        draft: { type: 'settlement.uploadSent', txn, body },
      };
    }
    case 'chip':
    case 'refund':
    case 'advice':
      return singleMessage(ports, settlement, step.do, step.record);
    case 'end':
      return {
        request: { kind: step.balanced ? 'batchEndBalanced' : 'batchEnd', stan, batch, count: step.count },
        draft: {
          type: 'settlement.uploadSent',
          txn,
          body: { stan, batch, attempt, what: 'end', records: [] },
        },
      };
  }
}

/** Under its own trace number, by which the host knows it; under a new one it would be booked a second time. */
function singleMessage(
  ports: Ports,
  settlement: SettlementRow,
  what: 'chip' | 'refund' | 'advice',
  record: TransactionId,
): Message {
  const { journal } = ports;
  const row = journal.transaction(record);
  if (row === null || row.stan === null) throw new Error(`${record} was never sent`);
  const { stan, amountMinor } = row;
  const { batch } = settlement;
  const body = { stan, batch, attempt: settlement.attempts + 1, what, records: [record] };
  const draft: EntryDraft = { type: 'settlement.uploadSent', txn: settlement.txn, body };
  const single = { stan, batch, amountMinor };
  if (what === 'chip') {
    const original = describeOriginal(ports, { original: record }, 'if-told');
    return { request: { kind: 'batchChip', ...single, card: chipCardOf(journal, row), original }, draft };
  }
  const card = cardOnFile(panOf(journal, record), row.card);
  const kind = what === 'refund' ? 'batchRefund' : 'batchAdvice';
  return { request: { kind, ...single, card, original: describeOriginal(ports, row) }, draft };
}

function uploadRecord(journal: Journal, txn: TransactionId) {
  const row = journal.transaction(txn);
  if (row === null || row.stan === null) throw new Error(`${txn} was never sent`);
  // A payment code is no card number: its record names none.
  const pan = row.card.entryMode === 'qr' ? '0' : panOf(journal, txn);
  const scheme = row.scheme === null ? ('00' as const) : ('01' as const);
  return { scheme, stan: row.stan, pan, amountMinor: row.amountMinor };
}

function panOf(journal: Journal, txn: TransactionId): string {
  const pan = journal.secret(txn, 'pan');
  if (pan === null) throw new Error(`the card number of ${txn} is needed until its batch is closed`);
  return pan;
}

/** @returns whether it was a step forward; else the same message comes again. */
function recordAnswer(ports: Ports, paper: PaperWork, settlement: SettlementRow, answer: AcquirerAnswer): boolean {
  const { inFlight } = settlement;
  if (inFlight === null) throw new Error('an answer to nothing that was sent');
  if (inFlight.what === 'totals') return recordResult(ports, paper, settlement, resultOf(answer));
  const fate = fateOf(answer.responseCode);
  if (fate === 'accepted') return recordAccepted(ports, paper, settlement, answer);
  const { txn, attempts } = settlement;
  const { records } = inFlight;
  const { responseCode } = answer;
  const draft: EntryDraft =
    fate === 'refused' && records.length > 0
      ? { type: 'settlement.uploadRefused', txn, body: { records, responseCode } }
      : { type: 'settlement.unanswered', txn, body: { attempt: attempts, cause: 'refused', responseCode } };
  ports.journal.append([draft], ports.stamp());
  return draft.type === 'settlement.uploadRefused';
}

/** 0510 has flags and no DE 39 (facts §1.5); another profile may answer with a code, 95 where the totals differ. */
function resultOf({ settlement, responseCode }: AcquirerAnswer): SettlementResult {
  if (settlement !== undefined) {
    const both = [settlement.domestic, settlement.foreign];
    return both.includes('error') ? 'error' : both.includes('notBalanced') ? 'notBalanced' : 'balanced';
  }
  if (responseAction(responseCode).action === 'approve') return 'balanced';
  return responseCode === '95' ? 'notBalanced' : 'error';
}

/** `again`: the code speaks of now, not of the record. */
function fateOf(responseCode: string): 'accepted' | 'refused' | 'again' {
  const { action } = responseAction(responseCode);
  if (action === 'approve') return 'accepted';
  return action === 'tryLater' || action === 'retrySame' || action === 'signOnThenRetry' ? 'again' : 'refused';
}

/** Where the totals differ everything goes up; what chips said goes up always (facts §1.5). */
function wantsUpload({ acquirer, journal }: Ports, result: SettlementResult): boolean {
  if (result === 'notBalanced') return acquirer.carries('batchUpload');
  if (result !== 'balanced' || !acquirer.carries('batchChip')) return false;
  return journal.batchRecords().some((record) => record.isChip && isUploaded(record));
}

function recordResult(ports: Ports, paper: PaperWork, settlement: SettlementRow, result: SettlementResult): boolean {
  const { txn } = settlement;
  const upload = wantsUpload(ports, result);
  const answered: EntryDraft = { type: 'settlement.answered', txn, body: { result, upload } };
  // The batch advances with the answer that ends it (design §13; museum: liaoyang-20080516).
  if (upload || result === 'error') ports.journal.append([answered], ports.stamp());
  else paper.appendAndPrintFirst([answered, ...endedDrafts(ports, { ...settlement, result }, null)], txn);
  return result !== 'error';
}

function recordAccepted(ports: Ports, paper: PaperWork, settlement: SettlementRow, answer: AcquirerAnswer): boolean {
  const { txn, inFlight } = settlement;
  if (inFlight?.what === 'end') {
    paper.appendAndPrintFirst(endedDrafts(ports, settlement, null), txn);
    return true;
  }
  const records = inFlight?.records ?? [];
  const drafts: EntryDraft[] = [{ type: 'settlement.uploaded', txn, body: { records } }];
  for (const record of records) {
    const row = ports.journal.transaction(record);
    if (row?.state === 'unknown') drafts.push(approvedByUpload(ports, row, answer), ...fulfilledFile(ports, row));
  }
  ports.journal.append(drafts, ports.stamp());
  if (drafts.length > 1) paper.debtAdded();
  return true;
}

/** The answer to its upload ends the doubt about a refund or an advice: it is in the host's books now, once (rule 6b). */
function approvedByUpload(ports: Ports, row: TransactionRow, answer: AcquirerAnswer): EntryDraft {
  const body = { ...approvedBody(answer), ...expectation(ports, row) };
  return { type: `${row.kind}.approved`, txn: row.txn, body };
}

/** @param manager who closes it by hand, null where the acquirer has. */
export function endedDrafts(ports: Ports, settlement: SettlementRow, manager: string | null): readonly EntryDraft[] {
  const { journal, policy, stamp } = ports;
  const records = journal.batchRecords().map((record) => ({ ...record, ...endOf(journal, settlement, record) }));
  const openCases = journal.openCases().map(({ txn, wants }) => ({ txn, wants }));
  const ended = {
    type: 'settlement.ended' as const,
    txn: settlement.txn,
    body: {
      nextBatch: batchNumber((Number(settlement.batch) % 999_999) + 1),
      by: manager === null ? ('acquirer' as const) : ('manager' as const),
      manager,
      differences: traceDifferences(settlement, records),
      ...(openCases.length === 0 ? {} : { openCases }),
      keepCardsFromMs: Math.max(0, stamp().atMs - policy.refund.windowDays * DAY_MS),
      copies: ['merchant'] as const,
    },
  };
  return [ended, ...comparedBySettlement(ports, settlement.batch, ended), ...missedAtDayClose(ports)];
}

/** How the doubtful ones ended: with which code, or by whose word. Reads their entries only. */
function endOf(
  journal: Journal,
  settlement: SettlementRow,
  record: BatchRecord,
): { code: string | null; byHand: boolean } {
  const suspect = record.upload === 'refused' || record.state === 'reversed' || record.responseCode === null;
  if (!suspect) return { code: null, byHand: false };
  const end = journal
    .timeline(record.txn)
    .findLast(({ type }) => type.startsWith('reversal.') || type.endsWith('.resolved'));
  const byHand = end?.type.endsWith('.resolved') === true;
  if (end?.type === 'reversal.accepted') return { code: end.body.responseCode, byHand };
  return { code: refusedWith(journal, settlement, record.txn), byHand };
}

function refusedWith(journal: Journal, { txn }: SettlementRow, record: TransactionId): string | null {
  const refused = journal
    .timeline(txn)
    .find((entry) => entry.type === 'settlement.uploadRefused' && entry.body.records.includes(record));
  return refused?.type === 'settlement.uploadRefused' ? refused.body.responseCode : null;
}

/** Of the records that an upload carries: how many are done, how many there are. */
export function uploadProgress(journal: Journal): { readonly done: number; readonly all: number } {
  const balanced = journal.settlement()?.result === 'balanced';
  const records = journal
    .batchRecords()
    .filter((record) => record.upload !== null || (isUploaded(record) && (record.isChip || !balanced)));
  return { done: records.filter((record) => record.upload !== null).length, all: records.length };
}
