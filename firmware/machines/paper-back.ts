/**
 * The paper-back routine (requirement D8; design §6): the slips that were owed are out → counted → slips written by hand → promised refunds → what
 * does not agree, by name → signed off. Nothing waits for it: it can be left at any step and taken up again, and trade goes on meanwhile.
 */
import { assign, sendTo, setup } from 'xstate';
import type { MinorUnits, OutageDifference } from '../../storage/facts.ts';
import { readAmount, typeAmount } from '../rules/amount-entry.ts';
import { currencyExponent } from '../rules/money-words.ts';
import { type OutageFigures, outageDifferences } from '../rules/outage-differences.ts';
import { typeReference } from '../rules/reference-entry.ts';
import { refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import {
  type FlowHears,
  type FlowOutput,
  isDigitKey,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
  type Sequel,
} from './flow.ts';
import { identificationMachine } from './identification.ts';

export interface PaperBackInput {
  readonly currency: string;
}

/** An outage that is over, as the journal has it. */
export interface OutageSurvey extends OutageFigures {
  /** Copies that are still to be printed. */
  readonly owed: number;
  /** Promised refunds that are still to be completed. */
  readonly promises: number;
  readonly handSlips: number;
  /** The first blank number of each stock, as far as is known. */
  readonly nextBlank: number | null;
}

interface PaperBackContext extends PaperBackInput {
  readonly survey: OutageSurvey | null;
  readonly typed: string;
  readonly slips: number | null;
  readonly cashMinor: MinorUnits | null;
  readonly differences: readonly OutageDifference[];
  readonly manager: string | null;
  readonly notice: Notice | null;
  readonly key: FlowOutput['key'];
  readonly sequel: Sequel | null;
}

type PaperBackEvent =
  | FlowHears
  /** Null: there is no outage to go through. */
  | { readonly type: 'outage.surveyed'; readonly survey: OutageSurvey | null }
  | { readonly type: 'outage.signedOff' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const LONGEST_COUNT = 4;
const LONGEST_NUMBER = 6;

const surveyOf = (context: PaperBackContext): OutageSurvey => {
  if (context.survey === null) throw new Error('an outage without its survey');
  return context.survey;
};

export const paperBackMachine = setup({
  types: {
    context: {} as PaperBackContext,
    events: {} as PaperBackEvent,
    input: {} as PaperBackInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    /** Sends `outage.surveyed`. */
    surveyOutage: effect('surveyOutage'),
    /** Journals the first blank number that was counted; sends `outage.surveyed` or `journal.refused`. */
    countBlanks: effect<{ next: number }>('countBlanks'),
    /** Journals the sign-off with a task for each difference; sends `outage.signedOff` or `journal.refused`. */
    signOff: effect<{
      slips: number | null;
      differences: readonly OutageDifference[];
      manager: string | null;
    }>('signOff'),
    takeSurvey: assign({
      survey: ({ context, event }) => (event.type === 'outage.surveyed' ? event.survey : context.survey),
    }),
    typeCount: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed' ? typeReference(context.typed, event.key, LONGEST_COUNT) : context.typed,
      notice: null,
    }),
    typeNumber: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed' ? typeReference(context.typed, event.key, LONGEST_NUMBER) : context.typed,
      notice: null,
    }),
    typeAmount: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed'
          ? typeAmount(context.typed, event.key, currencyExponent(context.currency))
          : context.typed,
    }),
    clear: assign({ typed: '' }),
    compare: assign({
      differences: ({ context }) =>
        outageDifferences(surveyOf(context), { slips: context.slips, cashMinor: context.cashMinor }),
    }),
    noteRefused: assign({
      notice: ({ event }) =>
        event.type === 'journal.refused'
          ? refuse(
              event.rule,
              { detail: event.detail },
              { zh: '账本拒绝', en: 'Refused by the journal' },
              { zh: event.detail, en: event.rule },
            )
          : null,
    }),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && (isDigitKey(event.key) || event.key === 'correct'),
    isConfirm: ({ event }) => event.type === 'keypad.pressed' && event.key === 'confirm',
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
    agrees: ({ context }) => context.differences.length === 0,
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'paperBack',
  context: ({ input }) => ({
    ...input,
    survey: null,
    typed: '',
    slips: null,
    cashMinor: null,
    differences: [],
    manager: null,
    notice: null,
    key: null,
    sequel: null,
  }),
  initial: 'surveying',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    surveying: {
      entry: 'surveyOutage',
      on: {
        'outage.surveyed': [
          { guard: ({ event }) => event.survey === null, target: 'nothingToDo' },
          { guard: ({ event }) => (event.survey?.owed ?? 0) > 0, target: 'awaitingSlips', actions: 'takeSurvey' },
          { guard: ({ event }) => event.survey?.printed === 0, target: 'askingHandSlips', actions: 'takeSurvey' },
          { target: 'countingSlips', actions: 'takeSurvey' },
        ],
      },
    },
    nothingToDo: {
      on: { 'keypad.pressed': { target: 'done' } },
      after: { resultShownMs: 'done' },
    },
    /** The debts are printed first, in their order. */
    awaitingSlips: {
      on: {
        'paper.checked': 'surveying',
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'surveying' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    countingSlips: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeCount' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '',
            target: 'askingHandSlips',
            actions: [assign({ slips: ({ context }) => Number(context.typed) }), 'clear'],
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** `+` enters slips now; a number is the first blank one of the pad; Enter: no more. */
    askingHandSlips: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === 'sale',
            target: 'done',
            actions: assign({ sequel: { wish: 'handSlips' } satisfies Sequel }),
          },
          { guard: 'isDigit', actions: 'typeNumber' },
          { guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '', target: 'countingBlanks' },
          { guard: 'isConfirm', target: 'askingPromises' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    countingBlanks: {
      entry: { type: 'countBlanks', params: ({ context }) => ({ next: Number(context.typed) }) },
      on: {
        'outage.surveyed': { target: 'askingPromises', actions: ['takeSurvey', 'clear'] },
        'journal.refused': { target: 'askingHandSlips', actions: ['noteRefused', 'clear'] },
      },
    },
    askingPromises: {
      always: [
        { guard: ({ context }) => surveyOf(context).promises > 0, target: 'offeringPromises' },
        { guard: ({ context }) => surveyOf(context).cashMinor !== null, target: 'countingCash' },
        { target: 'reviewing' },
      ],
    },
    /** Promised refunds are completed first; what stays a promise stays a debt with its age. */
    offeringPromises: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'done', actions: assign({ sequel: { wish: 'promise' } satisfies Sequel }) },
          {
            guard: ({ event }) => event.key === '0',
            target: 'skippingPromises',
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    skippingPromises: {
      always: [
        { guard: ({ context }) => surveyOf(context).cashMinor !== null, target: 'countingCash' },
        { target: 'reviewing' },
      ],
    },
    countingCash: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAmount' },
          {
            guard: 'isConfirm',
            target: 'reviewing',
            actions: [
              assign({ cashMinor: ({ context }) => readAmount(context.typed, currencyExponent(context.currency)) }),
              'clear',
            ],
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    reviewing: {
      entry: 'compare',
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.differences.length === 0,
            target: 'signing',
          },
          { guard: 'isConfirm', target: 'identifying' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Differences go into the report only with a manager's word (design §6). */
    identifying: {
      invoke: {
        id: 'identification',
        src: 'identification',
        input: { roles: ['manager'], purpose: 'paper-back', except: [], key: null },
        onDone: [
          { guard: ({ event }) => event.output.person === null, target: 'reviewing' },
          { target: 'signing', actions: assign({ manager: ({ event }) => event.output.person?.operator ?? null }) },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
    },
    signing: {
      entry: {
        type: 'signOff',
        params: ({ context }) => ({
          slips: context.slips,
          differences: context.differences,
          manager: context.manager,
        }),
      },
      on: {
        'outage.signedOff': 'signedOff',
        'journal.refused': { target: 'reviewing', actions: 'noteRefused' },
      },
    },
    signedOff: {
      on: { 'keypad.pressed': { target: 'done' } },
      after: { resultShownMs: 'done' },
    },
    done: { type: 'final' },
  },
});
