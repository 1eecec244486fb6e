/**
 * The sale 消费: amount → paper checked → card → authorised → result (requirements A17, C1, D2–D4).
 * Money is decided by the acquiring desk, paper by the paper desk; this is only the conversation.
 */
import { assign, enqueueActions, sendParent, sendTo, setup } from 'xstate';
import type { PresentedCard, ReaderAdvice } from '../../drivers/card-reader/card-reader.ts';
import type { MinorUnits, TransactionId } from '../../storage/facts.ts';
import { minorUnits } from '../../storage/facts.ts';
import { readAmount, typeAmount } from '../rules/amount-entry.ts';
import { currencyExponent } from '../rules/money-words.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { judgeEmergencySale, judgeSaleAmount, type OutageTally } from '../rules/sale-limits.ts';
import { effect } from './effect.ts';
import {
  type Decision,
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  isDigitKey,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
} from './flow.ts';
import { identificationMachine } from './identification.ts';

export interface SaleInput {
  readonly txn: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  /** A PIN pad belongs to this till: every card is asked for its PIN. */
  readonly asksPin: boolean;
  /** Who is at the keys; a second person is another one. */
  readonly operator: string;
  /** The key that opened the conversation, where it is part of the amount. */
  readonly key: string | null;
  /** What it is linked to: a void or refund whose money goes to the right party, or is taken for other goods. */
  readonly linked: { readonly caseId: TransactionId; readonly amountMinor: MinorUnits } | null;
}

export interface SaleContext {
  readonly txn: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  readonly operator: string;
  readonly typed: string;
  readonly amountMinor: MinorUnits;
  readonly notice: Notice | null;
  readonly trouble: PaperTrouble | null;
  readonly outage: OutageTally;
  readonly advice: ReaderAdvice | 'encrypted' | null;
  readonly maskedPan: string | null;
  readonly asksPin: boolean;
  /** Questions so far: each has a name of its own, so that a late answer of one before is not taken for it. */
  readonly pinAsks: number;
  readonly wrongPins: number;
  readonly pinTrouble: PinTrouble | null;
  readonly tags: readonly string[];
  readonly submitted: boolean;
  readonly decision: Decision | null;
  readonly eSlip: ESlipShown | null;
  readonly caseId: TransactionId | null;
  readonly key: FlowOutput['key'];
}

export interface PinNotAsked {
  readonly type: 'pin.notAsked';
  readonly why: 'pad-absent' | 'pad-busy' | 'not-signed-on';
}

/** Why there is no PIN yet. */
export type PinTrouble = PinNotAsked['why'] | 'cancelled' | 'timed-out' | 'pad-refused' | 'wrong-pin';

/** Answers 55 before the sale is declined for good; the issuer counts as well and blocks the card. */
const MOST_WRONG_PINS = 3;
const WRONG_PIN = '55';

const pinExchange = ({ txn, pinAsks }: SaleContext): string => `${txn} pin ${pinAsks}`;

/** A signed slip for the customer: its code, and what is read out where no code can be shown. */
export interface ESlipShown {
  readonly text: string;
  readonly readOut: string;
}

export type SaleEvent =
  | FlowHears
  | { readonly type: 'card.kept'; readonly maskedPan: string }
  /** The reader encrypts, and the acquirer's dialect wants clear data. */
  | { readonly type: 'card.refused' }
  | PinNotAsked
  /** The same card goes on under a new transaction. */
  | { readonly type: 'txn.renewed'; readonly txn: TransactionId }
  /** What the customer may take along in the place of paper. */
  | { readonly type: 'eSlip.offered'; readonly eSlip: ESlipShown }
  | { readonly type: 'outage.tallied'; readonly trouble: PaperTrouble | null; readonly outage: OutageTally };

/** The key that opened it, or the amount of what it is linked to. */
function typedAtFirst({ key, linked, currency }: SaleInput): string {
  if (linked !== null) return String(linked.amountMinor);
  return key === null ? '' : typeAmount('', key, currencyExponent(currency));
}

export const saleMachine = setup({
  types: { context: {} as SaleContext, events: {} as SaleEvent, input: {} as SaleInput, output: {} as FlowOutput },
  actors: { identification: identificationMachine },
  actions: {
    /** Sends `outage.tallied`. */
    tallyOutage: effect('tallyOutage'),
    armReader: effect<{ amountMinor: MinorUnits; currency: string }>('armReader'),
    disarmReader: effect('disarmReader'),
    /** Keeps the card's data in memory for this transaction; sends `card.kept` or `card.refused`. */
    keepCard: effect<{ txn: TransactionId; card: PresentedCard }>('keepCard'),
    forgetCard: effect<{ txn: TransactionId }>('forgetCard'),
    /** Asks on the PIN pad; sends `pin.notAsked`, or the pad's own event follows. */
    askPin: effect<{ txn: TransactionId; exchange: string; amountMinor: MinorUnits; currency: string }>('askPin'),
    restPinPad: effect('restPinPad'),
    /** Journals the signed slip of an approved sale that has no paper, then sends `eSlip.offered`. */
    offerESlip: effect<{ txn: TransactionId }>('offerESlip'),
    /** Sends `txn.renewed`. */
    renewTransaction: effect<{ txn: TransactionId }>('renewTransaction'),
    type: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed'
          ? typeAmount(context.typed, event.key, currencyExponent(context.currency))
          : context.typed,
      notice: null,
    }),
    requestMoney: sendParent(
      ({ context }) =>
        ({
          type: 'flow.moneyRequested',
          request: {
            txn: context.txn,
            kind: 'sale',
            amountMinor: context.amountMinor,
            currency: context.currency,
            original: null,
            reason: null,
            tags: context.caseId === null ? context.tags : [...context.tags, `case:${context.caseId}`],
          },
        }) satisfies FlowAsks,
    ),
    withdraw: sendParent(({ context }) => ({ type: 'flow.moneyWithdrawn', txn: context.txn }) satisfies FlowAsks),
    noteReversed: assign({
      decision: ({ context }) => (context.decision === null ? null : { ...context.decision, reversed: true }),
    }),
    judgeAmount: assign(({ context }) => {
      const amountMinor = readAmount(context.typed, currencyExponent(context.currency));
      const verdict = judgeSaleAmount(amountMinor, context.currency, context.policy);
      return { amountMinor, notice: verdict.allowed ? null : verdict };
    }),
    judgeEmergency: assign(({ context }) => {
      const verdict = judgeEmergencySale(context.amountMinor, context.currency, context.outage, context.policy);
      return verdict.allowed ? { notice: null, tags: ['no-paper', 'customer-agreed'] } : { notice: verdict };
    }),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && (isDigitKey(event.key) || event.key === 'correct'),
    isConfirm: ({ event }) => event.type === 'keypad.pressed' && event.key === 'confirm',
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
    refused: ({ context }) => context.notice !== null,
    isOurPin: ({ context, event }) => 'exchange' in event && event.exchange === pinExchange(context),
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'sale',
  context: ({ input }) => ({
    txn: input.txn,
    currency: input.currency,
    policy: input.policy,
    operator: input.operator,
    typed: typedAtFirst(input),
    caseId: input.linked?.caseId ?? null,
    amountMinor: minorUnits(0),
    notice: null,
    trouble: null,
    outage: { count: 0, sumMinor: 0, ageMs: 0 },
    advice: null,
    maskedPan: null,
    asksPin: input.asksPin,
    pinAsks: 0,
    wrongPins: 0,
    pinTrouble: null,
    tags: [],
    submitted: false,
    decision: null,
    eSlip: null,
    key: null,
  }),
  initial: 'enteringAmount',
  output: ({ context }) => ({ key: context.key }),
  states: {
    enteringAmount: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          { guard: 'isConfirm', target: 'judgingAmount' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'checkingPaper' }],
    },
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
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'judgingEmergency' },
          { guard: ({ context, event }) => event.key === '1' && context.notice !== null, target: 'identifying' },
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
    identifying: {
      invoke: {
        id: 'identification',
        src: 'identification',
        input: ({ context }) => ({
          roles: ['cashier', 'manager'],
          purpose: 'emergency-sale',
          except: [context.operator],
          key: null,
        }),
        onDone: [
          { guard: ({ event }) => event.output.person === null, target: 'offeringToGoOn' },
          {
            target: 'awaitingCard',
            actions: assign({
              notice: null,
              tags: ({ event }) => ['no-paper', 'customer-agreed', `approved-by-${event.output.person?.operator}`],
            }),
          },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
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
        'card.kept': [
          {
            guard: ({ context }) => context.asksPin,
            target: 'enteringPin',
            actions: assign({ maskedPan: ({ event }) => event.maskedPan, advice: null }),
          },
          {
            target: 'authorising',
            actions: assign({ maskedPan: ({ event }) => event.maskedPan, advice: null }),
          },
        ],
        'card.refused': { target: 'awaitingCard', reenter: true, actions: assign({ advice: 'encrypted' }) },
        'reader.cardUnreadable': {
          target: 'awaitingCard',
          reenter: true,
          actions: assign({ advice: ({ event }) => event.advice }),
        },
        'reader.identified': { target: 'awaitingCard', reenter: true },
        'keypad.pressed': { guard: 'isCancel', target: 'done' },
      },
      after: { patienceMs: 'done' },
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
    authorising: {
      entry: 'requestMoney',
      on: {
        'money.submitted': {
          guard: ({ context, event }) => event.txn === context.txn,
          actions: assign({ submitted: true }),
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
            guard: ({ event }) => event.key === 'confirm' || event.key === 'cancel' || event.key === 'correct',
            target: 'done',
          },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
      after: { resultShownMs: { guard: ({ context }) => context.eSlip === null, target: 'done' }, patienceMs: 'done' },
    },
    done: {
      type: 'final',
      entry: [{ type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) }, 'restPinPad'],
    },
  },
});
