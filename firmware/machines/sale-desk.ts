/**
 * What the conversations that present a card have in common (sale, pre-authorisation, balance): what they hear, remember and do. The chart of their
 * states is in sale.ts.
 */
import { assign, sendParent, sendTo, setup } from 'xstate';
import type { PresentedCard, ReaderAdvice } from '../../drivers/card-reader/card-reader.ts';
import type { SoldLine } from '../../storage/entries/goods.ts';
import { type MinorUnits, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { typeAmount } from '../rules/amount-entry.ts';
import { judgeGiven } from '../rules/cash.ts';
import { currencyExponent } from '../rules/money-words.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { judgeEmergencySale, judgeSaleAmount, type OutageTally } from '../rules/sale-limits.ts';
import type { Refusal } from '../rules/verdict.ts';
import { amountCheckMachine } from './amount-check.ts';
import { effect } from './effect.ts';
import {
  type Decision,
  type FlowAsks,
  type FlowHears,
  type FlowOutput,
  type Notice,
  PATIENCE_MS,
  RESULT_SHOWN_MS,
  type Sequel,
} from './flow.ts';
import { identificationMachine } from './identification.ts';
import { keyGuards } from './key-guards.ts';
import type { Approval, BalanceAnswer, RedeemedVoucher } from './money.ts';
import { amountOf, amountTyped } from './typed-line.ts';

/** What the card is presented for: money, a pre-authorisation, or only to be told. */
export type SaleKind = 'sale' | 'preauth' | 'balance';

export interface SaleInput {
  readonly kind: SaleKind;
  /** The acquirer takes payment codes (付款码): one that is scanned while a card is waited for is the account. */
  readonly takesCodes: boolean;
  /** There is a catalogue: what is scanned before the amount is goods. */
  readonly sellsGoods: boolean;
  readonly txn: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  /** The usual sale; null while nobody knows. */
  readonly usualMinor: number | null;
  /** A PIN pad belongs to this till: every card is asked for its PIN. */
  readonly asksPin: boolean;
  /** Who is at the keys; a second person is another one. */
  readonly operator: string;
  /** The key that opened the conversation, where it is part of the amount. */
  readonly key: string | null;
  /** What it is linked to: a void or refund whose money goes to the right party, or is taken for other goods. */
  readonly linked: {
    readonly caseId: TransactionId | null;
    readonly amountMinor: MinorUnits;
    /** Items that make the amount; it is not typed then. */
    readonly goods: readonly SoldLine[] | null;
    readonly vouchers: readonly RedeemedVoucher[];
  } | null;
}

/** What the customer has handed over, and the change. */
export interface CashPaid {
  readonly givenMinor: MinorUnits;
  readonly changeMinor: MinorUnits;
}

export interface SaleContext {
  readonly kind: SaleKind;
  readonly takesCodes: boolean;
  readonly sellsGoods: boolean;
  /** The account is a payment code: the customer has identified himself to his own device, no PIN is asked for. */
  readonly isCode: boolean;
  /** Signed on anew for this transaction; once, else the host and the terminal may go on so for ever. */
  readonly signOns: number;
  readonly balance: BalanceAnswer | null;
  readonly txn: TransactionId;
  readonly currency: string;
  readonly policy: Policy;
  readonly usualMinor: number | null;
  readonly operator: string;
  readonly typed: string;
  readonly amountMinor: MinorUnits;
  readonly notice: Notice | null;
  readonly trouble: PaperTrouble | null;
  /** The drawing of how paper is loaded is looked at. */
  readonly drawn: boolean;
  readonly outage: OutageTally;
  readonly advice: ReaderAdvice | 'encrypted' | 'not-a-code' | null;
  readonly maskedPan: string | null;
  readonly asksPin: boolean;
  /** Questions so far: each has a name of its own, so that a late answer of one before is not taken for it. */
  readonly pinAsks: number;
  readonly wrongPins: number;
  readonly pinTrouble: PinTrouble | null;
  readonly tags: readonly string[];
  /** Who has agreed to a sale over the limit of trading without paper, and under which transaction. */
  readonly approver: string | null;
  readonly approvedAs: TransactionId | null;
  readonly submitted: boolean;
  /** What the acquirer approves of it, while the customer is asked. */
  readonly partMinor: number | null;
  readonly decision: Decision | null;
  readonly eSlip: ESlipShown | null;
  /** What was given, as it is typed. */
  readonly given: string;
  /** Null: not in cash, or not yet. */
  readonly cash: CashPaid | null;
  readonly caseId: TransactionId | null;
  readonly goods: readonly SoldLine[] | null;
  readonly vouchers: readonly RedeemedVoucher[];
  readonly sequel: Sequel | null;
  readonly key: FlowOutput['key'];
}

export interface PinNotAsked {
  readonly type: 'pin.notAsked';
  readonly why: 'pad-absent' | 'pad-busy' | 'not-signed-on';
}

/** Why there is no PIN yet. */
export type PinTrouble = PinNotAsked['why'] | 'cancelled' | 'timed-out' | 'pad-refused' | 'wrong-pin';

/** Answers 55 before the sale is declined for good; the issuer counts as well and blocks the card. */
export const MOST_WRONG_PINS = 3;
export const WRONG_PIN = '55';

export const pinExchange = ({ txn, pinAsks }: SaleContext): string => `${txn} pin ${pinAsks}`;

/** A signed slip for the customer: its code, and what is read out where no code can be shown. */
export interface ESlipShown {
  readonly text: string;
  readonly readOut: string;
}

export type SaleEvent =
  | FlowHears
  | { readonly type: 'card.kept'; readonly maskedPan: string; readonly isCode: boolean }
  | { readonly type: 'code.refused' }
  /** A manager has frozen this card: it was forgotten, nothing is sent. */
  | { readonly type: 'card.frozen'; readonly refusal: Refusal }
  /** The reader encrypts, and the acquirer's dialect wants clear data. */
  | { readonly type: 'card.refused' }
  /** It stands in the journal; nothing else is needed for it to be final. */
  | { readonly type: 'cash.paid' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string }
  | PinNotAsked
  /** The same card goes on under a new transaction. */
  | { readonly type: 'txn.renewed'; readonly txn: TransactionId }
  | { readonly type: 'approval.given' }
  | { readonly type: 'approval.refused'; readonly refusal: Refusal }
  /** What the customer may take along in the place of paper. */
  | { readonly type: 'eSlip.offered'; readonly eSlip: ESlipShown }
  | { readonly type: 'outage.tallied'; readonly trouble: PaperTrouble | null; readonly outage: OutageTally };

/** The second person's word on this sale. */
export function approvalOf({ txn, approver, operator, amountMinor, currency }: SaleContext): Approval {
  if (approver === null) throw new Error('nobody has agreed');
  return { txn, operator: approver, maker: operator, rule: 'emergency', amountMinor, currency };
}

/** Which case it belongs to: the one that it was linked to, and what a second person has agreed to under another name. */
function caseTags({ txn, caseId, approvedAs }: SaleContext): readonly string[] {
  const cases = [caseId, approvedAs === txn ? null : approvedAs];
  return cases.filter((one) => one !== null).map((one) => `case:${one}`);
}

/** The key that opened it, or the amount of what it is linked to. */
export function typedAtFirst({ key, linked, currency }: SaleInput): string {
  if (linked !== null) return String(linked.amountMinor);
  return key === null ? '' : typeAmount('', key, currencyExponent(currency));
}

/** Marks of the policy, and the cases that it belongs to. */
export const tagsOf = (context: SaleContext): readonly string[] => [...context.tags, ...caseTags(context)];

export const saleDesk = setup({
  types: { context: {} as SaleContext, events: {} as SaleEvent, input: {} as SaleInput, output: {} as FlowOutput },
  actors: { amountCheck: amountCheckMachine, identification: identificationMachine },
  actions: {
    toIdentification: sendTo('identification', ({ event }) => event),
    toAmountCheck: sendTo('amountCheck', ({ event }) => event),
    typeAgain: assign((_, { notice }: { notice: Notice | null }) => ({ typed: '', notice })),
    takeOperator: assign(({ context }, { operator }: { operator: string }) => ({
      approver: operator,
      approvedAs: context.txn,
      tags: ['no-paper', 'customer-agreed', `approved-by-${operator}`],
    })),
    /** Sends `outage.tallied`. */
    tallyOutage: effect('tallyOutage'),
    armReader: effect<{ amountMinor: MinorUnits; currency: string }>('armReader'),
    disarmReader: effect('disarmReader'),
    /** Keeps the card's data in memory for this transaction; sends `card.kept` or `card.refused`. */
    keepCard: effect<{ txn: TransactionId; card: PresentedCard }>('keepCard'),
    /** Keeps a scanned payment code as the account; sends `card.kept` or `code.refused`. */
    keepCode: effect<{ txn: TransactionId; code: string }>('keepCode'),
    /** Journals a second person's word; sends `approval.given` or `approval.refused`. */
    recordApproval: effect<Approval>('recordApproval'),
    forgetCard: effect<{ txn: TransactionId }>('forgetCard'),
    /** Journals the cash and the request for the drawer in one, then asks the drawer; sends `cash.paid` or `journal.refused`. */
    payCash: effect<{
      txn: TransactionId;
      amountMinor: MinorUnits;
      currency: string;
      cash: CashPaid;
      tags: readonly string[];
      sold: readonly SoldLine[] | null;
      vouchers: readonly RedeemedVoucher[];
    }>('payCash'),
    /** Asks on the PIN pad; sends `pin.notAsked`, or the pad's own event follows. */
    askPin: effect<{ txn: TransactionId; exchange: string; amountMinor: MinorUnits; currency: string }>('askPin'),
    restPinPad: effect('restPinPad'),
    /** Journals the signed slip of an approved sale that has no paper, then sends `eSlip.offered`. */
    offerESlip: effect<{ txn: TransactionId }>('offerESlip'),
    /** Sends `txn.renewed`. */
    renewTransaction: effect<{ txn: TransactionId }>('renewTransaction'),
    typeAmount: assign({
      typed: ({ context, event }) => amountTyped(context.typed, event, context.currency),
      notice: null,
    }),
    typeGiven: assign({
      given: ({ context, event }) => amountTyped(context.given, event, context.currency),
      notice: null,
    }),
    // Enter on an empty line means exactly the amount.
    judgeGiven: assign(({ context }) => {
      const { given, currency, amountMinor } = context;
      const verdict = judgeGiven(amountMinor, amountOf(given, currency), currency);
      if (!verdict.allowed) return { cash: null, notice: verdict };
      const { givenMinor, changeMinor } = verdict;
      return { cash: { givenMinor: minorUnits(givenMinor), changeMinor: minorUnits(changeMinor) }, notice: null };
    }),
    requestMoney: sendParent(({ context }) => {
      const { txn, kind } = context;
      if (kind === 'balance') return { type: 'flow.balanceRequested', request: { txn } } satisfies FlowAsks;
      return {
        type: 'flow.moneyRequested',
        request: {
          txn,
          kind,
          amountMinor: context.amountMinor,
          currency: context.currency,
          original: null,
          reason: null,
          tags: tagsOf(context),
          ...(context.goods === null ? {} : { sold: context.goods, vouchers: context.vouchers }),
        },
      } satisfies FlowAsks;
    }),
    agreeToPart: sendParent(
      ({ context }) => ({ type: 'flow.partAnswered', txn: context.txn, agreed: true }) satisfies FlowAsks,
    ),
    refusePart: sendParent(
      ({ context }) => ({ type: 'flow.partAnswered', txn: context.txn, agreed: false }) satisfies FlowAsks,
    ),
    /** What is left is asked for next, by another means. */
    payRest: assign({
      sequel: ({ context }): Sequel | null => {
        const { decision, caseId } = context;
        const part = decision?.outcome.is === 'approved' ? decision.outcome.part : undefined;
        return part === undefined ? null : { wish: 'sale', caseId, amountMinor: minorUnits(part.leftMinor) };
      },
    }),
    noteDecision: assign({
      decision: ({ context, event }) =>
        event.type === 'money.decided' ? { txn: event.txn, outcome: event.outcome, reversed: false } : context.decision,
    }),
    wishOtherPrinter: sendParent({ type: 'flow.otherPrinterWished' } satisfies FlowAsks),
    withdraw: sendParent(({ context }) => ({ type: 'flow.moneyWithdrawn', txn: context.txn }) satisfies FlowAsks),
    noteReversed: assign({
      decision: ({ context }) => (context.decision === null ? null : { ...context.decision, reversed: true }),
    }),
    judgeAmount: assign(({ context }) => {
      const amountMinor = amountOf(context.typed, context.currency);
      const verdict = judgeSaleAmount(amountMinor, context.currency, context.policy);
      return { amountMinor, notice: verdict.allowed ? null : verdict };
    }),
    judgeEmergency: assign(({ context }) => {
      const verdict = judgeEmergencySale(context.amountMinor, context.currency, context.outage, context.policy);
      return verdict.allowed ? { notice: null, tags: ['no-paper', 'customer-agreed'] } : { notice: verdict };
    }),
  },
  guards: {
    ...keyGuards,
    refused: ({ context }) => context.notice !== null,
    asksPin: ({ context }) => context.asksPin && !context.isCode,
    isPart: ({ context }) => context.decision?.outcome.is === 'approved' && context.decision.outcome.part !== undefined,
    isOurDecision: ({ context, event }) => event.type === 'money.decided' && event.txn === context.txn,
    takesCash: ({ context, event }) =>
      event.type === 'keypad.pressed' && event.key === 'sale' && context.kind === 'sale',
    isBalance: ({ context }) => context.kind === 'balance',
    isOurPin: ({ context, event }) => 'exchange' in event && event.exchange === pinExchange(context),
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
});
