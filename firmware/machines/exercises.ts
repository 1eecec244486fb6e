/**
 * In training: exercises to choose from, what the one under way asks for, the score, and the way home (requirements H6, H7). The exercise itself is
 * no conversation: it goes on behind every other one (effects/exercise-desk.ts).
 */
import { assign, sendTo, setup } from 'xstate';
import type { ExerciseChoice, ExerciseResult, ExerciseUnderWay } from '../rules/exercise-book.ts';
import type { Refusal } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS } from './flow.ts';
import { askingWhoItIs, identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';

interface ExercisesContext {
  readonly choices: readonly ExerciseChoice[];
  /** Of the list, counted from 0. */
  readonly page: number;
  readonly chosen: ExerciseChoice | null;
  /** The manager's number, where it takes one. */
  readonly by: string | null;
  readonly underWay: ExerciseUnderWay | null;
  readonly result: ExerciseResult | null;
  readonly printed: boolean;
  readonly refusal: Refusal | null;
}

type ExercisesEvent =
  | FlowHears
  | {
      readonly type: 'exercises.seen';
      readonly choices: readonly ExerciseChoice[];
      readonly underWay: ExerciseUnderWay | null;
      /** The one that has just ended, not looked at yet. */
      readonly result: ExerciseResult | null;
    }
  | { readonly type: 'exercise.started' }
  | { readonly type: 'training.refused'; readonly refusal: Refusal }
  | { readonly type: 'score.requested' };

/** As many as digits can choose. */
export const CHOICES_A_PAGE = 9;

export const exercisesMachine = setup({
  types: { context: {} as ExercisesContext, events: {} as ExercisesEvent, output: {} as FlowOutput },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    takeOperator: assign((_, { operator }: { operator: string }) => ({ by: operator })),
    /** Sends `exercises.seen`. */
    lookAtExercises: effect('lookAtExercises'),
    /** Journals it once the training host is ready; sends `exercise.started` or `training.refused`. */
    startExercise: effect<{ name: string; by: string | null }>('startExercise'),
    /** Journals that somebody asked; the next look shows it. */
    giveHint: effect('giveHint'),
    /** The practised paper is back. */
    loadPaper: effect('loadPaper'),
    /** Journals its end with the score so far. */
    giveUp: effect('giveUp'),
    /** Owes the score as a slip; sends `score.requested`. */
    requestScore: effect<{ run: number }>('requestScore'),
    /** Journals the end at home and ends this process; sends `training.refused` where something is in the printer. */
    leaveTraining: effect('leaveTraining'),
  },
  guards: {
    ...keyGuards,
    chooses: ({ context, event }) => event.type === 'keypad.pressed' && choiceAt(context, event.key) !== undefined,
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'exercises',
  context: {
    choices: [],
    page: 0,
    chosen: null,
    by: null,
    underWay: null,
    result: null,
    printed: false,
    refusal: null,
  },
  initial: 'looking',
  output: { key: null },
  states: {
    looking: {
      entry: [assign({ chosen: null, by: null }), 'lookAtExercises'],
      on: {
        'exercises.seen': [
          {
            guard: ({ event }) => event.result !== null,
            target: 'showingScore',
            actions: assign({ result: ({ event }) => event.result }),
          },
          {
            guard: ({ event }) => event.underWay !== null,
            target: 'practising',
            actions: assign({ underWay: ({ event }) => event.underWay }),
          },
          { target: 'listing', actions: assign({ choices: ({ event }) => event.choices }) },
        ],
      },
    },
    listing: {
      on: {
        'keypad.pressed': [
          {
            guard: 'chooses',
            target: 'starting',
            actions: assign({
              chosen: ({ context, event }) => choiceAt(context, event.key) ?? null,
              refusal: null,
            }),
          },
          { guard: ({ event }) => event.key === '0', target: 'confirmingEnd', actions: assign({ refusal: null }) },
          {
            guard: ({ event }) => event.key === '.',
            actions: assign({
              page: ({ context }) =>
                (context.page + 1) * CHOICES_A_PAGE < context.choices.length ? context.page + 1 : 0,
            }),
          },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    starting: {
      always: [
        { guard: ({ context }) => context.chosen?.byManager === true && context.by === null, target: 'identifying' },
        { target: 'preparing' },
      ],
    },
    identifying: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'training' }), 'preparing', 'looking'),
    /** The training host answers within bounded time. */
    preparing: {
      entry: {
        type: 'startExercise',
        params: ({ context }) => ({ name: context.chosen?.name ?? '', by: context.by }),
      },
      on: {
        'exercise.started': 'done',
        'training.refused': { target: 'looking', actions: assign({ refusal: ({ event }) => event.refusal }) },
      },
    },
    practising: {
      on: {
        'keypad.pressed': [
          { guard: ({ event }) => event.key === '1', target: 'looking', actions: 'giveHint' },
          {
            guard: ({ context, event }) => event.key === '3' && context.underWay?.paperOut === true,
            target: 'done',
            actions: 'loadPaper',
          },
          { guard: ({ event }) => event.key === '0', target: 'confirmingGivingUp' },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    confirmingGivingUp: {
      on: {
        'keypad.pressed': [{ guard: 'isConfirm', target: 'looking', actions: 'giveUp' }, { target: 'practising' }],
      },
      after: { patienceMs: 'done' },
    },
    showingScore: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          { guard: ({ context, event }) => event.key === 'confirm' && !context.printed, target: 'requesting' },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    requesting: {
      entry: { type: 'requestScore', params: ({ context }) => ({ run: context.result?.run ?? 0 }) },
      on: { 'score.requested': { target: 'showingScore', actions: assign({ printed: true }) } },
    },
    confirmingEnd: {
      on: {
        'keypad.pressed': [{ guard: 'isConfirm', target: 'ending' }, { target: 'looking' }],
      },
      after: { patienceMs: 'done' },
    },
    ending: {
      entry: 'leaveTraining',
      on: {
        'training.refused': { target: 'looking', actions: assign({ refusal: ({ event }) => event.refusal }) },
      },
    },
    done: { type: 'final' },
  },
});

function choiceAt({ choices, page }: ExercisesContext, key: string): ExerciseChoice | undefined {
  return /^[1-9]$/.test(key) ? choices[page * CHOICES_A_PAGE + Number(key) - 1] : undefined;
}
