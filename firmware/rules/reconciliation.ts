/**
 * Three-way reconciliation of a batch: what the journal says, what the acquirer's statement lists, what stands on paper (facts/acquirer §1.5).
 * Totals tell that something differs; this names the traces. Pure.
 */
import type { Entry } from '../../storage/entries/entry.ts';
import { isMoneyKind, MONEY_KINDS, type MoneyKind } from '../../storage/facts.ts';

/** One transaction of a batch as the journal has it in the end. */
export interface JournalTrace {
  readonly stan: string;
  readonly kind: MoneyKind;
  readonly amountMinor: number;
  /** Money stands as moved: approved, also if voided since. */
  readonly stands: boolean;
  /** `approved`, `reversed`, `unknown` … */
  readonly state: string;
  /** Number of its latest merchant slip that is proven printed; null while it is owed or was never due. */
  readonly slip: number | null;
}

/** One line of the acquirer's statement. */
export interface StatementTrace {
  readonly stan: string;
  readonly amountMinor: number;
  readonly credit: boolean;
}

export type Mismatch =
  | 'not-at-acquirer' // the journal has it as moved, the acquirer does not list it
  | 'not-in-journal' // the acquirer lists it, the journal has it as not moved, or not at all
  | 'amount' // both have it, with different amounts
  | 'direction'; // both have it, one as debit and one as credit

export interface Difference {
  readonly stan: string;
  readonly what: Mismatch;
  readonly journal: JournalTrace | null;
  readonly acquirer: StatementTrace | null;
}

/** The transactions of a batch, read from the entries in their order. */
export function tracesOfBatch(entries: Iterable<Entry>, batch: string): readonly JournalTrace[] {
  const traces = new Map<string, JournalTrace>();
  const slips = new Map<string, number>();
  for (const entry of entries) {
    if (entry.txn === null) continue;
    const [subject = '', verb = ''] = entry.type.split('.');
    if (verb === 'submitted' && 'stan' in entry.body && entry.body.batch === batch && 'card' in entry.body) {
      const { stan, amountMinor } = entry.body;
      const kind = subject as MoneyKind;
      traces.set(entry.txn, { stan, kind, amountMinor, stands: false, state: 'submitted', slip: null });
      continue;
    }
    const trace = traces.get(entry.txn);
    if (trace === undefined) continue;
    if (entry.type === 'receipt.started' && entry.body.copy === `${entry.txn}/merchant`)
      slips.set(entry.txn, entry.body.slip);
    if (entry.type === 'receipt.printed' && entry.body.slip === slips.get(entry.txn)) {
      traces.set(entry.txn, { ...trace, slip: entry.body.slip });
    }
    const state = stateAfter(entry);
    if (state !== null) traces.set(entry.txn, { ...trace, state, stands: state === 'approved' });
  }
  return [...traces.values()];
}

function stateAfter(entry: Entry): string | null {
  const [subject, verb] = entry.type.split('.');
  if (entry.type === 'reversal.accepted' || entry.type === 'reversal.resolved') return 'reversed';
  if (entry.type === 'refund.resolved' || entry.type === 'completionAdvice.resolved')
    return entry.body.approved ? 'approved' : 'declined';
  const isOutcome = isMoneyKind(subject ?? '');
  return isOutcome && ['approved', 'declined', 'notSent', 'unknown'].includes(verb ?? '') ? (verb ?? null) : null;
}

/** In the order of the traces. */
export function reconcile(
  journal: readonly JournalTrace[],
  statement: readonly StatementTrace[],
): readonly Difference[] {
  const here = new Map(journal.map((trace) => [trace.stan, trace]));
  const there = new Map(statement.map((trace) => [trace.stan, trace]));
  const stans = [...new Set([...here.keys(), ...there.keys()])].sort();
  return stans.flatMap((stan): readonly Difference[] => {
    const ours = here.get(stan) ?? null;
    const theirs = there.get(stan) ?? null;
    const what = mismatch(ours, theirs);
    return what === null ? [] : [{ stan, what, journal: ours, acquirer: theirs }];
  });
}

function mismatch(ours: JournalTrace | null, theirs: StatementTrace | null): Mismatch | null {
  // A hold moves nothing: no statement lists it.
  const stands = ours?.stands === true && MONEY_KINDS[ours.kind].side !== null;
  if (theirs === null) return stands ? 'not-at-acquirer' : null;
  if (ours === null || !stands) return 'not-in-journal';
  if (ours.amountMinor !== theirs.amountMinor) return 'amount';
  return (MONEY_KINDS[ours.kind].side === 'credit') === theirs.credit ? null : 'direction';
}
