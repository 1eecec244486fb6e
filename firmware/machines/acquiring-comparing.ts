/** The acquirer asked, for the paper-back routine, what it has of one transaction (requirement D8). Whoever asks hears whether an answer came. */
import { sendParent } from 'xstate';
import { type AcquiringContext, acquiringDesk, comparingOf, comparisonExchange } from './acquiring-desk.ts';

const isOwn = ({ comparing }: AcquiringContext, exchange: string) =>
  comparing !== null && exchange === comparisonExchange(comparing.txn);

export const comparing = acquiringDesk.createStateConfig({
  entry: { type: 'submitComparison', params: ({ context }) => comparingOf(context) },
  on: {
    'acquirer.answered': {
      guard: ({ context, event }) => isOwn(context, event.exchange),
      target: 'deciding',
      actions: [
        {
          type: 'recordCompared',
          params: ({ context, event }) => ({ ...comparingOf(context), answer: event.answer }),
        },
        sendParent(({ context }) => ({ type: 'money.compared', txn: comparingOf(context).txn, answered: true })),
        'forgetComparing',
      ],
    },
    'acquirer.unanswered': {
      guard: ({ context, event }) => isOwn(context, event.exchange),
      target: 'connecting',
      actions: [
        {
          type: 'recordNotCompared',
          params: ({ context, event }) => ({ ...comparingOf(context), cause: event.cause }),
        },
        'tellUncompared',
      ],
    },
    'acquirer.notSent': { guard: ({ context, event }) => isOwn(context, event.exchange), target: 'comparingNotSent' },
    'send.refused': 'comparingNotSent',
    'journal.refused': 'balanceGivenUp',
  },
});

export const comparingNotSent = acquiringDesk.createStateConfig({
  entry: { type: 'recordNotCompared', params: ({ context }) => ({ ...comparingOf(context), cause: 'not sent' }) },
  always: 'balanceGivenUp',
});
