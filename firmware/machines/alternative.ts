/**
 * In the place of paper (requirement D13): a coupon, or goods that are picked up another day. Both are numbered, told at once, and printed when there
 * is paper. What a coupon costs is journaled and capped by the policy.
 */
import { assign, setup } from 'xstate';
import type { AlternativeKind } from '../../storage/entries/alternatives.ts';
import type { MinorUnits, TransactionId } from '../../storage/facts.ts';
import { judgeCoupon } from '../rules/alternatives.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import type { Policy } from '../rules/policy.ts';
import { refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import { amountOf, amountTyped } from './typed-line.ts';

export interface AlternativeInput {
  readonly original: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  /** What it has got already. */
  readonly got: readonly AlternativeKind[];
  /** What the coupons of this outage have cost, in minor units. */
  readonly spentMinor: number;
}

interface AlternativeContext extends AlternativeInput {
  readonly kind: AlternativeKind;
  readonly typed: string;
  readonly costMinor: number;
  readonly notice: Notice | null;
  /** Its number, once it is given. */
  readonly number: number | null;
}

type AlternativeEvent =
  | FlowHears
  | { readonly type: 'alternative.given'; readonly number: number }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const costOf = ({ typed, currency, policy }: AlternativeContext): number =>
  typed === '' ? policy.alternatives.couponLimitMinor : amountOf(typed, currency);

const ONCE = (kind: AlternativeKind): Notice =>
  refuse(
    'alternative-twice',
    { kind },
    { zh: '这笔交易已给过', en: 'This transaction has had it' },
    { zh: '选另一种,或返回', en: 'Choose the other, or go back' },
  );

export const alternativeMachine = setup({
  types: {
    context: {} as AlternativeContext,
    events: {} as AlternativeEvent,
    input: {} as AlternativeInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** Journals it with the slip that is owed; sends `alternative.given` or `journal.refused`. */
    give: effect<{ kind: AlternativeKind; original: TransactionId; costMinor: MinorUnits; currency: string }>('give'),
    judge: assign(({ context }) => {
      const costMinor = costOf(context);
      const verdict = judgeCoupon(costMinor, context.spentMinor, context.currency, context.policy);
      return { costMinor, notice: verdict.allowed ? null : verdict };
    }),
  },
  guards: {
    ...keyGuards,
    refused: ({ context }) => context.notice !== null,
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'alternative',
  context: ({ input }) => ({ ...input, kind: 'coupon', typed: '', costMinor: 0, notice: null, number: null }),
  initial: 'choosing',
  output: { key: null },
  states: {
    choosing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === '1' && context.got.includes('coupon'),
            actions: assign({ notice: ONCE('coupon') }),
          },
          {
            guard: ({ context, event }) => event.key === '2' && context.got.includes('pickUp'),
            actions: assign({ notice: ONCE('pickUp') }),
          },
          { guard: ({ event }) => event.key === '1', target: 'enteringAmount', actions: assign({ notice: null }) },
          {
            guard: ({ event }) => event.key === '2',
            target: 'giving',
            actions: assign({ kind: 'pickUp', costMinor: 0, notice: null }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Enter on an empty line: as much as the policy allows. */
    enteringAmount: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
              notice: null,
            }),
          },
          { guard: 'isConfirm', target: 'judging' },
          { guard: 'isCancel', target: 'choosing', actions: assign({ typed: '', notice: null }) },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judging: {
      entry: 'judge',
      always: [{ guard: 'refused', target: 'enteringAmount' }, { target: 'giving' }],
    },
    giving: {
      entry: {
        type: 'give',
        params: ({ context: { kind, original, costMinor, currency } }) => ({
          kind,
          original,
          costMinor: costMinor as MinorUnits,
          currency,
        }),
      },
      on: {
        'alternative.given': { target: 'given', actions: assign({ number: ({ event }) => event.number }) },
        'journal.refused': {
          target: 'choosing',
          actions: assign({
            notice: ({ event }) => refusedByJournal(event),
          }),
        },
      },
    },
    /** Its number is told to the customer. */
    given: { on: { 'keypad.pressed': 'done' }, after: { patienceMs: 'done' } },
    done: { type: 'final' },
  },
});
