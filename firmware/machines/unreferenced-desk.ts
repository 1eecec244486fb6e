/** What the conversation about a refund without a sale knows, asks for and decides by; its chart is `unreferenced.ts`. */
import { assign, sendParent, sendTo, setup } from 'xstate';
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import type { CardToken, MaskedPan, MinorUnits, TransactionId } from '../../storage/facts.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { causeOfRule, type RefundCause } from '../rules/refund-causes.ts';
import { causeOfUnreferenced, judgeUnreferencedAmount, unreferencedReasons } from '../rules/unreferenced.ts';
import type { Refusal } from '../rules/verdict.ts';
import { amountCheckMachine } from './amount-check.ts';
import { effect } from './effect.ts';
import { type FlowAsks, type FlowHears, type FlowOutput, type Notice, PATIENCE_MS, RESULT_SHOWN_MS } from './flow.ts';
import {
  type Attempt,
  type ConsentAsked,
  type ConsentGiven,
  givingBackActions,
  givingBackGuards,
} from './giving-back.ts';
import { identificationMachine } from './identification.ts';
import { listed } from './key-guards.ts';
import type { Approval, MoneyRequest } from './money.ts';
import { amountOf, amountTyped } from './typed-line.ts';

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

export interface UnreferencedContext extends UnreferencedInput, Attempt {
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
  readonly key: FlowOutput['key'];
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

/** There is no sale that it takes from: it stands for itself. */
export const askedOf = ({ txn, amountMinor, currency, reason }: UnreferencedContext): ConsentAsked => ({
  txn,
  original: txn,
  amountMinor,
  currency,
  reason,
});

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
    ...givingBackActions,
    toIdentification: sendTo('identification', ({ event }) => event),
    toAmountCheck: sendTo('amountCheck', ({ event }) => event),
    armReader: effect<{ amountMinor: MinorUnits; currency: string }>('armReader'),
    disarmReader: effect('disarmReader'),
    /** Sends `card.kept`, `card.differs`, `card.refused` or `card.frozen`. */
    keepCard: effect<{ txn: TransactionId; card: PresentedCard; expected: CardToken | null }>('keepCard'),
    forgetCard: effect<{ txn: TransactionId }>('forgetCard'),
    /** Journals the manager's word; sends `approval.given` or `approval.refused`. */
    recordApproval: effect<Approval>('recordApproval'),
    /** Sends `paper.checked`. */
    checkPaper: effect('checkPaper'),
    askConsent: effect<ConsentAsked>('askConsent'),
    restPinPad: effect('restPinPad'),
    recordConsent: effect<ConsentGiven>('recordConsent'),
    recordTold: effect<{ txn: TransactionId }>('recordTold'),
    /** Sends `txn.renewed`; a trace number is used once. */
    renewTransaction: effect('renewTransaction'),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
      notice: null,
    }),
    judgeAmount: assign(({ context }) => {
      const { typed, currency, inShiftMinor, policy } = context;
      const amountMinor = amountOf(typed, currency);
      const verdict = judgeUnreferencedAmount(amountMinor, currency, inShiftMinor, policy);
      return { amountMinor, notice: verdict.allowed ? null : verdict };
    }),
    chooseReason: assign({
      reason: ({ context, event }) => listed(unreferencedReasons(context.policy), event)?.code ?? null,
    }),
    explain: assign({ cause: ({ context }) => causeOf(context) }),
    requestMoney: sendParent(
      ({ context }) => ({ type: 'flow.moneyRequested', request: requestOf(context) }) satisfies FlowAsks,
    ),
  },
  guards: {
    ...givingBackGuards,
    isReason: ({ context, event }) => listed(unreferencedReasons(context.policy), event) !== undefined,
    refused: ({ context }) => context.notice !== null,
  },
  delays: {
    patienceMs: PATIENCE_MS,
    resultShownMs: ({ context }) => (context.decision?.outcome.is === 'approved' ? RESULT_SHOWN_MS : PATIENCE_MS),
    secondMs: 1_000,
  },
});
