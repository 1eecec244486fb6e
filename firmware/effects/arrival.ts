/**
 * When the money of a refund should be with the customer, and by which way (requirement C9). It is said once, by the policy in force when the refund was
 * approved, and stands with the approval: a reprint after a change of policy says the same.
 */
import { type MoneyKind, type TransactionId, tenderOf } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { dateAndMinute } from '../receipts/civil-time.ts';
import { isArrivalOver } from '../rules/arrivals.ts';
import { workingDaysLater } from '../rules/case-status.ts';
import type { Ports } from './ports.ts';

/**
 * What an approval of this transaction says beside the answer; nothing where it is no refund to an account.
 * @throws Error for a transaction that there is not: a bug, since it is being approved
 */
export function expectation(
  ports: Ports,
  { txn, kind }: { readonly txn: TransactionId; readonly kind: MoneyKind },
): { readonly expectedMs?: number } {
  if (kind !== 'refund') return {};
  const row = ports.journal.transaction(txn);
  if (row === null) throw new Error(`there is no transaction ${txn}`);
  return tenderOf(row.card) === 'cash' ? {} : { expectedMs: byPolicy(ports, row) };
}

/** Epoch milliseconds; null: it is no refund that the bank has taken, or it was given back in cash. */
export function expectedOf(ports: Ports, row: TransactionRow): number | null {
  const { kind, state, card } = row;
  if (kind !== 'refund' || state !== 'approved' || tenderOf(card) === 'cash') return null;
  // A journal from before this was kept does not say: the policy of today stands in.
  return said(ports.journal, row.txn) ?? byPolicy(ports, row);
}

function byPolicy({ policy, utcOffsetMinutes }: Ports, { createdAtMs }: TransactionRow): number {
  return workingDaysLater(createdAtMs, policy.refund.arrivalWorkingDays, utcOffsetMinutes(createdAtMs));
}

function said(journal: Journal, txn: TransactionId): number | null {
  for (const entry of journal.timeline(txn)) {
    if (entry.type !== 'refund.approved' && entry.type !== 'refund.resolved') continue;
    if (entry.body.expectedMs !== undefined) return entry.body.expectedMs;
  }
  return null;
}

/** A refund on its way to the customer, as a look-up shows it. */
export interface Arrival {
  readonly rrn: string | null;
  readonly expectedMs: number;
  /** Its day is over. */
  readonly isOver: boolean;
  /** The customer has said that it is not there, and nobody has closed the file. */
  readonly isMissed: boolean;
}

/** Of a refund, or of what was given back of a sale: what is missed first, then what should be there, then the newest. Null: nothing is on its way. */
export function worstArrival(ports: Ports, row: TransactionRow): Arrival | null {
  const { journal, stamp, utcOffsetMinutes } = ports;
  const { atMs: nowMs } = stamp();
  const refunds = row.kind === 'refund' ? [row] : journal.takenFrom(row.txn);
  const arrivals = refunds.flatMap((refund): Arrival[] => {
    const expectedMs = expectedOf(ports, refund);
    if (expectedMs === null) return [];
    const isOver = isArrivalOver(expectedMs, nowMs, utcOffsetMinutes(nowMs));
    const isMissed = journal.openCaseFiles().some(({ txn, awaitedMs }) => txn === refund.txn && awaitedMs !== null);
    return [{ rrn: refund.rrn, expectedMs, isOver, isMissed }];
  });
  const rank = ({ isOver, isMissed }: Arrival): number => (isMissed ? 2 : isOver ? 1 : 0);
  return arrivals.toReversed().toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** As the slip says it; null: nothing is on its way. */
export function arrivalOf(ports: Ports, row: TransactionRow): { readonly by: string; readonly to: string } | null {
  const atMs = expectedOf(ports, row);
  if (atMs === null) return null;
  const by = dateAndMinute({ atMs, utcOffsetMinutes: ports.utcOffsetMinutes(atMs) }).slice(0, 10);
  return { by, to: `*${row.card.maskedPan.slice(-4)}` };
}
