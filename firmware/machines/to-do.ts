/**
 * What is left for people to do (待办): promised refunds, oldest first, and differences that nobody has explained (requirements D7, D8, D17). A promise
 * is completed, or taken back with a reason and a manager's word; a difference ends with what was found.
 */
import { assign, sendTo, setup } from 'xstate';
import { caseCode } from '../rules/case-status.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import { ENDINGS, type Ending, type ToDoItem } from '../rules/to-do.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS, type Sequel } from './flow.ts';
import { askingWhoItIs, type IdentificationInput, identificationMachine } from './identification.ts';
import { keyGuards, listed } from './key-guards.ts';

interface ToDoContext {
  readonly items: readonly ToDoItem[];
  readonly nowMs: number;
  readonly chosen: ToDoItem | null;
  readonly ending: Ending | null;
  readonly manager: string;
  readonly notice: Notice | null;
  readonly sequel: Sequel | null;
  /** Turned so often. */
  readonly page: number;
}

type ToDoEvent =
  | FlowHears
  | { readonly type: 'toDo.found'; readonly items: readonly ToDoItem[]; readonly nowMs: number }
  | { readonly type: 'toDo.ended' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const chosenOf = (context: ToDoContext): ToDoItem => {
  if (context.chosen === null) throw new Error('nothing chosen');
  return context.chosen;
};

/** What is done now, by one key; null: a difference ends with what was found. */
function sequelTo(item: ToDoItem): Sequel | null {
  switch (item.what) {
    case 'promise':
      return { wish: 'promise', txn: item.txn };
    case 'case':
      return item.wants === 'exchange'
        ? { wish: 'basket', code: '', caseId: item.caseId }
        : { wish: 'sale', caseId: item.caseId, amountMinor: item.amountMinor };
    case 'caseFile':
      return { wish: 'caseDesk', searched: caseCode(item.number) };
    case 'alternative':
    case 'task':
      return null;
  }
}

/** Handing goods over is no matter of money. */
const whoMayEnd = ({ chosen }: ToDoContext): Pick<IdentificationInput, 'roles' | 'purpose'> => ({
  roles: chosen?.what === 'alternative' ? ['cashier', 'manager'] : ['manager'],
  purpose: 'promise',
});

export const toDoMachine = setup({
  types: { context: {} as ToDoContext, events: {} as ToDoEvent, output: {} as FlowOutput },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    takeOperator: assign((_, { operator }: { operator: string }) => ({ manager: operator })),
    /** Sends `toDo.found`. */
    findToDo: effect('findToDo'),
    /** Journals how it ended and on whose word; sends `toDo.ended` or `journal.refused`. */
    endToDo: effect<{ item: ToDoItem; code: string; manager: string }>('endToDo'),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'toDo',
  context: { items: [], nowMs: 0, chosen: null, ending: null, manager: '', notice: null, sequel: null, page: 0 },
  initial: 'looking',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    looking: {
      entry: [assign({ chosen: null, ending: null }), 'findToDo'],
      on: {
        'toDo.found': {
          target: 'listing',
          actions: assign({ items: ({ event }) => event.items, nowMs: ({ event }) => event.nowMs }),
        },
      },
    },
    listing: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          {
            guard: ({ context, event }) => listed(context.items, event) !== undefined,
            target: 'showing',
            actions: assign({
              chosen: ({ context, event }) => listed(context.items, event) ?? null,
              notice: null,
            }),
          },
          { guard: 'isCancel', target: 'done' },
          { guard: ({ context }) => context.items.length === 0, target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    showing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'confirm' && sequelTo(chosenOf(context)) !== null,
            target: 'done',
            actions: assign({ sequel: ({ context }) => sequelTo(chosenOf(context)) }),
          },
          { guard: ({ event }) => event.key === '0', target: 'choosingEnding' },
          { guard: 'isCancel', target: 'looking' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    choosingEnding: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => listed(ENDINGS[chosenOf(context).what], event) !== undefined,
            target: 'identifying',
            actions: assign({
              ending: ({ context, event }) => listed(ENDINGS[chosenOf(context).what], event) ?? null,
            }),
          },
          { guard: 'isCancel', target: 'showing' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    identifying: askingWhoItIs(whoMayEnd, 'ending', 'showing'),
    ending: {
      entry: {
        type: 'endToDo',
        params: ({ context }) => ({
          item: chosenOf(context),
          code: context.ending?.code ?? '',
          manager: context.manager,
        }),
      },
      on: {
        'toDo.ended': 'looking',
        'journal.refused': {
          target: 'looking',
          actions: assign({
            notice: ({ event }) => refusedByJournal(event),
          }),
        },
      },
    },
    done: { type: 'final' },
  },
});
