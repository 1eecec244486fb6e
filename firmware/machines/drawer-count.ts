/**
 * The drawer counted at the end of a shift or a day (requirement G4): what lies in it is typed before anybody is told what should; a difference is named,
 * counted again or accepted, and becomes a task for the manager; what goes to the safe is taken out of the sum.
 */
import { assign, setup } from 'xstate';
import { type MinorUnits, minorUnits } from '../../storage/facts.ts';
import { type DrawerCount, judgeDrawer } from '../rules/cash.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import { refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS, type Sequel } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import { amountOf, amountTyped } from './typed-line.ts';

export interface DrawerCountInput {
  readonly at: 'shift-end' | 'day-close' | 'take-over';
  readonly currency: string;
  /** By the journal. */
  readonly expectedMinor: number;
  /** It was counted before. */
  readonly counted: boolean;
}

interface DrawerCountContext extends DrawerCountInput {
  readonly typed: string;
  readonly countedMinor: MinorUnits;
  readonly judged: DrawerCount;
  readonly removedMinor: MinorUnits;
  readonly notice: Notice | null;
  readonly sequel: Sequel | null;
}

type DrawerCountEvent =
  | FlowHears
  | { readonly type: 'drawer.counted' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const typedMinor = ({ typed, currency }: DrawerCountContext): MinorUnits => amountOf(typed, currency);

export const drawerCountMachine = setup({
  types: {
    context: {} as DrawerCountContext,
    events: {} as DrawerCountEvent,
    input: {} as DrawerCountInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** Journals the count, with a task where it differs, and the end of the task that it was missing; sends `drawer.counted` or `journal.refused`. */
    recordCount: effect<
      Pick<DrawerCountContext, 'at' | 'currency' | 'expectedMinor' | 'countedMinor' | 'removedMinor'> & {
        difference: DrawerCount['difference'];
      }
    >('recordCount'),
    type: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
      notice: null,
    }),
    judge: assign(({ context }) => {
      const countedMinor = typedMinor(context);
      const { expectedMinor, currency, counted } = context;
      return { countedMinor, judged: judgeDrawer(expectedMinor, countedMinor, currency, counted), typed: '' };
    }),
  },
  guards: {
    ...keyGuards,
    hasTyped: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'confirm' && context.typed !== '',
    differs: ({ context }) => context.judged.difference !== null,
    tooMuch: ({ context }) => typedMinor(context) > context.countedMinor,
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'drawerCount',
  context: ({ input }) => ({
    ...input,
    typed: '',
    countedMinor: minorUnits(0),
    judged: { difference: null, differenceMinor: 0 },
    removedMinor: minorUnits(0),
    notice: null,
    sequel: null,
  }),
  initial: 'counting',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    counting: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          { guard: 'hasTyped', target: 'judging' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judging: {
      entry: 'judge',
      always: [{ guard: 'differs', target: 'differing' }, { target: 'removing' }],
    },
    /** Counted again, or it is so. */
    differing: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'removing' },
          { guard: ({ event }) => event.key === 'correct', target: 'counting' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Enter on an empty line: everything stays in the drawer. */
    removing: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && typedMinor(context) > context.countedMinor,
            actions: assign({
              typed: '',
              notice: refuse(
                'drawer-removed',
                {},
                { zh: '取出多于所点', en: 'More than was counted' },
                { zh: '请重新输入', en: 'Type it again' },
              ),
            }),
          },
          {
            guard: 'isConfirm',
            target: 'recording',
            actions: assign({ removedMinor: ({ context }) => typedMinor(context) }),
          },
          { guard: 'isCancel', target: 'counting', actions: assign({ typed: '' }) },
        ],
      },
      after: { patienceMs: 'done' },
    },
    recording: {
      entry: {
        type: 'recordCount',
        params: ({ context: { at, currency, expectedMinor, countedMinor, removedMinor, judged } }) => ({
          ...{ at, currency, expectedMinor, countedMinor, removedMinor },
          difference: judged.difference,
        }),
      },
      on: {
        'drawer.counted': {
          target: 'done',
          actions: assign({
            sequel: ({ context }): Sequel | null => (context.at === 'shift-end' ? { wish: 'shiftEnd' } : null),
          }),
        },
        'journal.refused': {
          target: 'counting',
          actions: assign({
            notice: ({ event }) => refusedByJournal(event, { zh: '请重新点钞', en: 'Count again' }),
          }),
        },
      },
    },
    done: { type: 'final' },
  },
});
