/** Slips of the finger, inside a sale or a refund: a large amount is typed once more, an unusual one is asked about (requirements A17, A18). */
import { assign, setup } from 'xstate';
import { isTypedTwice, refuseDifferent, unusual } from '../rules/amount-guards.ts';
import type { Policy } from '../rules/policy.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { isDigitKey, type KeyPressed, PATIENCE_MS } from './flow.ts';
import { amountOf, amountTyped } from './typed-line.ts';

export interface AmountCheckInput {
  readonly amountMinor: number;
  readonly currency: string;
  readonly policy: Policy;
  /** The usual sale; null while nobody knows. */
  readonly usualMinor: number | null;
  /** Fingers typed it; what the journal knows is not typed again. */
  readonly byHand: boolean;
}

interface AmountCheckContext extends AmountCheckInput {
  readonly typed: string;
  readonly question: Words | null;
  readonly right: boolean;
  readonly notice: Refusal | null;
}

export interface AmountCheckOutput {
  readonly right: boolean;
  readonly notice: Refusal | null;
}

const again = ({ typed, currency }: AmountCheckContext): number => amountOf(typed, currency);

export const amountCheckMachine = setup({
  types: {
    context: {} as AmountCheckContext,
    events: {} as KeyPressed,
    input: {} as AmountCheckInput,
    output: {} as AmountCheckOutput,
  },
  guards: {
    isDigit: ({ event }) => isDigitKey(event.key) || event.key === 'correct',
    isConfirm: ({ event }) => event.key === 'confirm',
    isCancel: ({ event }) => event.key === 'cancel',
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'amountCheck',
  context: ({ input }) => {
    const { amountMinor, currency, usualMinor, policy } = input;
    const question = unusual(amountMinor, currency, usualMinor, policy);
    return { ...input, typed: '', question, right: false, notice: null };
  },
  initial: 'judging',
  output: ({ context: { right, notice } }) => ({ right, notice }),
  states: {
    judging: {
      always: [
        {
          guard: ({ context }) => context.byHand && isTypedTwice(context.amountMinor, context.policy),
          target: 'repeating',
        },
        { target: 'wondering' },
      ],
    },
    repeating: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
            }),
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && again(context) === context.amountMinor,
            target: 'wondering',
          },
          {
            guard: 'isConfirm',
            target: 'done',
            actions: assign({
              notice: ({ context }) => refuseDifferent(context.amountMinor, again(context), context.currency),
            }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    wondering: {
      always: [
        { guard: ({ context }) => context.question !== null, target: 'asking' },
        { target: 'done', actions: assign({ right: true }) },
      ],
    },
    asking: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'done', actions: assign({ right: true }) },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    done: { type: 'final' },
  },
});

interface Checked {
  readonly event: { readonly output: AmountCheckOutput };
}

/**
 * The state of a conversation in which an amount is looked at twice; a wrong one is typed again in `enteringAmount`. Its actions are `toAmountCheck` and
 * `typeAgain`.
 * @param right the state behind an amount that is right
 */
export const checkingAmount = <Context, const Right extends string>(
  what: (context: Context) => AmountCheckInput,
  right: Right,
) =>
  ({
    invoke: {
      id: 'amountCheck',
      src: 'amountCheck',
      input: ({ context }: { readonly context: Context }): AmountCheckInput => what(context),
      onDone: [
        { guard: ({ event }: Checked) => event.output.right, target: right },
        {
          target: 'enteringAmount',
          actions: {
            type: 'typeAgain',
            params: ({ event }: Checked) => ({ notice: event.output.notice }),
          },
        },
      ],
    },
    on: { 'keypad.pressed': { actions: 'toAmountCheck' } },
  }) as const;
