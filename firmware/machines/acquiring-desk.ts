/**
 * The acquiring desk: what it hears, remembers, does and asks itself. The chart of its states is in acquiring.ts, its duties in acquiring-duties.ts.
 */
import { assign, setup } from 'xstate';
import type { AcquirerAnswer, AcquirerEvent, UnansweredCause } from '../../drivers/acquirer/acquirer.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { responseAction } from '../rules/response-codes.ts';
import { effect } from './effect.ts';
import type { MoneyEvent, MoneyOutcome, MoneyReport, MoneyRequest } from './money.ts';

/** What the journal and the acquirer's driver say about the duties, asked for before each decision. */
export interface Duties {
  /** The keys can be used: a PIN pad that holds them is there. */
  readonly keysThere: boolean;
  readonly signedOn: boolean;
  /** The oldest reversal that is due, if any. */
  readonly reversal: { readonly txn: TransactionId; readonly attempts: number } | null;
  /** `due`: its next message can be sent. `blocked`: something of unknown outcome comes first. Either way nothing new is submitted. */
  readonly settlement: 'none' | 'due' | 'blocked';
}

export type AcquiringEvent =
  | MoneyEvent
  | AcquirerEvent
  | { readonly type: 'duty.called' }
  /** The technician wants to see the whole way work. */
  | { readonly type: 'signOn.called' }
  | { readonly type: 'duty.surveyed'; readonly duties: Duties }
  /** The answer to a message of the settlement, or its absence, stands in the journal. */
  | { readonly type: 'settlement.recorded'; readonly forward: boolean }
  | { readonly type: 'send.refused' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

export interface AcquiringContext {
  readonly waiting: MoneyRequest | null;
  readonly reversing: { readonly txn: TransactionId; readonly attempt: number } | null;
  /** Reversal attempts since the desk last rested. */
  readonly visitAttempts: number;
  /** Messages of a settlement that came to nothing since the desk last rested. */
  readonly settlementFailures: number;
  /** Visits in a row that came to nothing; decides how long the desk rests. */
  readonly failures: number;
  readonly signOnWanted: boolean;
  readonly immediateAttempts: number;
}

/** Exchange names: what an answer is matched to. */
export const SIGN_ON_EXCHANGE = 'sign-on';
export const SETTLEMENT_EXCHANGE = 'settlement';
export const reversalExchange = (txn: TransactionId): string => `reversal ${txn}`;

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 300_000;
const CONNECT_TIMEOUT_MS = 10_000;

export const action = (answer: AcquirerAnswer) => responseAction(answer.responseCode).action;
/** The switch wants new keys or says that ours are out of step (facts §1.1 header, §1.7). */
export const wantsSignOn = (answer: AcquirerAnswer) =>
  answer.processing === '3' || action(answer) === 'signOnThenRetry';

export type Decided = Extract<MoneyReport, { type: 'money.decided' }>;
export const decided = (request: MoneyRequest | null, outcome: MoneyOutcome): Decided => {
  if (request === null) throw new Error('a decision without a request');
  return { type: 'money.decided', txn: request.txn, outcome };
};

export const acquiringDesk = setup({
  types: {
    context: {} as AcquiringContext,
    events: {} as AcquiringEvent,
    input: {} as { readonly immediateAttempts: number },
  },
  actions: {
    /** Sends `duty.surveyed`. */
    survey: effect('survey'),
    /** Ends in `acquirer.connected` or `acquirer.lost`. */
    connect: effect('connect'),
    submitSignOn: effect('submitSignOn'),
    recordSignedOn: effect<{ answer: AcquirerAnswer }>('recordSignedOn'),
    submitReversal: effect<{ txn: TransactionId; attempt: number }>('submitReversal'),
    recordReversalAccepted: effect<{ txn: TransactionId; answer: AcquirerAnswer }>('recordReversalAccepted'),
    recordReversalFailed: effect<{ txn: TransactionId; attempt: number; responseCode: string | null; cause: string }>(
      'recordReversalFailed',
    ),
    /** Journals the intent with its reversal image, then hands the frame to the link; may send `send.refused` or `journal.refused`. */
    submit: effect<{ request: MoneyRequest }>('submit'),
    recordNotSent: effect<{ request: MoneyRequest }>('recordNotSent'),
    recordApproved: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordApproved'),
    recordDeclined: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordDeclined'),
    recordUnknown: effect<{ request: MoneyRequest; cause: UnansweredCause; detail: string }>('recordUnknown'),
    /** Journals the next message of the settlement, then hands it to the link; may send `send.refused`. */
    submitSettlement: effect('submitSettlement'),
    /** Like `recordSettlementUnanswered`, sends `settlement.recorded`. */
    recordSettlementAnswered: effect<{ answer: AcquirerAnswer }>('recordSettlementAnswered'),
    recordSettlementUnanswered: effect<{ cause: string }>('recordSettlementUnanswered'),
    noteHostWish: effect<{ detail: string }>('noteHostWish'),
    noteLateAnswer: effect<{ exchange: string; responseCode: string }>('noteLateAnswer'),
    forgetWaiting: assign({ waiting: null }),
    countVisitAttempt: assign({ visitAttempts: ({ context }) => context.visitAttempts + 1 }),
    wantSignOn: assign({ signOnWanted: true }),
  },
  guards: {
    keysAbsent: ({ event }) => event.type === 'duty.surveyed' && !event.duties.keysThere,
    signOnDue: ({ context, event }) =>
      event.type === 'duty.surveyed' && (context.signOnWanted || !event.duties.signedOn),
    reversalDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.reversal !== null &&
      context.visitAttempts < context.immediateAttempts,
    settlementDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.settlement === 'due' &&
      context.settlementFailures < context.immediateAttempts,
    somethingWaits: ({ context }) => context.waiting !== null,
    dutyDue: ({ event }) =>
      event.type === 'duty.surveyed' &&
      (!event.duties.signedOn || event.duties.reversal !== null || event.duties.settlement === 'due'),
  },
  delays: {
    restMs: ({ context }) =>
      context.failures === 0
        ? FIRST_REST_MS
        : Math.min(5_000 * 2 ** Math.min(context.failures - 1, 6), LONGEST_REST_MS),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  },
});

export function waitingOf(context: AcquiringContext): MoneyRequest {
  if (context.waiting === null) throw new Error('no request waits');
  return context.waiting;
}
export function reversingOf(context: AcquiringContext): { readonly txn: TransactionId; readonly attempt: number } {
  if (context.reversing === null) throw new Error('no reversal under way');
  return context.reversing;
}
export function reversingTxn(context: AcquiringContext): TransactionId {
  return reversingOf(context).txn;
}
export function isOwnReversal(context: AcquiringContext, exchange: string): boolean {
  return context.reversing !== null && exchange === reversalExchange(context.reversing.txn);
}
export function unknownOutcome(request: MoneyRequest): MoneyOutcome {
  return { is: 'unknown', reversing: request.kind !== 'refund' };
}
