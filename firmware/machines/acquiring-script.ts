/**
 * The acquiring desk tells what became of an issuer's scripts, before anything else, each time under a new trace number (facts/acquirer §1.2). While a
 * customer waits it stands in the way at most once: what met silence goes on at rest, and before a settlement.
 */
import { assign } from 'xstate';
import { type AcquiringContext, acquiringDesk, scriptExchange, wantsSignOn } from './acquiring-desk.ts';

const tellingOf = ({ telling }: AcquiringContext) => {
  if (telling === null) throw new Error('no script result to tell');
  return telling;
};
const isOwn = ({ telling }: AcquiringContext, exchange: string) =>
  telling !== null && exchange === scriptExchange(telling.txn);

export const tellingScript = acquiringDesk.createStateConfig({
  entry: [assign({ scriptTried: true }), { type: 'submitScriptResult', params: ({ context }) => tellingOf(context) }],
  on: {
    'acquirer.answered': {
      guard: ({ context, event }) => isOwn(context, event.exchange),
      actions: [
        {
          type: 'recordScriptAnswered',
          params: ({ context, event }) => ({ ...tellingOf(context), answer: event.answer }),
        },
        assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
      ],
    },
    'asked.recorded': [
      {
        guard: ({ event }) => event.isOver,
        target: 'deciding',
        actions: assign({ telling: null, scriptTried: false, failures: 0 }),
      },
      { target: 'deciding', actions: assign({ telling: null }) },
    ],
    'acquirer.unanswered': {
      guard: ({ context, event }) => isOwn(context, event.exchange),
      target: 'connecting',
      actions: [
        {
          type: 'recordScriptFailed',
          params: ({ context, event }) => ({ ...tellingOf(context), cause: event.cause }),
        },
        assign({ telling: null }),
      ],
    },
    'acquirer.notSent': {
      guard: ({ context, event }) => isOwn(context, event.exchange),
      target: 'scriptNotSent',
    },
    'send.refused': 'scriptNotSent',
  },
});

export const scriptNotSent = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordScriptFailed', params: ({ context }) => ({ ...tellingOf(context), cause: 'not sent' }) },
    assign({ telling: null }),
  ],
  always: 'unreachable',
});
