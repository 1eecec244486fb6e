/** A coupon or a pick-up in the journal, with its slip as a debt (requirement D13). */
import type { ConversationEffects } from '../machines/conversations.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';

export function alternativeEffects(ports: Ports, paper: PaperWork): ConversationEffects['alternative'] {
  const { journal, stamp } = ports;
  return {
    give: ({ self }, { kind, original, costMinor, currency }) => {
      const number = journal.nextAlternative();
      const txn = ports.nextTransactionId();
      const body = { kind, number, original, costMinor, currency, copies: ['customer'] as const };
      refusable(self.send, () => {
        journal.append([{ type: 'alternative.given', txn, body }], stamp());
        paper.debtAdded();
        self.send({ type: 'alternative.given', number });
      });
    },
  };
}
