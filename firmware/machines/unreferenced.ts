/**
 * A refund that names no sale, 无原单退货 (facts/acquirer §3; requirements A3, A13, A14, A17): amount → reason → card → a manager → the customer's word → submitted
 * once. Opened from the look-up where the policy has it; the journal has the last word on limit, reason and manager.
 */
import { assign } from 'xstate';
import { minorUnits } from '../../storage/facts.ts';
import { CARD_ENCRYPTED, CARD_UNREADABLE, NOT_THE_CARD_AGREED_TO } from '../rules/presented-card.ts';
import { managerForUnreferenced } from '../rules/unreferenced.ts';
import type { Refusal } from '../rules/verdict.ts';
import { checkingAmount } from './amount-check.ts';
import { authorising, customersWord, leavingResult, reversedMeanwhile, told } from './giving-back.ts';
import { askingWhoItIs } from './identification.ts';
import { typingAmount } from './typed-line.ts';
import { askedOf, type UnreferencedContext, unreferencedDesk } from './unreferenced-desk.ts';

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
const approving = askingWhoItIs(
  ({ maker }: UnreferencedContext) => ({ roles: ['manager'], purpose: 'approval', except: [maker] }),
  'recordingApproval',
  'done',
);

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

const word = customersWord(askedOf, 'authorising', 'done');

/** The card is there, and with it the customer: nobody is phoned. */
const confirming = unreferencedDesk.createStateConfig({
  entry: word.ask,
  exit: 'restPinPad',
  on: {
    'keypad.pressed': [...word.onKeypad, { guard: 'isCancel', target: 'done' }],
    'pinPad.keyPressed': word.onPinPad,
    'pinPad.cancelled': word.onPinPadCancelled,
    'pinPad.identified': word.onPinPadBack,
  },
  after: { patienceMs: 'done' },
});

/** The card is forgotten with every outcome; a further attempt asks for it again. */
const showingResult = unreferencedDesk.createStateConfig({
  entry: [{ type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) }, 'explain'],
  on: {
    ...reversedMeanwhile,
    'keypad.pressed': [
      { guard: 'isSameAgain', target: 'awaitingCard' },
      { guard: 'isAgain', target: 'renewing' },
      ...leavingResult,
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
        'keypad.pressed': typingAmount,
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'checkingAmount' }],
    },
    /** Large amounts once more, unusual ones with a question (requirements A17, A18). */
    checkingAmount: checkingAmount(
      ({ amountMinor, currency, policy, usualMinor }: UnreferencedContext) => ({
        ...{ amountMinor, currency, policy, usualMinor },
        byHand: true,
      }),
      'choosingReason',
    ),
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
    told,
    /** One more attempt of the same case, with the same card. */
    renewing: {
      entry: 'renewTransaction',
      on: { 'txn.renewed': { target: 'awaitingCard', actions: assign({ txn: ({ event }) => event.txn }) } },
    },
    done: { type: 'final', entry: { type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) } },
  },
});
