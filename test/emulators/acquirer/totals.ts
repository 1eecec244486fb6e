/** What a batch adds up to, as this bank counts it, and what the bank's statement of it lists (facts/acquirer §1.5). */
import type { MoneyKind } from './kinds.ts';
import { type Batch, isInForce } from './ledger.ts';

export interface Sum {
  readonly amountMinor: number;
  readonly count: number;
}
export interface Totals {
  readonly debit: Sum;
  readonly credit: Sum;
}
/** `domestic`: the first half of DE 48; `foreign`: cards of another scheme than CUP, the second half. */
export interface BatchTotals {
  readonly domestic: Totals;
  readonly foreign: Totals;
}

export interface StatementRecord {
  readonly stan: string;
  readonly kind: MoneyKind | 'added-by-fault';
  readonly amountMinor: number;
  readonly credit: boolean;
  readonly foreign: boolean;
  readonly maskedPan: string;
  readonly rrn: string;
}

const DEBIT_KINDS: readonly MoneyKind[] = ['sale', 'completion', 'completion-advice', 'offline-sale'];
const CREDIT_KINDS: readonly MoneyKind[] = ['void', 'refund', 'completion-cancel'];

/** The records of a batch that count: in force, not dropped by a fault verb, and those that a fault verb has added. */
export function statement(batch: Batch): StatementRecord[] {
  const own = batch.transactions
    .filter((it) => isInForce(it) && !batch.dropped.has(it.stan) && [...DEBIT_KINDS, ...CREDIT_KINDS].includes(it.kind))
    .map(({ stan, kind, amountMinor, foreign, maskedPan, rrn }) => {
      return { stan, kind, amountMinor, credit: CREDIT_KINDS.includes(kind), foreign, maskedPan, rrn };
    });
  const added = batch.added.map((record): StatementRecord => {
    return { ...record, kind: 'added-by-fault', foreign: false, maskedPan: '', rrn: '' };
  });
  return [...own, ...added];
}

export function totalsOf(batch: Batch): BatchTotals {
  const records = statement(batch);
  const sum = (foreign: boolean, credit: boolean): Sum => {
    const part = records.filter((record) => record.foreign === foreign && record.credit === credit);
    return { amountMinor: part.reduce((all, record) => all + record.amountMinor, 0), count: part.length };
  };
  const half = (foreign: boolean): Totals => ({ debit: sum(foreign, false), credit: sum(foreign, true) });
  return { domestic: half(false), foreign: half(true) };
}

/** All cards as domestic ones. */
export function undivided({ domestic, foreign }: BatchTotals): BatchTotals {
  const add = (a: Sum, b: Sum): Sum => ({ amountMinor: a.amountMinor + b.amountMinor, count: a.count + b.count });
  const none: Sum = { amountMinor: 0, count: 0 };
  return {
    domestic: { debit: add(domestic.debit, foreign.debit), credit: add(domestic.credit, foreign.credit) },
    foreign: { debit: none, credit: none },
  };
}

/** The two halves of DE 48 without their flags: debit amount 12, count 3, credit amount 12, count 3. */
export function claimOf(totals: Totals): string {
  const digits = ({ amountMinor, count }: Sum): string =>
    String(amountMinor).padStart(12, '0') + String(count).padStart(3, '0');
  return digits(totals.debit) + digits(totals.credit);
}

/** What the upload says against what the bank counts; only meaningful after an upload. */
export interface Reconciliation {
  /** Counted here, not uploaded. */
  readonly missingAtTerminal: readonly string[];
  /** Uploaded, not counted here. */
  readonly unknownToHost: readonly string[];
  /** In both, with another amount. */
  readonly differing: readonly string[];
}

/** Voids are not uploaded: a voided charge is out of both lists. */
export function reconcile(batch: Batch): Reconciliation {
  const voided = new Set(batch.transactions.filter((it) => it.voidedBy !== null).map((it) => it.stan));
  const undoing: readonly string[] = ['void', 'completion-cancel'];
  const here = new Map(
    statement(batch)
      .filter((record) => !voided.has(record.stan) && !undoing.includes(record.kind))
      .map((record) => [record.stan, record.amountMinor]),
  );
  const undone = new Set(
    batch.transactions.filter((it) => undoing.includes(it.kind) && isInForce(it)).map((it) => it.stan),
  );
  const there = [...batch.uploaded.values()].filter((record) => !voided.has(record.stan) && !undone.has(record.stan));
  return {
    missingAtTerminal: [...here.keys()].filter((stan) => !batch.uploaded.has(stan)).sort(),
    unknownToHost: there
      .filter((record) => !here.has(record.stan))
      .map((record) => record.stan)
      .sort(),
    differing: there
      .filter((record) => here.has(record.stan) && here.get(record.stan) !== record.amountMinor)
      .map((record) => record.stan)
      .sort(),
  };
}
