/** What the return wizard knows, asks for and decides by; its chart is `return.ts`. */
import { assign, setup } from 'xstate';
import type { ReturnedLine } from '../../storage/entries/goods.ts';
import { type MinorUnits, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { refusedByJournal } from '../rules/journal-refusal.ts';
import type { Policy } from '../rules/policy.ts';
import type { GivenBack } from '../rules/refund-limits.ts';
import { type JudgedLine, type OriginalLine, type ReturnDay, sumOf } from '../rules/returns.ts';
import type { Refusal } from '../rules/verdict.ts';
import { type GivenBackAs, splitBack } from '../rules/vouchers.ts';
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
import { keyGuards, listed } from './key-guards.ts';
import type { Approval } from './money.ts';
import type { FoundOriginal } from './refund-desk.ts';
import { digitsTyped } from './typed-line.ts';

export interface ReturnInput {
  /** Of the refund that this comes to. */
  readonly txn: TransactionId;
  readonly original: FoundOriginal;
  readonly lines: readonly OriginalLine[];
  readonly day: ReturnDay;
  readonly policy: Policy;
  /** What has been given back already, and who asks for it. */
  readonly control: { readonly given: GivenBack; readonly maker: string };
  /** The sale was found by its card, amount or time: nobody has shown the receipt. */
  readonly receiptLost: boolean;
  readonly searched: string;
  /** Of what vouchers have paid of the sale, what has not gone back. */
  readonly voucherLeftMinor: number;
}

export interface ReturnContext extends ReturnInput {
  readonly typed: string;
  /** What somebody else is asked to agree to, and who did. */
  readonly asks: 'receipt-lost' | 'return-override' | 'voucher' | null;
  readonly manager: string | null;
  /** The line in hand as it would be taken on a manager's word; null: nobody may override this. */
  readonly overridable: JudgedLine | null;
  /** The line in hand. */
  readonly line: OriginalLine | null;
  readonly keyed: boolean;
  readonly priceTodayMinor: number | null;
  readonly quantity: number;
  readonly taken: readonly JudgedLine[];
  readonly notice: Notice | null;
  readonly result: 'voucher' | 'refused' | null;
  readonly sequel: Sequel | null;
}

export type ReturnEvent =
  | FlowHears
  | { readonly type: 'approval.given' }
  | { readonly type: 'approval.refused'; readonly refusal: Refusal }
  | { readonly type: 'code.matched'; readonly line: OriginalLine; readonly priceTodayMinor: number | null }
  | { readonly type: 'code.refused'; readonly refusal: Refusal }
  | { readonly type: 'voucher.issued' }
  | { readonly type: 'refusal.recorded' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

const LONGEST_CODE = 14;

export function chosenLine({ line }: ReturnContext): OriginalLine {
  if (line === null) throw new Error('no line in hand');
  return line;
}

/** Of that line, in this return already. */
export function takenOf({ taken }: ReturnContext, line: number): number {
  return taken.filter((one) => one.line === line).reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Money first, then a voucher for what vouchers had paid. */
export function givenBackAs({ taken, original, voucherLeftMinor }: ReturnContext): GivenBackAs {
  const { amountMinor, refundedMinor, reservedMinor } = original;
  return splitBack(sumOf(taken).netMinor, amountMinor - refundedMinor - reservedMinor, voucherLeftMinor);
}

/** All of the money has gone back before: what is left of the goods is a voucher, whatever is asked for. */
export const isVoucherOnly = (context: ReturnContext): boolean => {
  const { moneyMinor, voucherMinor } = givenBackAs(context);
  return moneyMinor === 0 && voucherMinor > 0;
};

function sequelOfReturn(context: ReturnContext, outcome: 'refund' | 'exchange'): Sequel {
  const { txn, original, searched, taken, receiptLost } = context;
  const { fees } = sumOf(taken);
  const { moneyMinor, voucherMinor } = givenBackAs(context);
  return {
    wish: 'refund',
    txn,
    original: original.txn,
    searched,
    others: 0,
    goods: {
      ...{ lines: taken.map(withoutFees), fees, outcome, netMinor: minorUnits(moneyMinor) },
      ...(voucherMinor === 0 ? {} : { byVoucherMinor: minorUnits(voucherMinor) }),
      ...(receiptLost ? { receiptLost } : {}),
    },
  };
}

/** As the journal keeps it: fees are summed up beside the lines. */
function withoutFees({ fees: _, ...line }: JudgedLine): ReturnedLine {
  return line;
}

export const returnDesk = setup({
  types: {
    context: {} as ReturnContext,
    events: {} as ReturnEvent,
    input: {} as ReturnInput,
    output: {} as FlowOutput,
  },
  actors: { identification: identificationMachine },
  actions: {
    /** Journals a second person's word; sends `approval.given` or `approval.refused`. */
    recordApproval: effect<Approval>('recordApproval'),
    takeOverridden: assign({
      notice: null,
      line: null,
      overridable: null,
      taken: ({ context }) => (context.overridable === null ? context.taken : [...context.taken, context.overridable]),
    }),
    /** Against the lines of the sale and the catalogue; sends `code.matched` or `code.refused`. */
    matchCode: effect<{ code: string; original: TransactionId }>('matchCode'),
    /** Journals it; its slip is a debt like any other. Sends `refusal.recorded`. */
    recordRefusal: effect<{ original: TransactionId; refusal: Refusal; code: string | null }>('recordRefusal'),
    /** Sends `voucher.issued` or `journal.refused`. */
    issueVoucher: effect<{
      txn: TransactionId;
      receiptLost: boolean;
      original: TransactionId;
      amountMinor: MinorUnits;
      currency: string;
      lines: readonly JudgedLine[];
    }>('issueVoucher'),
    typeCode: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_CODE),
      notice: null,
    }),
    goToRefund: assign({ sequel: ({ context }) => sequelOfReturn(context, 'refund') }),
    goToExchange: assign({ sequel: ({ context }) => sequelOfReturn(context, 'exchange') }),
    noteJournalRefused: assign({
      notice: ({ event }) =>
        event.type === 'journal.refused'
          ? refusedByJournal(event, { zh: '请重新查询原交易', en: 'Look the original up again' })
          : null,
    }),
  },
  guards: {
    ...keyGuards,
    isDigit: ({ event }) =>
      event.type === 'keypad.pressed' && ((isDigitKey(event.key) && event.key !== '.') || event.key === 'correct'),
    refused: ({ context }) => context.notice !== null,
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
});

export const choosing = returnDesk.createStateConfig({
  on: {
    'keypad.pressed': [
      {
        guard: ({ context, event }) => (listed(context.lines, event)?.left ?? 0) > 0,
        target: 'enteringQuantity',
        actions: assign({
          line: ({ context, event }) => listed(context.lines, event) ?? null,
          priceTodayMinor: null,
          keyed: true,
          typed: '',
          notice: null,
        }),
      },
      { guard: ({ event }) => event.key === 'cancel' || event.key === 'correct', target: 'enteringCode' },
    ],
  },
  after: { patienceMs: 'done' },
});

/** Which rule, since when, what would make it valid: another condition, the manager, or the refusal in writing. */
export const refusedLine = returnDesk.createStateConfig({
  on: {
    'keypad.pressed': [
      { guard: { type: 'isKey', params: 'reprint' }, target: 'recordingRefusal' },
      {
        guard: ({ context, event }) => event.key === 'sale' && context.overridable !== null,
        target: 'identifying',
        actions: assign({ asks: 'return-override' }),
      },
      { guard: 'isConfirm', target: 'enteringCode', actions: assign({ notice: null, line: null }) },
      {
        guard: ({ event }) => event.key === 'correct' || ['1', '2', '3'].includes(event.key),
        target: 'choosingCondition',
        actions: assign({ notice: null }),
      },
      { guard: 'isCancel', target: 'done' },
    ],
  },
  after: { patienceMs: 'done' },
});
