/**
 * The desk at which money is decided: one exchange with the acquirer at a time, duties before wishes (facts/acquirer §2.2).
 *
 * Every visit to the acquirer goes the same way: connect → sign on where needed → script results → reversals that are owed → the settlement under way →
 * the transaction that waits. Journal first: each sending state writes its entry, with everything that a power cut would otherwise lose, and only
 * then hands the frame to the link. An outcome that cannot be believed is `unknown` and raises its reversal in the same entry.
 */
import { assign } from 'xstate';
import {
  adviceNotSent,
  advising,
  askingBalance,
  balanceGivenUp,
  enquiring,
  enquiryGivenUp,
  enquiryNotSent,
} from './acquiring-asking.ts';
import { comparing, comparingNotSent } from './acquiring-comparing.ts';
import { acquiringDesk, action, nextAttempt, SIGN_ON_EXCHANGE } from './acquiring-desk.ts';
import { afterSilence, reversing, settling } from './acquiring-duties.ts';
import { offeringPart, partRefused, partUnanswered } from './acquiring-part.ts';
import { scriptNotSent, tellingScript } from './acquiring-script.ts';
import {
  awaitingAnswer,
  givingBack,
  refusingWhileSettling,
  signOnRefused,
  submitting,
  unreachable,
  withdrawing,
  withoutKeys,
} from './acquiring-transaction.ts';

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
              telling: ({ event }) => nextAttempt(event.duties.script),
            }),
          },
          {
            guard: 'reversalDue',
            target: 'reversing',
            actions: assign({
              reversing: ({ event }) => nextAttempt(event.duties.reversal),
            }),
          },
          {
            guard: 'adviceDue',
            target: 'advising',
            actions: assign({
              advising: ({ event }) => nextAttempt(event.duties.advice),
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
    submitting,
    awaitingAnswer,
    givingBack,
    withdrawing,
    refusingWhileSettling,
    signOnRefused,
    withoutKeys,
    unreachable,
  },
});
