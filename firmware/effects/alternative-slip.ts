/** The slip of a coupon or a pick-up: what stands in its entry. */
import type { Marking } from '../../storage/facts.ts';
import type { SlipInHand } from '../machines/paper-desk.ts';
import type { AlternativeSlipFacts, Moment } from '../receipts/slip-facts.ts';
import { originalFacts } from './original-facts.ts';
import type { Ports } from './ports.ts';

/** @throws Error when the journal does not know it: a bug, since its slip was started there first. */
export function alternativeSlipFacts(
  ports: Ports,
  inHand: SlipInHand,
  marking: Marking,
  startedAtMs: number,
): AlternativeSlipFacts {
  const { journal } = ports;
  const moment = (atMs: number): Moment => ({ atMs, utcOffsetMinutes: ports.utcOffsetMinutes(atMs) });
  const entry = journal.timeline(inHand.txn).find(({ type }) => type === 'alternative.given');
  if (entry?.type !== 'alternative.given') throw new Error(`the journal does not know ${inHand.copy}`);
  const { kind, number, original, costMinor, currency } = entry.body;
  return {
    terminal: ports.terminal,
    copy: 'customer',
    slip: inHand.slip,
    marking,
    operator: entry.operator,
    at: moment(entry.atMs),
    printedAt: marking.kind === 'original' ? null : moment(startedAtMs),
    kind,
    number,
    amountMinor: costMinor,
    currency,
    original: originalFacts(journal, journal.transaction(original), moment),
  };
}
