/**
 * Giving money back of the original that was found (`lookup.ts`): amount → reason → road → now, or deferred while nothing can be printed (requirements A1, A2,
 * A12, B1, D7; design §6). The journal refuses what the rules here have let through by mistake.
 */
import { assign, sendParent, setup } from 'xstate';
import type { CardFacts, MinorUnits, TransactionId } from '../../storage/facts.ts';
import { minorUnits } from '../../storage/facts.ts';
import { readAmount, typeAmount } from '../rules/amount-entry.ts';
import { currencyExponent } from '../rules/money-words.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import { judgePhone, LONGEST_PHONE } from '../rules/phone.ts';
import type { Policy } from '../rules/policy.ts';
import { REASONS } from '../rules/reasons.ts';
import { typeReference } from '../rules/reference-entry.ts';
import { chooseRoad, judgeOriginal, judgeRefundAmount, type OriginalFacts, type Road } from '../rules/refundable.ts';
import { refuse } from '../rules/verdict.ts';
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
  type Sequel,
} from './flow.ts';

/** An original as the journal knows it. */
export interface FoundOriginal extends OriginalFacts {
  readonly card: CardFacts;
  readonly rrn: string | null;
  readonly stan: string | null;
  readonly createdAtMs: number;
}

export interface RefundInput {
  readonly txn: TransactionId;
  readonly policy: Policy;
  readonly openBatch: OriginalFacts['batch'];
  readonly original: FoundOriginal;
  /** What was typed to find the original, and how many others that may mean. */
  readonly searched: string;
  readonly others: number;
  /** A refund that was promised and is now to be completed; its amount and reason stand in the journal. */
  readonly deferred: {
    readonly original: FoundOriginal;
    readonly amountMinor: MinorUnits;
    readonly reason: string | null;
  } | null;
}

export interface RefundContext extends RefundInput {
  readonly typed: string;
  readonly amountMinor: MinorUnits;
  readonly reason: string | null;
  readonly road: Road | null;
  readonly trouble: PaperTrouble | null;
  readonly phone: string;
  readonly notice: Notice | null;
  readonly submitted: boolean;
  readonly decision: Decision | null;
  readonly deferredNow: boolean;
  readonly key: FlowOutput['key'];
  readonly sequel: Sequel | null;
}

export type RefundEvent =
  | FlowHears
  | { readonly type: 'refund.deferred' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const sameRefund = ({ txn, original, searched, others }: RefundContext): Sequel => ({
  wish: 'refund',
  txn,
  original: original.txn,
  searched,
  others,
});

export const refundMachine = setup({
  types: {
    context: {} as RefundContext,
    events: {} as RefundEvent,
    input: {} as RefundInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** Sends `paper.checked`. */
    checkPaper: effect('checkPaper'),
    /** Journals the promise and reserves the amount; sends `refund.deferred` or `journal.refused`. */
    deferRefund: effect<{
      txn: TransactionId;
      original: FoundOriginal;
      amountMinor: MinorUnits;
      reason: string;
      phone: string;
      salutation: string | null;
    }>('deferRefund'),
    typeAmount: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed'
          ? typeAmount(context.typed, event.key, currencyExponent(context.original.currency))
          : context.typed,
      notice: null,
    }),
    typePhone: assign({
      phone: ({ context, event }) =>
        event.type === 'keypad.pressed' ? typeReference(context.phone, event.key, LONGEST_PHONE) : context.phone,
      notice: null,
    }),
    judgeAmount: assign(({ context }) => {
      const { original } = context;
      const judged = judgeOriginal(original);
      // Enter on an empty line means all that remains.
      const amountMinor =
        context.typed === '' && judged.allowed
          ? judged.remainingMinor
          : readAmount(context.typed, currencyExponent(original.currency));
      const verdict = judgeRefundAmount(amountMinor, original, context.policy);
      return { amountMinor, notice: verdict.allowed ? null : verdict };
    }),
    chooseRoad: assign({
      road: ({ context }) =>
        context.openBatch === null ? null : chooseRoad(context.amountMinor, context.original, context.openBatch),
    }),
    judgePhone: assign({ notice: ({ context }) => judgePhone(context.phone) }),
    requestMoney: sendParent(({ context }) => {
      const { original } = context;
      const kind = context.deferred === null && context.road?.kind === 'void' ? 'void' : 'refund';
      return {
        type: 'flow.moneyRequested',
        request: {
          txn: context.txn,
          kind,
          amountMinor: context.amountMinor,
          currency: original.currency,
          original: original.txn,
          reason: context.reason,
          tags: context.trouble === null ? [] : ['no-paper'],
        },
      } satisfies FlowAsks;
    }),
    goToTimeline: assign({
      sequel: ({ context }): Sequel => ({ wish: 'timeline', of: context.original.txn, backTo: sameRefund(context) }),
    }),
    goToOthers: assign({
      sequel: ({ context }): Sequel => ({ wish: 'lookup', txn: context.txn, searched: context.searched }),
    }),
    withdraw: sendParent(({ context }) => ({ type: 'flow.moneyWithdrawn', txn: context.txn }) satisfies FlowAsks),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && (isDigitKey(event.key) || event.key === 'correct'),
    isConfirm: ({ event }) => event.type === 'keypad.pressed' && event.key === 'confirm',
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
    isTimeline: ({ event }) => event.type === 'keypad.pressed' && event.key === 'functions',
    isOthers: ({ context, event }) => event.type === 'keypad.pressed' && event.key === 'refund' && context.others > 0,
    isReason: ({ event }) => event.type === 'keypad.pressed' && REASONS[Number(event.key) - 1] !== undefined,
    refused: ({ context }) => context.notice !== null,
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'refund',
  context: ({ input }) => ({
    ...input,
    typed: '',
    amountMinor: input.deferred?.amountMinor ?? minorUnits(0),
    reason: input.deferred?.reason ?? null,
    road: null,
    trouble: null,
    phone: '',
    notice: null,
    submitted: false,
    decision: null,
    deferredNow: false,
    key: null,
    sequel: null,
  }),
  initial: 'opening',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    opening: {
      always: [
        { guard: ({ context }) => context.deferred !== null, target: 'offeringDeferred' },
        { target: 'enteringAmount' },
      ],
    },
    enteringAmount: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAmount' },
          { guard: 'isConfirm', target: 'judgingAmount' },
          { guard: 'isTimeline', target: 'done', actions: 'goToTimeline' },
          { guard: 'isOthers', target: 'done', actions: 'goToOthers' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [
        { guard: 'refused', target: 'enteringAmount' },
        { target: 'choosingReason', actions: 'chooseRoad' },
      ],
    },
    choosingReason: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isReason',
            target: 'checkingPaper',
            actions: assign({ reason: ({ event }) => REASONS[Number(event.key) - 1]?.code ?? null }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
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
                original: context.original,
                amountMinor: context.amountMinor,
                reason: context.reason ?? '',
                phone: context.phone,
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
              refuse(
                event.rule,
                { detail: event.detail },
                { zh: '账本拒绝:与已有记录不符', en: 'The journal refused it: it contradicts what stands' },
                { zh: '请重新查询原交易', en: 'Look the original up again' },
              ),
          }),
        },
      },
    },
    /** A promised refund, now that there is paper (requirement D7: offered first when paper returns). */
    offeringDeferred: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'authorising' },
          { guard: 'isCancel', target: 'done' },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
    },
    confirming: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'authorising' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    authorising: {
      entry: 'requestMoney',
      on: {
        'money.submitted': {
          guard: ({ context, event }) => event.txn === context.txn,
          actions: assign({ submitted: true }),
        },
        'money.decided': {
          guard: ({ context, event }) => event.txn === context.txn,
          target: 'showingResult',
          actions: assign({ decision: ({ event }) => ({ txn: event.txn, outcome: event.outcome, reversed: false }) }),
        },
        'keypad.pressed': {
          guard: ({ context, event }) => event.key === 'cancel' && !context.submitted,
          actions: 'withdraw',
        },
      },
    },
    showingResult: {
      on: {
        'money.reversed': {
          guard: ({ context, event }) => event.txn === context.txn,
          actions: assign({
            decision: ({ context }) => (context.decision === null ? null : { ...context.decision, reversed: true }),
          }),
        },
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === 'confirm' || event.key === 'cancel' || event.key === 'correct',
            target: 'done',
          },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
      after: { resultShownMs: 'done' },
    },
    done: { type: 'final' },
  },
});
