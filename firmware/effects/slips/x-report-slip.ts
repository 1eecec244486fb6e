/** The slip of an X report: its figures stand in its entry, so that each rendering is the same. */
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { XReportFacts } from '../../receipts/slip-facts.ts';
import type { Ports } from '../ports.ts';
import { batchSums, type Started, slipHead } from './slip-parts.ts';

/** @throws Error when the journal does not know the report: a bug, since its slip was started there first. */
export function xReportFacts(ports: Ports, inHand: SlipInHand, started: Started): XReportFacts {
  const entry = ports.journal.timeline(inHand.txn).find(({ type }) => type === 'report.requested');
  if (entry?.type !== 'report.requested' || !('figures' in entry.body))
    throw new Error(`the journal does not know ${inHand.copy}`);
  const { batch, totals, owed, withoutPaper, cash } = entry.body.figures;
  return {
    ...slipHead(ports, inHand, started, 'merchant', entry),
    kind: 'xReport',
    batch,
    totals: batchSums(totals),
    ...(cash === undefined ? {} : { cash }),
    obligations: owed,
    withoutPaper,
  };
}
