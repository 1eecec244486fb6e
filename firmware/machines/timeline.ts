/** The story of one transaction (requirement A4), event by event, on the screen and as a slip. */
import { assign, setup } from 'xstate';
import type { TransactionId } from '../../storage/facts.ts';
import type { TimelineLine } from '../rules/timeline.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, PATIENCE_MS, type Sequel } from './flow.ts';

export interface TimelineInput {
  readonly of: TransactionId;
  /** Where it was asked for. */
  readonly backTo: Sequel | null;
}

export interface TimelineContext extends TimelineInput {
  readonly lines: readonly TimelineLine[];
  readonly payee: { readonly tid: string; readonly mid: string } | null;
  /** The first line on the screen. */
  readonly at: number;
  readonly printing: boolean;
}

export type TimelineEvent =
  | FlowHears
  | {
      readonly type: 'timeline.read';
      readonly lines: readonly TimelineLine[];
      readonly payee: TimelineContext['payee'];
    };

export const timelineMachine = setup({
  types: {
    context: {} as TimelineContext,
    events: {} as TimelineEvent,
    input: {} as TimelineInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** Sends `timeline.read`. */
    readTimeline: effect<{ txn: TransactionId }>('readTimeline'),
    /** Journals the request; the slip is a debt like any other. */
    printTimeline: effect<{ txn: TransactionId }>('printTimeline'),
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'timeline',
  context: ({ input }) => ({ ...input, lines: [], payee: null, at: 0, printing: false }),
  initial: 'reading',
  output: ({ context }) => ({ key: null, sequel: context.backTo }),
  states: {
    reading: {
      entry: { type: 'readTimeline', params: ({ context }) => ({ txn: context.of }) },
      on: {
        'timeline.read': {
          target: 'showing',
          actions: assign({ lines: ({ event }) => event.lines, payee: ({ event }) => event.payee }),
        },
      },
    },
    showing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === 'confirm' || event.key === '00',
            actions: assign({ at: ({ context }) => Math.min(context.at + 1, Math.max(0, context.lines.length - 1)) }),
          },
          {
            guard: ({ event }) => event.key === 'correct',
            actions: assign({ at: ({ context }) => Math.max(0, context.at - 1) }),
          },
          {
            guard: ({ context, event }) => event.key === 'reprint' && !context.printing,
            actions: [
              { type: 'printTimeline', params: ({ context }) => ({ txn: context.of }) },
              assign({ printing: true }),
            ],
          },
          { guard: ({ event }) => event.key === 'cancel', target: 'done' },
        ],
      },
      after: { patienceMs: { target: 'done', actions: assign({ backTo: null }) } },
    },
    done: { type: 'final' },
  },
});
