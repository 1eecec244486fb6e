/**
 * What follows a pre-authorisation: find it → complete it, tell a completion, cancel it → amount → done; a completion that is cancelled gives money back, and goes
 * over into `refund.ts` (facts/acquirer §1.2; requirements A13, A14). The journal refuses what the rules here have let through by mistake. No slip is waited for (promise 4): it is owed.
 */
import { assign, sendParent, sendTo, setup } from 'xstate';
import { type BatchNumber, type MinorUnits, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { noPreauth } from '../rules/not-found.ts';
import { type FollowUpAct, followUpActs, judgeCompletion, type PreauthFacts } from '../rules/preauth-follow-up.ts';
import { effect } from './effect.ts';
import {
  type Decision,
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
  type Sequel,
} from './flow.ts';
import { keyGuards, listed } from './key-guards.ts';
import { askingReference, referenceMachine } from './reference.ts';
import { amountOf, amountTyped, typingAmount } from './typed-line.ts';

/** As the journal knows it. */
export interface FoundPreauth extends PreauthFacts {
  readonly maskedPan: string;
  readonly stan: string | null;
  readonly authCode: string | null;
  readonly createdAtMs: number;
}

export interface PreauthFollowUpInput {
  readonly txn: TransactionId;
  readonly openBatch: BatchNumber;
  readonly completionLimitPercent: number;
  /** Holds in force. */
  readonly waiting: number;
}

interface PreauthFollowUpContext extends PreauthFollowUpInput {
  /** What was looked for last, then the amount. */
  readonly typed: string;
  readonly found: FoundPreauth | null;
  readonly acts: readonly FollowUpAct[];
  readonly act: FollowUpAct;
  readonly amountMinor: MinorUnits;
  readonly noPaper: boolean;
  readonly notice: Notice | null;
  readonly submitted: boolean;
  readonly decision: Decision | null;
  readonly key: FlowOutput['key'];
  readonly sequel: Sequel | null;
}

type PreauthFollowUpEvent =
  | FlowHears
  | { readonly type: 'preauth.found'; readonly found: FoundPreauth }
  | { readonly type: 'preauth.notFound'; readonly searched: string };

const foundOf = ({ found }: PreauthFollowUpContext): FoundPreauth => {
  if (found === null) throw new Error('no hold chosen');
  return found;
};
const takesAmount = (act: FollowUpAct): boolean => act === 'completion' || act === 'completionAdvice';

export const preauthFollowUpMachine = setup({
  types: {
    context: {} as PreauthFollowUpContext,
    events: {} as PreauthFollowUpEvent,
    input: {} as PreauthFollowUpInput,
    output: {} as FlowOutput,
  },
  actors: { reference: referenceMachine },
  actions: {
    toReference: sendTo('reference', ({ event }) => event),
    takeReference: assign((_, { reference }: { reference: string }) => ({ typed: reference, notice: null })),
    /** By slip number, RRN or trace; by nothing: the latest hold in force. Sends `preauth.found` or `preauth.notFound`. */
    findPreauth: effect<{ searched: string }>('findPreauth'),
    /** Sends `paper.checked`. */
    checkPaper: effect('checkPaper'),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, foundOf(context).currency),
      notice: null,
    }),
    judgeFound: assign(({ context }) => {
      const verdict = followUpActs(foundOf(context), context.openBatch);
      const [first = 'completion'] = verdict.allowed ? verdict.acts : [];
      return verdict.allowed ? { acts: verdict.acts, act: first, notice: null } : { acts: [], notice: verdict };
    }),
    // Enter on an empty line means all that is held.
    judgeAmount: assign(({ context }) => {
      const found = foundOf(context);
      const isWhole = context.typed === '' || !takesAmount(context.act);
      const amountMinor = isWhole ? found.amountMinor : amountOf(context.typed, found.currency);
      const verdict = takesAmount(context.act)
        ? judgeCompletion(amountMinor, found, context.completionLimitPercent)
        : { allowed: true as const };
      return { amountMinor: minorUnits(amountMinor), notice: verdict.allowed ? null : verdict };
    }),
    requestMoney: sendParent(({ context }) => {
      const { txn, currency } = { txn: context.txn, currency: foundOf(context).currency };
      return {
        type: 'flow.moneyRequested',
        request: {
          txn,
          kind: context.act,
          amountMinor: context.amountMinor,
          currency,
          original: foundOf(context).txn,
          reason: null,
          tags: context.noPaper ? ['no-paper'] : [],
        },
      } satisfies FlowAsks;
    }),
    /** Money goes back in one place: reason, limits, second person, the customer's word (`refund.ts`). */
    goToRefund: assign({
      sequel: ({ context }): Sequel => ({
        ...{ wish: 'refund', txn: context.txn, original: foundOf(context).txn, cancels: true },
        ...{ searched: context.typed, others: 0 },
      }),
    }),
    withdraw: sendParent(({ context }) => ({ type: 'flow.moneyWithdrawn', txn: context.txn }) satisfies FlowAsks),
  },
  guards: {
    ...keyGuards,
    isAct: ({ context, event }) => listed(context.acts, event) !== undefined,
    refused: ({ context }) => context.notice !== null,
    takesAmount: ({ context }) => takesAmount(context.act),
    givesBack: ({ context }) => context.act === 'completionCancel',
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'preauthFollowUp',
  context: ({ input }) => ({
    ...input,
    typed: '',
    found: null,
    acts: [],
    act: 'completion',
    amountMinor: minorUnits(0),
    noPaper: false,
    notice: null,
    submitted: false,
    decision: null,
    key: null,
    sequel: null,
  }),
  initial: 'enteringReference',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    enteringReference: {
      entry: assign({ found: null }),
      ...askingReference,
    },
    finding: {
      entry: { type: 'findPreauth', params: ({ context }) => ({ searched: context.typed }) },
      on: {
        'preauth.found': { target: 'judgingFound', actions: assign({ found: ({ event }) => event.found }) },
        'preauth.notFound': {
          target: 'enteringReference',
          actions: assign({
            notice: ({ event }) => noPreauth(event.searched),
          }),
        },
      },
    },
    judgingFound: {
      entry: 'judgeFound',
      always: [
        // What was typed stays on the line, so that it can be corrected (requirement E8).
        { guard: 'refused', target: 'enteringReference' },
        { target: 'choosingAct', actions: assign({ typed: '' }) },
      ],
    },
    choosingAct: {
      entry: 'checkPaper',
      on: {
        'paper.checked': { actions: assign({ noPaper: ({ event }) => event.trouble !== null }) },
        'keypad.pressed': [
          {
            guard: 'isAct',
            target: 'actChosen',
            actions: assign({ act: ({ context, event }) => listed(context.acts, event) ?? context.act }),
          },
          { guard: 'isConfirm', target: 'actChosen' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    actChosen: {
      always: [
        { guard: 'givesBack', target: 'done', actions: 'goToRefund' },
        { guard: 'takesAmount', target: 'enteringAmount' },
        { target: 'confirming', actions: 'judgeAmount' },
      ],
    },
    enteringAmount: {
      on: {
        'paper.checked': { actions: assign({ noPaper: ({ event }) => event.trouble !== null }) },
        'keypad.pressed': typingAmount,
      },
      after: { patienceMs: 'done' },
    },
    judgingAmount: {
      entry: 'judgeAmount',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'confirming' }],
    },
    confirming: {
      on: {
        'paper.checked': { actions: assign({ noPaper: ({ event }) => event.trouble !== null }) },
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
