/**
 * The sale 消费: amount → paper checked → card or payment code → authorised → result, or cash (cash-sale.ts) (requirements A17, C1, D2–D4); the pre-authorisation 预授权 goes the
 * same way, the balance enquiry 余额查询 from the card on.
 * Money is decided by the acquiring desk, paper by the paper desk; this is only the conversation.
 */
import { and, assign, enqueueActions, not } from 'xstate';
import { minorUnits } from '../../storage/facts.ts';
import { checkingAmount } from './amount-check.ts';
import { enteringCash, judgingCash, payingCash } from './cash-sale.ts';
import type { Sequel } from './flow.ts';
import { askingWhoItIs } from './identification.ts';
import {
  approvalOf,
  MOST_WRONG_PINS,
  pinExchange,
  type SaleContext,
  saleDesk,
  typedAtFirst,
  WRONG_PIN,
} from './sale-desk.ts';
import { typingAmount } from './typed-line.ts';

/** The keys or the batch are out of step: with new ones the same card is asked for again, once (facts/acquirer §1.7). */
const SIGN_ON_FIRST: ReadonlySet<string> = new Set(['77', '99', 'A0']);

export const saleMachine = saleDesk.createMachine({
  id: 'sale',
  context: ({ input }) => ({
    kind: input.kind,
    takesCodes: input.takesCodes,
    sellsGoods: input.sellsGoods,
    isCode: false,
    signOns: 0,
    balance: null,
    txn: input.txn,
    currency: input.currency,
    policy: input.policy,
    usualMinor: input.usualMinor,
    operator: input.operator,
    typed: typedAtFirst(input),
    caseId: input.linked?.caseId ?? null,
    goods: input.linked?.goods ?? null,
    vouchers: input.linked?.vouchers ?? [],
    sequel: null,
    amountMinor: minorUnits(0),
    notice: null,
    trouble: null,
    drawn: false,
    outage: { count: 0, sumMinor: 0, ageMs: 0 },
    advice: null,
    maskedPan: null,
    asksPin: input.asksPin,
    pinAsks: 0,
    wrongPins: 0,
    pinTrouble: null,
    tags: [],
    approver: null,
    approvedAs: null,
    submitted: false,
    partMinor: null,
    decision: null,
    eSlip: null,
    given: '',
    cash: null,
    key: null,
  }),
  initial: 'opening',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    opening: {
      always: [
        { guard: 'isBalance', target: 'awaitingCard' },
        { guard: ({ context }) => context.goods !== null, target: 'judgingAmount' },
        { target: 'enteringAmount' },
      ],
    },
    enteringAmount: {
      on: {
        // Goods are scanned, or what was typed is the code of an item.
        'scanner.scanned': {
          guard: ({ context }) => context.sellsGoods,
          target: 'done',
          actions: assign({ sequel: ({ event }): Sequel => ({ wish: 'basket', code: event.code, caseId: null }) }),
        },
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'sale' && context.sellsGoods,
            target: 'done',
            actions: assign({
              sequel: ({ context }): Sequel => ({ wish: 'basket', code: context.typed.replace('.', ''), caseId: null }),
            }),
          },
          ...typingAmount,
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'checkingAmount' }],
    },
    checkingAmount: checkingAmount(
      ({ amountMinor, currency, policy, usualMinor }: SaleContext) => ({
        ...{ amountMinor, currency, policy, usualMinor },
        byHand: true,
      }),
      'checkingPaper',
    ),
    checkingPaper: {
      entry: 'tallyOutage',
      on: {
        'outage.tallied': [
          {
            guard: ({ event }) => event.trouble === null,
            target: 'awaitingCard',
            actions: assign({ trouble: null, tags: [] }),
          },
          {
            target: 'offeringToGoOn',
            actions: assign({ trouble: ({ event }) => event.trouble, outage: ({ event }) => event.outage }),
          },
        ],
      },
    },
    /** Nothing can be printed: continue or cancel, before the card (requirement D3). */
    offeringToGoOn: {
      exit: assign({ drawn: false }),
      on: {
        'keypad.pressed': [
          { guard: ({ context }) => context.drawn, actions: assign({ drawn: false }) },
          { guard: ({ event }) => event.key === '.', actions: assign({ drawn: true }) },
          { guard: 'isConfirm', target: 'judgingEmergency' },
          { guard: ({ context, event }) => event.key === '1' && context.notice !== null, target: 'identifying' },
          { guard: ({ event }) => event.key === 'functions', actions: 'wishOtherPrinter' },
          { guard: 'isCancel', target: 'done' },
        ],
        'paper.checked': {
          guard: ({ event }) => event.trouble === null,
          target: 'awaitingCard',
          actions: assign({ trouble: null, notice: null }),
        },
      },
      after: { patienceMs: 'done' },
    },
    judgingEmergency: {
      entry: 'judgeEmergency',
      always: [{ guard: 'refused', target: 'offeringToGoOn' }, { target: 'awaitingCard' }],
    },
    /** Over the limit of a sale without paper a second person's word is needed (requirement D4: dual confirmation). */
    identifying: askingWhoItIs(
      ({ operator }: SaleContext) => ({
        roles: ['cashier', 'manager'],
        purpose: 'emergency-sale',
        except: [operator],
      }),
      'recordingApproval',
      'offeringToGoOn',
    ),
    /** The journal takes no sale over the limit without it. */
    recordingApproval: {
      entry: { type: 'recordApproval', params: ({ context }) => approvalOf(context) },
      on: {
        'approval.given': { target: 'awaitingCard', actions: assign({ notice: null }) },
        'approval.refused': { target: 'offeringToGoOn', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    awaitingCard: {
      entry: {
        type: 'armReader',
        params: ({ context }) => ({ amountMinor: context.amountMinor, currency: context.currency }),
      },
      exit: 'disarmReader',
      on: {
        'reader.cardPresented': {
          actions: { type: 'keepCard', params: ({ context, event }) => ({ txn: context.txn, card: event.card }) },
        },
        'scanner.scanned': {
          guard: ({ context }) => context.takesCodes && context.kind === 'sale',
          actions: { type: 'keepCode', params: ({ context, event }) => ({ txn: context.txn, code: event.code }) },
        },
        'card.kept': {
          target: 'presented',
          actions: assign({
            maskedPan: ({ event }) => event.maskedPan,
            isCode: ({ event }) => event.isCode,
            advice: null,
          }),
        },
        'code.refused': { target: 'awaitingCard', reenter: true, actions: assign({ advice: 'not-a-code' }) },
        'card.frozen': { target: 'showingResult', actions: assign({ notice: ({ event }) => event.refusal }) },
        'card.refused': { target: 'awaitingCard', reenter: true, actions: assign({ advice: 'encrypted' }) },
        'reader.cardUnreadable': {
          target: 'awaitingCard',
          reenter: true,
          actions: assign({ advice: ({ event }) => event.advice }),
        },
        'reader.identified': { target: 'awaitingCard', reenter: true },
        'keypad.pressed': [
          { guard: 'takesCash', target: 'enteringCash' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringCash,
    judgingCash,
    payingCash,
    presented: {
      always: [{ guard: 'asksPin', target: 'enteringPin' }, { target: 'authorising' }],
    },
    enteringPin: {
      entry: [
        assign({ pinAsks: ({ context }) => context.pinAsks + 1, pinTrouble: null }),
        {
          type: 'askPin',
          params: ({ context }) => ({
            txn: context.txn,
            exchange: pinExchange(context),
            amountMinor: context.amountMinor,
            currency: context.currency,
          }),
        },
      ],
      on: {
        'pin.kept': { guard: 'isOurPin', target: 'authorising' },
        'pin.notAsked': { target: 'withoutPin', actions: assign({ pinTrouble: ({ event }) => event.why }) },
        'pinPad.cancelled': { guard: 'isOurPin', target: 'withoutPin', actions: assign({ pinTrouble: 'cancelled' }) },
        'pinPad.timedOut': { guard: 'isOurPin', target: 'withoutPin', actions: assign({ pinTrouble: 'timed-out' }) },
        'pinPad.refused': { guard: 'isOurPin', target: 'withoutPin', actions: assign({ pinTrouble: 'pad-refused' }) },
        'pinPad.lost': { target: 'withoutPin', actions: assign({ pinTrouble: 'pad-absent' }) },
        'keypad.pressed': { guard: 'isCancel', target: 'done' },
      },
      after: { patienceMs: { target: 'withoutPin', actions: assign({ pinTrouble: 'timed-out' }) } },
    },
    /** No PIN, and why: ask again or give up. There is no way around the PIN. */
    withoutPin: {
      entry: 'restPinPad',
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'enteringPin' },
          { guard: 'isCancel', target: 'done' },
        ],
        'pinPad.identified': {
          guard: ({ context }) => context.pinTrouble === 'pad-absent',
          target: 'enteringPin',
        },
      },
      after: { patienceMs: 'done' },
    },
    /** Declined for its PIN: a trace number is used once, so the next try is a transaction of its own. */
    renewing: {
      entry: { type: 'renewTransaction', params: ({ context }) => ({ txn: context.txn }) },
      on: {
        'txn.renewed': {
          target: 'withoutPin',
          actions: assign({
            txn: ({ event }) => event.txn,
            wrongPins: ({ context }) => context.wrongPins + 1,
            pinTrouble: 'wrong-pin',
            submitted: false,
          }),
        },
      },
    },
    /** The host wanted new keys first; the desk signs on before it sends anything, and a PIN is good under its own key only. */
    renewingAfterSignOn: {
      entry: { type: 'renewTransaction', params: ({ context }) => ({ txn: context.txn }) },
      on: {
        'txn.renewed': {
          target: 'presented',
          actions: assign({
            txn: ({ event }) => event.txn,
            signOns: ({ context }) => context.signOns + 1,
            submitted: false,
          }),
        },
      },
    },
    authorising: {
      entry: 'requestMoney',
      on: {
        'money.balanceTold': {
          guard: ({ context, event }) => event.txn === context.txn,
          target: 'showingResult',
          actions: assign({ balance: ({ event }) => event.answer }),
        },
        'money.submitted': {
          guard: ({ context, event }) => event.txn === context.txn,
          actions: assign({ submitted: true }),
        },
        'money.partOffered': {
          guard: ({ context, event }) => event.txn === context.txn,
          target: 'offeringPart',
          actions: assign({ partMinor: ({ event }) => event.approvedMinor }),
        },
        'money.decided': [
          {
            guard: ({ context, event }) =>
              event.txn === context.txn &&
              context.asksPin &&
              event.outcome.is === 'declined' &&
              event.outcome.responseCode === WRONG_PIN &&
              context.wrongPins + 1 < MOST_WRONG_PINS,
            target: 'renewing',
          },
          {
            guard: ({ context, event }) =>
              event.txn === context.txn &&
              event.outcome.is === 'declined' &&
              SIGN_ON_FIRST.has(event.outcome.responseCode) &&
              context.signOns === 0,
            target: 'renewingAfterSignOn',
          },
          {
            guard: ({ context, event }) => event.txn === context.txn,
            target: 'showingResult',
            actions: assign({ decision: ({ event }) => ({ txn: event.txn, outcome: event.outcome, reversed: false }) }),
          },
        ],
        // Once the request has left, a cancel key can no longer take it back: only the answer or a reversal can.
        'keypad.pressed': {
          guard: ({ context, event }) => event.key === 'cancel' && !context.submitted,
          actions: 'withdraw',
        },
      },
    },
    /** The bank approves a part: with the customer's word it stands, without it is undone. */
    offeringPart: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'closingPart', actions: 'agreeToPart' },
          { guard: 'isCancel', target: 'closingPart', actions: 'refusePart' },
        ],
        'money.decided': { guard: 'isOurDecision', target: 'showingResult', actions: 'noteDecision' },
      },
      after: { patienceMs: { target: 'closingPart', actions: 'refusePart' } },
    },
    closingPart: {
      on: { 'money.decided': { guard: 'isOurDecision', target: 'showingResult', actions: 'noteDecision' } },
    },
    showingResult: {
      entry: [
        { type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) },
        'restPinPad',
        enqueueActions(({ context, enqueue }) => {
          if (context.trouble === null || context.decision?.outcome.is !== 'approved') return;
          enqueue({ type: 'offerESlip', params: { txn: context.txn } });
        }),
      ],
      on: {
        'eSlip.offered': { actions: assign({ eSlip: ({ event }) => event.eSlip }) },
        'money.reversed': { guard: ({ context, event }) => event.txn === context.txn, actions: 'noteReversed' },
        'keypad.pressed': [
          {
            guard: and(['isPart', 'isConfirm']),
            target: 'done',
            actions: 'payRest',
          },
          {
            guard: ({ event }) => event.key === 'confirm' || event.key === 'cancel' || event.key === 'correct',
            target: 'done',
          },
          // In the place of paper (requirement D13).
          {
            guard: ({ context, event }) => event.key === '.' && context.eSlip !== null,
            target: 'done',
            actions: assign({ sequel: ({ context }): Sequel => ({ wish: 'alternative', original: context.txn }) }),
          },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
      after: {
        resultShownMs: { guard: and([({ context }) => context.eSlip === null, not('isPart')]), target: 'done' },
        patienceMs: 'done',
      },
    },
    done: {
      type: 'final',
      entry: [{ type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) }, 'restPinPad'],
    },
  },
});
