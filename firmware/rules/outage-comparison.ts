/**
 * The outage against the acquirer (requirement D8): where its profile has an enquiry, transaction by transaction; else by the totals of the batch, which
 * a host tells at its settlement only (facts/acquirer §1.5). What could not be compared is said by name, never passed over. Pure.
 */
import type { OutageFound } from '../../storage/entries/outage-check.ts';
import type { MoneyState, OutageDifference, TransactionId } from '../../storage/facts.ts';
import { amountWords } from './money-words.ts';

/** One transaction of the outage that has left the terminal and of which the outcome is known. */
export interface ComparableTransaction {
  readonly txn: TransactionId;
  readonly stan: string;
  readonly batch: string;
  readonly state: MoneyState;
  readonly amountMinor: number;
  readonly currency: string;
  /** The batch that it is in has been settled. */
  readonly settled: boolean;
  /** What a settlement found; null: nothing against it. */
  readonly settledOtherwise: string | null;
  /** Null: the acquirer was not asked. */
  readonly told: {
    readonly found: OutageFound | null;
    readonly code: string | null;
    readonly amountMinor: number | null;
  } | null;
}

/** Not a difference: the totals of this batch are compared when it is settled. */
export interface PostponedBatch {
  readonly batch: string;
  readonly count: number;
  readonly amountMinor: number;
}

export interface AcquirerComparison {
  readonly way: 'enquiry' | 'totals';
  /** Transactions on which both sides agree. */
  readonly agreed: number;
  /** Without an answer that decides: to be asked, oldest first. */
  readonly unanswered: readonly TransactionId[];
  readonly differences: readonly WeighedDifference[];
  readonly postponed: readonly PostponedBatch[];
}

/** A difference with the money that is at stake; null: nobody can say how much. */
export interface WeighedDifference extends OutageDifference {
  readonly atStakeMinor: number | null;
}

/** More are named in one line: a list that nobody reads helps nobody. */
const MOST_NAMED = 20;

export function compareWithAcquirer(
  way: AcquirerComparison['way'],
  transactions: readonly ComparableTransaction[],
): AcquirerComparison {
  const judged = transactions.map((transaction) => ({ transaction, verdict: judge(way, transaction) }));
  const of = (verdict: Verdict['is']) => judged.filter((one) => one.verdict.is === verdict);
  const silent = of('unanswered').map(({ transaction }) => transaction);
  return {
    way,
    agreed: of('agrees').length,
    unanswered: silent.map(({ txn }) => txn),
    differences: [
      ...judged.flatMap(({ verdict }) => (verdict.is === 'differs' ? [verdict.difference] : [])),
      ...notCompared(silent),
    ],
    postponed: postponed(of('postponed').map(({ transaction }) => transaction)),
  };
}

type Verdict =
  | { readonly is: 'agrees' | 'unanswered' | 'postponed' }
  | { readonly is: 'differs'; readonly difference: WeighedDifference };

function judge(way: AcquirerComparison['way'], transaction: ComparableTransaction): Verdict {
  const { settled, settledOtherwise, told, amountMinor } = transaction;
  if (settledOtherwise !== null) return differs(transaction, settledOtherwise, amountMinor);
  // Its batch has been settled: totals balanced, or every record went up and was taken.
  if (settled) return { is: 'agrees' };
  if (way === 'totals') return { is: 'postponed' };
  if (told === null || told.found === null || told.found === 'silent' || told.found === 'pending')
    return { is: 'unanswered' };
  return byEnquiry(transaction, told.found, told.code ?? '', told.amountMinor);
}

function byEnquiry(
  transaction: ComparableTransaction,
  found: 'approved' | 'declined' | 'not-found',
  code: string,
  theirsMinor: number | null,
): Verdict {
  const { state, amountMinor, currency } = transaction;
  // An approval that was voided since was an approval all the same.
  const isOurs = state === 'approved' || state === 'voided';
  if (isOurs !== (found === 'approved')) {
    const theirs =
      found === 'approved' ? `approved ${amountWords(theirsMinor ?? amountMinor, currency)}` : `${found} ${code}`;
    return differs(transaction, theirs.trim(), Math.max(amountMinor, theirsMinor ?? 0));
  }
  if (!isOurs || theirsMinor === null || theirsMinor === amountMinor) return { is: 'agrees' };
  return differs(transaction, `approved ${amountWords(theirsMinor, currency)}`, Math.abs(theirsMinor - amountMinor));
}

function differs(transaction: ComparableTransaction, theirs: string, atStakeMinor: number): Verdict {
  const { stan, state, amountMinor, currency } = transaction;
  const ours = `${state} ${amountWords(amountMinor, currency)}`;
  return { is: 'differs', difference: { what: 'acquirer-differs', subject: stan, ours, theirs, atStakeMinor } };
}

function notCompared(silent: readonly ComparableTransaction[]): readonly WeighedDifference[] {
  const one = (subject: string, minor: number, currency: string): WeighedDifference => ({
    what: 'not-compared',
    subject,
    ours: amountWords(minor, currency),
    theirs: 'silent',
    atStakeMinor: minor,
  });
  const [first] = silent;
  if (first === undefined) return [];
  if (silent.length <= MOST_NAMED)
    return silent.map(({ stan, amountMinor, currency }) => one(stan, amountMinor, currency));
  const sum = silent.reduce((total, { amountMinor }) => total + amountMinor, 0);
  return [one(`${first.stan}…${silent.at(-1)?.stan ?? ''} (${silent.length})`, sum, first.currency)];
}

function postponed(waiting: readonly ComparableTransaction[]): readonly PostponedBatch[] {
  const batches = new Map<string, ComparableTransaction[]>();
  for (const transaction of waiting) {
    const of = batches.get(transaction.batch);
    if (of === undefined) batches.set(transaction.batch, [transaction]);
    else of.push(transaction);
  }
  return [...batches].map(([batch, of]) => ({
    batch,
    count: of.length,
    amountMinor: of.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  }));
}

/** What stays to be done about a batch that is not settled yet; the task ends with its settlement. */
export function postponedDifference({ batch, amountMinor }: PostponedBatch, currency: string): OutageDifference {
  return { what: 'not-compared', subject: batch, ours: amountWords(amountMinor, currency), theirs: 'batch' };
}
