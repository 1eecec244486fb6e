/**
 * A refund with the card (requirement D7), with or without it as the profile allows: asked for where the acquirer takes it no other
 * way, or where the number that was kept is gone. It must be the card of the sale.
 */
import { assign } from 'xstate';
import { type Refusal, refuse } from '../rules/verdict.ts';
import { type RefundContext, refundDesk } from './refund-desk.ts';

/** A void points back to a sale of the open batch, whose number is there. */
export function cardIsMissing({ needsCard, cardShown, deferred, road }: RefundContext): boolean {
  return needsCard && !cardShown && (deferred !== null || road?.kind !== 'void');
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
    'card.differs': again(
      refuse(
        'card-differs',
        {},
        { zh: '不是原消费的卡', en: 'Not the card of the sale' },
        { zh: '请出示原卡', en: 'Present the card that paid' },
      ),
    ),
    'card.refused': again(
      refuse(
        'card-encrypted',
        {},
        { zh: '读卡器加密,收单行不接受', en: 'The reader encrypts; the acquirer wants clear data' },
        { zh: '请联系技术人员', en: 'Call the technician' },
      ),
    ),
    'reader.cardUnreadable': again(
      refuse(
        'card-unreadable',
        {},
        { zh: '读卡失败', en: 'The card could not be read' },
        { zh: '请再刷一次', en: 'Swipe it again' },
      ),
    ),
    'reader.identified': { target: 'awaitingCard', reenter: true },
    'keypad.pressed': { guard: 'isCancel', target: 'done' },
  },
  after: { patienceMs: 'done' },
});
