/** The outage as the journal has it now: what is still to be done, what was counted, what the acquirer said (requirement D8). Reads only. */
import { JournalRefused } from '../../storage/journal/failures.ts';
import type { OutageRow } from '../../storage/journal/outage-models.ts';
import type { OutageSurvey } from '../machines/paper-back.ts';
import {
  type AcquirerComparison,
  type ComparableTransaction,
  compareWithAcquirer,
} from '../rules/outage-comparison.ts';
import { type OutageActs, outageActs } from '../rules/outage-survey.ts';
import type { Ports } from './ports.ts';

/** Of an outage that lasted longer, the newest entries are looked at. */
const OUTAGE_REACH_ENTRIES = 20_000;

/** Null: there is no outage that is over and not signed off. */
export function surveyOutage(ports: Ports): OutageSurvey | null {
  const { journal, currency, policy } = ports;
  const outage = journal.outage();
  if (outage === null || outage.state !== 'returned') return null;
  const acts = actsOf(ports, outage);
  const stock = journal.handStock();
  const open = openTransactions(ports, acts);
  return {
    owed: owedCopies(ports, outage).length,
    printed: printedCopies(ports, outage, acts),
    promises: journal.deferredRefunds().length,
    handSlips: outage.handSlips,
    nextBlank: stock.at(-1)?.next ?? null,
    missing: missingSlips(ports),
    open: open.map(({ stan, amountMinor }) => ({ stan, amountMinor })),
    counts: journal.outageChecks().counts,
    acquirer: comparison(ports, acts, new Set(open.map(({ txn }) => txn))),
    cash: cashToCount(ports, outage, acts),
    signOffLimitMinor: policy.emergency.signOffLimitMinor,
    currency,
  };
}

/** @throws JournalRefused where there is no outage to sign off */
export function outageToSignOff(ports: Ports): { readonly outage: OutageRow; readonly acts: OutageActs } {
  const outage = ports.journal.outage();
  if (outage === null) throw new JournalRefused('outage-not-returned', 'there is no outage to sign off');
  return { outage, acts: actsOf(ports, outage) };
}

/** Used, entered by nobody, and nobody has said what became of them. */
export function missingSlips({ journal }: Pick<Ports, 'journal'>): readonly number[] {
  const explained = new Set(journal.outageChecks().missed.flatMap(({ number, open }) => (open ? [] : [number])));
  return journal.handStock().flatMap(({ missing }) => missing.filter((number) => !explained.has(number)));
}

function actsOf({ journal, currency }: Ports, outage: OutageRow): OutageActs {
  const reach = Math.min(journal.counters().entries - outage.seq + 1, OUTAGE_REACH_ENTRIES);
  return outageActs(journal.last(reach), currency);
}

/** Debts of before the return; what was sold since is none of the outage. */
function owedCopies({ journal }: Ports, outage: OutageRow) {
  return journal.copiesOwed().filter((copy) => copy.owedSinceMs <= (outage.returnedMs ?? 0));
}

export function printedCopies({ journal }: Ports, outage: OutageRow, acts: OutageActs): number {
  const ofOutage = acts.printed.filter(({ txn, copy }) => {
    const row = journal.copiesOf(txn).find((candidate) => candidate.copy === copy);
    return row !== undefined && row.owedSinceMs <= (outage.returnedMs ?? 0);
  });
  return new Set(ofOutage.map(({ copy }) => copy)).size;
}

/**
 * What cash there is to count: the whole drawer where the journal knows what lay in it before, else what the outage brought; null where no cash moved.
 */
function cashToCount({ journal, currency }: Ports, outage: OutageRow, acts: OutageActs): OutageSurvey['cash'] {
  const slips = journal.handSlipsOf(outage.seq).filter((slip) => slip.tender === 'cash' && slip.currency === currency);
  if (slips.length === 0 && acts.cashMinor === null) return null;
  const drawer = journal.drawer(currency);
  if (drawer !== null && drawer.countedMs !== null) return { what: 'drawer', expectedMinor: drawer.expectedMinor };
  const sign = (kind: string | null) => (kind === 'refund' ? -1 : 1);
  const byHand = slips.reduce((sum, slip) => sum + sign(slip.kind) * (slip.amountMinor ?? 0), 0);
  return { what: 'cash', expectedMinor: (acts.cashMinor ?? 0) + byHand };
}

function openTransactions({ journal }: Ports, acts: OutageActs) {
  const reversing = new Set(journal.reversals().flatMap((row) => (row.state === 'armed' ? [] : [row.txn])));
  return acts.transactions.flatMap((txn) => {
    const row = journal.transaction(txn);
    const isOpen = row !== null && (row.state === 'submitted' || row.state === 'unknown' || reversing.has(txn));
    return isOpen ? [{ txn, stan: row.stan ?? txn, amountMinor: row.amountMinor }] : [];
  });
}

function comparison(ports: Ports, acts: OutageActs, open: ReadonlySet<string>): AcquirerComparison {
  const { journal, acquirer } = ports;
  const openBatch = journal.counters().batch;
  const enquiries = new Map(journal.outageChecks().enquiries.map((row) => [row.txn, row]));
  const settledOtherwise = new Map(
    acts.told.map(({ txn, what, code }) => [txn, code === null ? what : `${what} ${code}`] as const),
  );
  const comparable = acts.transactions.flatMap((txn): readonly ComparableTransaction[] => {
    const row = journal.transaction(txn);
    // Proven not to have left, or not decided yet: there is nothing to compare.
    if (row === null || row.stan === null || row.batch === null || row.state === 'notSent' || open.has(txn)) return [];
    const { stan, batch, state, amountMinor, currency } = row;
    const enquiry = enquiries.get(txn);
    return [
      {
        ...{ txn, stan, batch, state, amountMinor, currency },
        settled: batch !== openBatch,
        settledOtherwise: settledOtherwise.get(txn) ?? null,
        told: enquiry ?? null,
      },
    ];
  });
  return compareWithAcquirer(acquirer.terms.enquiredFirst.length > 0 ? 'enquiry' : 'totals', comparable);
}
