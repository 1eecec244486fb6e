/**
 * The desk at which money is decided: one exchange with the acquirer at a time, duties before wishes (facts/acquirer §2.2).
 *
 * Every visit to the acquirer goes the same way: connect → sign on where needed → reversals that are owed → the transaction that
 * waits. Journal first: each sending state writes its entry, with everything that a power cut would otherwise lose, and only
 * then hands the frame to the link. An outcome that cannot be believed is `unknown` and raises its reversal in the same entry.
 */
import { assign, sendParent, setup } from 'xstate';
import type { AcquirerAnswer, AcquirerEvent, UnansweredCause } from '../../drivers/acquirer/acquirer.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { responseAction } from '../rules/response-codes.ts';
import { effect } from './effect.ts';
import type { MoneyEvent, MoneyOutcome, MoneyReport, MoneyRequest } from './money.ts';

/** What the journal and the acquirer's driver say about the duties, asked for before each decision. */
export interface Duties {
  readonly signedOn: boolean;
  /** The oldest reversal that is due, if any. */
  readonly reversal: { readonly txn: TransactionId; readonly attempts: number } | null;
}

export type AcquiringEvent =
  | MoneyEvent
  | AcquirerEvent
  | { readonly type: 'duty.called' }
  | { readonly type: 'duty.surveyed'; readonly duties: Duties }
  | { readonly type: 'send.refused' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

interface AcquiringContext {
  readonly waiting: MoneyRequest | null;
  readonly reversing: { readonly txn: TransactionId; readonly attempt: number } | null;
  /** Reversal attempts since the desk last rested. */
  readonly visitAttempts: number;
  /** Visits in a row that came to nothing; decides how long the desk rests. */
  readonly failures: number;
  readonly signOnWanted: boolean;
  readonly immediateAttempts: number;
}

/** Exchange names: what an answer is matched to. */
export const SIGN_ON_EXCHANGE = 'sign-on';
export const reversalExchange = (txn: TransactionId): string => `reversal ${txn}`;

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 300_000;
const CONNECT_TIMEOUT_MS = 10_000;

const action = (answer: AcquirerAnswer) => responseAction(answer.responseCode).action;
/** The switch wants new keys or says that ours are out of step (facts §1.1 header, §1.7). */
const wantsSignOn = (answer: AcquirerAnswer) => answer.processing === '3' || action(answer) === 'signOnThenRetry';

type Decided = Extract<MoneyReport, { type: 'money.decided' }>;
const decided = (request: MoneyRequest | null, outcome: MoneyOutcome): Decided => {
  if (request === null) throw new Error('a decision without a request');
  return { type: 'money.decided', txn: request.txn, outcome };
};

export const acquiringMachine = setup({
  types: {
    context: {} as AcquiringContext,
    events: {} as AcquiringEvent,
    input: {} as { readonly immediateAttempts: number },
  },
  actions: {
    /** Sends `duty.surveyed`. */
    survey: effect('survey'),
    /** Ends in `acquirer.connected` or `acquirer.lost`. */
    connect: effect('connect'),
    submitSignOn: effect('submitSignOn'),
    recordSignedOn: effect<{ answer: AcquirerAnswer }>('recordSignedOn'),
    submitReversal: effect<{ txn: TransactionId; attempt: number }>('submitReversal'),
    recordReversalAccepted: effect<{ txn: TransactionId; answer: AcquirerAnswer }>('recordReversalAccepted'),
    recordReversalFailed: effect<{ txn: TransactionId; attempt: number; responseCode: string | null; cause: string }>(
      'recordReversalFailed',
    ),
    /** Journals the intent with its reversal image, then hands the frame to the link; may send `send.refused` or `journal.refused`. */
    submit: effect<{ request: MoneyRequest }>('submit'),
    recordNotSent: effect<{ request: MoneyRequest }>('recordNotSent'),
    recordApproved: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordApproved'),
    recordDeclined: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordDeclined'),
    recordUnknown: effect<{ request: MoneyRequest; cause: UnansweredCause; detail: string }>('recordUnknown'),
    noteLateAnswer: effect<{ exchange: string; responseCode: string }>('noteLateAnswer'),
    forgetWaiting: assign({ waiting: null }),
    countVisitAttempt: assign({ visitAttempts: ({ context }) => context.visitAttempts + 1 }),
    wantSignOn: assign({ signOnWanted: true }),
  },
  guards: {
    signOnDue: ({ context, event }) =>
      event.type === 'duty.surveyed' && (context.signOnWanted || !event.duties.signedOn),
    reversalDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.reversal !== null &&
      context.visitAttempts < context.immediateAttempts,
    somethingWaits: ({ context }) => context.waiting !== null,
    dutyDue: ({ event }) =>
      event.type === 'duty.surveyed' && (!event.duties.signedOn || event.duties.reversal !== null),
  },
  delays: {
    restMs: ({ context }) =>
      context.failures === 0
        ? FIRST_REST_MS
        : Math.min(5_000 * 2 ** Math.min(context.failures - 1, 6), LONGEST_REST_MS),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  },
}).createMachine({
  id: 'acquiring',
  context: ({ input }) => ({
    waiting: null,
    reversing: null,
    visitAttempts: 0,
    failures: 0,
    signOnWanted: false,
    immediateAttempts: input.immediateAttempts,
  }),
  initial: 'resting',
  on: {
    'money.requested': { actions: assign({ waiting: ({ event }) => event.request }) },
    'acquirer.answeredLate': {
      actions: {
        type: 'noteLateAnswer',
        params: ({ event }) => ({ exchange: event.exchange, responseCode: event.responseCode }),
      },
    },
  },
  states: {
    resting: {
      entry: assign({ visitAttempts: 0, reversing: null }),
      on: {
        'money.requested': { target: 'connecting', actions: assign({ waiting: ({ event }) => event.request }) },
        'duty.called': 'connecting',
      },
      always: { guard: 'somethingWaits', target: 'connecting' },
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
          { guard: 'signOnDue', target: 'signingOn' },
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
          { guard: 'somethingWaits', target: 'submitting' },
          {
            guard: ({ event }) => event.duties.reversal !== null,
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
        'send.refused': 'unreachable',
        'money.withdrawn': { guard: 'somethingWaits', target: 'withdrawing' },
      },
    },
    reversing: {
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
            guard: ({ event, context }) =>
              isOwnReversal(context, event.exchange) && REVERSAL_DONE.has(event.answer.responseCode),
            target: 'deciding',
            actions: [
              {
                type: 'recordReversalAccepted',
                params: ({ context, event }) => ({ txn: reversingTxn(context), answer: event.answer }),
              },
              sendParent(
                ({ context }) => ({ type: 'money.reversed', txn: reversingTxn(context) }) satisfies MoneyReport,
              ),
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
        'send.refused': {
          target: 'unreachable',
          actions: {
            type: 'recordReversalFailed',
            params: ({ context }) => ({ ...reversingOf(context), responseCode: null, cause: 'not sent' }),
          },
        },
      },
    },
    /** A reversal met silence: nothing new may be sent before it gets through (rule 5). */
    afterSilence: {
      always: [
        { guard: ({ context }) => context.visitAttempts < context.immediateAttempts, target: 'connecting' },
        { target: 'unreachable' },
      ],
    },
    submitting: {
      entry: { type: 'submit', params: ({ context }) => ({ request: waitingOf(context) }) },
      always: 'awaitingAnswer',
    },
    awaitingAnswer: {
      entry: sendParent(
        ({ context }) => ({ type: 'money.submitted', txn: waitingOf(context).txn }) satisfies MoneyReport,
      ),
      on: {
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
              sendParent(({ context }) => decided(context.waiting, unknownOutcome(waitingOf(context)))),
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
        'acquirer.unanswered': {
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
            sendParent(({ context }) => decided(context.waiting, unknownOutcome(waitingOf(context)))),
            'forgetWaiting',
          ],
        },
        'send.refused': {
          target: 'resting',
          actions: [
            { type: 'recordNotSent', params: ({ context }) => ({ request: waitingOf(context) }) },
            sendParent(({ context }) => decided(context.waiting, { is: 'notSent' })),
            'forgetWaiting',
          ],
        },
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
    withdrawing: {
      entry: [
        sendParent(({ context }) => decided(context.waiting, { is: 'notReached', why: 'withdrawn', detail: '' })),
        'forgetWaiting',
      ],
      always: 'resting',
    },
    signOnRefused: {
      always: [
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
    unreachable: {
      always: [
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

/** DE 39 of an 0410 that ends a reversal: done, or nothing there to reverse (facts §1.4, rule 9). */
const REVERSAL_DONE: ReadonlySet<string> = new Set(['00', '12', '25']);

function waitingOf(context: AcquiringContext): MoneyRequest {
  if (context.waiting === null) throw new Error('no request waits');
  return context.waiting;
}
function reversingOf(context: AcquiringContext): { readonly txn: TransactionId; readonly attempt: number } {
  if (context.reversing === null) throw new Error('no reversal under way');
  return context.reversing;
}
function reversingTxn(context: AcquiringContext): TransactionId {
  return reversingOf(context).txn;
}
function isOwnReversal(context: AcquiringContext, exchange: string): boolean {
  return context.reversing !== null && exchange === reversalExchange(context.reversing.txn);
}
function unknownOutcome(request: MoneyRequest): MoneyOutcome {
  return { is: 'unknown', reversing: request.kind !== 'refund' };
}
