/** The slip of an X report: its figures stand in its entry, so that each rendering is the same. */
import type { Marking } from '../../storage/facts.ts';
import type { SlipInHand } from '../machines/paper-desk.ts';
import type { Moment, XReportFacts } from '../receipts/slip-facts.ts';
import type { Ports } from './ports.ts';

/** @throws Error when the journal does not know the report: a bug, since its slip was started there first. */
export function xReportFacts(ports: Ports, inHand: SlipInHand, marking: Marking, startedAtMs: number): XReportFacts {
  const moment = (atMs: number): Moment => ({ atMs, utcOffsetMinutes: ports.utcOffsetMinutes(atMs) });
  const entry = ports.journal.timeline(inHand.txn).find(({ type }) => type === 'report.requested');
  if (entry?.type !== 'report.requested' || !('figures' in entry.body))
    throw new Error(`the journal does not know ${inHand.copy}`);
  const { batch, totals, owed, withoutPaper, cash } = entry.body.figures;
  const { currency, ...sums } = totals;
  return {
    terminal: ports.terminal,
    copy: 'merchant',
    slip: inHand.slip,
    marking,
    operator: entry.operator,
    at: moment(entry.atMs),
    printedAt: marking.kind === 'original' ? null : moment(startedAtMs),
    kind: 'xReport',
    batch,
    totals: {
      currency,
      sale: { count: sums.saleCount, amountMinor: sums.saleMinor },
      void: { count: sums.voidCount, amountMinor: sums.voidMinor },
      refund: { count: sums.refundCount, amountMinor: sums.refundMinor },
    },
    ...(cash === undefined ? {} : { cash }),
    obligations: owed,
    withoutPaper,
  };
}
