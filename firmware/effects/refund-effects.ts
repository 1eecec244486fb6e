/** What the conversation about giving money back does: the customer's word, the promise, one more attempt, the way to the acquirer. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { type CardFacts, type MinorUnits, NO_CARD, type TransactionId } from '../../storage/facts.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { FoundOriginal, RefundInput } from '../machines/refund-desk.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import { type DrawerDesk, giveCashBack } from './cash-effects.ts';
import { approvalEffects, consentEffects } from './consent-effects.ts';
import { foundOriginal } from './flow-effects.ts';
import type { Ports } from './ports.ts';
import { fileClosedBy } from './promise-file.ts';
import { refundNeedsCard } from './refund-card.ts';
import { refusable } from './refusable.ts';
import { goodsDrafts } from './request-facts.ts';
import { testTerminal } from './self-test.ts';

const HOUR_MS = 3_600_000;

export function refundEffects(
  ports: Ports,
  paper: DrawerDesk,
  status: () => PaperFacts | null,
): Omit<ConversationEffects['refund'], 'armReader' | 'disarmReader' | 'keepCard' | 'forgetCard'> {
  const { journal } = ports;
  let stopProbe: (() => void) | null = null;
  let stopTest: (() => void) | null = null;
  return {
    ...approvalEffects(ports),
    ...consentEffects(ports),
    checkPaper: ({ self }) => self.send({ type: 'paper.checked', trouble: paperTrouble(status()) }),
    giveCashBack: ({ self }, { request }) => self.send(giveCashBack(ports, paper, request)),
    renewTransaction: ({ self }, { original }) => {
      const row = journal.transaction(original);
      if (row === null) throw new Error(`the original ${original} is gone`);
      self.send({ type: 'txn.renewed', txn: ports.nextTransactionId(), original: foundOriginal(ports, row) });
    },
    lookForFile: ({ self }, { txn, caseId }) => {
      const number = caseId === txn ? null : fileClosedBy(journal, caseId, txn);
      if (number !== null) self.send({ type: 'file.closed', number });
    },
    probeNetwork: ({ self }) => {
      stopProbe = ports.probeNetwork(
        (layer) => self.send({ type: 'network.layerTried', layer }),
        () => self.send({ type: 'network.tried' }),
      );
    },
    testTerminal: ({ self }, { made }) => {
      if (made || stopTest !== null) return;
      stopTest = testTerminal(ports, (selfTest) => {
        stopTest = null;
        self.send({ type: 'selfTest.made', selfTest });
      });
    },
    stopProbe: () => {
      stopProbe?.();
      stopProbe = null;
    },
    stopTest: () => {
      stopTest?.();
      stopTest = null;
    },
    wipeCard: (_, { card }) => card.clear?.wipe(),
    deferRefund: ({ self }, promise) => {
      const { txn, caseId, original, phone, salutation, goods: returned } = promise;
      const stamp = ports.stamp();
      refusable(self.send, () => {
        const of = { original: original.txn, currency: original.currency };
        const claims = returned === null ? [] : goodsDrafts({ txn, caseId, ...of, returned });
        ports.journal.append([promiseDraft(ports, promise, stamp.atMs), ...claims], stamp, [
          { txn, name: 'customer', plain: JSON.stringify({ phone, salutation }) },
        ]);
        self.send({ type: 'refund.deferred' });
      });
    },
  };
}

interface PromiseMade {
  readonly txn: TransactionId;
  readonly caseId: TransactionId;
  readonly original: FoundOriginal;
  readonly amountMinor: MinorUnits;
  readonly reason: string;
  readonly phone: string;
}

function promiseDraft(
  ports: Ports,
  { txn, caseId, original, amountMinor, reason, phone }: PromiseMade,
  atMs: number,
): EntryDraft {
  const card: CardFacts = original.tender === 'cash' ? NO_CARD : { ...original.card, entryMode: 'none' };
  return {
    type: 'refund.deferred',
    txn,
    body: {
      original: original.txn,
      amountMinor,
      currency: original.currency,
      card,
      reason,
      customerPhoneLast4: phone.slice(-4),
      ...(refundNeedsCard(ports, original) ? { needsCard: true as const } : {}),
      promisedForMs: atMs + ports.policy.refund.promiseHours * HOUR_MS,
      ...(caseId === txn ? {} : { case: caseId }),
      copies: ['customer'],
    },
  };
}

/** What the rules must know of this terminal, this day and the original's payee. */
export function roadFactsOf(ports: Ports, original: TransactionId): RefundInput['roadFacts'] {
  const { journal, acquirer, policy } = ports;
  const { atMs } = ports.stamp();
  const { tid, mid } = ports.terminal;
  return {
    openBatch: journal.counters().batch,
    nowMs: atMs,
    utcOffsetMinutes: ports.utcOffsetMinutes(atMs),
    windowDays: policy.refund.windowDays,
    payee: journal.payeeAt(journal.timeline(original)[0]?.seq ?? 0),
    self: { tid, mid },
    // Where the card is presented again, nothing needs to be kept.
    cardKept: acquirer.terms.refundNeedsCard || journal.secret(original, 'pan') !== null,
    carries: { void: acquirer.carries('void'), refund: acquirer.carries('refund') },
  };
}
