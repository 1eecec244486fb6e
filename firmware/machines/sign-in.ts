/**
 * Who is on duty: signing in, going on after the terminal was locked, taking over. What is open is shown first, and the shift begins only
 * when the new cashier has acknowledged it (requirements B2, H11).
 */
import { assign, sendTo, setup } from 'xstate';
import type { HandOver } from '../../storage/entries/people.ts';
import type { Recognised } from '../rules/people.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS } from './flow.ts';
import { identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';

export interface SignInInput {
  /** The key that opened the conversation, where it is the first digit of a number. */
  readonly key: string | null;
}

/** The note that the last cashier left. */
export interface NoteLeft {
  readonly operator: string;
  readonly notes: readonly string[];
  readonly number: string;
}

interface SignInContext extends SignInInput {
  readonly person: Recognised | null;
  readonly handOver: HandOver | null;
  readonly note: NoteLeft | null;
  /** When it was looked at. */
  readonly nowMs: number;
  readonly tookOver: boolean;
  /** Turned so often. */
  readonly page: number;
}

type SignInEvent =
  | FlowHears
  /** `resumes`: it is the one who is on duty. `handOver` null: nothing is open and there is no note. */
  | {
      readonly type: 'handOver.seen';
      readonly resumes: boolean;
      readonly handOver: HandOver | null;
      readonly note: NoteLeft | null;
      readonly nowMs: number;
    }
  /** `tookOver`: from somebody who had not signed out. */
  | { readonly type: 'shift.changed'; readonly tookOver: boolean };

const personOf = ({ person }: SignInContext): Recognised => {
  if (person === null) throw new Error('nobody signs in');
  return person;
};

export const signInMachine = setup({
  types: {
    context: {} as SignInContext,
    events: {} as SignInEvent,
    input: {} as SignInInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    /** Sends `handOver.seen`. */
    lookAtHandOver: effect<{ person: Recognised }>('lookAtHandOver'),
    /** Journals the shift, and the end of the one that was taken over with the count that it lacks; sends `shift.changed`. */
    openShift: effect<{ person: Recognised; handOver: HandOver | null }>('openShift'),
    /** Sends `shift.changed`. */
    resumeShift: effect('resumeShift'),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'signIn',
  context: ({ input }) => ({ ...input, person: null, handOver: null, note: null, nowMs: 0, tookOver: false, page: 0 }),
  initial: 'identifying',
  // The drawer of a shift that was taken over is counted by who takes it (requirement G4); nothing opens where no cash has moved.
  output: ({ context }) => ({ key: null, sequel: context.tookOver ? { wish: 'drawerCount', at: 'take-over' } : null }),
  states: {
    identifying: {
      invoke: {
        id: 'identification',
        src: 'identification',
        input: ({ context }) => ({
          roles: ['cashier', 'manager'],
          purpose: 'sign-in',
          except: [],
          key: context.key,
        }),
        onDone: [
          { guard: ({ event }) => event.output.person === null, target: 'done' },
          { target: 'arriving', actions: assign({ person: ({ event }) => event.output.person }) },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
    },
    arriving: {
      entry: { type: 'lookAtHandOver', params: ({ context }) => ({ person: personOf(context) }) },
      on: {
        'handOver.seen': [
          { guard: ({ event }) => event.resumes, target: 'resuming' },
          { guard: ({ event }) => event.handOver === null, target: 'opening' },
          {
            target: 'showingHandOver',
            actions: assign({
              handOver: ({ event }) => event.handOver,
              note: ({ event }) => event.note,
              nowMs: ({ event }) => event.nowMs,
            }),
          },
        ],
      },
    },
    /** What the one before has left open; nobody sells before it is acknowledged. */
    showingHandOver: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          { guard: 'isConfirm', target: 'opening' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    opening: {
      entry: {
        type: 'openShift',
        params: ({ context }) => ({ person: personOf(context), handOver: context.handOver }),
      },
      on: { 'shift.changed': { target: 'done', actions: assign({ tookOver: ({ event }) => event.tookOver }) } },
    },
    resuming: { entry: 'resumeShift', on: { 'shift.changed': 'done' } },
    done: { type: 'final' },
  },
});
