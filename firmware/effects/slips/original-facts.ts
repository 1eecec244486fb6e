/** What a slip says of the sale that it points back to. */
import type { CopyRow } from '../../../storage/journal/copy-models.ts';
import type { Journal } from '../../../storage/journal/journal.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { Moment, OriginalFacts } from '../../receipts/slip-facts.ts';

export function originalFacts(
  journal: Journal,
  original: TransactionRow | null,
  moment: (atMs: number) => Moment,
): OriginalFacts | null {
  if (original === null) return null;
  const copies: readonly CopyRow[] = journal.copiesOf(original.txn);
  const slip = copies.find((copy) => copy.of === 'customer')?.slip ?? copies[0]?.slip ?? null;
  const { stan, batch, rrn, amountMinor, createdAtMs } = original;
  return { slip, stan, batch, rrn, amountMinor, at: moment(createdAtMs) };
}
