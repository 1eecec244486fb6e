/**
 * A refund with the card (requirement D7), with or without it as the profile allows: asked for where the acquirer takes it no other
 * way, or where the number that was kept is gone. It must be the card of the sale.
 */
import { assign } from 'xstate';
import { CARD_DIFFERS, CARD_ENCRYPTED, CARD_UNREADABLE } from '../rules/presented-card.ts';
import type { Refusal } from '../rules/verdict.ts';
import { type RefundContext, refundDesk } from './refund-desk.ts';

/** A void, like the cancel of a completion, points back to the open batch, whose numbers are there. */
function cardIsMissing({ needsCard, cardShown, deferred, road }: RefundContext): boolean {
  return needsCard && !cardShown && (deferred !== null || road === null || road.kind === 'refund');
}

export const presenting = refundDesk.createStateConfig({
  always: [{ guard: ({ context }) => cardIsMissing(context), target: 'awaitingCard' }, { target: 'authorising' }],
});

/** The reader is armed anew, and the page says why. */
const again = (notice: Refusal) =>
  ({ target: 'awaitingCard', reenter: true, actions: refundDesk.assign({ notice }) }) as const;

export const awaitingCard = refundDesk.createStateConfig({
  entry: {
    type: 'armReader',
    params: ({ context }) => ({ amountMinor: context.amountMinor, currency: context.original.currency }),
  },
  exit: 'disarmReader',
  on: {
    'reader.cardPresented': {
      actions: {
        type: 'keepCard',
        params: ({ context, event }) => ({ txn: context.txn, original: context.original, card: event.card }),
      },
    },
    'card.kept': { target: 'authorising', actions: assign({ cardShown: true, notice: null }) },
    'card.differs': again(CARD_DIFFERS),
    'card.refused': again(CARD_ENCRYPTED),
    'reader.cardUnreadable': again(CARD_UNREADABLE),
    'reader.identified': { target: 'awaitingCard', reenter: true },
    'keypad.pressed': { guard: 'isCancel', target: 'done' },
  },
  after: { patienceMs: 'done' },
});
