/**
 * Into training (培训): a manager's PIN, who passed what so far, and the change-over, which is refused by name while something must not be left
 * standing (requirement H7). In training the same key opens `exercises.ts`.
 */
import { assign, sendTo, setup } from 'xstate';
import type { TrainingResultView } from '../rules/exercise-book.ts';
import type { Refusal } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS } from './flow.ts';
import { askingWhoItIs, identificationMachine } from './identification.ts';

interface TrainingContext {
  readonly manager: string;
  readonly results: readonly TrainingResultView[];
  /** Of the list, counted from 0. */
  readonly page: number;
  readonly refusal: Refusal | null;
}

type TrainingEvent =
  | FlowHears
  | {
      readonly type: 'training.seen';
      readonly refusal: Refusal | null;
      readonly results: readonly TrainingResultView[];
    };

export const trainingMachine = setup({
  types: { context: {} as TrainingContext, events: {} as TrainingEvent, output: {} as FlowOutput },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    takeOperator: assign((_, { operator }: { operator: string }) => ({ manager: operator })),
    /** Sends `training.seen`. */
    lookAtTraining: effect('lookAtTraining'),
    /** Journals that it begins and ends this process; where it may not: sends `training.seen` with why. */
    beginTraining: effect<{ by: string }>('beginTraining'),
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'training',
  context: { manager: '', results: [], page: 0, refusal: null },
  initial: 'identifying',
  output: { key: null },
  states: {
    identifying: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'training' }), 'looking', 'done'),
    looking: {
      entry: 'lookAtTraining',
      on: {
        'training.seen': {
          target: 'showing',
          actions: assign({ refusal: ({ event }) => event.refusal, results: ({ event }) => event.results }),
        },
      },
    },
    showing: {
      on: {
        'keypad.pressed': [
          { guard: ({ event }) => event.key === 'confirm', target: 'beginning' },
          {
            guard: ({ event }) => event.key === '.',
            target: 'showing',
            reenter: true,
            actions: assign({ page: ({ context }) => context.page + 1 }),
          },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    beginning: {
      entry: { type: 'beginTraining', params: ({ context }) => ({ by: context.manager }) },
      on: {
        'training.seen': { target: 'showing', actions: assign({ refusal: ({ event }) => event.refusal }) },
      },
    },
    done: { type: 'final' },
  },
});
