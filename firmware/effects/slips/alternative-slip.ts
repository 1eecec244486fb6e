/** The slip of a coupon or a pick-up: what stands in its entry. */
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { AlternativeSlipFacts } from '../../receipts/slip-facts.ts';
import type { Ports } from '../ports.ts';
import { originalFacts } from './original-facts.ts';
import { momentsOf, type Started, slipHead } from './slip-parts.ts';

/** @throws Error when the journal does not know it: a bug, since its slip was started there first. */
export function alternativeSlipFacts(ports: Ports, inHand: SlipInHand, started: Started): AlternativeSlipFacts {
  const { journal } = ports;
  const entry = journal.timeline(inHand.txn).find(({ type }) => type === 'alternative.given');
  if (entry?.type !== 'alternative.given') throw new Error(`the journal does not know ${inHand.copy}`);
  const { kind, number, original, costMinor, currency } = entry.body;
  return {
    ...slipHead(ports, inHand, started, 'customer', entry),
    kind,
    number,
    amountMinor: costMinor,
    currency,
    original: originalFacts(journal, journal.transaction(original), momentsOf(ports)),
  };
}
