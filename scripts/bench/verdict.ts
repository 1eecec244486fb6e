/** One line of the bench: what was measured, against what, and whether the budget (design, "Budgets") was kept. */
export interface Line {
  readonly what: string;
  /** With units. */
  readonly measured: string;
  readonly ratio: string;
  readonly budget: string;
  /** Null: there is no budget for it, or it could not be measured. */
  readonly kept: boolean | null;
}

/** @returns the line as people read it. */
export function shown({ what, measured, ratio, budget, kept }: Line): string {
  const verdict = kept === null ? '-' : kept ? 'kept' : 'MISSED';
  return `${what.padEnd(46)} ${measured.padEnd(42)} ${ratio.padEnd(10)} ${budget.padEnd(26)} ${verdict}`;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of all lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export function ms(value: number): string {
  return value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}
