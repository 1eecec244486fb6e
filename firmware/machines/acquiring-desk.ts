/**
 * The acquiring desk: what it hears, remembers, does and asks itself. The chart of its states is in acquiring.ts, its duties in acquiring-duties.ts.
 */
import { assign, enqueueActions, setup } from 'xstate';
import type { AcquirerAnswer, AcquirerEvent, UnansweredCause } from '../../drivers/acquirer/acquirer.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { responseAction } from '../rules/response-codes.ts';
import { effect } from './effect.ts';
import type { BalanceRequest, MoneyEvent, MoneyOutcome, MoneyReport, MoneyRequest } from './money.ts';

/** What the journal and the acquirer's driver say about the duties, asked for before each decision. */
export interface Duties {
  /** The keys can be used: a PIN pad that holds them is there. */
  readonly keysThere: boolean;
  readonly signedOn: boolean;
  /** Of the reversals that are due, the one whose turn it is, if any. */
  readonly reversal: { readonly txn: TransactionId; readonly attempts: number } | null;
  /** Of the script results that were not answered, the one whose turn it is, if any. */
  readonly script: { readonly txn: TransactionId; readonly attempts: number } | null;
  /** Of the advices that were not answered, the one whose turn it is, if any. */
  readonly advice: { readonly txn: TransactionId; readonly attempts: number } | null;
  /** What can be asked about and has no reversal, if anything. */
  readonly enquiry: TransactionId | null;
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
  /** The answer to a repeated advice stands in the journal; `isOver`: it ends the advice. */
  | { readonly type: 'asked.recorded'; readonly isOver: boolean }
  | EnquiryRecorded
  | { readonly type: 'send.refused' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

/** What an enquiry said stands in the journal, with what follows from it. */
export interface EnquiryRecorded {
  readonly type: 'enquiry.recorded';
  readonly found: 'approved' | 'declined' | 'not-found' | 'pending';
  /** DE 39 of the message that was asked about. */
  readonly code: string;
  readonly rrn: string | null;
  readonly authCode: string | null;
}

export interface AcquiringInput {
  readonly immediateAttempts: number;
  /** Kinds that the acquirer is asked about before anything is undone (a column of its profile); none if left out. */
  readonly enquiredFirst?: readonly MoneyRequest['kind'][];
  /** A part of a sale may be approved; false if left out. */
  readonly partialApprovals?: boolean;
  /** What raises no reversal when its outcome is unknown; UnionPay's if left out. */
  readonly unreversed?: readonly MoneyRequest['kind'][];
}

export interface AcquiringContext {
  readonly waiting: MoneyRequest | null;
  /** A customer who wants to know a balance. */
  readonly balance: BalanceRequest | null;
  /** What the paper-back routine asks about. */
  readonly comparing: { readonly txn: TransactionId } | null;
  /** What is being asked about; `request`: somebody waits for what comes of it. */
  readonly enquiring: { readonly txn: TransactionId; readonly request: MoneyRequest | null } | null;
  readonly advising: { readonly txn: TransactionId; readonly attempt: number } | null;
  readonly partialApprovals: boolean;
  /** What the acquirer approves of the request that waits, while the customer is asked. */
  readonly part: AcquirerAnswer | null;
  readonly telling: { readonly txn: TransactionId; readonly attempt: number } | null;
  /** A script result has been tried since the desk last rested, and met silence. */
  readonly scriptTried: boolean;
  /** Repetitions and enquiries since the desk last rested that came to nothing. */
  readonly visitQuestions: number;
  readonly reversing: { readonly txn: TransactionId; readonly attempt: number } | null;
  /** Reversal attempts since the desk last rested. */
  readonly visitAttempts: number;
  /** Messages of a settlement that came to nothing since the desk last rested. */
  readonly settlementFailures: number;
  /** Visits in a row that came to nothing; decides how long the desk rests. */
  readonly failures: number;
  readonly signOnWanted: boolean;
  readonly immediateAttempts: number;
  readonly enquiredFirst: readonly MoneyRequest['kind'][];
  readonly unreversed: readonly MoneyRequest['kind'][];
}

/** Exchange names: what an answer is matched to. */
export const SIGN_ON_EXCHANGE = 'sign-on';
export const SETTLEMENT_EXCHANGE = 'settlement';
export const BALANCE_EXCHANGE = 'balance';
export const adviceExchange = (txn: TransactionId): string => `advice ${txn}`;
export const scriptExchange = (txn: TransactionId): string => `script ${txn}`;
export const enquiryExchange = (txn: TransactionId): string => `enquiry ${txn}`;
export const comparisonExchange = (txn: TransactionId): string => `comparison ${txn}`;
export const reversalExchange = (txn: TransactionId): string => `reversal ${txn}`;

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 300_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than the conversation waits for the customer: it answers first, unless it is gone. */
const PART_PATIENCE_MS = 150_000;

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
    input: {} as AcquiringInput,
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
    recordPartOffered: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordPartOffered'),
    /** The customer's word and what follows from it, in one append. */
    recordPartTaken: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordPartTaken'),
    recordPartRefused: effect<{ request: MoneyRequest; answer: AcquirerAnswer; asked: boolean }>('recordPartRefused'),
    recordDeclined: effect<{ request: MoneyRequest; answer: AcquirerAnswer }>('recordDeclined'),
    recordUnknown: effect<{ request: MoneyRequest; cause: UnansweredCause; detail: string }>('recordUnknown'),
    /** Journals the next message of the settlement, then hands it to the link; may send `send.refused`. */
    submitSettlement: effect('submitSettlement'),
    /** Like `recordSettlementUnanswered`, sends `settlement.recorded`. */
    recordSettlementAnswered: effect<{ answer: AcquirerAnswer }>('recordSettlementAnswered'),
    recordSettlementUnanswered: effect<{ cause: string }>('recordSettlementUnanswered'),
    noteHostWish: effect<{ detail: string }>('noteHostWish'),
    /** Journals that it is told, then hands it to the link; may send `send.refused`. */
    submitScriptResult: effect<{ txn: TransactionId; attempt: number }>('submitScriptResult'),
    /** Sends `asked.recorded`. */
    recordScriptAnswered: effect<{ txn: TransactionId; attempt: number; answer: AcquirerAnswer }>(
      'recordScriptAnswered',
    ),
    recordScriptFailed: effect<{ txn: TransactionId; attempt: number; cause: string }>('recordScriptFailed'),
    /** Journals the repetition, then hands it to the link; may send `send.refused`. */
    submitAdvice: effect<{ txn: TransactionId; attempt: number }>('submitAdvice'),
    /** Sends `asked.recorded`. */
    recordAdviceAnswered: effect<{ txn: TransactionId; attempt: number; answer: AcquirerAnswer }>(
      'recordAdviceAnswered',
    ),
    recordAdviceFailed: effect<{ txn: TransactionId; attempt: number; cause: string }>('recordAdviceFailed'),
    /** Journals the enquiry, then hands it to the link; may send `send.refused`. */
    submitEnquiry: effect<{ txn: TransactionId }>('submitEnquiry'),
    /** Sends `enquiry.recorded`. */
    recordEnquiryAnswered: effect<{ txn: TransactionId; answer: AcquirerAnswer }>('recordEnquiryAnswered'),
    recordEnquiryFailed: effect<{ txn: TransactionId; cause: string }>('recordEnquiryFailed'),
    /** Journals the question, then hands it to the link; may send `send.refused` or `journal.refused`. */
    submitComparison: effect<{ txn: TransactionId }>('submitComparison'),
    recordCompared: effect<{ txn: TransactionId; answer: AcquirerAnswer }>('recordCompared'),
    recordNotCompared: effect<{ txn: TransactionId; cause: string }>('recordNotCompared'),
    /** May send `send.refused` or `journal.refused`. */
    submitBalance: effect<{ txn: TransactionId }>('submitBalance'),
    noteLateAnswer: effect<{ exchange: string; responseCode: string }>('noteLateAnswer'),
    forgetWaiting: assign({ waiting: null }),
    /** Nothing of what waits has left. */
    tellWithdrawn: enqueueActions(({ context, enqueue }) => {
      enqueue.sendParent(decided(context.waiting, { is: 'notReached', why: 'withdrawn', detail: '' }));
      enqueue.assign({ waiting: null });
    }),
    countQuestion: assign({ visitQuestions: ({ context }) => context.visitQuestions + 1 }),
    /** Whoever waits for the transaction hears what is known: nothing, and what is being done about it. */
    tellUnknown: enqueueActions(({ context, enqueue }) => {
      const { request } = enquiringOf(context);
      if (request !== null) enqueue.sendParent(decided(request, unknownOutcome(context, request)));
    }),
    tellPartUndone: enqueueActions(({ context, enqueue }) => {
      enqueue.sendParent(decided(context.waiting, { is: 'unknown', reversing: true }));
      enqueue.assign({ waiting: null, part: null });
    }),
    tellUnbalanced: enqueueActions(({ context, enqueue }) => {
      if (context.balance === null) return;
      const answer = { is: 'unanswered' } as const;
      enqueue.sendParent({ type: 'money.balanceTold', txn: context.balance.txn, answer } satisfies MoneyReport);
    }),
    tellUncompared: enqueueActions(({ context, enqueue }) => {
      if (context.comparing === null) return;
      enqueue.sendParent({
        type: 'money.compared',
        txn: context.comparing.txn,
        answered: false,
      } satisfies MoneyReport);
      enqueue.assign({ comparing: null });
    }),
    forgetComparing: assign({ comparing: null }),
    forgetBalance: assign({ balance: null }),
    forgetEnquiry: assign({ enquiring: null }),
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
    somebodyAsks: ({ context }) => context.balance !== null || context.comparing !== null,
    somebodyCompares: ({ context }) => context.comparing !== null,
    isEnquiring: ({ context }) => context.enquiring !== null,
    scriptDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.script !== null &&
      !context.scriptTried &&
      (event.duties.script.attempts === 0 || (context.waiting === null && context.balance === null)),
    /** A customer comes first; an advice that met silence in this visit waits for the next one. */
    adviceDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.advice !== null &&
      context.waiting === null &&
      context.balance === null &&
      context.visitQuestions === 0,
    enquiryDue: ({ context, event }) =>
      event.type === 'duty.surveyed' &&
      event.duties.enquiry !== null &&
      context.waiting === null &&
      context.balance === null &&
      context.visitQuestions === 0,
    dutyDue: ({ event }) =>
      event.type === 'duty.surveyed' &&
      (!event.duties.signedOn ||
        event.duties.reversal !== null ||
        event.duties.script !== null ||
        event.duties.advice !== null ||
        event.duties.enquiry !== null ||
        event.duties.settlement === 'due'),
  },
  delays: {
    restMs: ({ context }) =>
      context.failures === 0
        ? FIRST_REST_MS
        : Math.min(5_000 * 2 ** Math.min(context.failures - 1, 6), LONGEST_REST_MS),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    partPatienceMs: PART_PATIENCE_MS,
  },
});

export function waitingOf(context: AcquiringContext): MoneyRequest {
  if (context.waiting === null) throw new Error('no request waits');
  return context.waiting;
}
/** Of a duty that is owed: under which number it is told now. */
export const nextAttempt = (owed: { readonly txn: TransactionId; readonly attempts: number } | null) =>
  owed === null ? null : { txn: owed.txn, attempt: owed.attempts + 1 };
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
export function comparingOf({ comparing }: AcquiringContext) {
  if (comparing === null) throw new Error('nothing to compare');
  return comparing;
}
export function enquiringOf({ enquiring }: AcquiringContext) {
  if (enquiring === null) throw new Error('nothing to ask about');
  return enquiring;
}
/** Offered in the request, and less than it: what the customer is asked about. */
export function isPartOf(context: AcquiringContext, { amountMinor }: AcquirerAnswer): boolean {
  const request = waitingOf(context);
  const isLess = amountMinor !== null && amountMinor > 0 && amountMinor < request.amountMinor;
  return context.partialApprovals && request.kind === 'sale' && isLess;
}
/** DE 39 of an answer that says of itself that it came too late. */
const TOO_LATE = '68';

interface Doubt {
  readonly cause: UnansweredCause;
  readonly detail: string;
}

/**
 * What an answer leaves open: a part that nobody asked for (DE 60.6 absent) is undone like any answer that does not fit; 68 to a refund that nobody can reverse may
 * mean that it is booked (facts/acquirer §3, cause 11). Null: it is definite.
 */
export function doubtOf({ unreversed, waiting }: AcquiringContext, answer: AcquirerAnswer): Doubt | null {
  if (action(answer) === 'approvePartial') return { cause: 'echo-mismatch', detail: 'partial approval' };
  const mayBeBooked = answer.responseCode === TOO_LATE && waiting?.kind === 'refund' && unreversed.includes('refund');
  return mayBeBooked ? { cause: 'timeout', detail: `DE 39 ${TOO_LATE}` } : null;
}
export function doubtIn(context: AcquiringContext, answer: AcquirerAnswer): Doubt {
  const doubt = doubtOf(context, answer);
  if (doubt === null) throw new Error('a definite answer was doubted');
  return doubt;
}

export function unknownOutcome(
  { unreversed }: AcquiringContext,
  request: MoneyRequest,
  cause?: UnansweredCause,
): MoneyOutcome {
  const why = cause === undefined ? {} : { cause };
  return { is: 'unknown', reversing: !unreversed.includes(request.kind), ...why };
}
