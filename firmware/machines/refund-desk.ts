/** What the conversation about giving money back knows, asks for and decides by; its chart is `refund.ts`. */
import { assign, enqueueActions, sendParent, sendTo, setup } from 'xstate';
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import { type CardFacts, type MinorUnits, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { consentNeeded } from '../rules/consent.ts';
import { refuseFrozen } from '../rules/freezes.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import { judgePhone, LONGEST_PHONE } from '../rules/phone.ts';
import type { Policy } from '../rules/policy.ts';
import type { ReasonGroup } from '../rules/reasons.ts';
import { causeOfCode, causeOfRule, type RefundCause } from '../rules/refund-causes.ts';
import type { LayerFacts } from '../rules/refund-guide.ts';
import type { GivenBack, SecondPersonNeeded } from '../rules/refund-limits.ts';
import { judgeOriginal, judgeRefundAmount, type OriginalFacts } from '../rules/refundable.ts';
import { chooseRoad, otherRoad, type Road, type RoadFacts, roadOfCancel } from '../rules/roads.ts';
import type { SelfTest } from '../rules/self-test.ts';
import type { Refusal } from '../rules/verdict.ts';
import { amountCheckMachine } from './amount-check.ts';
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
import {
  type Attempt,
  type ConsentAsked,
  type ConsentGiven,
  givingBackActions,
  givingBackGuards,
  mayGoOnceMore,
} from './giving-back.ts';
import { identificationMachine } from './identification.ts';
import type { Approval, MoneyRequest, ReturnedGoods } from './money.ts';
import { amountOf, amountTyped, digitsTyped } from './typed-line.ts';

/** An original as the journal knows it. */
export interface FoundOriginal extends OriginalFacts {
  readonly card: CardFacts;
  readonly rrn: string | null;
  readonly stan: string | null;
  readonly createdAtMs: number;
  readonly byVoucherMinor?: number;
  /** Of what was given back of it: what should be with the customer by now, and since when; left out: nothing. */
  readonly overdueMs?: number;
}

export interface RefundInput {
  /** The idempotency key: given with the first key press, it goes with the refund to the acquirer and into the journal. */
  readonly txn: TransactionId;
  readonly policy: Policy;
  readonly roadFacts: RoadFacts;
  /** What has been given back, what is usual, who asks for it. */
  readonly control: {
    readonly given: GivenBack;
    readonly usualMinor: number | null;
    readonly maker: string;
  };
  readonly original: FoundOriginal;
  /** What was typed to find the original, and how many others that may mean. */
  readonly searched: string;
  readonly others: number;
  /** What comes back, as the wizard judged it; null: an amount is typed. */
  readonly goods: ReturnedGoods | null;
  /** A completion is taken back as a whole, and its hold is in force again (`preauth-follow-up.ts`). */
  readonly cancels: boolean;
  /** A refund is sent with the card only: the acquirer wants it so, or the number is no longer kept. */
  readonly needsCard: boolean;
  /** A refund that was promised and is now to be completed; its amount and reason stand in the journal. */
  readonly deferred: {
    readonly original: FoundOriginal;
    readonly amountMinor: MinorUnits;
    readonly reason: string | null;
    /** What it has claimed of the goods; null: an amount without goods. */
    readonly goods: ReturnedGoods | null;
  } | null;
}

export interface RefundContext extends RefundInput, Attempt {
  /** The first attempt: all attempts after a refusal belong to it. */
  readonly caseId: TransactionId;
  readonly typed: string;
  /** Whose matter it is, while the reason is chosen. */
  readonly group: ReasonGroup | null;
  /** Why it takes two people, and the second one. */
  readonly second: SecondPersonNeeded | null;
  readonly approver: string | null;
  readonly amountMinor: MinorUnits;
  readonly reason: string | null;
  readonly road: Road | null;
  /** The card of the sale has been presented for this attempt. */
  readonly cardShown: boolean;
  readonly trouble: PaperTrouble | null;
  readonly phone: string;
  readonly notice: Notice | null;
  readonly network: { readonly layers: readonly LayerFacts[]; readonly done: boolean } | null;
  /** Null while the page of the five steps has not asked for it. */
  readonly selfTest: SelfTest | null;
  /** The case file of the promise, which this attempt has closed. */
  readonly closedFile: number | null;
  readonly renewedFor: 'again' | 'later';
  readonly deferredNow: boolean;
  readonly key: FlowOutput['key'];
  readonly sequel: Sequel | null;
}

export type RefundEvent =
  | FlowHears
  | { readonly type: 'refund.deferred' }
  | { readonly type: 'card.kept' }
  /** Another card than that of the sale. */
  | { readonly type: 'card.differs' }
  /** The reader encrypts, and the acquirer's dialect wants clear data. */
  | { readonly type: 'card.refused' }
  | { readonly type: 'file.closed'; readonly number: number }
  | { readonly type: 'cash.paid' }
  | { readonly type: 'approval.given' }
  | { readonly type: 'approval.refused'; readonly refusal: Refusal }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string }
  /** The same refund goes on under a new transaction: a trace number is used once. */
  | { readonly type: 'txn.renewed'; readonly txn: TransactionId; readonly original: FoundOriginal }
  | { readonly type: 'network.layerTried'; readonly layer: LayerFacts }
  | { readonly type: 'network.tried' }
  | { readonly type: 'selfTest.made'; readonly selfTest: SelfTest };

export function consentOf({ txn, original, amountMinor, reason }: RefundContext): ConsentAsked {
  return { txn, original: original.txn, amountMinor, currency: original.currency, reason };
}

/** The customer's word is needed. */
export const isAsked = ({ amountMinor, policy }: RefundContext): boolean => consentNeeded(amountMinor, policy);

const sameRefund = ({ txn, original, searched, others, goods, cancels }: RefundContext): Sequel => ({
  ...(goods === null ? {} : { goods }),
  ...(cancels ? { cancels } : {}),
  wish: 'refund',
  txn,
  original: original.txn,
  searched,
  others,
});

/** Not approved: told with its cause and what to do now. */
function hasFailed({ decision, notice, deferredNow }: RefundContext): boolean {
  return !deferredNow && (notice !== null || (decision !== null && decision.outcome.is !== 'approved'));
}

/** Another sale belongs to it. */
export function offersSale({ reason, goods }: RefundContext): boolean {
  return reason === 'wrong-party' || goods?.outcome === 'exchange';
}

function causeOf({ decision, notice, road }: RefundContext): RefundCause | null {
  if (notice !== null && !notice.allowed) return causeOfRule(notice.rule);
  const outcome = decision?.outcome;
  switch (outcome?.is) {
    case 'declined':
      return causeOfCode(outcome.responseCode);
    case 'unknown':
      return road === null || road.kind === 'refund' ? causeOfRule('outcome-unknown') : null;
    case 'notReached':
      return causeOfRule(outcome.why === 'refusedByJournal' ? outcome.detail : outcome.why);
    default:
      return null;
  }
}

/** All that the customer gets back, money and voucher: what limits and second persons look at. */
export const givenBackMinor = ({ amountMinor, goods }: RefundContext): MinorUnits =>
  minorUnits(amountMinor + (goods?.byVoucherMinor ?? 0));

export const isCash = ({ original }: RefundContext): boolean => original.tender === 'cash';

/** What shall move, by whichever way. */
export function requestOf(context: RefundContext): MoneyRequest {
  const { original, caseId, txn, trouble, reason } = context;
  const isLinked = caseId !== txn || reason === 'wrong-party' || context.goods?.outcome === 'exchange';
  // A promise has claimed its goods already; where its first attempt came to nothing, a further one claims them anew.
  const returned = context.deferred === null ? context.goods : caseId === txn ? null : context.deferred.goods;
  return {
    txn,
    kind: context.deferred === null ? (context.road?.kind ?? 'refund') : 'refund',
    amountMinor: context.amountMinor,
    currency: original.currency,
    original: original.txn,
    reason,
    tags: [...(trouble === null ? [] : ['no-paper']), ...(isLinked ? [`case:${caseId}`] : [])],
    ...(returned === null ? {} : { returned }),
  };
}

export const refundDesk = setup({
  types: {
    context: {} as RefundContext,
    events: {} as RefundEvent,
    input: {} as RefundInput,
    output: {} as FlowOutput,
  },
  actors: { amountCheck: amountCheckMachine, identification: identificationMachine },
  actions: {
    ...givingBackActions,
    toIdentification: sendTo('identification', ({ event }) => event),
    toAmountCheck: sendTo('amountCheck', ({ event }) => event),
    /** Journals a second person's word; sends `approval.given` or `approval.refused`. */
    recordApproval: effect<Approval>('recordApproval'),
    /** Sends `paper.checked`. */
    checkPaper: effect('checkPaper'),
    armReader: effect<{ amountMinor: MinorUnits; currency: string }>('armReader'),
    disarmReader: effect('disarmReader'),
    /** Sends `card.kept`, `card.differs` or `card.refused`. */
    keepCard: effect<{ txn: TransactionId; original: FoundOriginal; card: PresentedCard }>('keepCard'),
    forgetCard: effect<{ txn: TransactionId }>('forgetCard'),
    /** Journals the promise and reserves the amount; sends `refund.deferred` or `journal.refused`. */
    deferRefund: effect<{
      txn: TransactionId;
      caseId: TransactionId;
      original: FoundOriginal;
      amountMinor: MinorUnits;
      reason: string;
      phone: string;
      salutation: string | null;
      goods: ReturnedGoods | null;
    }>('deferRefund'),
    /** Shows amount and reason on the PIN pad, where there is one; its keys come as events of the pad. */
    askConsent: effect<ConsentAsked>('askConsent'),
    restPinPad: effect('restPinPad'),
    /** Journals the cash and the request for the drawer in one, then asks the drawer; sends `cash.paid` or `journal.refused`. */
    giveCashBack: effect<{ request: MoneyRequest }>('giveCashBack'),
    /** Journals the customer's word. */
    recordConsent: effect<ConsentGiven>('recordConsent'),
    recordTold: effect<{ txn: TransactionId }>('recordTold'),
    /** Sends `txn.renewed`, with the original as it stands now. */
    renewTransaction: effect<{ original: TransactionId }>('renewTransaction'),
    /** Sends `file.closed` where this attempt has closed the file of its promise. */
    lookForFile: effect<{ txn: TransactionId; caseId: TransactionId }>('lookForFile'),
    /** Layer by layer, the acquirer's echo last; sends `network.layerTried` for each, then `network.tried`. */
    probeNetwork: effect('probeNetwork'),
    /** Once a page, not with every further try of the network: asks every device, then sends `selfTest.made`. */
    testTerminal: effect<{ made: boolean }>('testTerminal'),
    stopProbe: effect('stopProbe'),
    stopTest: effect('stopTest'),
    /** Swiped only to see that it can be read. */
    wipeCard: effect<{ card: PresentedCard }>('wipeCard'),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.original.currency),
      notice: null,
    }),
    typePhone: assign({
      phone: ({ context, event }) => digitsTyped(context.phone, event, LONGEST_PHONE),
      notice: null,
    }),
    /** Amount and road in one: what is refused here keeps what was typed. */
    judgeAmount: assign(({ context }) => {
      const { original, policy, roadFacts } = context;
      const judged = judgeOriginal(original);
      // Enter on an empty line means all that remains.
      const amountMinor =
        context.goods !== null
          ? context.goods.netMinor
          : (context.typed === '' || context.cancels) && judged.allowed
            ? judged.remainingMinor
            : amountOf(context.typed, original.currency);
      const verdict = judgeRefundAmount(amountMinor, original, policy);
      if (!verdict.allowed) return { amountMinor, road: null, notice: verdict };
      const chosen = (context.cancels ? roadOfCancel : chooseRoad)(amountMinor, original, roadFacts);
      return chosen.allowed
        ? { amountMinor, road: chosen.road, notice: null }
        : { amountMinor, road: null, notice: chosen };
    }),
    noteFrozen: assign({
      notice: ({ context: { original } }) => (original.frozen == null ? null : refuseFrozen(original.frozen)),
    }),
    takeOtherRoad: assign({
      road: ({ context }) => (context.road === null ? null : (otherRoad(context.road) ?? context.road)),
    }),
    judgePhone: assign({ notice: ({ context }) => judgePhone(context.phone) }),
    explain: assign({ cause: ({ context }) => causeOf(context) }),
    /** Cash goes back by the state that follows, not over the acquirer. */
    requestMoney: enqueueActions(({ context, enqueue }) => {
      if (isCash(context)) return;
      enqueue.sendParent({ type: 'flow.moneyRequested', request: requestOf(context) } satisfies FlowAsks);
    }),
    wishOtherPrinter: sendParent({ type: 'flow.otherPrinterWished' } satisfies FlowAsks),
    goToTimeline: assign({
      sequel: ({ context }): Sequel => ({
        wish: 'timeline',
        of: context.original.txn,
        backTo: context.decision === null ? sameRefund(context) : null,
      }),
    }),
    goToOthers: assign({
      sequel: ({ context }): Sequel => ({ wish: 'lookup', txn: context.txn, searched: context.searched }),
    }),
    /** The right party is charged, or other goods are taken, under the same case (requirements A5, B10). */
    goToSale: assign({
      sequel: ({ context }): Sequel =>
        context.goods?.outcome === 'exchange'
          ? { wish: 'basket', code: '', caseId: context.caseId }
          : { wish: 'sale', caseId: context.caseId, amountMinor: context.amountMinor },
    }),
  },
  guards: {
    ...givingBackGuards,
    isWithoutConsent: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'confirm' && !isAsked(context),
    isTimeline: ({ event }) => event.type === 'keypad.pressed' && event.key === 'functions',
    isOthers: ({ context, event }) => event.type === 'keypad.pressed' && event.key === 'refund' && context.others > 0,
    isOtherRoad: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === '1' && context.road?.other.verdict.allowed === true,
    isLater: ({ context, event }) =>
      event.type === 'keypad.pressed' &&
      event.key === '2' &&
      mayGoOnceMore(context) &&
      context.cause?.next === 'later' &&
      context.deferred === null,
    isResale: ({ context, event }) =>
      event.type === 'keypad.pressed' &&
      event.key === '3' &&
      offersSale(context) &&
      context.decision?.outcome.is === 'approved',
    isGuide: ({ context, event }) => event.type === 'keypad.pressed' && event.key === 'functions' && hasFailed(context),
    refused: ({ context }) => context.notice !== null,
    isCash: ({ context }) => isCash(context),
  },
  delays: {
    patienceMs: PATIENCE_MS,
    /** A failure is read and acted upon; a success only looked at. */
    resultShownMs: ({ context }) => (hasFailed(context) ? PATIENCE_MS : RESULT_SHOWN_MS),
    secondMs: 1_000,
    networkRestMs: 5_000,
  },
});
