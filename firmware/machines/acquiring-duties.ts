/** What the acquiring desk owes before it does anything new: reversals (facts/acquirer §2.2 rules 5, 9), then the settlement under way (rule 11). */
import { assign, sendParent } from 'xstate';
import {
  type AcquiringContext,
  acquiringDesk,
  isOwnReversal,
  reversingOf,
  reversingTxn,
  SETTLEMENT_EXCHANGE,
  wantsSignOn,
} from './acquiring-desk.ts';
import type { MoneyReport } from './money.ts';

const reversalNotSent = {
  type: 'recordReversalFailed',
  params: ({ context }: { readonly context: AcquiringContext }) => ({
    ...reversingOf(context),
    responseCode: null,
    cause: 'not sent',
  }),
} as const;

export const reversing = acquiringDesk.createStateConfig({
  entry: [
    'countVisitAttempt',
    {
      type: 'submitReversal',
      params: ({ context }) => {
        if (context.reversing === null) throw new Error('no reversal to send');
        return context.reversing;
      },
    },
  ],
  on: {
    'acquirer.answered': [
      {
        guard: ({ event, context }) => isOwnReversal(context, event.exchange) && event.answer.reversalDone === true,
        target: 'deciding',
        actions: [
          {
            type: 'recordReversalAccepted',
            params: ({ context, event }) => ({ txn: reversingTxn(context), answer: event.answer }),
          },
          sendParent(({ context }) => ({ type: 'money.reversed', txn: reversingTxn(context) }) satisfies MoneyReport),
          assign({ failures: 0, visitAttempts: 0 }),
        ],
      },
      {
        guard: ({ event, context }) => isOwnReversal(context, event.exchange),
        target: 'deciding',
        actions: [
          {
            type: 'recordReversalFailed',
            params: ({ context, event }) => ({
              ...reversingOf(context),
              responseCode: event.answer.responseCode,
              cause: 'refused',
            }),
          },
          assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
        ],
      },
    ],
    'acquirer.unanswered': {
      guard: ({ event, context }) => isOwnReversal(context, event.exchange),
      target: 'afterSilence',
      actions: {
        type: 'recordReversalFailed',
        params: ({ context, event }) => ({ ...reversingOf(context), responseCode: null, cause: event.cause }),
      },
    },
    'acquirer.notSent': {
      guard: ({ event, context }) => isOwnReversal(context, event.exchange),
      target: 'unreachable',
      actions: reversalNotSent,
    },
    'send.refused': { target: 'unreachable', actions: reversalNotSent },
  },
});

/** A reversal met silence: nothing new may be sent before it gets through (rule 5). */
export const afterSilence = acquiringDesk.createStateConfig({
  always: [
    { guard: ({ context }) => context.visitAttempts < context.immediateAttempts, target: 'connecting' },
    { target: 'unreachable' },
  ],
});

/**
 * One message of the settlement. Which one, the journal says, so that it goes on after a power cut where it was; what its answer
 * means is decided and written down by one effect, which tells whether it was a step forward.
 */
export const settling = acquiringDesk.createStateConfig({
  entry: 'submitSettlement',
  on: {
    'acquirer.answered': {
      guard: ({ event }) => event.exchange === SETTLEMENT_EXCHANGE,
      actions: [
        { type: 'recordSettlementAnswered', params: ({ event }) => ({ answer: event.answer }) },
        assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
      ],
    },
    'acquirer.unanswered': {
      guard: ({ event }) => event.exchange === SETTLEMENT_EXCHANGE,
      actions: { type: 'recordSettlementUnanswered', params: ({ event }) => ({ cause: event.cause }) },
    },
    'acquirer.notSent': {
      guard: ({ event }) => event.exchange === SETTLEMENT_EXCHANGE,
      actions: { type: 'recordSettlementUnanswered', params: { cause: 'not sent' } },
    },
    'send.refused': { actions: { type: 'recordSettlementUnanswered', params: { cause: 'not sent' } } },
    'settlement.recorded': {
      // The connection may be gone, or have been given up.
      target: 'connecting',
      actions: [
        assign({
          settlementFailures: ({ context, event }) => (event.forward ? 0 : context.settlementFailures + 1),
          failures: ({ context, event }) => (event.forward ? 0 : context.failures),
        }),
        sendParent({ type: 'settlement.progressed' } satisfies MoneyReport),
      ],
    },
  },
});
