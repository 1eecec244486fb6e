/** What the paper-back routine and the wizard for hand slips do: look, count, keep, sign off. Answers come back as events. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { OutageDifference } from '../../storage/facts.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { type AcquirerComparison, type PostponedBatch, postponedDifference } from '../rules/outage-comparison.ts';
import { refuse } from '../rules/verdict.ts';
import { readWrittenTime } from '../rules/written-time.ts';
import { missingSlips, outageToSignOff, printedCopies, surveyOutage } from './outage-figures.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';

export function paperBackEffects(ports: Ports, paper: PaperWork): ConversationEffects['paperBack'] {
  const { journal, stamp } = ports;
  const surveyed = () => ({ type: 'outage.surveyed' as const, survey: surveyOutage(ports) });
  return {
    surveyOutage: ({ self }) => self.send(surveyed()),

    countBlanks: ({ self }, { next }) =>
      refusable(self.send, () => {
        journal.append([{ type: 'handStock.counted', txn: null, body: { next } }], stamp());
        self.send(surveyed());
      }),

    keepCount: ({ self }, body) =>
      refusable(self.send, () => {
        journal.append([{ type: 'outage.counted', txn: null, body }], stamp());
        self.send(surveyed());
      }),

    signOff: ({ self }, signed) =>
      refusable(self.send, () => {
        journal.append(signOffDrafts(ports, signed), stamp());
        paper.debtAdded();
        self.send({ type: 'outage.signedOff' });
      }),
  };
}

interface SignedOff {
  readonly differences: readonly OutageDifference[];
  /** Compared when their batch is settled: a task each, and no difference. */
  readonly postponed: readonly PostponedBatch[];
  readonly manager: string | null;
}

/** Signs the outage off as it stands. @throws JournalRefused where there is none */
export function signOffDrafts(ports: Ports, { differences, postponed, manager }: SignedOff): readonly EntryDraft[] {
  const { journal, currency } = ports;
  const { outage, acts } = outageToSignOff(ports);
  const survey = surveyOutage(ports);
  const { counts } = journal.outageChecks();
  const cash = counts.drawer ?? counts.cash ?? null;
  const reconciled: EntryDraft = {
    type: 'outage.reconciled',
    txn: ports.nextTransactionId(),
    body: {
      fromMs: outage.beganMs,
      untilMs: outage.returnedMs ?? outage.beganMs,
      batch: journal.counters().batch,
      totals: acts.totals,
      receipts: {
        owed: outage.owed,
        printed: printedCopies(ports, outage, acts),
        counted: counts.slips?.counted ?? null,
      },
      refunds: { deferred: acts.deferred, completed: acts.completed },
      handSlips: { entered: outage.handSlips, missing: missingSlips(ports) },
      ...(survey === null ? {} : { acquirer: comparedWords(survey.acquirer) }),
      ...(cash === null ? {} : { cash }),
      differences,
      manager,
      copies: ['merchant'],
    },
  };
  const owner = manager ?? ports.stamp().operator;
  const named = [...differences, ...postponed.map((batch) => postponedDifference(batch, currency))];
  const tasks = named.map(
    (difference): EntryDraft => ({
      type: 'task.opened',
      txn: ports.nextTransactionId(),
      body: { difference, owner },
    }),
  );
  return [reconciled, ...tasks];
}

function comparedWords({ way, agreed, unanswered, postponed }: AcquirerComparison) {
  return { way, agreed, unanswered: unanswered.length, postponed: postponed.map(({ batch }) => batch) };
}

export function handSlipsEffects(ports: Ports, paper: PaperWork): ConversationEffects['handSlips'] {
  const { journal, stamp } = ports;
  const readTime = (typed: string) => {
    const { atMs } = stamp();
    return readWrittenTime(typed, atMs, ports.utcOffsetMinutes(atMs));
  };
  return {
    lookAtNumber: ({ self }, { number }) => {
      const isUsed = journal.handSlip(number) !== null;
      const isOurs = journal.handStock().some(({ first, last }) => first <= number && number <= last);
      const why = isUsed ? USED(number) : isOurs ? null : UNKNOWN(number);
      self.send({ type: 'handSlip.known', blank: why === null, why });
    },
    readTime: ({ self }, { typed }) => self.send({ type: 'time.read', ok: readTime(typed) !== null }),
    keepHandSlip: ({ self }, { slip }) =>
      refusable(self.send, () => {
        const { number, kind, tender, amountMinor, writer } = slip;
        const writtenAtMs = readTime(slip.writtenAt) ?? stamp().atMs;
        const body = { number, writtenAtMs, writer, kind, tender, amountMinor, currency: ports.currency };
        const txn = ports.nextTransactionId();
        journal.append([{ type: 'handSlip.entered', txn, body: { ...body, copies: ['merchant'] } }], stamp());
        paper.debtAdded();
        self.send({ type: 'handSlip.kept' });
      }),
    keepSpoiled: ({ self }, { number }) =>
      refusable(self.send, () => {
        journal.append([{ type: 'handSlip.spoiled', txn: null, body: { number } }], stamp());
        self.send({ type: 'handSlip.kept' });
      }),
    issueStock: ({ self }, { first, last }) =>
      refusable(self.send, () => {
        journal.append([{ type: 'handStock.issued', txn: null, body: { first, last } }], stamp());
        self.send({ type: 'handSlip.kept' });
      }),
  };
}

const USED = (number: number) =>
  refuse(
    'hand-slip-twice',
    { number },
    { zh: `手工单 ${number} 已补录`, en: `Slip ${number} has been entered` },
    { zh: '请核对单号', en: 'Check the number on the slip' },
  );
const UNKNOWN = (number: number) =>
  refuse(
    'hand-slip-unknown',
    { number },
    { zh: `手工单 ${number} 不在本机票本内`, en: `Slip ${number} is of no stock here` },
    { zh: '核对单号;新票本按*登记', en: 'Check the number; * issues a new pad' },
  );
