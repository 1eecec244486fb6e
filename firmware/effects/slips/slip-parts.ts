/** What slips of every kind are made of: their head, their times, the totals of a batch. */
import type { BatchSums, CopyKind, Marking } from '../../../storage/facts.ts';
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { Moment, SlipHead, TotalsFacts } from '../../receipts/slip-facts.ts';
import type { Ports } from '../ports.ts';

/** The piece of paper: how it is marked, and when it was started (epoch milliseconds). */
export interface Started {
  readonly marking: Marking;
  readonly atMs: number;
}

/** Times as the shop's clock shows them; from epoch milliseconds. */
export const momentsOf =
  ({ utcOffsetMinutes }: Pick<Ports, 'utcOffsetMinutes'>) =>
  (atMs: number): Moment => ({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) });

/** @param what whose doing the slip is about, and when that was */
export function slipHead(
  ports: Ports,
  { slip }: SlipInHand,
  { marking, atMs }: Started,
  copy: CopyKind,
  what: { readonly operator: string; readonly atMs: number },
): SlipHead {
  const moment = momentsOf(ports);
  return {
    terminal: ports.terminal,
    copy,
    slip,
    marking,
    operator: what.operator,
    at: moment(what.atMs),
    printedAt: marking.kind === 'original' ? null : moment(atMs),
  };
}

/** The sums that every report over a batch shows. */
export const batchSums = ({
  currency,
  saleCount,
  saleMinor,
  voidCount,
  voidMinor,
  refundCount,
  refundMinor,
}: BatchSums & { readonly currency: string }): TotalsFacts => ({
  currency,
  sale: { count: saleCount, amountMinor: saleMinor },
  void: { count: voidCount, amountMinor: voidMinor },
  refund: { count: refundCount, amountMinor: refundMinor },
});
