/**
 * The acquiring desk with the transaction that somebody waits for: submitted once, what its answer comes to, and why nothing of it left. What the acquirer
 * offers in part goes on in acquiring-part.ts, what it leaves open in acquiring-asking.ts.
 */
import { assign, sendParent } from 'xstate';
import { givenUp } from './acquiring-asking.ts';
import {
  acquiringDesk,
  action,
  decided,
  doubtIn,
  doubtOf,
  isPartOf,
  unknownOutcome,
  waitingOf,
  wantsSignOn,
} from './acquiring-desk.ts';
import type { MoneyOutcome, MoneyReport } from './money.ts';

type NotReached = Extract<MoneyOutcome, { readonly is: 'notReached' }>['why'];

const notReached = (why: NotReached) =>
  acquiringDesk.enqueueActions(({ context, enqueue }) => {
    enqueue.sendParent(decided(context.waiting, { is: 'notReached', why, detail: '' }));
    enqueue('forgetWaiting');
  });

/** This visit comes to nothing: whoever waits hears why, and the next one is later. */
const givenUpAs = (why: NotReached) =>
  acquiringDesk.createStateConfig({
    always: [
      ...givenUp,
      {
        guard: 'somethingWaits',
        target: 'resting',
        actions: [notReached(why), assign({ failures: ({ context }) => context.failures + 1 })],
      },
      { target: 'resting', actions: assign({ failures: ({ context }) => context.failures + 1 }) },
    ],
  });

export const submitting = acquiringDesk.createStateConfig({
  entry: { type: 'submit', params: ({ context }) => ({ request: waitingOf(context) }) },
  always: 'awaitingAnswer',
});

export const awaitingAnswer = acquiringDesk.createStateConfig({
  entry: sendParent(({ context }) => ({ type: 'money.submitted', txn: waitingOf(context).txn }) satisfies MoneyReport),
  on: {
    'money.withdrawn': {},
    'acquirer.answered': [
      {
        guard: ({ context, event }) => event.exchange === context.waiting?.txn && action(event.answer) === 'approve',
        target: 'deciding',
        actions: [
          {
            type: 'recordApproved',
            params: ({ context, event }) => ({ request: waitingOf(context), answer: event.answer }),
          },
          sendParent(({ context, event }) =>
            decided(context.waiting, { is: 'approved', rrn: event.answer.rrn, authCode: event.answer.authCode }),
          ),
          'forgetWaiting',
        ],
      },
      {
        guard: ({ context, event }) =>
          event.exchange === context.waiting?.txn &&
          action(event.answer) === 'approvePartial' &&
          isPartOf(context, event.answer),
        target: 'offeringPart',
        actions: assign({ part: ({ event }) => event.answer }),
      },
      {
        // It decides nothing: a part that was not asked for is undone, a refund of which the switch has heard too late may be booked.
        guard: ({ context, event }) =>
          event.exchange === context.waiting?.txn && doubtOf(context, event.answer) !== null,
        target: 'deciding',
        actions: [
          {
            type: 'recordUnknown',
            params: ({ context, event }) => ({ request: waitingOf(context), ...doubtIn(context, event.answer) }),
          },
          sendParent(({ context, event }) =>
            decided(context.waiting, unknownOutcome(context, waitingOf(context), doubtIn(context, event.answer).cause)),
          ),
          'forgetWaiting',
        ],
      },
      {
        guard: ({ context, event }) => event.exchange === context.waiting?.txn,
        target: 'deciding',
        actions: [
          {
            type: 'recordDeclined',
            params: ({ context, event }) => ({ request: waitingOf(context), answer: event.answer }),
          },
          sendParent(({ context, event }) =>
            decided(context.waiting, { is: 'declined', responseCode: event.answer.responseCode }),
          ),
          assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
          'forgetWaiting',
        ],
      },
    ],
    'acquirer.unanswered': [
      {
        // Whoever waits goes on waiting: the acquirer is asked before anything is undone (requirement C3).
        guard: ({ context, event }) =>
          event.exchange === context.waiting?.txn && context.enquiredFirst.includes(waitingOf(context).kind),
        target: 'connecting',
        actions: [
          {
            type: 'recordUnknown',
            params: ({ context, event }) => ({
              request: waitingOf(context),
              cause: event.cause,
              detail: event.detail,
            }),
          },
          assign({
            enquiring: ({ context }) => ({ txn: waitingOf(context).txn, request: waitingOf(context) }),
            waiting: null,
          }),
        ],
      },
      {
        guard: ({ context, event }) => event.exchange === context.waiting?.txn,
        target: 'connecting',
        actions: [
          {
            type: 'recordUnknown',
            params: ({ context, event }) => ({
              request: waitingOf(context),
              cause: event.cause,
              detail: event.detail,
            }),
          },
          sendParent(({ context, event }) =>
            decided(context.waiting, unknownOutcome(context, waitingOf(context), event.cause)),
          ),
          'forgetWaiting',
        ],
      },
    ],
    'acquirer.notSent': {
      guard: ({ context, event }) => event.exchange === context.waiting?.txn,
      target: 'givingBack',
    },
    'send.refused': 'givingBack',
    'journal.refused': {
      target: 'resting',
      actions: [
        sendParent(({ context, event }) =>
          decided(context.waiting, { is: 'notReached', why: 'refusedByJournal', detail: event.rule }),
        ),
        'forgetWaiting',
      ],
    },
  },
});

/** No byte of the transaction has left. */
export const givingBack = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordNotSent', params: ({ context }) => ({ request: waitingOf(context) }) },
    sendParent(({ context }) => decided(context.waiting, { is: 'notSent' })),
    'forgetWaiting',
  ],
  always: 'resting',
});

export const withdrawing = acquiringDesk.createStateConfig({ entry: 'tellWithdrawn', always: 'resting' });

/** While a batch is being settled nothing is submitted into it. */
export const refusingWhileSettling = acquiringDesk.createStateConfig({
  entry: notReached('settling'),
  always: 'resting',
});

export const signOnRefused = givenUpAs('signOnRefused');
export const withoutKeys = givenUpAs('keysAbsent');
export const unreachable = givenUpAs('unreachable');
