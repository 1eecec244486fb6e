/** Slips about an outage: the paper-back report, the slip of a hand slip. Their figures stand in entries, so that each rendering is the same. */
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { HandSlipFacts, PaperBackFacts } from '../../receipts/slip-facts.ts';
import { differenceWords } from '../../rules/outage-differences.ts';
import type { Ports } from '../ports.ts';
import { batchSums, momentsOf, type Started, slipHead } from './slip-parts.ts';

/** @throws Error when the journal does not know the report: a bug, since its slip was started there first. */
export function outageSlipFacts(ports: Ports, inHand: SlipInHand, started: Started): PaperBackFacts | HandSlipFacts {
  const moment = momentsOf(ports);
  const entry = ports.journal
    .timeline(inHand.txn)
    .find(({ type }) => type === 'outage.reconciled' || type === 'handSlip.entered');
  if (entry?.type !== 'outage.reconciled' && entry?.type !== 'handSlip.entered') {
    throw new Error(`the journal does not know ${inHand.copy}`);
  }
  const head = slipHead(ports, inHand, started, 'merchant', entry);
  if (entry.type === 'handSlip.entered') {
    const { number, kind: what, tender, amountMinor, currency, writer, writtenAtMs } = entry.body;
    const writtenAt = moment(writtenAtMs);
    return { ...head, kind: 'handSlip', number, what, tender, amountMinor, currency, writer, writtenAt };
  }
  const { body } = entry;
  return {
    ...head,
    kind: 'paperBack',
    batch: body.batch,
    from: moment(body.fromMs),
    until: moment(body.untilMs),
    totals: batchSums(body.totals),
    receipts: body.receipts,
    refunds: body.refunds,
    handSlips: {
      entered: body.handSlips.entered,
      missing: body.handSlips.missing.map((number) => String(number).padStart(6, '0')),
    },
    ...(body.acquirer === undefined ? {} : { acquirer: body.acquirer }),
    ...(body.cash === undefined ? {} : { cash: body.cash }),
    differences: body.differences.map((difference) => {
      const { zh, en } = differenceWords(difference);
      return `${zh} ${en}`;
    }),
    signedOffBy: body.manager === null ? entry.operator : `${entry.operator} / ${body.manager}`,
  };
}
