/**
 * The paper-back routine (requirement D8; design §6): the slips that were owed are out → counted → slips written by hand → promised refunds → the
 * acquirer asked about each transaction → the cash counted → what does not agree, by name → signed off. Each step stands in the journal when it is done:
 * it can be left at any of them, or cut by the power, and taken up again. Nothing waits for it, and an acquirer that is silent does not hold it up.
 */
import { assign, enqueueActions, sendTo, setup } from 'xstate';
import type { OutageCounted } from '../../storage/entries/outage-check.ts';
import type { OutageDifference, TransactionId } from '../../storage/facts.ts';
import { refusedInFull } from '../rules/journal-refusal.ts';
import type { AcquirerComparison, PostponedBatch, WeighedDifference } from '../rules/outage-comparison.ts';
import { needsManager, type OutageFigures, outageDifferences } from '../rules/outage-differences.ts';
import { effect } from './effect.ts';
import {
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
  type Sequel,
} from './flow.ts';
import { askingWhoItIs, identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';
import { amountOf, amountTyped, digitsTyped } from './typed-line.ts';

export interface PaperBackInput {
  readonly currency: string;
}

/** An outage that is over, as the journal has it. */
export interface OutageSurvey extends OutageFigures {
  /** Copies that are still to be printed. */
  readonly owed: number;
  /** Slips that were owed when the paper came back and are printed now. */
  readonly printed: number;
  /** Promised refunds that are still to be completed. */
  readonly promises: number;
  readonly handSlips: number;
  /** The first blank number of each stock, as far as is known. */
  readonly nextBlank: number | null;
  readonly acquirer: AcquirerComparison;
  /** What there is to count; null where no cash moved. */
  readonly cash: { readonly what: 'cash' | 'drawer'; readonly expectedMinor: number } | null;
  readonly signOffLimitMinor: number;
}

interface PaperBackContext extends PaperBackInput {
  readonly survey: OutageSurvey | null;
  readonly typed: string;
  /** Counted once more, though it has been counted. */
  readonly recounting: boolean;
  /** Asked about since the operator last let the acquirer be asked. */
  readonly asked: readonly TransactionId[];
  readonly differences: readonly WeighedDifference[];
  /** The difference that a small screen shows, counted from 0. */
  readonly at: number;
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

/** The paper may have ended again meanwhile: then there is nothing to go through until it is back. */
const goneAgain = { guard: 'isGone', target: 'nothingToDo', actions: ['takeSurvey', 'clear'] } as const;

const LONGEST_COUNT = 4;
const LONGEST_NUMBER = 6;
/** Questions to the acquirer before the operator is asked whether to go on: some seconds each, at worst a minute. */
const MOST_ASKED = 60;

const surveyOf = (context: PaperBackContext): OutageSurvey => {
  if (context.survey === null) throw new Error('an outage without its survey');
  return context.survey;
};
/** The next transaction that the acquirer is asked about; null: every one has been. */
const nextToAsk = (context: PaperBackContext): TransactionId | null => {
  const { way, unanswered } = surveyOf(context).acquirer;
  return way === 'totals' ? null : (unanswered.find((txn) => !context.asked.includes(txn)) ?? null);
};
const typedMinor = ({ typed, currency }: PaperBackContext): number => amountOf(typed, currency);

export const paperBackMachine = setup({
  types: {
    context: {} as PaperBackContext,
    events: {} as PaperBackEvent,
    input: {} as PaperBackInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    // Spelled out: beside `enqueueActions` TypeScript infers no parameters.
    takeOperator: assign<PaperBackContext, PaperBackEvent, { operator: string }, PaperBackEvent, never>(
      (_, { operator }) => ({
        manager: operator,
      }),
    ),
    /** Sends `outage.surveyed`. */
    surveyOutage: effect('surveyOutage'),
    /** Journals the first blank number that was counted; sends `outage.surveyed` or `journal.refused`. */
    countBlanks: effect<{ next: number }>('countBlanks'),
    /** Journals what was counted against what the journal says; sends `outage.surveyed` or `journal.refused`. */
    keepCount: effect<{ what: OutageCounted; expected: number; counted: number }>('keepCount'),
    /** Journals the sign-off with a task for each difference; sends `outage.signedOff` or `journal.refused`. */
    signOff: effect<{
      differences: readonly OutageDifference[];
      postponed: readonly PostponedBatch[];
      manager: string | null;
    }>('signOff'),
    askAcquirer: enqueueActions(({ context, enqueue }) => {
      const txn = nextToAsk(context);
      if (txn === null) throw new Error('nothing to ask the acquirer');
      enqueue.assign({ asked: [...context.asked, txn] });
      enqueue.sendParent({ type: 'flow.comparisonRequested', txn } satisfies FlowAsks);
    }),
    takeSurvey: assign({
      survey: ({ context, event }) => (event.type === 'outage.surveyed' ? event.survey : context.survey),
    }),
    typeCount: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_COUNT),
      notice: null,
    }),
    typeNumber: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_NUMBER),
      notice: null,
    }),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
    }),
    clear: assign({ typed: '' }),
    compare: assign({ differences: ({ context }) => outageDifferences(surveyOf(context)) }),
    noteRefused: assign({
      notice: ({ event }) => (event.type === 'journal.refused' ? refusedInFull(event) : null),
    }),
  },
  guards: {
    ...keyGuards,
    hasTyped: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'confirm' && context.typed !== '',
    wantsManager: ({ context, event }) =>
      event.type === 'keypad.pressed' &&
      event.key === 'confirm' &&
      needsManager(context.differences, surveyOf(context).signOffLimitMinor),
    isGone: ({ event }) => event.type === 'outage.surveyed' && event.survey === null,
    slipsToCount: ({ context, event }) =>
      event.type === 'outage.surveyed' &&
      event.survey !== null &&
      event.survey.printed > 0 &&
      (context.recounting || event.survey.counts.slips === undefined),
    cashToCount: ({ context }) => {
      const { cash, counts } = surveyOf(context);
      return cash !== null && (context.recounting || counts[cash.what] === undefined);
    },
    somethingToAsk: ({ context }) => nextToAsk(context) !== null,
    enoughAsked: ({ context }) => nextToAsk(context) !== null && context.asked.length >= MOST_ASKED,
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'paperBack',
  context: ({ input }) => ({
    ...input,
    survey: null,
    typed: '',
    recounting: false,
    asked: [],
    differences: [],
    at: 0,
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
          { guard: 'isGone', target: 'nothingToDo', actions: 'takeSurvey' },
          { guard: ({ event }) => (event.survey?.owed ?? 0) > 0, target: 'awaitingSlips', actions: 'takeSurvey' },
          { guard: 'slipsToCount', target: 'countingSlips', actions: 'takeSurvey' },
          { target: 'askingHandSlips', actions: 'takeSurvey' },
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
          { guard: 'hasTyped', target: 'keepingSlips' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    keepingSlips: {
      entry: {
        type: 'keepCount',
        params: ({ context }) => ({
          what: 'slips',
          expected: surveyOf(context).printed,
          counted: Number(context.typed),
        }),
      },
      on: {
        'outage.surveyed': [goneAgain, { target: 'askingHandSlips', actions: ['takeSurvey', 'clear'] }],
        'journal.refused': { target: 'surveying', actions: ['noteRefused', 'clear'] },
      },
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
          { guard: 'hasTyped', target: 'countingBlanks' },
          { guard: 'isConfirm', target: 'askingPromises' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    countingBlanks: {
      entry: { type: 'countBlanks', params: ({ context }) => ({ next: Number(context.typed) }) },
      on: {
        'outage.surveyed': [goneAgain, { target: 'askingPromises', actions: ['takeSurvey', 'clear'] }],
        'journal.refused': { target: 'askingHandSlips', actions: ['noteRefused', 'clear'] },
      },
    },
    askingPromises: {
      always: [
        { guard: ({ context }) => surveyOf(context).promises > 0, target: 'offeringPromises' },
        { target: 'comparing' },
      ],
    },
    /** Promised refunds are completed first; what stays a promise stays a debt with its age. */
    offeringPromises: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'done', actions: assign({ sequel: { wish: 'promise' } satisfies Sequel }) },
          { guard: ({ event }) => event.key === '0', target: 'comparing' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** One question at a time; what was answered in an earlier life is not asked again. */
    comparing: {
      always: [
        { guard: 'enoughAsked', target: 'acquirerSilent' },
        { guard: 'somethingToAsk', target: 'asking' },
        { guard: 'cashToCount', target: 'countingCash' },
        { target: 'reviewing' },
      ],
    },
    asking: {
      entry: 'askAcquirer',
      on: {
        'money.compared': [
          { guard: ({ event }) => event.answered, target: 'takingAnswer' },
          { target: 'acquirerSilent' },
        ],
        'keypad.pressed': { guard: 'isCancel', target: 'done' },
      },
      after: { patienceMs: 'acquirerSilent' },
    },
    takingAnswer: {
      entry: 'surveyOutage',
      on: {
        'outage.surveyed': [
          { guard: 'isGone', target: 'nothingToDo', actions: 'takeSurvey' },
          { target: 'comparing', actions: 'takeSurvey' },
        ],
      },
    },
    /** Asked again now, or named as not compared: nothing waits for an acquirer. */
    acquirerSilent: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'comparing', actions: assign({ asked: [] }) },
          {
            guard: ({ event }) => event.key === '0',
            target: 'comparing',
            actions: assign({ asked: ({ context }) => surveyOf(context).acquirer.unanswered }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Blind: what should be there is not shown. */
    countingCash: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeAmount' },
          { guard: 'isConfirm', target: 'keepingCash' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    keepingCash: {
      entry: {
        type: 'keepCount',
        params: ({ context }) => {
          const { cash } = surveyOf(context);
          if (cash === null) throw new Error('there is no cash to count');
          return { what: cash.what, expected: cash.expectedMinor, counted: typedMinor(context) };
        },
      },
      on: {
        'outage.surveyed': [goneAgain, { target: 'reviewing', actions: ['takeSurvey', 'clear'] }],
        'journal.refused': { target: 'surveying', actions: ['noteRefused', 'clear'] },
      },
    },
    /** `+`: the next difference. Clear: everything is counted once more. The point, where a batch is still to be settled: now. */
    reviewing: {
      entry: ['compare', assign({ recounting: false, at: 0, notice: null })],
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'sale' && context.differences.length > 1,
            actions: assign({ at: ({ context }) => (context.at + 1) % context.differences.length }),
          },
          { guard: 'wantsManager', target: 'identifying' },
          { guard: 'isConfirm', target: 'signing' },
          {
            guard: ({ event }) => event.key === 'correct',
            target: 'surveying',
            actions: assign({ recounting: true, asked: [] }),
          },
          {
            guard: ({ context, event }) => event.key === '.' && surveyOf(context).acquirer.postponed.length > 0,
            target: 'done',
            actions: assign({ sequel: { wish: 'settlement' } satisfies Sequel }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Differences above the limit go into the report only with a manager's word (design §6). */
    identifying: askingWhoItIs(() => ({ roles: ['manager'], purpose: 'paper-back' }), 'signing', 'reviewing'),
    signing: {
      entry: {
        type: 'signOff',
        params: ({ context }) => ({
          differences: context.differences.map(({ what, subject, ours, theirs }) => ({ what, subject, ours, theirs })),
          postponed: surveyOf(context).acquirer.postponed,
          manager: context.manager,
        }),
      },
      on: {
        'outage.signedOff': 'signedOff',
        // Something has come in between, a slip that is owed again first of all: what stands now is looked at, not what was to be signed.
        'journal.refused': { target: 'surveying', actions: ['noteRefused', assign({ manager: null })] },
      },
    },
    signedOff: {
      on: { 'keypad.pressed': { target: 'done' } },
      after: { resultShownMs: 'done' },
    },
    done: { type: 'final' },
  },
});
