/** 应急卡 on paper: which card stands in its entry; whom to call, in the configuration (requirements H6, E7). */
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { EmergencyCardFacts } from '../../receipts/slip-facts.ts';
import type { Phones } from '../../rules/emergency-cards.ts';
import type { Ports } from '../ports.ts';
import { type Started, slipHead } from './slip-parts.ts';

export function phonesOf({ terminal }: Pick<Ports, 'terminal'>): Phones {
  return { acquirer: terminal.acquirerPhone ?? null, service: terminal.servicePhone ?? null };
}

/** @throws Error when the journal does not know it: a bug, since its slip was started there first. */
export function emergencyCardFacts(ports: Ports, inHand: SlipInHand, started: Started): EmergencyCardFacts {
  const entry = ports.journal.timeline(inHand.txn).find(({ type }) => type === 'report.requested');
  if (entry?.type !== 'report.requested' || !('emergencyCard' in entry.body))
    throw new Error(`the journal does not know ${inHand.copy}`);
  return {
    ...slipHead(ports, inHand, started, 'merchant', entry),
    kind: 'emergencyCard',
    card: entry.body.emergencyCard,
    phones: phonesOf(ports),
  };
}
