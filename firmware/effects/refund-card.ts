/** Whether a refund takes the card, and the card that is presented for it (requirement D7; facts/acquirer §1.2: DE 22). */
import { tenderOf } from '../../storage/facts.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { FoundOriginal } from '../machines/refund-desk.ts';
import { currencyNumber } from '../rules/money-words.ts';
import type { Cards } from './cards.ts';
import type { Ports } from './ports.ts';

/** The acquirer wants to see it, or its number is no longer kept. What was paid with a code or in cash has no card to show. */
export function refundNeedsCard(
  { acquirer, journal }: Pick<Ports, 'acquirer' | 'journal'>,
  original: Pick<FoundOriginal, 'txn' | 'card'>,
): boolean {
  if (tenderOf(original.card) !== 'card') return false;
  return acquirer.terms.refundNeedsCard || journal.secret(original.txn, 'pan') === null;
}

export function refundCardEffects(
  ports: Ports,
  cards: Cards,
): Pick<ConversationEffects['refund'], 'armReader' | 'disarmReader' | 'keepCard' | 'forgetCard'> {
  return {
    armReader: (_, { amountMinor, currency }) =>
      ports.reader()?.arm({ amountMinor, currencyNumeric: currencyNumber(currency) }),
    disarmReader: () => ports.reader()?.disarm(),
    keepCard: ({ self }, { txn, original, card }) => {
      const maskedPan = cards.keep(txn, card);
      if (maskedPan === null) {
        self.send({ type: 'card.refused' });
        return;
      }
      const isSame = cards.of(txn)?.facts.token === original.card.token;
      if (!isSame) cards.forget(txn);
      self.send({ type: isSame ? 'card.kept' : 'card.differs' });
    },
    forgetCard: (_, { txn }) => cards.forget(txn),
  };
}
