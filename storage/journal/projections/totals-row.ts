/** The totals of a batch as they stand in `batch_totals` (alias `s`), and as they are told. */
import type { SettledTotals } from '../../facts.ts';

export const TOTALS_COLUMNS = `s.currency, s.sale_count AS saleCount, s.sale_minor AS saleMinor, s.void_count AS voidCount,
  s.void_minor AS voidMinor, s.refund_count AS refundCount, s.refund_minor AS refundMinor, s.completion_count AS completionCount,
  s.completion_minor AS completionMinor, s.cancel_count AS cancelCount, s.cancel_minor AS cancelMinor`;

export interface StoredTotals extends Omit<SettledTotals, 'completions'> {
  readonly completionCount: number;
  readonly completionMinor: number;
  readonly cancelCount: number;
  readonly cancelMinor: number;
}

export function settledTotals(stored: StoredTotals): SettledTotals {
  const { currency, saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor } = stored;
  const { completionCount: count, completionMinor: minor, cancelCount, cancelMinor } = stored;
  const sums = { currency, saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor };
  return count === 0 ? sums : { ...sums, completions: { count, minor, cancelCount, cancelMinor } };
}
