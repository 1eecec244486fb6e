/**
 * How many transactions the open batch still takes. Its totals are told in counts of three digits (facts/acquirer §1.5: DE 48, "cnt3"; the number is a
 * column of the acquirer's table), so a full one refuses trade until it is settled: that is said before it is so, while there is time for it.
 */
import type { Words } from './verdict.ts';

/** It is told when a tenth of the batch is left: of 999, from 900 on. */
const TOLD_SHARE = 10;

export interface BatchRoom {
  /** Transactions that it still takes. 0: none. */
  readonly left: number;
  /** That it holds at most. */
  readonly limit: number;
}

/** @param count transactions of the open batch that moved money, or may have. Null: there is room enough, nobody need know. */
export function batchRoom(count: number, limit: number): BatchRoom | null {
  const left = Math.max(0, limit - count);
  return left <= Math.floor(limit / TOLD_SHARE) ? { left, limit } : null;
}

/** One line below every page of the till: what, and the keys that settle. */
export function batchRoomLine({ left }: BatchRoom): Words {
  return left === 0
    ? { zh: '! 批次已满 按*再按8结算', en: 'BATCH FULL: * THEN 8' }
    : { zh: `! 批次剩 ${left} 笔 按*再按8`, en: `BATCH TAKES ${left} MORE: * THEN 8` };
}

/** For the manager and the technician: what, why, what to do. */
export function batchRoomWords({ left, limit }: BatchRoom): Words {
  return left === 0
    ? { zh: `批次已满 ${limit} 笔,不能交易,请结算`, en: `BATCH FULL AT ${limit}, NO TRADE: SETTLE` }
    : {
        zh: `批次剩 ${left}/${limit} 笔,满了不能交易,请结算`,
        en: `BATCH TAKES ${left} OF ${limit}, THEN NO TRADE: SETTLE`,
      };
}
