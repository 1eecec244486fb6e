/**
 * The counter in the technician's hands: keys, cards and codes are his while a device is tried, and nobody can sell by mistake. The cashier takes the counter
 * back with CANCEL three times in a row; so does the time, when nothing happens.
 */
import { assign, setup } from 'xstate';
import type { Words } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import type { FlowHears, FlowOutput } from './flow.ts';

export interface ServiceInput {
  readonly technician: string;
  readonly what: Words;
}

interface ServiceContext extends ServiceInput {
  /** In a row. */
  readonly cancels: number;
  readonly key: FlowOutput['key'];
}

export type ServiceAsks =
  /** The technician is done. */
  { readonly type: 'service.ended' };

const CANCELS_TO_END = 3;
const PATIENCE_MS = 120_000;

export const serviceMachine = setup({
  types: {
    context: {} as ServiceContext,
    events: {} as FlowHears | ServiceAsks,
    input: {} as ServiceInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** The technician hears that the counter is the cashier's again. */
    tellReturned: effect('tellReturned'),
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'service',
  context: ({ input }) => ({ ...input, cancels: 0, key: null }),
  initial: 'serving',
  output: ({ context }) => ({ key: context.key }),
  states: {
    serving: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'cancel' && context.cancels + 1 >= CANCELS_TO_END,
            target: 'done',
          },
          {
            target: 'serving',
            reenter: true,
            actions: assign({
              cancels: ({ context, event }) => (event.key === 'cancel' ? context.cancels + 1 : 0),
            }),
          },
        ],
        'reader.*': { target: 'serving', reenter: true },
        'scanner.scanned': { target: 'serving', reenter: true },
        'service.ended': 'done',
      },
      after: { patienceMs: 'done' },
    },
    done: { type: 'final', entry: 'tellReturned' },
  },
});
