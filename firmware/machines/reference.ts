/**
 * Which transaction? A number typed off a slip, or the code at its foot scanned (requirements A1, A2); asked for by any conversation that goes on from
 * one transaction. It only reads: what the number names is looked up by who asked, who hands the refusal back when it asks again.
 */
import { assign, setup } from 'xstate';
import { LONGEST_REFERENCE } from '../rules/reference-entry.ts';
import { effect } from './effect.ts';
import { type KeyPressed, type Notice, PATIENCE_MS, type ScanRead, scanRefusal } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

export interface ReferenceInput {
  /** Already on the line, so that it can be corrected (requirement E8). */
  readonly typed: string;
  /** What was wrong with it; gone with the next digit. */
  readonly notice: Notice | null;
}

export interface ReferenceOutput {
  /** Empty: Enter on an empty line, which means the latest one; null: given up. */
  readonly reference: string | null;
}

export interface ReferenceContext extends ReferenceInput {
  readonly reference: string | null;
}

export type ReferenceEvent = KeyPressed | { readonly type: 'scanner.scanned'; readonly code: string } | ScanRead;

export const referenceMachine = setup({
  types: {
    context: {} as ReferenceContext,
    events: {} as ReferenceEvent,
    input: {} as ReferenceInput,
    output: {} as ReferenceOutput,
  },
  actions: {
    /** Sends `scan.read` or `scan.refused`. */
    readScan: effect<{ code: string }>('readScan'),
    type: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_REFERENCE),
      notice: null,
    }),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'reference',
  context: ({ input }) => ({ ...input, reference: null }),
  initial: 'entering',
  output: ({ context }) => ({ reference: context.reference }),
  states: {
    entering: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          { guard: 'isConfirm', target: 'done', actions: assign({ reference: ({ context }) => context.typed }) },
          { guard: 'isCancel', target: 'done' },
        ],
        'scanner.scanned': { actions: { type: 'readScan', params: ({ event }) => ({ code: event.code }) } },
        'scan.read': { target: 'done', actions: assign({ reference: ({ event }) => event.reference }) },
        'scan.refused': { actions: assign({ notice: ({ event }) => scanRefusal(event.why) }) },
      },
      after: { patienceMs: 'done' },
    },
    done: { type: 'final' },
  },
});

interface Answered {
  readonly event: { readonly output: ReferenceOutput };
}

/** The state of a conversation in which it is asked; `finding` looks the answer up. Its actions are `toReference` and `takeReference`. */
export const askingReference = {
  invoke: {
    id: 'reference',
    src: 'reference',
    input: ({ context: { typed, notice } }: { readonly context: ReferenceInput }) => ({ typed, notice }),
    onDone: [
      { guard: ({ event }: Answered) => event.output.reference === null, target: 'done' },
      {
        target: 'finding',
        actions: {
          type: 'takeReference',
          params: ({ event }: Answered) => ({ reference: event.output.reference ?? '' }),
        },
      },
    ],
  },
  on: { 'keypad.pressed': { actions: 'toReference' }, 'scanner.scanned': { actions: 'toReference' } },
} as const;
