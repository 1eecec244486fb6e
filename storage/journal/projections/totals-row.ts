/** The totals of a batch as they stand in `batch_totals` (alias `s`), a row for each currency and card scheme, and as they are told. */
import type { BatchSums, SchemeTotals, SettledTotals } from '../../facts.ts';

/** To be read in the order of currency and scheme. The acquirer's own scheme has no name. */
export const TOTALS_COLUMNS = `s.currency, s.scheme, s.sale_count AS saleCount, s.sale_minor AS saleMinor, s.void_count AS voidCount,
  s.void_minor AS voidMinor, s.refund_count AS refundCount, s.refund_minor AS refundMinor, s.completion_count AS completionCount,
  s.completion_minor AS completionMinor, s.cancel_count AS cancelCount, s.cancel_minor AS cancelMinor`;

interface Sums extends BatchSums {
  readonly completionCount: number;
  readonly completionMinor: number;
  readonly cancelCount: number;
  readonly cancelMinor: number;
}

export interface StoredTotals extends Sums {
  readonly currency: string;
  readonly scheme: string;
}

/** One for each currency. */
export function settledTotals(rows: readonly StoredTotals[]): readonly SettledTotals[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    const foreign = own
      .filter(({ scheme }) => scheme !== '')
      .map((row): SchemeTotals => ({ scheme: row.scheme, ...told(row) }));
    return { currency, ...told(own.reduce<Sums>(add, NOTHING)), ...(foreign.length === 0 ? {} : { foreign }) };
  });
}

const NOTHING: Sums = {
  saleCount: 0,
  saleMinor: 0,
  voidCount: 0,
  voidMinor: 0,
  refundCount: 0,
  refundMinor: 0,
  completionCount: 0,
  completionMinor: 0,
  cancelCount: 0,
  cancelMinor: 0,
};

function add(all: Sums, row: Sums): Sums {
  return {
    saleCount: all.saleCount + row.saleCount,
    saleMinor: all.saleMinor + row.saleMinor,
    voidCount: all.voidCount + row.voidCount,
    voidMinor: all.voidMinor + row.voidMinor,
    refundCount: all.refundCount + row.refundCount,
    refundMinor: all.refundMinor + row.refundMinor,
    completionCount: all.completionCount + row.completionCount,
    completionMinor: all.completionMinor + row.completionMinor,
    cancelCount: all.cancelCount + row.cancelCount,
    cancelMinor: all.cancelMinor + row.cancelMinor,
  };
}

function told(stored: Sums): Omit<SettledTotals, 'currency' | 'foreign'> {
  const { saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor } = stored;
  const { completionCount: count, completionMinor: minor, cancelCount, cancelMinor } = stored;
  const sums = { saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor };
  return count === 0 ? sums : { ...sums, completions: { count, minor, cancelCount, cancelMinor } };
}
