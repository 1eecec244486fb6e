/** What of all that is owed to the acquirer has its turn (facts/acquirer §2.2 rule 5). */
import type { TransactionId } from '../../storage/facts.ts';

interface Owed {
  readonly txn: TransactionId;
  readonly attempts: number;
}

/**
 * What was tried least, the oldest of these: what is refused for ever does not stand in the way of all that came after it.
 * @param owed oldest first. @returns null where nothing is owed
 */
export function leastTried(owed: readonly Owed[]): Owed | null {
  const [oldest] = owed;
  if (oldest === undefined) return null;
  const { txn, attempts } = owed.reduce((least, one) => (one.attempts < least.attempts ? one : least), oldest);
  return { txn, attempts };
}
