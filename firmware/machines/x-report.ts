/** How the open batch stands, on the screen at any time (X report, requirement G7); one key owes it as a slip. Closes nothing. */
import { assign, setup } from 'xstate';
import type { XFigures } from '../../storage/entries/report.ts';
import type { BatchRoom } from '../rules/batch-room.ts';
import type { Alert } from '../rules/watch.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS, type Sequel } from './flow.ts';
import { keyGuards } from './key-guards.ts';

interface XReportContext {
  readonly figures: XFigures | null;
  readonly alerts: readonly Alert[];
  /** The batch is nearly full; null: there is room enough. */
  readonly room: BatchRoom | null;
  readonly sequel: Sequel | null;
  readonly printed: boolean;
  /** Turned so often. */
  readonly page: number;
}

type XReportEvent =
  | FlowHears
  | {
      readonly type: 'batch.seen';
      readonly figures: XFigures;
      readonly alerts: readonly Alert[];
      readonly room: BatchRoom | null;
    }
  | { readonly type: 'report.requested' };

export const xReportMachine = setup({
  types: { context: {} as XReportContext, events: {} as XReportEvent, output: {} as FlowOutput },
  actions: {
    /** Sends `batch.seen`. */
    lookAtBatch: effect('lookAtBatch'),
    /** Journals the figures as they stand, with the slip that is owed; sends `report.requested`. */
    requestReport: effect('requestReport'),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'xReport',
  context: { figures: null, alerts: [], room: null, sequel: null, printed: false, page: 0 },
  initial: 'looking',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    looking: {
      entry: 'lookAtBatch',
      on: {
        'batch.seen': {
          target: 'showing',
          actions: assign(({ event: { figures, alerts, room } }) => ({ figures, alerts, room })),
        },
      },
    },
    showing: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          { guard: ({ context, event }) => event.key === 'confirm' && !context.printed, target: 'requesting' },
          {
            guard: ({ context, event }) => event.key === '8' && context.room !== null,
            target: 'done',
            actions: assign({ sequel: { wish: 'settlement' } }),
          },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    requesting: {
      entry: 'requestReport',
      on: { 'report.requested': { target: 'showing', actions: assign({ printed: true }) } },
    },
    done: { type: 'final' },
  },
});
