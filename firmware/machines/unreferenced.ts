/**
 * A refund that names no sale, 无原单退货 (facts/acquirer §3; requirements A3, A13, A14, A17): amount → reason → card → a manager → the customer's word → submitted
 * once. Opened from the look-up where the policy has it; the journal has the last word on limit, reason and manager.
 */
import { assign, sendTo } from 'xstate';
import { minorUnits } from '../../storage/facts.ts';
import { refuseConsentBy } from '../rules/consent.ts';
import { CARD_ENCRYPTED, CARD_UNREADABLE, NOT_THE_CARD_AGREED_TO } from '../rules/presented-card.ts';
import { managerForUnreferenced } from '../rules/unreferenced.ts';
import type { Refusal } from '../rules/verdict.ts';
import { consentExchange } from './refund-desk.ts';
import { askedOf, unreferencedDesk } from './unreferenced-desk.ts';

/** The reader is armed anew, and the page says why. */
const again = (notice: Refusal) =>
  ({ target: 'awaitingCard', reenter: true, actions: unreferencedDesk.assign({ notice }) }) as const;

const awaitingCard = unreferencedDesk.createStateConfig({
  entry: {
    type: 'armReader',
    params: ({ context }) => ({ amountMinor: context.amountMinor, currency: context.currency }),
  },
  exit: 'disarmReader',
  on: {
    'reader.cardPresented': {
      actions: {
        type: 'keepCard',
        params: ({ context, event }) => ({
          txn: context.txn,
          card: event.card,
          expected: context.approved ? (context.card?.token ?? null) : null,
        }),
      },
    },
    'card.kept': [
      { guard: ({ context }) => context.approved, target: 'checkingPaper', actions: assign({ notice: null }) },
      {
        target: 'approving',
        actions: assign({ card: ({ event: { maskedPan, token } }) => ({ maskedPan, token }), notice: null }),
      },
    ],
    'card.differs': again(NOT_THE_CARD_AGREED_TO),
    'card.refused': again(CARD_ENCRYPTED),
    'card.frozen': {
      target: 'awaitingCard',
      reenter: true,
      actions: assign({ notice: ({ event }) => event.refusal }),
    },
    'reader.cardUnreadable': again(CARD_UNREADABLE),
    'reader.identified': { target: 'awaitingCard', reenter: true },
    'keypad.pressed': { guard: 'isCancel', target: 'done' },
  },
  after: { patienceMs: 'done' },
});

/** Another person than the one at the keys, and a manager. */
const approving = unreferencedDesk.createStateConfig({
  invoke: {
    id: 'identification',
    src: 'identification',
    input: ({ context }) => ({
      roles: ['manager'] as const,
      purpose: 'approval' as const,
      except: [context.maker],
      key: null,
    }),
    onDone: [
      { guard: ({ event }) => event.output.person === null, target: 'done' },
      {
        target: 'recordingApproval',
        actions: assign({ approver: ({ event }) => event.output.person?.operator ?? null }),
      },
    ],
  },
  on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
});

const recordingApproval = unreferencedDesk.createStateConfig({
  entry: {
    type: 'recordApproval',
    params: ({ context }) => ({
      txn: context.txn,
      operator: context.approver ?? '',
      maker: context.maker,
      rule: managerForUnreferenced(context.amountMinor).rule,
      amountMinor: context.amountMinor,
      currency: context.currency,
    }),
  },
  on: {
    'approval.given': { target: 'checkingPaper', actions: assign({ approved: true }) },
    'approval.refused': { target: 'enteringAmount', actions: assign({ notice: ({ event }) => event.refusal }) },
  },
});

/** The customer sees amount and reason and agrees, by a key here or on the PIN pad; the card is there, so that nobody is phoned. */
const confirming = unreferencedDesk.createStateConfig({
  entry: { type: 'askConsent', params: ({ context }) => askedOf(context) },
  exit: 'restPinPad',
  on: {
    'keypad.pressed': [
      {
        guard: ({ context, event }) => event.key === 'confirm' && refuseConsentBy('keypad', context.policy) !== null,
        actions: assign({ notice: ({ context }) => refuseConsentBy('keypad', context.policy) }),
      },
      {
        guard: 'isConfirm',
        target: 'authorising',
        actions: {
          type: 'recordConsent',
          params: ({ context }) => ({ ...askedOf(context), given: true, by: 'keypad' as const }),
        },
      },
      { guard: 'isCancel', target: 'done' },
    ],
    'pinPad.keyPressed': [
      {
        guard: ({ context, event }) =>
          event.exchange === consentExchange(context.txn) && (event.key === 'f1' || event.key === 'enter'),
        target: 'authorising',
        actions: {
          type: 'recordConsent',
          params: ({ context }) => ({ ...askedOf(context), given: true, by: 'pin-pad' as const }),
        },
      },
      {
        guard: ({ context, event }) => event.exchange === consentExchange(context.txn) && event.key === 'cancel',
        target: 'done',
        actions: {
          type: 'recordConsent',
          params: ({ context }) => ({ ...askedOf(context), given: false, by: 'pin-pad' as const }),
        },
      },
      { guard: 'ourQuestion', actions: { type: 'askConsent', params: ({ context }) => askedOf(context) } },
    ],
  },
  after: { patienceMs: 'done' },
});

/** Asked for once; no key asks a second time (requirement C1). */
const authorising = unreferencedDesk.createStateConfig({
  entry: [assign({ submitted: false, waitedSeconds: 0, decision: null, notice: null }), 'requestMoney'],
  on: {
    'money.submitted': { guard: 'ours', actions: assign({ submitted: true }) },
    'money.decided': {
      guard: 'ours',
      target: 'showingResult',
      actions: assign({ decision: ({ event }) => ({ txn: event.txn, outcome: event.outcome, reversed: false }) }),
    },
    'keypad.pressed': {
      guard: ({ context, event }) => event.key === 'cancel' && !context.submitted,
      actions: 'withdraw',
    },
  },
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        secondMs: {
          target: 'waiting',
          reenter: true,
          actions: assign({ waitedSeconds: ({ context }) => context.waitedSeconds + 1 }),
        },
      },
    },
  },
});

/** The card is forgotten with every outcome; a further attempt asks for it again. */
const showingResult = unreferencedDesk.createStateConfig({
  entry: [{ type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) }, 'explain'],
  on: {
    'money.reversed': {
      guard: 'ours',
      actions: assign({
        decision: ({ context }) => (context.decision === null ? null : { ...context.decision, reversed: true }),
      }),
    },
    'keypad.pressed': [
      { guard: 'isSameAgain', target: 'awaitingCard' },
      { guard: 'isAgain', target: 'renewing' },
      { guard: 'isConfirm', target: 'told' },
      { guard: ({ event }) => event.key === 'cancel' || event.key === 'correct', target: 'done' },
      { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
    ],
  },
  after: { resultShownMs: 'done' },
});

export const unreferencedMachine = unreferencedDesk.createMachine({
  id: 'unreferenced',
  context: ({ input }) => ({
    ...input,
    caseId: input.txn,
    typed: '',
    amountMinor: minorUnits(0),
    reason: null,
    card: null,
    approver: null,
    approved: false,
    trouble: null,
    notice: null,
    submitted: false,
    waitedSeconds: 0,
    decision: null,
    cause: null,
    key: null,
  }),
  initial: 'enteringAmount',
  output: ({ context }) => ({ key: context.key }),
  states: {
    enteringAmount: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAmount' },
          { guard: 'isConfirm', target: 'judgingAmount' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'checkingAmount' }],
    },
    /** Large amounts once more, unusual ones with a question (requirements A17, A18). */
    checkingAmount: {
      invoke: {
        id: 'amountCheck',
        src: 'amountCheck',
        input: ({ context: { amountMinor, currency, policy, usualMinor } }) => ({
          amountMinor,
          currency,
          policy,
          usualMinor,
          byHand: true,
        }),
        onDone: [
          { guard: ({ event }) => event.output.right, target: 'choosingReason' },
          { target: 'enteringAmount', actions: assign({ typed: '', notice: ({ event }) => event.output.notice }) },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('amountCheck', ({ event }) => event) } },
    },
    choosingReason: {
      on: {
        'keypad.pressed': [
          { guard: 'isReason', target: 'awaitingCard', actions: 'chooseReason' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    awaitingCard,
    approving,
    recordingApproval,
    /** Paper blocks no decision about money: the slip is owed then (promise 4). */
    checkingPaper: {
      entry: 'checkPaper',
      on: { 'paper.checked': { target: 'confirming', actions: assign({ trouble: ({ event }) => event.trouble }) } },
    },
    confirming,
    authorising,
    showingResult,
    told: {
      always: [
        {
          guard: ({ context }) => context.decision?.outcome.is === 'approved',
          target: 'done',
          actions: { type: 'recordTold', params: ({ context }) => ({ txn: context.txn }) },
        },
        { target: 'done' },
      ],
    },
    /** One more attempt of the same case, with the same card. */
    renewing: {
      entry: 'renewTransaction',
      on: { 'txn.renewed': { target: 'awaitingCard', actions: assign({ txn: ({ event }) => event.txn }) } },
    },
    done: { type: 'final', entry: { type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) } },
  },
});
