/**
 * The totals of a batch as the acquirer compares them: debit and credit, for its own cards and for foreign ones (facts/acquirer §1.5). Pure.
 * Debit is sales and completions, credit is voids, cancels and refunds.
 */
import type { SettledTotals } from '../../storage/facts.ts';

export interface Claim {
  readonly debitMinor: number;
  readonly debitCount: number;
  readonly creditMinor: number;
  readonly creditCount: number;
}

const NOTHING: Claim = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

export function claims(totals: SettledTotals): { readonly domestic: Claim; readonly foreign: Claim } {
  const foreign = (totals.foreign ?? []).map(claim).reduce((all, one) => combined(all, one, 1), NOTHING);
  return { domestic: combined(claim(totals), foreign, -1), foreign };
}

/** `scheme` null: the acquirer's own. Empty where all cards are its own: then the totals say it all. */
export function schemeClaims(totals: SettledTotals): readonly (Claim & { readonly scheme: string | null })[] {
  const { foreign } = totals;
  if (foreign === undefined) return [];
  return [
    { scheme: null, ...claims(totals).domestic },
    ...foreign.map((part) => ({ scheme: part.scheme, ...claim(part) })),
  ];
}

function claim(totals: Omit<SettledTotals, 'currency' | 'foreign'>): Claim {
  const { completions } = totals;
  return {
    debitMinor: totals.saleMinor + (completions?.minor ?? 0),
    debitCount: totals.saleCount + (completions?.count ?? 0),
    creditMinor: totals.voidMinor + totals.refundMinor + (completions?.cancelMinor ?? 0),
    creditCount: totals.voidCount + totals.refundCount + (completions?.cancelCount ?? 0),
  };
}

function combined(a: Claim, b: Claim, sign: 1 | -1): Claim {
  return {
    debitMinor: a.debitMinor + sign * b.debitMinor,
    debitCount: a.debitCount + sign * b.debitCount,
    creditMinor: a.creditMinor + sign * b.creditMinor,
    creditCount: a.creditCount + sign * b.creditCount,
  };
}
