/** What the paper-back routine and the wizard for hand slips do: look, count, keep, sign off. Answers come back as events. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { OutageDifference } from '../../storage/facts.ts';
import { JournalRefused } from '../../storage/journal/journal.ts';
import type { OutageRow } from '../../storage/journal/outage-models.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { OutageSurvey } from '../machines/paper-back.ts';
import { type OutageActs, outageActs } from '../rules/outage-survey.ts';
import { refuse } from '../rules/verdict.ts';
import { readWrittenTime } from '../rules/written-time.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';

/** Of an outage that lasted longer, the newest entries are looked at. */
const OUTAGE_REACH_ENTRIES = 20_000;

type Refusable = (event: { type: 'journal.refused'; rule: string; detail: string }) => void;

/** Runs `act`; a refusal of the journal comes back as an event, anything else ends the process. */
function refusable(send: Refusable, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof JournalRefused)) throw error;
    send({ type: 'journal.refused', rule: error.rule, detail: error.message });
  }
}

export function paperBackEffects(ports: Ports, paper: PaperWork): ConversationEffects['paperBack'] {
  const { journal, stamp } = ports;
  const surveyed = () => ({ type: 'outage.surveyed' as const, survey: survey(ports) });
  return {
    surveyOutage: ({ self }) => self.send(surveyed()),

    countBlanks: ({ self }, { next }) =>
      refusable(self.send, () => {
        journal.append([{ type: 'handStock.counted', txn: null, body: { next } }], stamp());
        self.send(surveyed());
      }),

    signOff: ({ self }, { slips, differences, manager }) =>
      refusable(self.send, () => {
        journal.append(signOffDrafts(ports, slips, differences, manager), stamp());
        paper.debtAdded();
        self.send({ type: 'outage.signedOff' });
      }),
  };
}

function survey(ports: Ports): OutageSurvey | null {
  const { journal, currency } = ports;
  const outage = journal.outage();
  if (outage === null || outage.state !== 'returned') return null;
  const acts = actsOf(ports, outage);
  const stock = journal.handStock();
  const cash = journal.handSlipsOf(outage.seq).filter((slip) => slip.tender === 'cash' && slip.currency === currency);
  const sign = (kind: string | null) => (kind === 'refund' ? -1 : 1);
  return {
    owed: owedCopies(ports, outage).length,
    printed: printedCopies(ports, outage, acts),
    promises: journal.deferredRefunds().length,
    handSlips: outage.handSlips,
    nextBlank: stock.at(-1)?.next ?? null,
    missing: stock.flatMap(({ missing }) => missing),
    open: openTraces(ports, acts),
    told: toldBySettlement(ports, acts),
    cashMinor:
      cash.length === 0 ? null : cash.reduce((sum, slip) => sum + sign(slip.kind) * (slip.amountMinor ?? 0), 0),
    currency,
  };
}

function actsOf({ journal, currency }: Ports, outage: OutageRow): OutageActs {
  const reach = Math.min(journal.counters().entries - outage.seq + 1, OUTAGE_REACH_ENTRIES);
  return outageActs(journal.last(reach), currency);
}

/** Debts of before the return; what was sold since is none of the outage. */
function owedCopies({ journal }: Ports, outage: OutageRow) {
  return journal.copiesOwed().filter((copy) => copy.owedSinceMs <= (outage.returnedMs ?? 0));
}

function printedCopies({ journal }: Ports, outage: OutageRow, acts: OutageActs): number {
  const ofOutage = acts.printed.filter(({ txn, copy }) => {
    const row = journal.copiesOf(txn).find((candidate) => candidate.copy === copy);
    return row !== undefined && row.owedSinceMs <= (outage.returnedMs ?? 0);
  });
  return new Set(ofOutage.map(({ copy }) => copy)).size;
}

/** What a settlement in between has found, trace by trace; before one, the acquirer has told nothing that could differ. */
function toldBySettlement({ journal }: Ports, acts: OutageActs) {
  const ofOutage = new Set(acts.transactions);
  return acts.told
    .filter(({ txn }) => ofOutage.has(txn))
    .map(({ txn, stan, what, code }) => ({
      stan: stan ?? '-',
      ours: journal.transaction(txn)?.state ?? '-',
      theirs: code === null ? what : `${what} ${code}`,
    }));
}

function openTraces({ journal }: Ports, acts: OutageActs): readonly string[] {
  const reversing = new Set(journal.reversals().flatMap((row) => (row.state === 'armed' ? [] : [row.txn])));
  return acts.transactions.flatMap((txn) => {
    const row = journal.transaction(txn);
    const isOpen = row !== null && (row.state === 'submitted' || row.state === 'unknown' || reversing.has(txn));
    return isOpen ? [row.stan ?? txn] : [];
  });
}

/** Signs the outage off as it stands. @throws JournalRefused where there is none */
export function signOffDrafts(
  ports: Ports,
  slips: number | null,
  differences: readonly OutageDifference[],
  manager: string | null,
): readonly EntryDraft[] {
  const { journal } = ports;
  const outage = journal.outage();
  if (outage === null) throw new JournalRefused('outage-not-returned', 'there is no outage to sign off');
  const acts = actsOf(ports, outage);
  const stock = journal.handStock();
  const reconciled: EntryDraft = {
    type: 'outage.reconciled',
    txn: ports.nextTransactionId(),
    body: {
      fromMs: outage.beganMs,
      untilMs: outage.returnedMs ?? outage.beganMs,
      batch: journal.counters().batch,
      totals: acts.totals,
      receipts: { owed: outage.owed, printed: printedCopies(ports, outage, acts), counted: slips },
      refunds: { deferred: acts.deferred, completed: acts.completed },
      handSlips: { entered: outage.handSlips, missing: stock.flatMap(({ missing }) => missing) },
      differences,
      manager,
      copies: ['merchant'],
    },
  };
  const owner = manager ?? ports.stamp().operator;
  const tasks = differences.map(
    (difference): EntryDraft => ({
      type: 'task.opened',
      txn: ports.nextTransactionId(),
      body: { difference, owner },
    }),
  );
  return [reconciled, ...tasks];
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
    { zh: '核对单号;新票本按 * 登记', en: 'Check the number; * issues a new pad' },
  );
