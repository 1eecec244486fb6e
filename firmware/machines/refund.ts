/**
 * Giving money back of the original that was found (`lookup.ts`): amount → road → reason → paper → the customer's word → submitted once,
 * or deferred while nothing can be printed (requirements A1–A3, A12, B1, C1, D7; design §6). The journal refuses what the rules here have
 * let through by mistake.
 */
import { assign } from 'xstate';
import { minorUnits } from '../../storage/facts.ts';
import { refuseConsentBy } from '../rules/consent.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import { refuse } from '../rules/verdict.ts';
import { authorising, customersWord, told } from './giving-back.ts';
import { awaitingCard, presenting } from './refund-card.ts';
import {
  approving,
  choosingGroup,
  choosingInGroup,
  choosingReason,
  judgingApproval,
  lookingTwice,
  recordingApproval,
} from './refund-control.ts';
import { consentOf, isAsked, refundDesk } from './refund-desk.ts';
import { givingCash, guiding, renewing, showingResult } from './refund-troubles.ts';
import { typingAmount } from './typed-line.ts';

const word = customersWord(consentOf, 'presenting', 'refusedByCustomer');

export const refundMachine = refundDesk.createMachine({
  id: 'refund',
  context: ({ input }) => ({
    ...input,
    caseId: input.txn,
    typed: '',
    group: null,
    second: null,
    approver: null,
    amountMinor: input.deferred?.amountMinor ?? minorUnits(0),
    reason: input.deferred?.reason ?? null,
    road: null,
    cardShown: false,
    trouble: null,
    phone: '',
    notice: null,
    submitted: false,
    waitedSeconds: 0,
    decision: null,
    cause: null,
    network: null,
    selfTest: null,
    closedFile: null,
    renewedFor: 'again',
    deferredNow: false,
    key: null,
    sequel: null,
  }),
  initial: 'opening',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    opening: {
      always: [
        {
          guard: ({ context }) => context.deferred !== null && context.original.frozen != null,
          target: 'showingResult',
          actions: 'noteFrozen',
        },
        { guard: ({ context }) => context.deferred !== null, target: 'offeringDeferred' },
        { guard: ({ context }) => context.goods !== null || context.cancels, target: 'judgingAmount' },
        { target: 'enteringAmount' },
      ],
    },
    enteringAmount: {
      on: {
        'keypad.pressed': [
          ...typingAmount,
          { guard: 'isTimeline', target: 'done', actions: 'goToTimeline' },
          { guard: 'isOthers', target: 'done', actions: 'goToOthers' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [
        {
          guard: ({ context }) => context.notice !== null && (context.goods !== null || context.cancels),
          target: 'showingResult',
        },
        { guard: 'refused', target: 'enteringAmount' },
        { target: 'checkingAmount' },
      ],
    },
    checkingAmount: lookingTwice,
    choosingReason,
    choosingGroup,
    choosingInGroup,
    judgingApproval,
    approving,
    recordingApproval,
    checkingPaper: {
      entry: 'checkPaper',
      on: {
        'paper.checked': [
          { guard: ({ event }) => event.trouble === null, target: 'confirming', actions: assign({ trouble: null }) },
          {
            guard: ({ context }) => context.policy.refund.withoutPaper === 'defer',
            target: 'enteringPhone',
            actions: assign({ trouble: ({ event }) => event.trouble }),
          },
          {
            guard: ({ context }) => context.policy.refund.withoutPaper === 'now',
            target: 'confirming',
            actions: assign({ trouble: ({ event }) => event.trouble }),
          },
          { target: 'choosingNowOrLater', actions: assign({ trouble: ({ event }) => event.trouble }) },
        ],
      },
    },
    /** Nothing can be printed: register it for when there is paper, or pay back now and owe the slip. */
    choosingNowOrLater: {
      on: {
        'keypad.pressed': [
          { guard: ({ event }) => event.key === 'confirm' || event.key === '1', target: 'enteringPhone' },
          { guard: ({ event }) => event.key === '2', target: 'confirming' },
          { guard: { type: 'isKey', params: 'functions' }, actions: 'wishOtherPrinter' },
          { guard: 'isCancel', target: 'done' },
        ],
        'paper.checked': {
          guard: ({ event }) => event.trouble === null,
          target: 'confirming',
          actions: assign({ trouble: null }),
        },
      },
      after: { patienceMs: 'done' },
    },
    enteringPhone: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typePhone' },
          { guard: 'isConfirm', target: 'judgingPhone' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingPhone: {
      entry: 'judgePhone',
      always: [{ guard: 'refused', target: 'enteringPhone' }, { target: 'choosingSalutation' }],
    },
    choosingSalutation: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => ['confirm', '0', '1', '2'].includes(event.key),
            target: 'deferring',
            actions: {
              type: 'deferRefund',
              params: ({ context, event }) => ({
                txn: context.txn,
                caseId: context.caseId,
                original: context.original,
                amountMinor: context.amountMinor,
                reason: context.reason ?? '',
                phone: context.phone,
                goods: context.goods,
                salutation: event.key === '1' ? '先生 Mr' : event.key === '2' ? '女士 Ms' : null,
              }),
            },
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    deferring: {
      on: {
        'refund.deferred': { target: 'showingResult', actions: assign({ deferredNow: true }) },
        // The same original, asked for twice at once: the journal has the last word (museum: hyperswitch-13182).
        'journal.refused': {
          target: 'showingResult',
          actions: assign({
            notice: ({ event }) =>
              refusedByJournal(event, { zh: '请重新查询原交易', en: 'Look the original up again' }),
          }),
        },
      },
    },
    /** A promised refund, now that there is paper (requirement D7: offered first when paper returns). */
    offeringDeferred: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'presenting' },
          { guard: 'isCancel', target: 'done' },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
    },
    /** The customer's word: by a key here, on the PIN pad, or absent by phone (requirement A3). */
    confirming: {
      entry: word.ask,
      exit: 'restPinPad',
      on: {
        'keypad.pressed': [
          { guard: 'isWithoutConsent', target: 'presenting' },
          ...word.onKeypad,
          { guard: 'isOtherRoad', actions: 'takeOtherRoad' },
          {
            guard: ({ context, event }) =>
              event.key === '2' && isAsked(context) && refuseConsentBy('phone', context.policy) === null,
            target: 'callingCustomer',
          },
          { guard: 'isCancel', target: 'done' },
        ],
        'pinPad.keyPressed': word.onPinPad,
        'pinPad.cancelled': word.onPinPadCancelled,
        'pinPad.identified': word.onPinPadBack,
      },
      after: { patienceMs: 'done' },
    },
    /** Nothing goes on before cashier and customer have talked. */
    refusedByCustomer: {
      entry: assign({
        notice: refuse(
          'consent-refused',
          {},
          { zh: '顾客不同意', en: 'The customer does not agree' },
          { zh: '与顾客商定后再按确认', en: 'Agree with the customer first' },
        ),
      }),
      always: 'confirming',
    },
    /** The customer is absent and was reached by phone: the number is the note. */
    callingCustomer: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typePhone' },
          { guard: 'isConfirm', target: 'judgingCall' },
          { guard: 'isCancel', target: 'confirming' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingCall: {
      entry: 'judgePhone',
      always: [
        { guard: 'refused', target: 'callingCustomer' },
        {
          target: 'presenting',
          actions: {
            type: 'recordConsent',
            params: ({ context }) => ({ ...consentOf(context), given: true, by: 'phone', phone: context.phone }),
          },
        },
      ],
    },
    presenting,
    awaitingCard,
    authorising: { ...authorising, always: { guard: 'isCash', target: 'givingCash' } },
    givingCash,
    showingResult,
    told,
    renewing,
    guiding,
    done: {
      type: 'final',
      entry: [{ type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) }, 'stopTest'],
    },
  },
});
