/**
 * The desk at which money is decided: one exchange with the acquirer at a time, duties before wishes (facts/acquirer §2.2).
 *
 * Every visit to the acquirer goes the same way: connect → sign on where needed → script results → reversals that are owed → the settlement under way →
 * the transaction that waits. Journal first: each sending state writes its entry, with everything that a power cut would otherwise lose, and only
 * then hands the frame to the link. An outcome that cannot be believed is `unknown` and raises its reversal in the same entry.
 */
import { assign, sendParent } from 'xstate';
import {
  adviceNotSent,
  advising,
  askingBalance,
  balanceGivenUp,
  enquiring,
  enquiryGivenUp,
  enquiryNotSent,
  givenUp,
} from './acquiring-asking.ts';
import { comparing, comparingNotSent } from './acquiring-comparing.ts';
import {
  acquiringDesk,
  action,
  decided,
  isPartOf,
  SIGN_ON_EXCHANGE,
  unknownOutcome,
  waitingOf,
  wantsSignOn,
} from './acquiring-desk.ts';
import { afterSilence, reversing, settling } from './acquiring-duties.ts';
import { offeringPart, partRefused, partUnanswered } from './acquiring-part.ts';
import { scriptNotSent, tellingScript } from './acquiring-script.ts';
import type { MoneyReport } from './money.ts';

export const acquiringMachine = acquiringDesk.createMachine({
  id: 'acquiring',
  context: ({ input }) => ({
    waiting: null,
    balance: null,
    comparing: null,
    enquiring: null,
    advising: null,
    partialApprovals: input.partialApprovals ?? false,
    part: null,
    telling: null,
    scriptTried: false,
    reversing: null,
    visitAttempts: 0,
    visitQuestions: 0,
    settlementFailures: 0,
    failures: 0,
    signOnWanted: false,
    immediateAttempts: input.immediateAttempts,
    enquiredFirst: input.enquiredFirst ?? [],
    unreversed: input.unreversed ?? ['refund', 'completionAdvice'],
  }),
  initial: 'resting',
  on: {
    'money.requested': { actions: assign({ waiting: ({ event }) => event.request }) },
    'acquirer.hostWants': {
      actions: {
        type: 'noteHostWish',
        params: ({ event }) => ({ detail: `${event.requirement} ${event.meaning}` }),
      },
    },
    // Taken back while something that is owed comes first: nothing of it has left, and nothing of it will.
    'money.withdrawn': {
      guard: ({ context, event }) => event.txn === context.waiting?.txn,
      actions: 'tellWithdrawn',
    },
    'signOn.called': { actions: assign({ signOnWanted: true }) },
    'balance.requested': { actions: assign({ balance: ({ event }) => event.request }) },
    'comparison.requested': { actions: assign({ comparing: ({ event }) => ({ txn: event.txn }) }) },
    'acquirer.answeredLate': {
      actions: {
        type: 'noteLateAnswer',
        params: ({ event }) => ({ exchange: event.exchange, responseCode: event.responseCode }),
      },
    },
  },
  states: {
    resting: {
      entry: assign({
        visitAttempts: 0,
        visitQuestions: 0,
        scriptTried: false,
        settlementFailures: 0,
        reversing: null,
      }),
      on: {
        'money.requested': { target: 'connecting', actions: assign({ waiting: ({ event }) => event.request }) },
        'balance.requested': { target: 'connecting', actions: assign({ balance: ({ event }) => event.request }) },
        'comparison.requested': {
          target: 'connecting',
          actions: assign({ comparing: ({ event }) => ({ txn: event.txn }) }),
        },
        'duty.called': 'connecting',
        'signOn.called': { target: 'connecting', actions: assign({ signOnWanted: true }) },
      },
      always: [
        { guard: 'somethingWaits', target: 'connecting' },
        { guard: 'somebodyAsks', target: 'connecting' },
      ],
      after: { restMs: 'lookingForDuties' },
    },
    lookingForDuties: {
      entry: 'survey',
      on: {
        'duty.surveyed': [
          { guard: 'dutyDue', target: 'connecting' },
          { target: 'resting', actions: assign({ failures: 0 }) },
        ],
      },
    },
    connecting: {
      entry: 'connect',
      on: {
        'acquirer.connected': 'deciding',
        'acquirer.lost': 'unreachable',
        'money.withdrawn': { guard: 'somethingWaits', target: 'withdrawing' },
      },
      after: { connectTimeoutMs: 'unreachable' },
    },
    deciding: {
      entry: 'survey',
      on: {
        'duty.surveyed': [
          { guard: 'keysAbsent', target: 'withoutKeys' },
          { guard: 'signOnDue', target: 'signingOn' },
          { guard: 'isEnquiring', target: 'enquiring' },
          {
            guard: 'scriptDue',
            target: 'tellingScript',
            actions: assign({
              telling: ({ event }) =>
                event.duties.script === null
                  ? null
                  : { txn: event.duties.script.txn, attempt: event.duties.script.attempts + 1 },
            }),
          },
          {
            guard: 'reversalDue',
            target: 'reversing',
            actions: assign({
              reversing: ({ event }) =>
                event.duties.reversal === null
                  ? null
                  : { txn: event.duties.reversal.txn, attempt: event.duties.reversal.attempts + 1 },
            }),
          },
          {
            guard: 'adviceDue',
            target: 'advising',
            actions: assign({
              advising: ({ event }) =>
                event.duties.advice === null
                  ? null
                  : { txn: event.duties.advice.txn, attempt: event.duties.advice.attempts + 1 },
            }),
          },
          {
            guard: 'enquiryDue',
            target: 'enquiring',
            actions: assign({
              enquiring: ({ event }) =>
                event.duties.enquiry === null ? null : { txn: event.duties.enquiry, request: null },
            }),
          },
          { guard: 'settlementDue', target: 'settling' },
          {
            guard: ({ context, event }) => event.duties.settlement !== 'none' && context.waiting !== null,
            target: 'refusingWhileSettling',
          },
          { guard: 'somethingWaits', target: 'submitting' },
          { guard: 'somebodyCompares', target: 'comparing' },
          { guard: 'somebodyAsks', target: 'askingBalance' },
          {
            guard: ({ event }) =>
              event.duties.reversal !== null ||
              event.duties.script !== null ||
              event.duties.advice !== null ||
              event.duties.enquiry !== null ||
              event.duties.settlement === 'due',
            target: 'resting',
            actions: assign({ failures: ({ context }) => context.failures + 1 }),
          },
          { target: 'resting', actions: assign({ failures: 0 }) },
        ],
      },
    },
    signingOn: {
      entry: ['submitSignOn', assign({ signOnWanted: false })],
      on: {
        'acquirer.answered': [
          {
            guard: ({ event }) => event.exchange === SIGN_ON_EXCHANGE && action(event.answer) === 'approve',
            target: 'deciding',
            actions: { type: 'recordSignedOn', params: ({ event }) => ({ answer: event.answer }) },
          },
          { guard: ({ event }) => event.exchange === SIGN_ON_EXCHANGE, target: 'signOnRefused' },
        ],
        'acquirer.unanswered': { guard: ({ event }) => event.exchange === SIGN_ON_EXCHANGE, target: 'unreachable' },
        'acquirer.notSent': { guard: ({ event }) => event.exchange === SIGN_ON_EXCHANGE, target: 'unreachable' },
        'send.refused': 'unreachable',
        'money.withdrawn': { guard: 'somethingWaits', target: 'withdrawing' },
      },
    },
    offeringPart,
    partRefused,
    partUnanswered,
    tellingScript,
    scriptNotSent,
    reversing,
    afterSilence,
    advising,
    adviceNotSent,
    enquiring,
    enquiryNotSent,
    enquiryGivenUp,
    askingBalance,
    balanceGivenUp,
    comparing,
    comparingNotSent,
    settling,
    submitting: {
      entry: { type: 'submit', params: ({ context }) => ({ request: waitingOf(context) }) },
      always: 'awaitingAnswer',
    },
    awaitingAnswer: {
      entry: sendParent(
        ({ context }) => ({ type: 'money.submitted', txn: waitingOf(context).txn }) satisfies MoneyReport,
      ),
      on: {
        'money.withdrawn': {},
        'acquirer.answered': [
          {
            guard: ({ context, event }) =>
              event.exchange === context.waiting?.txn && action(event.answer) === 'approve',
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
            // A partial approval was not asked for (DE 60.6 absent): it is undone like any answer that does not fit the request.
            guard: ({ context, event }) =>
              event.exchange === context.waiting?.txn && action(event.answer) === 'approvePartial',
            target: 'deciding',
            actions: [
              {
                type: 'recordUnknown',
                params: ({ context }) => ({
                  request: waitingOf(context),
                  cause: 'echo-mismatch',
                  detail: 'partial approval',
                }),
              },
              sendParent(({ context }) =>
                decided(context.waiting, unknownOutcome(context, waitingOf(context), 'echo-mismatch')),
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
    },
    /** No byte of the transaction has left. */
    givingBack: {
      entry: [
        { type: 'recordNotSent', params: ({ context }) => ({ request: waitingOf(context) }) },
        sendParent(({ context }) => decided(context.waiting, { is: 'notSent' })),
        'forgetWaiting',
      ],
      always: 'resting',
    },
    withdrawing: { entry: 'tellWithdrawn', always: 'resting' },
    /** While a batch is being settled nothing is submitted into it. */
    refusingWhileSettling: {
      entry: [
        sendParent(({ context }) => decided(context.waiting, { is: 'notReached', why: 'settling', detail: '' })),
        'forgetWaiting',
      ],
      always: 'resting',
    },
    signOnRefused: {
      always: [
        ...givenUp,
        {
          guard: 'somethingWaits',
          target: 'resting',
          actions: [
            sendParent(({ context }) =>
              decided(context.waiting, { is: 'notReached', why: 'signOnRefused', detail: '' }),
            ),
            'forgetWaiting',
            assign({ failures: ({ context }) => context.failures + 1 }),
          ],
        },
        { target: 'resting', actions: assign({ failures: ({ context }) => context.failures + 1 }) },
      ],
    },
    withoutKeys: {
      always: [
        ...givenUp,
        {
          guard: 'somethingWaits',
          target: 'resting',
          actions: [
            sendParent(({ context }) => decided(context.waiting, { is: 'notReached', why: 'keysAbsent', detail: '' })),
            'forgetWaiting',
            assign({ failures: ({ context }) => context.failures + 1 }),
          ],
        },
        { target: 'resting', actions: assign({ failures: ({ context }) => context.failures + 1 }) },
      ],
    },
    unreachable: {
      always: [
        ...givenUp,
        {
          guard: 'somethingWaits',
          target: 'resting',
          actions: [
            sendParent(({ context }) => decided(context.waiting, { is: 'notReached', why: 'unreachable', detail: '' })),
            'forgetWaiting',
            assign({ failures: ({ context }) => context.failures + 1 }),
          ],
        },
        { target: 'resting', actions: assign({ failures: ({ context }) => context.failures + 1 }) },
      ],
    },
  },
});
