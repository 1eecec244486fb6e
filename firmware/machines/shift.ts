/**
 * The shift of who is on duty: its figures, and its end with a note for the next one (requirement H11). A keypad has digits only, so notes
 * are chosen by number, with a number beside them.
 */
import { assign, setup } from 'xstate';
import type { ShiftFigures } from '../../storage/facts.ts';
import { HAND_OVER_NOTES, LONGEST_NOTE_NUMBER } from '../rules/hand-over.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS, type Sequel } from './flow.ts';
import { keyGuards, listed } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

export interface ShiftInput {
  readonly shift: number;
  readonly operator: string;
  /** Cash has moved: the drawer is counted before anybody signs out (requirement G4). */
  readonly countDue: boolean;
  /** It has been counted. */
  readonly ending: boolean;
}

interface ShiftContext extends ShiftInput {
  readonly figures: ShiftFigures | null;
  readonly notes: readonly string[];
  readonly number: string;
  readonly sequel: Sequel | null;
  /** Turned so often. */
  readonly page: number;
}

type ShiftEvent =
  | FlowHears
  | { readonly type: 'figures.seen'; readonly figures: ShiftFigures }
  | { readonly type: 'shift.changed' };

export const shiftMachine = setup({
  types: { context: {} as ShiftContext, events: {} as ShiftEvent, input: {} as ShiftInput, output: {} as FlowOutput },
  actions: {
    /** Sends `figures.seen`. */
    lookAtFigures: effect<{ shift: number }>('lookAtFigures'),
    /** Sends `shift.changed`. */
    closeShift: effect<{ shift: number; notes: readonly string[]; number: string }>('closeShift'),
    /** Sends `shift.changed`. */
    lockShift: effect<{ shift: number }>('lockShift'),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'shift',
  context: ({ input }) => ({ ...input, figures: null, notes: [], number: '', sequel: null, page: 0 }),
  initial: 'opening',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    opening: {
      always: [{ guard: ({ context }) => context.ending, target: 'choosingNotes' }, { target: 'looking' }],
    },
    looking: {
      entry: { type: 'lookAtFigures', params: ({ context }) => ({ shift: context.shift }) },
      on: { 'figures.seen': { target: 'showing', actions: assign({ figures: ({ event }) => event.figures }) } },
    },
    showing: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          {
            guard: ({ context, event }) => event.key === '1' && context.countDue,
            target: 'done',
            actions: assign({ sequel: { wish: 'drawerCount', at: 'shift-end' } satisfies Sequel }),
          },
          { guard: ({ event }) => event.key === '1', target: 'choosingNotes' },
          { guard: ({ event }) => event.key === '2', target: 'locking' },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** A digit sets a note or takes it back. */
    choosingNotes: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          {
            guard: ({ event }) => listed(HAND_OVER_NOTES, event)?.code !== undefined,
            actions: assign({
              notes: ({ context, event }) => {
                const code = listed(HAND_OVER_NOTES, event)?.code ?? '';
                return context.notes.includes(code)
                  ? context.notes.filter((note) => note !== code)
                  : [...context.notes, code];
              },
            }),
          },
          { guard: ({ context, event }) => event.key === 'confirm' && context.notes.length === 0, target: 'closing' },
          { guard: 'isConfirm', target: 'enteringNumber' },
          { guard: 'isCancel', target: 'showing' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringNumber: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              number: ({ context, event }) => digitsTyped(context.number, event, LONGEST_NOTE_NUMBER),
            }),
          },
          { guard: 'isConfirm', target: 'closing' },
          { guard: 'isCancel', target: 'choosingNotes' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    closing: {
      entry: {
        type: 'closeShift',
        params: ({ context: { shift, notes, number } }) => ({ shift, notes, number }),
      },
      on: { 'shift.changed': 'done' },
    },
    locking: {
      entry: { type: 'lockShift', params: ({ context }) => ({ shift: context.shift }) },
      on: { 'shift.changed': 'done' },
    },
    done: { type: 'final' },
  },
});
