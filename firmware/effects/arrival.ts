/** When the money of a refund should be with the customer, and by which way (requirement C9). */
import { tenderOf } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/journal.ts';
import { dateAndMinute } from '../receipts/civil-time.ts';
import { workingDaysLater } from '../rules/case-status.ts';
import type { Ports } from './ports.ts';

/** Epoch milliseconds; null: it is no refund that the bank has taken, or it was given back in cash. */
export function expectedOf({ policy, utcOffsetMinutes }: Ports, row: TransactionRow): number | null {
  const { kind, state, card, createdAtMs } = row;
  if (kind !== 'refund' || state !== 'approved' || tenderOf(card) === 'cash') return null;
  return workingDaysLater(createdAtMs, policy.refund.arrivalWorkingDays, utcOffsetMinutes(createdAtMs));
}

/** As the slip says it; null: nothing is on its way. */
export function arrivalOf(ports: Ports, row: TransactionRow): { readonly by: string; readonly to: string } | null {
  const atMs = expectedOf(ports, row);
  if (atMs === null) return null;
  const by = dateAndMinute({ atMs, utcOffsetMinutes: ports.utcOffsetMinutes(atMs) }).slice(0, 10);
  return { by, to: `*${row.card.maskedPan.slice(-4)}` };
}
