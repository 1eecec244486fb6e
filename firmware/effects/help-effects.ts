/** The conversation about help: a card on paper, while there is some (requirement H6). */
import type { ConversationEffects } from '../machines/conversations.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';

export function helpEffects(
  ports: Ports,
  paper: Pick<PaperWork, 'debtAdded'>,
  status: () => PaperFacts | null,
): ConversationEffects['help'] {
  return {
    requestCard: ({ self }, { card }) => {
      if (paperTrouble(status()) !== null) {
        self.send({ type: 'card.unprintable' });
        return;
      }
      const body = { emergencyCard: card, copies: ['merchant'] as const };
      ports.journal.append([{ type: 'report.requested', txn: ports.nextTransactionId(), body }], ports.stamp());
      paper.debtAdded();
      self.send({ type: 'card.requested' });
    },
  };
}
