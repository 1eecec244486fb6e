/** What the conversation about a refund without a sale does; whether it is offered at all. */
import type { TransactionId } from '../../storage/facts.ts';
import type { ConversationEffects, Opened } from '../machines/conversations.ts';
import { currencyNumber } from '../rules/money-words.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import { judgeUnreferenced } from '../rules/unreferenced.ts';
import type { Verdict } from '../rules/verdict.ts';
import type { Cards } from './cards.ts';
import { approvalEffects, consentEffects } from './consent-effects.ts';
import { usualSale } from './control-effects.ts';
import { refuseFrozenCard } from './freezes.ts';
import type { Ports } from './ports.ts';

export function unreferencedEffects(
  ports: Ports,
  cards: Cards,
  status: () => PaperFacts | null,
): ConversationEffects['unreferenced'] {
  return {
    armReader: (_, { amountMinor, currency }) =>
      ports.reader()?.arm({ amountMinor, currencyNumeric: currencyNumber(currency) }),
    disarmReader: () => ports.reader()?.disarm(),
    keepCard: ({ self }, { txn, card, expected }) => {
      const maskedPan = cards.keep(txn, card);
      const token = cards.of(txn)?.facts.token;
      if (maskedPan === null || token === undefined) {
        self.send({ type: 'card.refused' });
        return;
      }
      const refusal = refuseFrozenCard(ports, token);
      const differs = expected !== null && expected !== token;
      if (refusal !== null || differs) cards.forget(txn);
      self.send(
        refusal !== null
          ? { type: 'card.frozen', refusal }
          : differs
            ? { type: 'card.differs' }
            : { type: 'card.kept', maskedPan, token },
      );
    },
    forgetCard: (_, { txn }) => cards.forget(txn),
    ...approvalEffects(ports),
    ...consentEffects(ports),
    checkPaper: ({ self }) => self.send({ type: 'paper.checked', trouble: paperTrouble(status()) }),
    renewTransaction: ({ self }) => self.send({ type: 'txn.renewed', txn: ports.nextTransactionId() }),
  };
}

/** Null: the policy has none, and the look-up does not speak of it. */
export function unreferencedOffer({ policy, acquirer }: Pick<Ports, 'policy' | 'acquirer'>): Verdict<object> | null {
  return judgeUnreferenced(policy, acquirer.carries('refund') && acquirer.terms.unreferencedRefunds);
}

export function openUnreferenced(ports: Ports, txn: TransactionId): Opened | null {
  if (unreferencedOffer(ports)?.allowed !== true) return null;
  const { journal, policy, currency } = ports;
  return {
    name: 'unreferenced',
    input: {
      txn,
      currency,
      policy,
      inShiftMinor: journal.withoutSaleInShiftMinor(),
      usualMinor: usualSale(journal, currency),
      maker: ports.stamp().operator,
    },
  };
}
