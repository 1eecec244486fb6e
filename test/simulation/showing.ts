/** What was held out to a reader or a scanner, and for how much: kept, so that the bank's books can be held against it. */
export interface Shown {
  /** How often for this amount, in minor units. */
  readonly swipes: Map<number, number>;
  /** Which accounts they were, first six and last four. */
  readonly shown: Map<number, Set<string>>;
}

/** An account is held out for this amount. */
export function show(wishes: Shown, amountMinor: number, account: string): void {
  wishes.swipes.set(amountMinor, (wishes.swipes.get(amountMinor) ?? 0) + 1);
  const shown = wishes.shown.get(amountMinor) ?? new Set<string>();
  wishes.shown.set(amountMinor, shown.add(masked(account)));
}

const masked = (account: string): string =>
  `${account.slice(0, 6)}${'*'.repeat(account.length - 10)}${account.slice(-4)}`;
