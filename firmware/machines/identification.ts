/**
 * Who is it? Number, then PIN; asked for by any conversation that needs a person's word (requirements A14, B2, H10). Where only one person
 * could answer, the number goes without saying. What was wrong and how long to wait is said by the rules; wrong PINs stand in the journal.
 */
import { assign, setup } from 'xstate';
import type { PinPurpose } from '../../storage/entries/people.ts';
import type { Role } from '../../storage/facts.ts';
import { LONGEST_OPERATOR, LONGEST_PIN, type Recognised } from '../rules/people.ts';
import { typeReference } from '../rules/reference-entry.ts';
import type { Refusal } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type KeyPressed, PATIENCE_MS } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

/** Whose word is needed, and for what. */
export interface IdentificationInput {
  readonly roles: readonly Role[];
  readonly purpose: PinPurpose;
  /** Those who may not: the other one of two. */
  readonly except: readonly string[];
  /** First digit of the number, where it was typed already. */
  readonly key: string | null;
}

export interface IdentificationOutput {
  /** Null: nobody. */
  readonly person: Recognised | null;
}

export interface IdentificationContext extends IdentificationInput {
  readonly number: string;
  /** The number was typed, not known. */
  readonly numberTyped: boolean;
  /** As it is typed; never shown, never journaled. */
  readonly pin: string;
  readonly notice: Refusal | null;
  readonly person: Recognised | null;
}

export type IdentificationEvent =
  | KeyPressed
  /** Null: the number must be typed. */
  | { readonly type: 'person.expected'; readonly operator: string | null }
  | { readonly type: 'number.judged'; readonly refusal: Refusal | null }
  | { readonly type: 'person.recognised'; readonly person: Recognised }
  | { readonly type: 'person.refused'; readonly refusal: Refusal };

interface Question {
  readonly operator: string;
  readonly roles: readonly Role[];
  readonly except: readonly string[];
  readonly purpose: PinPurpose;
}

const question = ({ number, roles, except, purpose }: IdentificationContext): Question => ({
  operator: number,
  roles,
  except,
  purpose,
});

export const identificationMachine = setup({
  types: {
    context: {} as IdentificationContext,
    events: {} as IdentificationEvent,
    input: {} as IdentificationInput,
    output: {} as IdentificationOutput,
  },
  actions: {
    /** Sends `person.expected`. */
    findPerson: effect<{ roles: readonly Role[]; except: readonly string[] }>('findPerson'),
    /** Sends `number.judged`. */
    judgeNumber: effect<Question>('judgeNumber'),
    /** Journals whether it was right; sends `person.recognised` or `person.refused`. */
    checkPin: effect<Question & { pin: string }>('checkPin'),
    typeNumber: assign({
      number: ({ context, event }) => digitsTyped(context.number, event, LONGEST_OPERATOR),
      notice: null,
    }),
    typePin: assign({
      pin: ({ context, event }) => digitsTyped(context.pin, event, LONGEST_PIN),
      notice: null,
    }),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'identification',
  context: ({ input }) => ({ ...input, number: '', numberTyped: false, pin: '', notice: null, person: null }),
  initial: 'looking',
  output: ({ context }) => ({ person: context.person }),
  states: {
    looking: {
      entry: { type: 'findPerson', params: ({ context }) => ({ roles: context.roles, except: context.except }) },
      on: {
        'person.expected': [
          {
            guard: ({ event }) => event.operator !== null,
            target: 'enteringPin',
            actions: assign({ number: ({ event }) => event.operator ?? '' }),
          },
          {
            target: 'enteringNumber',
            actions: assign({
              number: ({ context }) => (context.key === null ? '' : typeReference('', context.key, LONGEST_OPERATOR)),
            }),
          },
        ],
      },
    },
    enteringNumber: {
      entry: assign({ numberTyped: true, pin: '' }),
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeNumber' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.number !== '', target: 'judgingNumber' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingNumber: {
      entry: { type: 'judgeNumber', params: ({ context }) => question(context) },
      on: {
        'number.judged': [
          { guard: ({ event }) => event.refusal === null, target: 'enteringPin', actions: assign({ notice: null }) },
          { target: 'enteringNumber', actions: assign({ number: '', notice: ({ event }) => event.refusal }) },
        ],
      },
    },
    enteringPin: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typePin' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.pin !== '', target: 'checking' },
          {
            guard: ({ context, event }) => event.key === 'cancel' && context.numberTyped,
            target: 'enteringNumber',
            actions: assign({ number: '', notice: null }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    checking: {
      entry: { type: 'checkPin', params: ({ context }) => ({ ...question(context), pin: context.pin }) },
      exit: assign({ pin: '' }),
      on: {
        'person.recognised': { target: 'done', actions: assign({ person: ({ event }) => event.person }) },
        'person.refused': { target: 'enteringPin', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    done: { type: 'final', entry: assign({ pin: '' }) },
  },
});

interface Answered {
  readonly event: { readonly output: IdentificationOutput };
}

/**
 * The state of a conversation that waits for somebody's word. Its actions are `toIdentification` and `takeOperator`.
 * @param whose whose word is needed, and for what
 * @param given the state behind it; `nobody`: where nobody gave it
 */
export const askingWhoItIs = <Context, const Given extends string, const Nobody extends string>(
  whose: (context: Context) => Pick<IdentificationInput, 'roles' | 'purpose'> & Partial<IdentificationInput>,
  given: Given,
  nobody: Nobody,
) =>
  ({
    invoke: {
      id: 'identification',
      src: 'identification',
      input: ({ context }: { readonly context: Context }): IdentificationInput => ({
        except: [],
        key: null,
        ...whose(context),
      }),
      onDone: [
        { guard: ({ event }: Answered) => event.output.person === null, target: nobody },
        {
          target: given,
          actions: {
            type: 'takeOperator',
            params: ({ event }: Answered) => ({ operator: event.output.person?.operator ?? '' }),
          },
        },
      ],
    },
    on: { 'keypad.pressed': { actions: 'toIdentification' } },
  }) as const;
