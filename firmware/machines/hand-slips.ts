/**
 * Slips that were written by hand while nothing could be printed (手工单), typed in afterwards (补录, requirement D5): number → kind → tender → amount →
 * time → writer → kept, and the next one. A manager issues the numbered stock; a spoiled slip is kept as such, so that no number is missing.
 */
import { assign, setup } from 'xstate';
import type { HandSlipTender, MinorUnits } from '../../storage/facts.ts';
import { minorUnits } from '../../storage/facts.ts';
import { type Refusal, refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS } from './flow.ts';
import { keyGuards, listed } from './key-guards.ts';
import { amountOf, amountTyped, digitsTyped } from './typed-line.ts';

export interface HandSlipsInput {
  readonly currency: string;
  /** Who is at the keys: the writer unless another number is typed. */
  readonly operator: string;
}

export interface HandSlip {
  readonly number: number;
  readonly kind: 'sale' | 'refund';
  readonly tender: HandSlipTender;
  readonly amountMinor: MinorUnits;
  /** As typed: `HHMM`, `DDHHMM` or nothing for now. */
  readonly writtenAt: string;
  readonly writer: string;
}

interface HandSlipsContext extends HandSlipsInput {
  readonly typed: string;
  readonly slip: HandSlip;
  readonly first: number;
  readonly notice: Notice | null;
  /** Entered since the conversation began. */
  readonly entered: number;
  readonly key: FlowOutput['key'];
}

type HandSlipsEvent =
  | FlowHears
  | { readonly type: 'handSlip.kept' }
  | { readonly type: 'handSlip.known'; readonly blank: boolean; readonly why: Refusal | null }
  | { readonly type: 'time.read'; readonly ok: boolean }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const LONGEST_NUMBER = 6;
const LONGEST_TIME = 6;
const LONGEST_WRITER = 4;
const KINDS = ['sale', 'refund'] as const;
const TENDERS = ['cash', 'card', 'other'] as const;

const NOTHING: HandSlip = {
  number: 0,
  kind: 'sale',
  tender: 'cash',
  amountMinor: minorUnits(0),
  writtenAt: '',
  writer: '',
};

const refusedByJournal = ({ rule, detail }: { rule: string; detail: string }): Refusal =>
  refuse(
    rule,
    { detail },
    { zh: '账本拒绝:号码已用过或不在本机票本内', en: 'Refused: the number was used, or is of no stock here' },
    { zh: '请核对单号', en: 'Check the number on the slip' },
  );

export const handSlipsMachine = setup({
  types: {
    context: {} as HandSlipsContext,
    events: {} as HandSlipsEvent,
    input: {} as HandSlipsInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** Sends `handSlip.known`: whether the number is a blank of the stock, and why not. */
    lookAtNumber: effect<{ number: number }>('lookAtNumber'),
    /** Sends `time.read`. */
    readTime: effect<{ typed: string }>('readTime'),
    /** Journals it with the slip that is owed; sends `handSlip.kept` or `journal.refused`. */
    keepHandSlip: effect<{ slip: HandSlip }>('keepHandSlip'),
    keepSpoiled: effect<{ number: number }>('keepSpoiled'),
    issueStock: effect<{ first: number; last: number }>('issueStock'),
    typeNumber: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_NUMBER),
      notice: null,
    }),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
      notice: null,
    }),
    clear: assign({ typed: '' }),
    noteRefused: assign({ notice: ({ event }) => (event.type === 'journal.refused' ? refusedByJournal(event) : null) }),
  },
  guards: {
    ...keyGuards,
    hasNumber: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'confirm' && Number(context.typed) > 0,
    isKind: ({ event }) => listed(KINDS, event) !== undefined,
    isTender: ({ event }) => listed(TENDERS, event) !== undefined,
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'handSlips',
  context: ({ input }) => ({ ...input, typed: '', slip: NOTHING, first: 0, notice: null, entered: 0, key: null }),
  initial: 'enteringNumber',
  output: ({ context }) => ({ key: context.key }),
  states: {
    /** `-` keeps the typed number as spoiled, `*` issues stock. */
    enteringNumber: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeNumber' },
          { guard: 'hasNumber', target: 'lookingAtNumber' },
          {
            guard: ({ context, event }) => event.key === 'refund' && Number(context.typed) > 0,
            target: 'keepingSpoiled',
          },
          { guard: { type: 'isKey', params: 'functions' }, target: 'enteringFirst', actions: 'clear' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    lookingAtNumber: {
      entry: { type: 'lookAtNumber', params: ({ context }) => ({ number: Number(context.typed) }) },
      on: {
        'handSlip.known': [
          {
            guard: ({ event }) => event.blank,
            target: 'choosingKind',
            actions: [
              assign({ slip: ({ context }) => ({ ...NOTHING, number: Number(context.typed) }), notice: null }),
              'clear',
            ],
          },
          { target: 'enteringNumber', actions: assign({ notice: ({ event }) => event.why }) },
        ],
      },
    },
    keepingSpoiled: {
      entry: { type: 'keepSpoiled', params: ({ context }) => ({ number: Number(context.typed) }) },
      on: {
        'handSlip.kept': {
          target: 'enteringNumber',
          actions: [assign({ entered: ({ context }) => context.entered + 1 }), 'clear'],
        },
        'journal.refused': { target: 'enteringNumber', actions: 'noteRefused' },
      },
    },
    choosingKind: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isKind',
            target: 'choosingTender',
            actions: assign({
              slip: ({ context, event }) => ({ ...context.slip, kind: listed(KINDS, event) ?? 'sale' }),
            }),
          },
          { guard: 'isCancel', target: 'enteringNumber' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    choosingTender: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isTender',
            target: 'enteringAmount',
            actions: assign({
              slip: ({ context, event }) => ({ ...context.slip, tender: listed(TENDERS, event) ?? 'cash' }),
            }),
          },
          { guard: 'isCancel', target: 'enteringNumber' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringAmount: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAmount' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && amountOf(context.typed, context.currency) > 0,
            target: 'enteringTime',
            actions: [
              assign({
                slip: ({ context }) => ({
                  ...context.slip,
                  amountMinor: amountOf(context.typed, context.currency),
                }),
              }),
              'clear',
            ],
          },
          { guard: 'isCancel', target: 'enteringNumber', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringTime: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_TIME),
              notice: null,
            }),
          },
          { guard: 'isConfirm', target: 'readingTime' },
          { guard: 'isCancel', target: 'enteringNumber', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    readingTime: {
      entry: { type: 'readTime', params: ({ context }) => ({ typed: context.typed }) },
      on: {
        'time.read': [
          {
            guard: ({ event }) => event.ok,
            target: 'enteringWriter',
            actions: [assign({ slip: ({ context }) => ({ ...context.slip, writtenAt: context.typed }) }), 'clear'],
          },
          {
            target: 'enteringTime',
            actions: assign({
              notice: ({ context }) =>
                refuse(
                  'hand-slip-time',
                  { typed: context.typed },
                  { zh: '时间不对', en: 'That is no time' },
                  { zh: '时分四位,或日时分六位', en: 'HHMM, or DDHHMM' },
                ),
            }),
          },
        ],
      },
    },
    enteringWriter: {
      on: {
        'keypad.pressed': [
          {
            guard: 'isDigit',
            actions: assign({
              typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_WRITER),
            }),
          },
          {
            guard: 'isConfirm',
            target: 'confirming',
            actions: [
              assign({
                slip: ({ context }) => ({
                  ...context.slip,
                  writer: context.typed === '' ? context.operator : context.typed,
                }),
              }),
              'clear',
            ],
          },
          { guard: 'isCancel', target: 'enteringNumber', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    confirming: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'keeping' },
          { guard: 'isCancel', target: 'enteringNumber' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    keeping: {
      entry: { type: 'keepHandSlip', params: ({ context }) => ({ slip: context.slip }) },
      on: {
        'handSlip.kept': {
          target: 'enteringNumber',
          actions: assign({ entered: ({ context }) => context.entered + 1, slip: NOTHING }),
        },
        'journal.refused': { target: 'enteringNumber', actions: 'noteRefused' },
      },
    },
    enteringFirst: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeNumber' },
          {
            guard: 'hasNumber',
            target: 'enteringLast',
            actions: [assign({ first: ({ context }) => Number(context.typed) }), 'clear'],
          },
          { guard: 'isCancel', target: 'enteringNumber', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    enteringLast: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeNumber' },
          { guard: 'hasNumber', target: 'issuing' },
          { guard: 'isCancel', target: 'enteringNumber', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    issuing: {
      entry: {
        type: 'issueStock',
        params: ({ context }) => ({ first: context.first, last: Number(context.typed) }),
      },
      on: {
        'handSlip.kept': { target: 'enteringNumber', actions: 'clear' },
        'journal.refused': {
          target: 'enteringFirst',
          actions: [
            assign({
              notice: ({ event }) =>
                refuse(
                  event.rule,
                  { detail: event.detail },
                  { zh: '号段不对,或与已发的票本重叠', en: 'No range of slips, or issued before' },
                  { zh: '输入票本的首号和末号', en: 'Type the first and the last number of the pad' },
                ),
            }),
            'clear',
          ],
        },
      },
    },
    done: { type: 'final' },
  },
});
