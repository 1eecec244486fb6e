/** Names for transactions. */
import type { TransactionId } from '../../storage/facts.ts';

const CHANCES = 36 ** 3;

/**
 * Sort by time, and no two of one life are the same, however many are drawn in one millisecond; the journal refuses one that was used before. Short, since one
 * stands in every entry.
 * @param nowMs milliseconds since 1970 @param chance a whole number from 0 on, so that two lives in one millisecond differ
 */
export function transactionIds(nowMs: () => number, chance: () => number): () => TransactionId {
  let lastMs = 0;
  return () => {
    lastMs = Math.max(nowMs(), lastMs + 1);
    return `t${lastMs.toString(36)}${(chance() % CHANCES).toString(36).padStart(3, '0')}` as TransactionId;
  };
}
