/**
 * Finding one transaction (requirements A1, A2): digits that may name it in several ways, the code of its slip, or its card again; several
 * hits make a short list. What is opened stands in the journal. Goes on as a refund of it, or as its timeline.
 */
import { assign, setup } from 'xstate';
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import type { FoundBy } from '../../storage/entries/look-up.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { CARD_UNREADABLE, noSale } from '../rules/not-found.ts';
import { LONGEST_REFERENCE } from '../rules/reference-entry.ts';
import { judgeOriginal, type OriginalFacts } from '../rules/refundable.ts';
import { isCertain } from '../rules/search-terms.ts';
import type { Verdict } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import {
  type FlowHears,
  type FlowOutput,
  type Notice,
  PATIENCE_MS,
  type ScanRead,
  type Sequel,
  scanRefusal,
} from './flow.ts';
import { keyGuards, listed } from './key-guards.ts';

/** An original as the journal knows it, and how it was found. */
export interface Hit {
  readonly by: FoundBy;
  readonly original: OriginalFacts & {
    readonly card: { readonly maskedPan: string };
    readonly rrn: string | null;
    readonly stan: string | null;
    readonly createdAtMs: number;
  };
  /** Of what was given back of it, or of itself: what should be with the customer; null: nothing is on its way. */
  readonly arrival: {
    readonly rrn: string | null;
    readonly expectedMs: number;
    readonly isOver: boolean;
    readonly isMissed: boolean;
  } | null;
}

export interface LookupInput {
  /** Of the refund that this comes to: given with the first key, so that nothing can be asked for twice. */
  readonly txn: TransactionId;
  /** Typed before: its list is shown again. */
  readonly searched: string;
  /** Whether a refund may do without a sale; null: the policy has none, and nothing is said of it. */
  readonly withoutSale: Verdict<object> | null;
}

export interface LookupContext extends LookupInput {
  readonly typed: string;
  /** The number comes from the code of a slip, not from the keys. */
  readonly scanned: boolean;
  readonly hits: readonly Hit[];
  readonly chosen: Hit | null;
  readonly notice: Notice | null;
  readonly sequel: Sequel | null;
}

export type LookupEvent =
  | FlowHears
  | ScanRead
  | { readonly type: 'search.done'; readonly searched: string; readonly hits: readonly Hit[] }
  | { readonly type: 'card.refused' };

/** As many as a small screen shows. */
export const MOST_LISTED = 9;

const isSure = ({ hits }: LookupContext): boolean => {
  const [first] = hits;
  return first !== undefined && (hits.length === 1 || isCertain(first.by));
};

function typeTerm(typed: string, key: string): string {
  if (key === 'correct') return typed.slice(0, -1);
  if (key === '.') return typed.includes('.') || typed === '' ? typed : `${typed}.`;
  return /^\d{1,2}$/.test(key) && typed.length + key.length <= LONGEST_REFERENCE ? typed + key : typed;
}

export const lookupMachine = setup({
  types: {
    context: {} as LookupContext,
    events: {} as LookupEvent,
    input: {} as LookupInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** By every reading of `searched`; sends `search.done`. */
    search: effect<{ searched: string }>('search'),
    /** Sends `scan.read` or `scan.refused`. */
    readScan: effect<{ code: string }>('readScan'),
    armReader: effect('armReader'),
    disarmReader: effect('disarmReader'),
    /** By the token of the card, which is forgotten at once; sends `search.done` or `card.refused`. */
    searchByCard: effect<{ card: PresentedCard }>('searchByCard'),
    /** Journals who has opened which transaction. */
    recordOpened: effect<{ txn: TransactionId; by: FoundBy; purpose: 'refund' | 'timeline' }>('recordOpened'),
    type: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed' ? typeTerm(context.typed, event.key) : context.typed,
      notice: null,
      chosen: null,
      scanned: false,
    }),
    judgeChosen: assign({
      notice: ({ context }) => {
        if (context.chosen === null) throw new Error('nothing chosen');
        const verdict = judgeOriginal(context.chosen.original);
        return verdict.allowed ? null : verdict;
      },
    }),
    noteNothing: assign({
      notice: ({ event }) => noSale(event.type === 'search.done' ? event.searched : ''),
    }),
  },
  guards: {
    ...keyGuards,
    isTimeline: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'functions' && context.chosen !== null,
    /** The refund that is on its way is talked about: its case file. */
    isArrival: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'refund' && context.chosen?.arrival?.rrn != null,
    /** Nobody has a sale to show: asked for with +, and `allowed` or not. */
    isWithoutSale: ({ context: { withoutSale }, event }, allowed: boolean) =>
      event.type === 'keypad.pressed' && event.key === 'sale' && withoutSale?.allowed === allowed,
    refused: ({ context }) => context.notice !== null,
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'lookup',
  context: ({ input }) => ({
    ...input,
    typed: input.searched,
    scanned: false,
    hits: [],
    chosen: null,
    notice: null,
    sequel: null,
  }),
  initial: 'opening',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    opening: {
      always: [
        { guard: ({ context }) => context.searched !== '', target: 'searching' },
        { target: 'enteringReference' },
      ],
    },
    enteringReference: {
      entry: 'armReader',
      exit: 'disarmReader',
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '', target: 'searching' },
          { guard: 'isTimeline', target: 'openingTimeline' },
          {
            guard: 'isArrival',
            target: 'done',
            actions: assign({
              sequel: ({ context }): Sequel => ({ wish: 'caseDesk', searched: context.chosen?.arrival?.rrn ?? '' }),
            }),
          },
          {
            guard: { type: 'isWithoutSale', params: true },
            target: 'done',
            actions: assign({ sequel: ({ context }): Sequel => ({ wish: 'unreferenced', txn: context.txn }) }),
          },
          {
            guard: { type: 'isWithoutSale', params: false },
            actions: assign({
              notice: ({ context: { withoutSale } }) =>
                withoutSale === null || withoutSale.allowed ? null : withoutSale,
            }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
        'scanner.scanned': { actions: { type: 'readScan', params: ({ event }) => ({ code: event.code }) } },
        'scan.read': {
          target: 'searching',
          actions: assign({ typed: ({ event }) => event.reference, scanned: true, notice: null }),
        },
        'scan.refused': { actions: assign({ notice: ({ event }) => scanRefusal(event.why) }) },
        'reader.cardPresented': {
          actions: { type: 'searchByCard', params: ({ event }) => ({ card: event.card }) },
        },
        'search.done': [
          {
            guard: ({ event }) => event.hits.length > 0,
            target: 'judgingHits',
            actions: assign({ hits: ({ event }) => event.hits, notice: null }),
          },
          { actions: 'noteNothing' },
        ],
        'card.refused': {
          actions: assign({
            notice: CARD_UNREADABLE.lookup,
          }),
        },
        // Armed anew, so that the next swipe is heard.
        'reader.cardUnreadable': { target: 'enteringReference', reenter: true },
      },
      after: { patienceMs: 'done' },
    },
    searching: {
      entry: { type: 'search', params: ({ context }) => ({ searched: context.typed }) },
      on: {
        'search.done': [
          {
            guard: ({ event }) => event.hits.length > 0,
            target: 'judgingHits',
            actions: assign({ hits: ({ event }) => event.hits, notice: null }),
          },
          { target: 'enteringReference', actions: 'noteNothing' },
        ],
      },
    },
    judgingHits: {
      always: [
        // Asked for the list of what was found before.
        {
          guard: ({ context }) => context.searched !== '' && context.hits.length > 1,
          target: 'choosing',
          actions: assign({ searched: '' }),
        },
        {
          guard: ({ context }) => isSure(context),
          target: 'judging',
          actions: assign({ chosen: ({ context }) => context.hits[0] ?? null, searched: '' }),
        },
        { target: 'choosing' },
      ],
    },
    choosing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => listed(context.hits, event) !== undefined,
            target: 'judging',
            actions: assign({ chosen: ({ context, event }) => listed(context.hits, event) ?? null }),
          },
          { guard: ({ event }) => event.key === 'correct', target: 'enteringReference' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judging: {
      entry: [
        'judgeChosen',
        {
          type: 'recordOpened',
          params: ({ context }) => {
            if (context.chosen === null) throw new Error('nothing chosen');
            const { by, original } = context.chosen;
            return { txn: original.txn, by: context.scanned ? 'scan' : by, purpose: 'refund' as const };
          },
        },
      ],
      always: [
        // What was typed stays on the line, so that it can be corrected (requirement E8).
        { guard: 'refused', target: 'enteringReference' },
        {
          target: 'done',
          actions: assign({
            sequel: ({ context }): Sequel | null =>
              context.chosen === null
                ? null
                : {
                    wish: 'refund',
                    txn: context.txn,
                    original: context.chosen.original.txn,
                    searched: context.typed,
                    others: context.hits.length - 1,
                    by: context.scanned ? 'scan' : context.chosen.by,
                  },
          }),
        },
      ],
    },
    /** Of a transaction that cannot be given back: why is answered by its story. */
    openingTimeline: {
      always: {
        target: 'done',
        actions: assign({
          sequel: ({ context }): Sequel | null =>
            context.chosen === null
              ? null
              : { wish: 'timeline', of: context.chosen.original.txn, backTo: { wish: 'lookup', txn: context.txn } },
        }),
      },
    },
    done: { type: 'final' },
  },
});
