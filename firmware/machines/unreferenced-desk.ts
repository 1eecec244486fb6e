/** What the conversation about a refund without a sale knows, asks for and decides by; its chart is `unreferenced.ts`. */
import { assign, sendParent, setup } from 'xstate';
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import type { ConsentBy } from '../../storage/entries/customer.ts';
import {
  type CardToken,
  type MaskedPan,
  type MinorUnits,
  minorUnits,
  type TransactionId,
} from '../../storage/facts.ts';
import { readAmount, typeAmount } from '../rules/amount-entry.ts';
import { currencyExponent } from '../rules/money-words.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { causeOfRule, mayRepeat, type RefundCause } from '../rules/refund-causes.ts';
import { causeOfUnreferenced, judgeUnreferencedAmount, unreferencedReasons } from '../rules/unreferenced.ts';
import type { Refusal } from '../rules/verdict.ts';
import { amountCheckMachine } from './amount-check.ts';
import { effect } from './effect.ts';
import {
  type Decision,
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  isDigitKey,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
} from './flow.ts';
import { identificationMachine } from './identification.ts';
import type { Approval, MoneyRequest } from './money.ts';
import { consentExchange } from './refund-desk.ts';

export interface UnreferencedInput {
  /** The idempotency key, from the first key press of the look-up on. */
  readonly txn: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  /** Given back without a sale in this shift, or perhaps. */
  readonly inShiftMinor: number;
  readonly usualMinor: number | null;
  /** Who does it; who agrees is another person. */
  readonly maker: string;
}

export interface UnreferencedContext extends UnreferencedInput {
  /** The first attempt: what a manager has agreed to holds for its further ones. */
  readonly caseId: TransactionId;
  readonly typed: string;
  readonly amountMinor: MinorUnits;
  readonly reason: string | null;
  /** The card that the manager has seen; a further attempt takes no other. */
  readonly card: { readonly maskedPan: MaskedPan; readonly token: CardToken } | null;
  readonly approver: string | null;
  readonly approved: boolean;
  readonly trouble: PaperTrouble | null;
  readonly notice: Notice | null;
  readonly submitted: boolean;
  readonly waitedSeconds: number;
  readonly decision: Decision | null;
  readonly cause: RefundCause | null;
  readonly key: FlowOutput['key'];
}

interface Consent {
  readonly txn: TransactionId;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly reason: string | null;
}

export type UnreferencedEvent =
  | FlowHears
  | { readonly type: 'card.kept'; readonly maskedPan: MaskedPan; readonly token: CardToken }
  | { readonly type: 'card.differs' }
  | { readonly type: 'card.refused' }
  | { readonly type: 'card.frozen'; readonly refusal: Refusal }
  | { readonly type: 'approval.given' }
  | { readonly type: 'approval.refused'; readonly refusal: Refusal }
  | { readonly type: 'txn.renewed'; readonly txn: TransactionId };

export const askedOf = ({ txn, amountMinor, currency, reason }: UnreferencedContext): Consent => ({
  txn,
  amountMinor,
  currency,
  reason,
});

/** Nothing of it can be booked: it may be asked for once more. */
export function mayGoOnceMore({ decision, cause }: UnreferencedContext): boolean {
  const is = decision?.outcome.is;
  const booked = is === 'approved' || (is === 'unknown' && decision?.reversed !== true);
  return decision !== null && !booked && mayRepeat(cause);
}

function causeOf({ decision }: UnreferencedContext): RefundCause | null {
  const outcome = decision?.outcome;
  switch (outcome?.is) {
    case 'declined':
      return causeOfUnreferenced(outcome.responseCode);
    case 'unknown':
      return outcome.reversing ? null : causeOfRule('outcome-unknown');
    case 'notReached':
      return causeOfRule(outcome.why === 'refusedByJournal' ? outcome.detail : outcome.why);
    default:
      return null;
  }
}

function requestOf({ txn, caseId, amountMinor, currency, reason, trouble }: UnreferencedContext): MoneyRequest {
  const tags = [...(trouble === null ? [] : ['no-paper']), ...(caseId === txn ? [] : [`case:${caseId}`])];
  return { txn, kind: 'refund', amountMinor, currency, original: null, reason, tags };
}

export const unreferencedDesk = setup({
  types: {
    context: {} as UnreferencedContext,
    events: {} as UnreferencedEvent,
    input: {} as UnreferencedInput,
    output: {} as FlowOutput,
  },
  actors: { amountCheck: amountCheckMachine, identification: identificationMachine },
  actions: {
    armReader: effect<{ amountMinor: MinorUnits; currency: string }>('armReader'),
    disarmReader: effect('disarmReader'),
    /** Sends `card.kept`, `card.differs`, `card.refused` or `card.frozen`. */
    keepCard: effect<{ txn: TransactionId; card: PresentedCard; expected: CardToken | null }>('keepCard'),
    forgetCard: effect<{ txn: TransactionId }>('forgetCard'),
    /** Journals the manager's word; sends `approval.given` or `approval.refused`. */
    recordApproval: effect<Approval>('recordApproval'),
    /** Sends `paper.checked`. */
    checkPaper: effect('checkPaper'),
    askConsent: effect<Consent>('askConsent'),
    restPinPad: effect('restPinPad'),
    recordConsent: effect<Consent & { given: boolean; by: ConsentBy }>('recordConsent'),
    recordTold: effect<{ txn: TransactionId }>('recordTold'),
    /** Sends `txn.renewed`; a trace number is used once. */
    renewTransaction: effect('renewTransaction'),
    typeAmount: assign({
      typed: ({ context, event }) =>
        event.type === 'keypad.pressed'
          ? typeAmount(context.typed, event.key, currencyExponent(context.currency))
          : context.typed,
      notice: null,
    }),
    judgeAmount: assign(({ context }) => {
      const { typed, currency, inShiftMinor, policy } = context;
      const amountMinor = minorUnits(readAmount(typed, currencyExponent(currency)));
      const verdict = judgeUnreferencedAmount(amountMinor, currency, inShiftMinor, policy);
      return { amountMinor, notice: verdict.allowed ? null : verdict };
    }),
    chooseReason: assign({
      reason: ({ context, event }) =>
        event.type === 'keypad.pressed'
          ? (unreferencedReasons(context.policy)[Number(event.key) - 1]?.code ?? null)
          : context.reason,
    }),
    explain: assign({ cause: ({ context }) => causeOf(context) }),
    requestMoney: sendParent(
      ({ context }) => ({ type: 'flow.moneyRequested', request: requestOf(context) }) satisfies FlowAsks,
    ),
    withdraw: sendParent(({ context }) => ({ type: 'flow.moneyWithdrawn', txn: context.txn }) satisfies FlowAsks),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && (isDigitKey(event.key) || event.key === 'correct'),
    isConfirm: ({ event }) => event.type === 'keypad.pressed' && event.key === 'confirm',
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
    isReason: ({ context, event }) =>
      event.type === 'keypad.pressed' && unreferencedReasons(context.policy)[Number(event.key) - 1] !== undefined,
    /** Nothing stands in the journal under this transaction: the same key goes on. */
    isSameAgain: ({ context, event }) =>
      event.type === 'keypad.pressed' &&
      event.key === '1' &&
      mayGoOnceMore(context) &&
      context.decision?.outcome.is === 'notReached',
    isAgain: ({ context, event }) => event.type === 'keypad.pressed' && event.key === '1' && mayGoOnceMore(context),
    refused: ({ context }) => context.notice !== null,
    ours: ({ context, event }) => 'txn' in event && event.txn === context.txn,
    ourQuestion: ({ context, event }) => 'exchange' in event && event.exchange === consentExchange(context.txn),
  },
  delays: {
    patienceMs: PATIENCE_MS,
    resultShownMs: ({ context }) => (context.decision?.outcome.is === 'approved' ? RESULT_SHOWN_MS : PATIENCE_MS),
    secondMs: 1_000,
  },
});
