/**
 * Hold 冻结 (requirement C11): what shall stand still → why → a manager's word where it is not the terminal itself → placed; and its release, always by a
 * manager. Opens by itself, with the refusal, in the place of whatever would move money while the terminal is frozen.
 */
import { assign, sendTo, setup } from 'xstate';
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import type { FrozenThing } from '../../storage/entries/control.ts';
import type { FreezeReason } from '../../storage/facts.ts';
import { FREEZE_REASONS, type Freeze } from '../rules/freezes.ts';
import { CARD_UNREADABLE, nothingToFreeze } from '../rules/not-found.ts';
import { LONGEST_REFERENCE } from '../rules/reference-entry.ts';
import { type Refusal, refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import {
  type FlowHears,
  type FlowOutput,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
  type ScanRead,
  said,
  scanRefusal,
} from './flow.ts';
import { askingWhoItIs, identificationMachine } from './identification.ts';
import { keyGuards, listed } from './key-guards.ts';
import { digitsTyped } from './typed-line.ts';

export interface FreezeInput {
  /** Something that the freeze of the terminal has stopped; null: the page was asked for. */
  readonly refusal: Refusal | null;
}

/** What a freeze is on, in words for the page. */
export interface FreezeItem extends Freeze {
  readonly title: string;
}

/** What is to be frozen. */
export interface FreezeSubject {
  readonly on: FrozenThing;
  readonly title: string;
}

interface FreezeContext extends FreezeInput {
  readonly items: readonly FreezeItem[];
  readonly nowMs: number;
  readonly looksFor: 'transaction' | 'card';
  readonly typed: string;
  readonly subject: FreezeSubject | null;
  readonly reason: FreezeReason | null;
  /** The manager whose word it is; null: of whoever is on duty. */
  readonly manager: string | null;
  /** The one to be released. */
  readonly chosen: FreezeItem | null;
  readonly notice: Notice | null;
}

type FreezeEvent =
  | FlowHears
  | ScanRead
  | { readonly type: 'freezes.found'; readonly items: readonly FreezeItem[]; readonly nowMs: number }
  | { readonly type: 'subject.found'; readonly subject: FreezeSubject }
  | { readonly type: 'subject.notFound'; readonly searched: string }
  | { readonly type: 'card.refused' }
  | { readonly type: 'freeze.done' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const isFrozen = ({ items }: FreezeContext): boolean => items.some(({ on }) => on.is === 'terminal');

export const freezeMachine = setup({
  types: {
    context: {} as FreezeContext,
    events: {} as FreezeEvent,
    input: {} as FreezeInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    takeOperator: assign((_, { operator }: { operator: string }) => ({ manager: operator })),
    /** Sends `freezes.found`. */
    findFreezes: effect('findFreezes'),
    /** By slip number, RRN or trace; by nothing: the latest one with a slip. Sends `subject.found` or `subject.notFound`. */
    findSubject: effect<{ looksFor: 'transaction' | 'card'; searched: string }>('findSubject'),
    /** Sends `subject.found`, or `card.refused` where the reader encrypts. The card is forgotten at once. */
    takeCard: effect<{ card: PresentedCard }>('takeCard'),
    /** Sends `scan.read` or `scan.refused`. */
    readScan: effect<{ code: string }>('readScan'),
    armReader: effect('armReader'),
    disarmReader: effect('disarmReader'),
    /** Journals it; `manager` null: whoever is on duty. Sends `freeze.done` or `journal.refused`. */
    placeFreeze: effect<{ on: FrozenThing; reason: FreezeReason; manager: string | null }>('placeFreeze'),
    /** Sends `freeze.done` or `journal.refused`. */
    liftFreeze: effect<{ freeze: number; manager: string }>('liftFreeze'),
    chooseReason: assign({ reason: ({ event }) => listed(FREEZE_REASONS, event)?.code ?? null }),
    noteRefused: assign({
      notice: ({ event }) =>
        event.type === 'journal.refused'
          ? refuse(
              event.rule,
              { detail: event.detail },
              event.rule === 'frozen-already'
                ? { zh: '已经冻结', en: 'It is frozen already' }
                : { zh: '账本拒绝:与记录不符', en: 'The journal refused it: it contradicts what stands' },
              { zh: '请重新查看', en: 'Look again' },
            )
          : null,
    }),
  },
  guards: {
    ...keyGuards,
    isListed: ({ context, event }) => listed(context.items, event) !== undefined,
    isReason: ({ event }) => listed(FREEZE_REASONS, event) !== undefined,
    isReasonForTerminal: ({ context, event }) =>
      listed(FREEZE_REASONS, event) !== undefined && context.subject?.on.is === 'terminal',
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'freeze',
  context: ({ input }) => ({
    ...input,
    items: [],
    nowMs: 0,
    looksFor: 'transaction',
    typed: '',
    subject: null,
    reason: null,
    manager: null,
    chosen: null,
    notice: null,
  }),
  initial: 'looking',
  output: { key: null },
  states: {
    looking: {
      entry: [assign({ subject: null, reason: null, manager: null, chosen: null, typed: '' }), 'findFreezes'],
      on: {
        'freezes.found': {
          target: 'choosing',
          actions: assign({ items: ({ event }) => event.items, nowMs: ({ event }) => event.nowMs }),
        },
      },
    },
    /** 1 the terminal, 2 a transaction, 3 a card; Enter: what is frozen, to release it. */
    choosing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === '1' && !isFrozen(context),
            target: 'choosingReason',
            actions: assign({ subject: { on: { is: 'terminal' }, title: '' }, notice: null, refusal: null }),
          },
          {
            guard: { type: 'isKey', params: '2' },
            target: 'enteringReference',
            actions: assign({ looksFor: 'transaction', notice: null, refusal: null }),
          },
          {
            guard: { type: 'isKey', params: '3' },
            target: 'enteringReference',
            actions: assign({ looksFor: 'card', notice: null, refusal: null }),
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.items.length === 1,
            target: 'releasing',
            actions: assign({ chosen: ({ context }) => context.items[0] ?? null, notice: null, refusal: null }),
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.items.length > 1,
            target: 'listing',
            actions: assign({ notice: null, refusal: null }),
          },
          { guard: { type: 'isKey', params: 'cancel' }, target: 'done' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.notice !== null, target: 'done' },
        ],
      },
      after: {
        resultShownMs: { guard: ({ context }) => context.notice?.allowed === true, target: 'done' },
        patienceMs: 'done',
      },
    },
    enteringReference: {
      entry: 'armReader',
      exit: 'disarmReader',
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_REFERENCE),
              notice: null,
            }),
          },
          { guard: { type: 'isKey', params: 'confirm' }, target: 'finding' },
          { guard: { type: 'isKey', params: 'cancel' }, target: 'looking', actions: assign({ notice: null }) },
        ],
        'scanner.scanned': { actions: { type: 'readScan', params: ({ event }) => ({ code: event.code }) } },
        'scan.read': { target: 'finding', actions: assign({ typed: ({ event }) => event.reference, notice: null }) },
        'scan.refused': { actions: assign({ notice: ({ event }) => scanRefusal(event.why) }) },
        'reader.cardPresented': {
          guard: ({ context }) => context.looksFor === 'card',
          actions: { type: 'takeCard', params: ({ event }) => ({ card: event.card }) },
        },
        'reader.cardUnreadable': { target: 'enteringReference', reenter: true },
        'subject.found': { target: 'choosingReason', actions: assign({ subject: ({ event }) => event.subject }) },
        'card.refused': {
          target: 'enteringReference',
          reenter: true,
          actions: assign({
            notice: CARD_UNREADABLE.freeze,
          }),
        },
      },
      after: { patienceMs: 'done' },
    },
    finding: {
      entry: {
        type: 'findSubject',
        params: ({ context }) => ({ looksFor: context.looksFor, searched: context.typed }),
      },
      on: {
        'subject.found': { target: 'choosingReason', actions: assign({ subject: ({ event }) => event.subject }) },
        'subject.notFound': {
          target: 'enteringReference',
          actions: assign({
            notice: ({ event }) => nothingToFreeze(event.searched),
          }),
        },
      },
    },
    choosingReason: {
      on: {
        'keypad.pressed': [
          { guard: 'isReasonForTerminal', target: 'placing', actions: 'chooseReason' },
          { guard: 'isReason', target: 'approving', actions: 'chooseReason' },
          { guard: { type: 'isKey', params: 'cancel' }, target: 'looking' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** A card or a transaction is somebody's: a manager's word. */
    approving: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'freeze' }), 'placing', 'choosingReason'),
    /** The terminal stops at once, on the word of whoever is on duty. */
    placing: {
      entry: {
        type: 'placeFreeze',
        params: ({ context: { subject, reason, manager } }) => {
          if (subject === null || reason === null) throw new Error('nothing to freeze');
          return { on: subject.on, reason, manager };
        },
      },
      on: {
        'freeze.done': { target: 'looking', actions: assign({ notice: said('已冻结', 'FROZEN') }) },
        'journal.refused': { target: 'looking', actions: 'noteRefused' },
      },
    },
    listing: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isListed',
            target: 'releasing',
            actions: assign({ chosen: ({ context, event }) => listed(context.items, event) ?? null }),
          },
          { guard: { type: 'isKey', params: 'cancel' }, target: 'looking' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    releasing: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'freeze' }), 'lifting', 'looking'),
    lifting: {
      entry: {
        type: 'liftFreeze',
        params: ({ context: { chosen, manager } }) => {
          if (chosen === null || manager === null) throw new Error('nothing to release');
          return { freeze: chosen.freeze, manager };
        },
      },
      on: {
        'freeze.done': { target: 'looking', actions: assign({ notice: said('已解除', 'RELEASED') }) },
        'journal.refused': { target: 'looking', actions: 'noteRefused' },
      },
    },
    done: { type: 'final' },
  },
});
