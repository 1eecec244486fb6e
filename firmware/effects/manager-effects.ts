/** What the conversations about settlement and unresolved outcomes do: look, start, take back, sign. Answers come back as events. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { SettlementRow } from '../../storage/journal/settlement-models.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { RESOLUTIONS } from '../rules/resolutions.ts';
import { unsignedItems } from '../rules/settlement-steps.ts';
import type { SettlementStatus, UnresolvedItem } from '../screens/manager-views.ts';
import { expectation } from './arrival.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { fulfilledFile, promiseFile } from './promise-file.ts';
import { refusable } from './refusable.ts';
import { COPIES } from './request-facts.ts';
import { endedDrafts, openItems, totalsOf, uploadProgress } from './settlement-effects.ts';
import { caseSentences, differenceSentences, openItemWords } from './slips/acquirer-slips.ts';

export function settlementFlowEffects(ports: Ports, paper: PaperWork): ConversationEffects['settlement'] {
  const { journal, stamp } = ports;
  const seen = (txn: TransactionId) => ({ type: 'settlement.seen' as const, status: statusOf(ports, txn) });
  return {
    lookAtSettlement: ({ self }, { txn }) => self.send(seen(txn)),

    startSettlement: ({ self }, { txn }) =>
      refusable(self.send, () => {
        const { batch } = journal.counters();
        journal.append([{ type: 'settlement.started', txn, body: { batch } }], stamp());
        self.send(seen(txn));
      }),

    cancelSettlement: ({ self }, { txn }) =>
      refusable(self.send, () => {
        journal.append([{ type: 'settlement.cancelled', txn, body: { why: 'operator' } }], stamp());
        self.send(seen(txn));
      }),

    // The signature is for what the screen showed; where the journal has moved on meanwhile, it refuses or the page is shown anew.
    signSettlement: (_, { txn, manager }) => {
      const settlement = journal.settlementOf(txn);
      if (settlement === null) return;
      if (settlement.step === 'uploading') {
        if (settlement.refused === null || settlement.inFlight !== null) return;
        paper.appendAndPrintFirst(endedDrafts(ports, settlement, manager), txn);
      } else if (settlement.step === 'started' || settlement.step === 'sent') {
        const exceptions = openItems(journal);
        journal.append([{ type: 'settlement.excepted', txn, body: { exceptions, manager } }], stamp());
      }
    },
  };
}

function statusOf(ports: Ports, txn: TransactionId): SettlementStatus {
  const { journal } = ports;
  const settlement = journal.settlementOf(txn);
  if (settlement === null) {
    const { batch, batchCount } = journal.counters();
    const openCases = caseSentences(journal, journal.openCases());
    return { is: 'offered', batch, totals: totalsOf(ports), records: batchCount, openCases };
  }
  if (settlement.step === 'ended') return endedStatus(ports, settlement);
  const items = settlement.step === 'uploading' ? [] : unsignedItems(settlement.exceptions, openItems(journal));
  const mayCancel = settlement.step === 'started';
  if (items.length > 0) return { is: 'blocked', items: items.map((item) => openItemWords(journal, item)), mayCancel };
  const { batch, step, failures, refused } = settlement;
  return { is: 'running', batch, step, ...uploadProgress(journal), failures, refused, mayCancel };
}

function endedStatus(ports: Ports, settlement: SettlementRow): SettlementStatus {
  const ended = ports.journal.timeline(settlement.txn).find((entry) => entry.type === 'settlement.ended');
  const body = ended?.type === 'settlement.ended' ? ended.body : null;
  const differences = body === null ? [] : differenceSentences(ports.journal, settlement, body);
  const openCases = caseSentences(ports.journal, body?.openCases ?? []);
  const { batch, result, totals } = settlement;
  return { is: 'ended', batch, result, totals: totals ?? totalsOf(ports), differences, openCases };
}

export function resolutionEffects(ports: Ports, paper: PaperWork): ConversationEffects['resolution'] {
  const { journal } = ports;
  return {
    findUnresolved: ({ self }) => {
      const items = unresolved(journal);
      self.send({ type: 'unresolved.found', item: items[0] ?? null, waiting: items.length });
    },

    resolve: ({ self }, { item, choice, evidence, manager }) =>
      refusable(self.send, () => {
        resolveItem(ports, paper, item, { choice, evidence, manager });
        self.send({ type: 'unresolved.resolved' });
      }),
  };
}

/** Also from the maintenance port. `choice`: index into the resolutions of this kind of item. @throws JournalRefused */
export function resolveItem(
  ports: Ports,
  paper: PaperWork,
  { txn, what }: Pick<UnresolvedItem, 'txn' | 'what'>,
  { choice, evidence, manager }: { readonly choice: number; readonly evidence: string; readonly manager: string },
): void {
  const resolution = RESOLUTIONS[what][choice];
  if (resolution === undefined) throw new Error(`there is no resolution ${choice} of a ${what}`);
  const word = { manager, reason: resolution.reason, evidence };
  const { approved } = resolution;
  const decided = { ...word, approved, copies: approved ? COPIES : [] };
  const draft: EntryDraft =
    what === 'reversal' || what === 'script'
      ? { type: `${what}.resolved`, txn, body: word }
      : what === 'advice'
        ? { type: 'completionAdvice.resolved', txn, body: decided }
        : {
            type: 'refund.resolved',
            txn,
            body: { ...decided, ...(approved ? expectation(ports, { txn, kind: 'refund' }) : {}) },
          };
  const row = ports.journal.transaction(txn);
  const fulfilled = row === null ? [] : fulfilledFile(ports, row);
  ports.journal.append([draft, ...(approved ? fulfilled : promiseFile(ports, txn))], ports.stamp());
  if (approved) paper.debtAdded();
}

/** Oldest first: reversals that were escalated, refunds of unknown outcome, advices and script results that were escalated. */
export function unresolved(journal: Journal): readonly UnresolvedItem[] {
  const reversals = journal
    .reversals()
    .filter((reversal) => reversal.state === 'needsHuman')
    .map(({ txn, attempts }) => itemOf(journal, txn, 'reversal', attempts));
  const refunds = journal
    .openOutcomes()
    .filter((row) => row.state === 'unknown' && row.kind === 'refund')
    .map(({ txn }) => itemOf(journal, txn, 'refund', 0));
  const advices = journal
    .advices()
    .filter((advice) => advice.state === 'needsHuman')
    .map(({ txn, attempts }) => itemOf(journal, txn, 'advice', attempts));
  const scripts = journal
    .scripts()
    .filter((script) => script.state === 'needsHuman')
    .map(({ txn, attempts }) => itemOf(journal, txn, 'script', attempts));
  return [...reversals, ...refunds, ...advices, ...scripts];
}

function itemOf(journal: Journal, txn: TransactionId, what: UnresolvedItem['what'], attempts: number): UnresolvedItem {
  const row = journal.transaction(txn);
  if (row === null) throw new Error(`there is no transaction ${txn}`);
  const { kind, stan, card, amountMinor, currency } = row;
  return { txn, what, kind, stan, maskedPan: card.maskedPan, amountMinor, currency, attempts };
}
