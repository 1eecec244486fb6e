/**
 * What the acquiring desk repeats and asks: an advice that was not answered, what became of a transaction of unknown outcome, a balance
 * (facts/acquirer §2.1, §2.2 rule 6; requirement C3).
 */
import { assign, sendParent } from 'xstate';
import {
  type AcquiringContext,
  acquiringDesk,
  action,
  adviceExchange,
  BALANCE_EXCHANGE,
  decided,
  enquiringOf,
  enquiryExchange,
  wantsSignOn,
} from './acquiring-desk.ts';
import type { BalanceAnswer, MoneyReport } from './money.ts';

const advisingOf = ({ advising }: AcquiringContext) => {
  if (advising === null) throw new Error('no advice to tell again');
  return advising;
};
const isOwnAdvice = ({ advising }: AcquiringContext, exchange: string) =>
  advising !== null && exchange === adviceExchange(advising.txn);
const isOwnEnquiry = ({ enquiring }: AcquiringContext, exchange: string) =>
  enquiring !== null && exchange === enquiryExchange(enquiring.txn);

/** The same message under its own trace number, until it is answered. */
export const advising = acquiringDesk.createStateConfig({
  entry: ['countQuestion', { type: 'submitAdvice', params: ({ context }) => advisingOf(context) }],
  on: {
    'acquirer.answered': {
      guard: ({ context, event }) => isOwnAdvice(context, event.exchange),
      actions: [
        {
          type: 'recordAdviceAnswered',
          params: ({ context, event }) => ({ ...advisingOf(context), answer: event.answer }),
        },
        assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
      ],
    },
    'asked.recorded': [
      {
        guard: ({ event }) => event.isOver,
        target: 'deciding',
        actions: assign({ advising: null, visitQuestions: 0, failures: 0 }),
      },
      { target: 'deciding', actions: assign({ advising: null }) },
    ],
    'acquirer.unanswered': {
      guard: ({ context, event }) => isOwnAdvice(context, event.exchange),
      target: 'connecting',
      actions: [
        {
          type: 'recordAdviceFailed',
          params: ({ context, event }) => ({ ...advisingOf(context), cause: event.cause }),
        },
        assign({ advising: null }),
      ],
    },
    'acquirer.notSent': {
      guard: ({ context, event }) => isOwnAdvice(context, event.exchange),
      target: 'adviceNotSent',
    },
    'send.refused': 'adviceNotSent',
  },
});

export const adviceNotSent = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordAdviceFailed', params: ({ context }) => ({ ...advisingOf(context), cause: 'not sent' }) },
    assign({ advising: null }),
  ],
  always: 'unreachable',
});

/**
 * Asked before anything is undone, never in the place of asking for the money again (requirement C3): once, while somebody waits for the outcome, over
 * a new connection where the old one was cut. Where the acquirer cannot be reached then, or after a power cut, people were told that it is being
 * reversed: that goes, without a question (facts/acquirer §2.2 rules 5, 8, 10). What has no reversal is asked about until it is known (rule 6a).
 */
export const enquiring = acquiringDesk.createStateConfig({
  entry: ['countQuestion', { type: 'submitEnquiry', params: ({ context }) => ({ txn: enquiringOf(context).txn }) }],
  on: {
    'acquirer.answered': {
      guard: ({ context, event }) => isOwnEnquiry(context, event.exchange),
      actions: [
        {
          type: 'recordEnquiryAnswered',
          params: ({ context, event }) => ({ txn: enquiringOf(context).txn, answer: event.answer }),
        },
        assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
      ],
    },
    'enquiry.recorded': [
      {
        guard: ({ context, event }) => event.found === 'approved' && context.enquiring?.request != null,
        target: 'deciding',
        actions: [
          sendParent(({ context, event }) =>
            decided(enquiringOf(context).request, { is: 'approved', rrn: event.rrn, authCode: event.authCode }),
          ),
          'forgetEnquiry',
          assign({ visitQuestions: 0 }),
        ],
      },
      {
        guard: ({ context, event }) => event.found === 'declined' && context.enquiring?.request != null,
        target: 'deciding',
        actions: [
          sendParent(({ context, event }) =>
            decided(enquiringOf(context).request, { is: 'declined', responseCode: event.code }),
          ),
          'forgetEnquiry',
          assign({ visitQuestions: 0 }),
        ],
      },
      {
        guard: ({ event }) => event.found === 'approved' || event.found === 'declined',
        target: 'deciding',
        actions: ['forgetEnquiry', assign({ visitQuestions: 0, failures: 0 })],
      },
      { target: 'deciding', actions: ['tellUnknown', 'forgetEnquiry'] },
    ],
    'acquirer.unanswered': {
      guard: ({ context, event }) => isOwnEnquiry(context, event.exchange),
      target: 'connecting',
      actions: [
        {
          type: 'recordEnquiryFailed',
          params: ({ context, event }) => ({ txn: enquiringOf(context).txn, cause: event.cause }),
        },
        'tellUnknown',
        'forgetEnquiry',
      ],
    },
    'acquirer.notSent': {
      guard: ({ context, event }) => isOwnEnquiry(context, event.exchange),
      target: 'enquiryNotSent',
    },
    'send.refused': 'enquiryNotSent',
  },
});

export const enquiryNotSent = acquiringDesk.createStateConfig({
  entry: {
    type: 'recordEnquiryFailed',
    params: ({ context }) => ({ txn: enquiringOf(context).txn, cause: 'not sent' }),
  },
  always: 'unreachable',
});

const countFailure = acquiringDesk.assign({ failures: ({ context }) => context.failures + 1 });

/** The question did not leave: the transaction stays unknown, and goes its way. */
export const enquiryGivenUp = acquiringDesk.createStateConfig({
  entry: ['tellUnknown', 'forgetEnquiry', countFailure],
  always: 'resting',
});

export const balanceGivenUp = acquiringDesk.createStateConfig({
  entry: ['tellUnbalanced', 'forgetBalance', 'tellUncompared', countFailure],
  always: 'resting',
});

/** Where the acquirer cannot be reached: whoever asks is told so. */
export const givenUp = [
  { guard: 'isEnquiring', target: 'enquiryGivenUp' },
  { guard: 'somebodyAsks', target: 'balanceGivenUp' },
] as const;

export const askingBalance = acquiringDesk.createStateConfig({
  entry: {
    type: 'submitBalance',
    params: ({ context }) => {
      if (context.balance === null) throw new Error('nobody asks for a balance');
      return context.balance;
    },
  },
  on: {
    'acquirer.answered': {
      guard: ({ event }) => event.exchange === BALANCE_EXCHANGE,
      target: 'deciding',
      actions: [
        sendParent(({ context, event }) => {
          const { responseCode, balanceMinor } = event.answer;
          const isTold = action(event.answer) === 'approve' && balanceMinor !== undefined;
          const answer: BalanceAnswer = isTold
            ? { is: 'told', availableMinor: balanceMinor }
            : { is: 'declined', responseCode };
          return {
            type: 'money.balanceTold',
            txn: context.balance?.txn ?? ('' as never),
            answer,
          } satisfies MoneyReport;
        }),
        assign({ signOnWanted: ({ context, event }) => context.signOnWanted || wantsSignOn(event.answer) }),
        'forgetBalance',
      ],
    },
    'acquirer.unanswered': {
      guard: ({ event }) => event.exchange === BALANCE_EXCHANGE,
      target: 'connecting',
      actions: ['tellUnbalanced', 'forgetBalance'],
    },
    'acquirer.notSent': { guard: ({ event }) => event.exchange === BALANCE_EXCHANGE, target: 'balanceGivenUp' },
    'send.refused': 'balanceGivenUp',
    'journal.refused': 'balanceGivenUp',
  },
});
