/**
 * The conversation about what the terminal cannot find out by itself (needs-human): a reversal that does not get through, a refund of unknown
 * outcome. A manager says what the acquirer has told, and what proves it; until then the amount stays reserved (facts/acquirer §2.2 rules 5, 6).
 */
import { assign, sendParent, sendTo, setup } from 'xstate';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import { RESOLUTIONS } from '../rules/resolutions.ts';
import { refuse } from '../rules/verdict.ts';
import type { UnresolvedItem } from '../screens/manager-views.ts';
import { effect } from './effect.ts';
import { type FlowAsks, type FlowHears, type FlowOutput, type Notice, PATIENCE_MS } from './flow.ts';
import { askingWhoItIs, identificationMachine } from './identification.ts';
import { keyGuards, listed } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

interface ResolutionContext {
  readonly item: UnresolvedItem | null;
  readonly waiting: number;
  /** Index into the resolutions of this kind of item. */
  readonly choice: number;
  readonly evidence: string;
  readonly manager: string;
  readonly notice: Notice | null;
  readonly key: FlowOutput['key'];
}

type ResolutionEvent =
  | FlowHears
  | { readonly type: 'unresolved.found'; readonly item: UnresolvedItem | null; readonly waiting: number }
  | { readonly type: 'unresolved.resolved' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

/** A case number of the acquirer. Shorter than a card number, so that none can be typed by mistake. */
const LONGEST_EVIDENCE = 10;

const itemOf = (context: ResolutionContext): UnresolvedItem => {
  if (context.item === null) throw new Error('nothing to resolve');
  return context.item;
};

export const resolutionMachine = setup({
  types: {
    context: {} as ResolutionContext,
    events: {} as ResolutionEvent,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    takeOperator: assign((_, { operator }: { operator: string }) => ({ manager: operator })),
    /** Sends `unresolved.found`. */
    findUnresolved: effect('findUnresolved'),
    /** Journals the manager's word; sends `unresolved.resolved` or `journal.refused`. */
    resolve: effect<{ item: UnresolvedItem; choice: number; evidence: string; manager: string }>('resolve'),
    callDuty: sendParent({ type: 'flow.dutyCalled' } satisfies FlowAsks),
  },
  guards: keyGuards,
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'resolution',
  context: { item: null, waiting: 0, choice: 0, evidence: '', manager: '', notice: null, key: null },
  initial: 'looking',
  output: ({ context }) => ({ key: context.key }),
  states: {
    looking: {
      entry: [assign({ evidence: '', manager: '' }), 'findUnresolved'],
      on: {
        'unresolved.found': {
          target: 'choosing',
          actions: assign({ item: ({ event }) => event.item, waiting: ({ event }) => event.waiting }),
        },
      },
    },
    choosing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) =>
              context.item !== null && listed(RESOLUTIONS[context.item.what], event) !== undefined,
            target: 'enteringEvidence',
            actions: assign({ choice: ({ event }) => Number(event.key) - 1, notice: null }),
          },
          { guard: 'isCancel', target: 'done' },
          { guard: ({ context }) => context.item === null, target: 'done' },
        ],
        // The acquirer may have answered at last.
        'money.reversed': 'looking',
      },
      after: { patienceMs: 'done' },
    },
    enteringEvidence: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              evidence: ({ context, event }) => digitsTyped(context.evidence, event, LONGEST_EVIDENCE),
              notice: null,
            }),
          },
          { guard: ({ context, event }) => event.key === 'confirm' && context.evidence !== '', target: 'identifying' },
          {
            guard: 'isConfirm',
            actions: assign({
              notice: refuse(
                'evidence-missing',
                {},
                { zh: '必须有依据', en: 'It takes evidence' },
                { zh: '输入收单行的受理编号', en: "Type the acquirer's case number" },
              ),
            }),
          },
          { guard: 'isCancel', target: 'looking' },
        ],
      },
      after: { patienceMs: 'looking' },
    },
    /** Whose word it is. */
    identifying: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'resolution' }), 'resolving', 'looking'),
    resolving: {
      entry: {
        type: 'resolve',
        params: ({ context }) => {
          const { choice, evidence, manager } = context;
          return { item: itemOf(context), choice, evidence, manager };
        },
      },
      on: {
        'unresolved.resolved': { target: 'looking', actions: ['callDuty', assign({ notice: null })] },
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
