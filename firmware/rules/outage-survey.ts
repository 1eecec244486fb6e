/** What happened in an outage, read from the entries since it began (requirement D8). Pure. */
import type { Entry } from '../../storage/entries/entry.ts';
import {
  isMoneyKind,
  type MoneyKind,
  type SettledTotals,
  type TraceDifference,
  type TransactionId,
} from '../../storage/facts.ts';

export interface OutageActs {
  /** Approved card transactions that were made without paper. */
  readonly totals: SettledTotals;
  /** Everything that was submitted without paper, in its order. */
  readonly transactions: readonly TransactionId[];
  /** Cash that was taken without paper, less what was given back; null: none moved. */
  readonly cashMinor: number | null;
  readonly deferred: number;
  /** Of these, completed since. */
  readonly completed: number;
  /** Traces on which a settlement since the outage began found the acquirer to differ (facts/acquirer §1.5: a host tells totals, not traces). */
  readonly told: readonly TraceDifference[];
  /** Slips printed since the paper came back; whether they were owed by then is for the journal's rows to say. */
  readonly printed: readonly { readonly txn: TransactionId; readonly copy: string }[];
}

/** @param entries from the one that began the outage, oldest first */
export function outageActs(entries: readonly Entry[], currency: string): OutageActs {
  const submitted = new Map<TransactionId, { kind: MoneyKind; amountMinor: number; approved: boolean }>();
  const promised = new Map<TransactionId, boolean>();
  const printed: { txn: TransactionId; copy: string }[] = [];
  const told: TraceDifference[] = [];
  const cash: number[] = [];
  let isBack = false;
  for (const entry of entries) {
    if (entry.type === 'paper.returned') isBack = true;
    if (entry.type === 'settlement.ended') told.push(...entry.body.differences);
    if (entry.txn === null) continue;
    if (entry.type === 'refund.deferred') promised.set(entry.txn, false);
    const moved = cashMoved(entry, currency);
    if (moved !== null) cash.push(moved);
    const [kind = '', verb = ''] = entry.type.split('.');
    if (verb === 'submitted' && isMoneyKind(kind) && 'tags' in entry.body && entry.body.tags.includes('no-paper')) {
      submitted.set(entry.txn, { kind, amountMinor: entry.body.amountMinor, approved: false });
    }
    const act = submitted.get(entry.txn);
    if (verb === 'approved') {
      if (act !== undefined) act.approved = true;
      if (promised.has(entry.txn)) promised.set(entry.txn, true);
    }
    if (entry.type === 'cash.givenBack' && promised.has(entry.txn)) promised.set(entry.txn, true);
    if (isBack && isPrinted(entry)) printed.push({ txn: entry.txn, copy: entry.body.copy });
  }
  return {
    totals: totalsOf([...submitted.values()], currency),
    transactions: [...submitted.keys()],
    cashMinor: cash.length === 0 ? null : cash.reduce((sum, minor) => sum + minor, 0),
    deferred: promised.size,
    completed: [...promised.values()].filter(Boolean).length,
    told,
    printed,
  };
}

function cashMoved(entry: Entry, currency: string): number | null {
  if (entry.type !== 'cash.taken' && entry.type !== 'cash.givenBack') return null;
  const { amountMinor, tags, currency: of } = entry.body;
  if (of !== currency || !tags.includes('no-paper')) return null;
  return entry.type === 'cash.taken' ? amountMinor : -amountMinor;
}

function isPrinted(entry: Entry): entry is Extract<Entry, { type: 'receipt.printed' | 'receipt.judged' }> {
  return entry.type === 'receipt.printed' || (entry.type === 'receipt.judged' && entry.body.complete);
}

function totalsOf(
  acts: readonly { readonly kind: MoneyKind; readonly amountMinor: number; readonly approved: boolean }[],
  currency: string,
): SettledTotals {
  const of = (kind: MoneyKind) => acts.filter((act) => act.kind === kind && act.approved);
  const sum = (kind: MoneyKind) => of(kind).reduce((total, act) => total + act.amountMinor, 0);
  return {
    currency,
    saleCount: of('sale').length,
    saleMinor: sum('sale'),
    voidCount: of('void').length,
    voidMinor: sum('void'),
    refundCount: of('refund').length,
    refundMinor: sum('refund'),
  };
}
