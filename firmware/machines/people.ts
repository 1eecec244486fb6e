/**
 * Who works here: a manager registers, gives a new PIN, unlocks, dismisses; anybody changes their own PIN. At the first start of a live
 * terminal the first manager is made here, since nobody could sign in before (design §13).
 */
import { assign, sendTo, setup } from 'xstate';
import type { Role } from '../../storage/facts.ts';
import { LONGEST_OPERATOR, LONGEST_PIN, type Recognised } from '../rules/people.ts';
import type { Refusal } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS } from './flow.ts';
import { identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

export interface PeopleInput {
  /** Nobody is registered yet. */
  readonly first: boolean;
}

/** What is done to somebody. */
export type PeopleAct = 'register' | 'newPin' | 'unlock' | 'dismiss';

const ACTS: Readonly<Record<string, PeopleAct>> = { '1': 'register', '2': 'newPin', '3': 'unlock', '4': 'dismiss' };
const ROLE_KEYS: Readonly<Record<string, Role>> = { '1': 'cashier', '2': 'manager', '3': 'technician' };

interface PeopleContext extends PeopleInput {
  /** Who does it; null while the first manager is being made. */
  readonly by: Recognised | null;
  readonly act: PeopleAct;
  readonly number: string;
  readonly role: Role;
  readonly pin: string;
  readonly repeated: string;
  readonly notice: Notice | null;
}

type PeopleEvent =
  | FlowHears
  | { readonly type: 'target.judged'; readonly refusal: Refusal | null }
  | { readonly type: 'newPin.judged'; readonly refusal: Refusal | null }
  | { readonly type: 'people.saved'; readonly notice: Notice }
  | { readonly type: 'people.refused'; readonly refusal: Refusal };

export const peopleMachine = setup({
  types: {
    context: {} as PeopleContext,
    events: {} as PeopleEvent,
    input: {} as PeopleInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    /** Sends `target.judged`. */
    judgeTarget: effect<{ act: PeopleAct; number: string }>('judgeTarget'),
    /** Both as they were typed; sends `newPin.judged`. */
    judgeNewPin: effect<{ operator: string; pin: string; repeated: string }>('judgeNewPin'),
    /** Journals it; sends `people.saved` or `people.refused`. */
    savePerson: effect<{ act: PeopleAct; operator: string; role: Role; pin: string; by: string }>('savePerson'),
    typeNumber: assign({
      number: ({ context, event }) => digitsTyped(context.number, event, LONGEST_OPERATOR),
      notice: null,
    }),
    typePin: assign({
      pin: ({ context, event }) => digitsTyped(context.pin, event, LONGEST_PIN),
      notice: null,
    }),
    typeAgain: assign({
      repeated: ({ context, event }) => digitsTyped(context.repeated, event, LONGEST_PIN),
    }),
    forget: assign({ number: '', pin: '', repeated: '' }),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'people',
  context: ({ input }) => ({
    ...input,
    by: null,
    act: 'register',
    number: '',
    role: 'manager',
    pin: '',
    repeated: '',
    notice: null,
  }),
  initial: 'opening',
  output: { key: null },
  states: {
    opening: {
      always: [{ guard: ({ context }) => context.first, target: 'enteringNumber' }, { target: 'identifying' }],
    },
    identifying: {
      invoke: {
        id: 'identification',
        src: 'identification',
        input: { roles: ['cashier', 'manager'], purpose: 'people', except: [], key: null },
        onDone: [
          { guard: ({ event }) => event.output.person === null, target: 'done' },
          { target: 'choosing', actions: assign({ by: ({ event }) => event.output.person }) },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
    },
    /** 0: one's own PIN. The rest is the manager's. */
    choosing: {
      entry: 'forget',
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === '0',
            target: 'enteringPin',
            actions: assign({
              act: 'newPin',
              number: ({ context }) => context.by?.operator ?? '',
              notice: null,
            }),
          },
          {
            guard: ({ context, event }) => context.by?.role === 'manager' && ACTS[event.key] !== undefined,
            target: 'enteringNumber',
            actions: assign({ act: ({ event }) => ACTS[event.key] ?? 'register', notice: null }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringNumber: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeNumber' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.number !== '', target: 'judgingTarget' },
          { guard: 'isCancel', target: 'leaving' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingTarget: {
      entry: { type: 'judgeTarget', params: ({ context: { act, number } }) => ({ act, number }) },
      on: {
        'target.judged': [
          {
            guard: ({ event }) => event.refusal !== null,
            target: 'enteringNumber',
            actions: assign({ number: '', notice: ({ event }) => event.refusal }),
          },
          { guard: ({ context }) => context.act === 'unlock', target: 'saving' },
          { guard: ({ context }) => context.act === 'dismiss', target: 'confirming' },
          { guard: ({ context }) => context.act === 'register' && !context.first, target: 'choosingRole' },
          { target: 'enteringPin' },
        ],
      },
    },
    choosingRole: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => ROLE_KEYS[event.key] !== undefined,
            target: 'enteringPin',
            actions: assign({ role: ({ event }) => ROLE_KEYS[event.key] ?? 'cashier' }),
          },
          { guard: 'isCancel', target: 'leaving' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    confirming: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'saving' },
          { guard: 'isCancel', target: 'leaving' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringPin: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typePin' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.pin !== '', target: 'repeatingPin' },
          { guard: 'isCancel', target: 'leaving' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Typed twice, since nobody sees it. */
    repeatingPin: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAgain' },
          { guard: 'isConfirm', target: 'judgingPin' },
          { guard: 'isCancel', target: 'leaving' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingPin: {
      entry: {
        type: 'judgeNewPin',
        params: ({ context: { number, pin, repeated } }) => ({ operator: number, pin, repeated }),
      },
      on: {
        'newPin.judged': [
          { guard: ({ event }) => event.refusal === null, target: 'saving' },
          {
            target: 'enteringPin',
            actions: assign({ pin: '', repeated: '', notice: ({ event }) => event.refusal }),
          },
        ],
      },
    },
    saving: {
      entry: {
        type: 'savePerson',
        params: ({ context: { act, number, role, pin, by } }) => ({
          act,
          operator: number,
          role,
          pin,
          by: by?.operator ?? number,
        }),
      },
      on: {
        'people.saved': { target: 'leaving', actions: assign({ notice: ({ event }) => event.notice }) },
        'people.refused': { target: 'leaving', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    leaving: {
      entry: 'forget',
      always: [{ guard: ({ context }) => context.first, target: 'done' }, { target: 'choosing' }],
    },
    done: { type: 'final', entry: 'forget' },
  },
});
