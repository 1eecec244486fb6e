/**
 * The conversation about a settlement (结算): offered with its totals, started by one key, watched until its end. The money desk takes the steps;
 * here they are shown, and here a manager signs what stands in the way by name (facts/acquirer §2.2 rule 11). Paper is not asked for.
 */
import { assign, sendParent, sendTo, setup } from 'xstate';
import type { TransactionId } from '../../storage/facts.ts';
import { refusedInFull } from '../rules/journal-refusal.ts';
import type { SettlementStatus } from '../screens/manager-views.ts';
import { effect } from './effect.ts';
import {
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  isDigitKey,
  type Notice,
  PATIENCE_MS,
  type Sequel,
} from './flow.ts';
import { identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';

export interface SettlementInput {
  /** The name of a settlement that is yet to be started, or of the one under way. */
  readonly txn: TransactionId;
}

interface SettlementContext extends SettlementInput {
  readonly status: SettlementStatus | null;
  readonly notice: Notice | null;
  readonly key: FlowOutput['key'];
  readonly sequel: Sequel | null;
  /** Turned so often. */
  readonly page: number;
}

type SettlementFlowEvent =
  | FlowHears
  | { readonly type: 'settlement.seen'; readonly status: SettlementStatus }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

export const settlementMachine = setup({
  types: {
    context: {} as SettlementContext,
    events: {} as SettlementFlowEvent,
    input: {} as SettlementInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    /** Sends `settlement.seen`. */
    lookAtSettlement: effect<{ txn: TransactionId }>('lookAtSettlement'),
    /** Journals the start; sends `settlement.seen` or `journal.refused`. */
    startSettlement: effect<{ txn: TransactionId }>('startSettlement'),
    /** Takes it back while nothing of it has left; sends `journal.refused` where that is too late. */
    cancelSettlement: effect<{ txn: TransactionId }>('cancelSettlement'),
    /** The manager's signature under what stands in the way, or under a batch whose end the acquirer refuses. */
    signSettlement: effect<{ txn: TransactionId; manager: string }>('signSettlement'),
    callDuty: sendParent({ type: 'flow.dutyCalled' } satisfies FlowAsks),
    noteRefusal: assign({
      notice: ({ event }) => (event.type === 'journal.refused' ? refusedInFull(event) : null),
    }),
  },
  guards: {
    ...keyGuards,
    mayCancelNow: ({ context, event }) =>
      event.type === 'keypad.pressed' &&
      event.key === 'cancel' &&
      context.status !== null &&
      'mayCancel' in context.status &&
      context.status.mayCancel,
    maySign: ({ context, event }) => {
      if (event.type !== 'keypad.pressed' || event.key !== '1') return false;
      const { status } = context;
      return status?.is === 'blocked' || (status?.is === 'running' && status.refused !== null);
    },
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'settlement',
  context: ({ input }) => ({ ...input, status: null, notice: null, key: null, sequel: null, page: 0 }),
  initial: 'looking',
  output: ({ context }) => ({ key: context.key, sequel: context.sequel }),
  states: {
    looking: {
      entry: { type: 'lookAtSettlement', params: ({ context }) => ({ txn: context.txn }) },
      on: {
        'settlement.seen': [
          {
            guard: ({ event }) => event.status.is === 'offered',
            target: 'offering',
            actions: assign({ status: ({ event }) => event.status }),
          },
          {
            guard: ({ event }) => event.status.is === 'ended',
            target: 'ended',
            // What was refused while it went on is over with it.
            actions: assign({ status: ({ event }) => event.status, notice: null }),
          },
          { target: 'watching', actions: assign({ status: ({ event }) => event.status }) },
        ],
      },
    },
    offering: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          {
            guard: ({ context, event }) =>
              event.key === 'confirm' && context.status?.is === 'offered' && context.status.records > 0,
            target: 'starting',
          },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    starting: {
      entry: { type: 'startSettlement', params: ({ context }) => ({ txn: context.txn }) },
      on: {
        'settlement.seen': {
          target: 'watching',
          actions: [assign({ status: ({ event }) => event.status }), 'callDuty'],
        },
        'journal.refused': { target: 'offering', actions: 'noteRefusal' },
      },
    },
    /** Under way or blocked. Whoever leaves this page leaves the settlement running. */
    watching: {
      on: {
        'settlement.progressed': 'looking',
        'money.reversed': 'looking',
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'looking', actions: 'callDuty' },
          { guard: 'maySign', target: 'identifying', actions: assign({ notice: null }) },
          { guard: 'mayCancelNow', target: 'cancelling' },
          { guard: 'isCancel', target: 'done' },
        ],
      },
    },
    /** Whose signature it is. */
    identifying: {
      invoke: {
        id: 'identification',
        src: 'identification',
        input: { roles: ['manager'], purpose: 'settlement', except: [], key: null },
        onDone: [
          { guard: ({ event }) => event.output.person === null, target: 'looking' },
          {
            target: 'looking',
            actions: [
              {
                type: 'signSettlement',
                params: ({ context, event }) => ({
                  txn: context.txn,
                  manager: event.output.person?.operator ?? '',
                }),
              },
              'callDuty',
            ],
          },
        ],
      },
      on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
    },
    cancelling: {
      entry: { type: 'cancelSettlement', params: ({ context }) => ({ txn: context.txn }) },
      on: { 'settlement.seen': 'done', 'journal.refused': { target: 'watching', actions: 'noteRefusal' } },
    },
    ended: {
      on: {
        'keypad.pressed': [
          { guard: 'isTurn', actions: assign({ page: ({ context }) => context.page + 1 }) },
          {
            target: 'done',
            // Whoever has a customer goes on; else the drawer is counted with the day (requirement G4).
            actions: assign({
              key: ({ event }) => (isDigitKey(event.key) ? event.key : null),
              sequel: ({ event }): Sequel | null =>
                isDigitKey(event.key) ? null : { wish: 'drawerCount', at: 'day-close' },
            }),
          },
        ],
      },
      after: { patienceMs: 'done' },
    },
    done: { type: 'final' },
  },
});
