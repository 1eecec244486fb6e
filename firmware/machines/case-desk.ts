/**
 * A transaction that is talked about (案卷): found by the code of its file or by its slip; its state in writing for the customer, the report for the
 * acquirer, the acquirer's reference typed back with the day on which somebody asks again (requirements C7, C8, F5). Whatever is done first opens the file.
 */
import { assign, sendTo, setup } from 'xstate';
import type { CaseStatus, MinorUnits, MoneyKind, TransactionId } from '../../storage/facts.ts';
import type { CaseFileRow } from '../../storage/journal/case-file-models.ts';
import type { ToBring } from '../rules/case-status.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import { noCase } from '../rules/not-found.ts';
import { LONGEST_REFERENCE } from '../rules/reference-entry.ts';
import { type Refusal, refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS, said } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import { askingReference, referenceMachine } from './reference.ts';
import { digitsTyped } from './typed-line.ts';

export interface CaseDeskInput {
  /** What names it; empty: it is asked for. */
  readonly searched: string;
}

/** A transaction with its file, where it has one. */
export interface CaseOnDesk {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly maskedPan: string;
  readonly status: CaseStatus;
  readonly bring: readonly ToBring[];
  readonly expectedMs: number | null;
  readonly rrn: string | null;
  readonly file: CaseFileRow | null;
}

interface CaseDeskContext {
  /** What was looked for last, then what the acquirer calls it, then days. */
  readonly typed: string;
  readonly found: CaseOnDesk | null;
  readonly reference: string;
  readonly notice: Notice | null;
}

type CaseDeskEvent =
  | FlowHears
  | { readonly type: 'case.seen'; readonly found: CaseOnDesk }
  | { readonly type: 'missed.refused'; readonly refusal: Refusal }
  | { readonly type: 'case.notFound'; readonly searched: string }
  | { readonly type: 'report.written'; readonly file: string }
  | { readonly type: 'report.failed'; readonly why: string }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const LONGEST_DAYS = 2;

export const mayBeMissed = ({ status, expectedMs, file }: CaseOnDesk): boolean =>
  status === 'accepted' && expectedMs !== null && file?.awaitedMs == null;

const txnOf = ({ found }: CaseDeskContext): TransactionId => {
  if (found === null) throw new Error('no transaction on the desk');
  return found.txn;
};

export const caseDeskMachine = setup({
  types: {
    context: {} as CaseDeskContext,
    events: {} as CaseDeskEvent,
    input: {} as CaseDeskInput,
    output: {} as FlowOutput,
  },
  actors: { reference: referenceMachine },
  actions: {
    toReference: sendTo('reference', ({ event }) => event),
    takeReference: assign((_, { reference }: { reference: string }) => ({ typed: reference, notice: null })),
    /** Sends `case.seen` or `case.notFound`. */
    findCase: effect<{ searched: string }>('findCase'),
    /** The slip becomes a debt like any other; sends `case.seen`. */
    requestStatus: effect<{ txn: TransactionId }>('requestStatus'),
    /** Written to the disk, then journaled; sends `case.seen`, then `report.written` or `report.failed`. */
    writeReport: effect<{ txn: TransactionId }>('writeReport'),
    /** The customer does not find the money: journaled once its day is over; sends `case.seen`, `missed.refused` or `journal.refused`. */
    recordMissed: effect<{ txn: TransactionId }>('recordMissed'),
    /** `days` null: as many as the policy says. Sends `case.seen` or `journal.refused`. */
    recordReference: effect<{ txn: TransactionId; reference: string; days: number | null }>('recordReference'),
    type: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_REFERENCE),
      notice: null,
    }),
    typeDays: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_DAYS),
    }),
    lay: assign({ found: ({ context, event }) => (event.type === 'case.seen' ? event.found : context.found) }),
    clear: assign({ typed: '', notice: null }),
  },
  guards: {
    ...keyGuards,
    /** The bank has accepted a refund, and nobody has said that it is missed. */
    isMissed: ({ context: { found }, event }) =>
      event.type === 'keypad.pressed' && event.key === '4' && found !== null && mayBeMissed(found),
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'caseDesk',
  context: ({ input }) => ({ typed: input.searched, found: null, reference: '', notice: null }),
  initial: 'opening',
  output: { key: null },
  states: {
    opening: { always: [{ guard: ({ context }) => context.typed !== '', target: 'finding' }, { target: 'asking' }] },
    asking: askingReference,
    finding: {
      entry: { type: 'findCase', params: ({ context }) => ({ searched: context.typed }) },
      on: {
        'case.seen': { target: 'showing', actions: ['lay', 'clear'] },
        'case.notFound': {
          target: 'asking',
          actions: assign({
            notice: ({ event }) => noCase(event.searched),
          }),
        },
      },
    },
    showing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === '1',
            actions: [
              { type: 'requestStatus', params: ({ context }) => ({ txn: txnOf(context) }) },
              assign({ notice: said('状态单待打印', 'STATUS SLIP WILL BE PRINTED') }),
            ],
          },
          { guard: ({ event }) => event.key === '2', target: 'reporting' },
          { guard: ({ event }) => event.key === '3', target: 'enteringReference' },
          {
            guard: 'isMissed',
            actions: [
              assign({ notice: null }),
              { type: 'recordMissed', params: ({ context }) => ({ txn: txnOf(context) }) },
            ],
          },
          { target: 'done' },
        ],
        'case.seen': { actions: 'lay' },
        'missed.refused': { actions: assign({ notice: ({ event }) => event.refusal }) },
        'journal.refused': { actions: assign({ notice: ({ event }) => refusedByJournal(event) }) },
      },
      after: { patienceMs: 'done' },
    },
    reporting: {
      entry: { type: 'writeReport', params: ({ context }) => ({ txn: txnOf(context) }) },
      on: {
        'case.seen': { actions: 'lay' },
        'report.written': {
          target: 'showing',
          actions: assign({ notice: ({ event }) => said(`已存 ${event.file}`, 'IS IN outgoing/') }),
        },
        'report.failed': {
          target: 'showing',
          actions: assign({
            notice: ({ event }) =>
              refuse(
                'report-failed',
                { why: event.why },
                { zh: `文件没有写成(${event.why})`, en: `The file was not written (${event.why})` },
                { zh: '检查磁盘后再按2', en: 'Look at the disk, then 2 again' },
              ),
          }),
        },
        'journal.refused': { target: 'showing', actions: assign({ notice: ({ event }) => refusedByJournal(event) }) },
      },
    },
    enteringReference: {
      entry: 'clear',
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '',
            target: 'enteringDays',
            actions: assign({ reference: ({ context }) => context.typed }),
          },
          { guard: 'isCancel', target: 'showing', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    /** Enter on an empty line: as many days as the policy says. */
    enteringDays: {
      entry: 'clear',
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeDays' },
          { guard: 'isConfirm', target: 'recording' },
          { guard: 'isCancel', target: 'showing', actions: 'clear' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    recording: {
      entry: {
        type: 'recordReference',
        params: ({ context }) => ({
          txn: txnOf(context),
          reference: context.reference,
          days: context.typed === '' ? null : Number(context.typed),
        }),
      },
      on: {
        'case.seen': { target: 'showing', actions: ['lay', 'clear'] },
        'journal.refused': { target: 'showing', actions: assign({ notice: ({ event }) => refusedByJournal(event) }) },
      },
    },
    done: { type: 'final' },
  },
});
