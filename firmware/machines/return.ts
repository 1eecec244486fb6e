/**
 * Goods that come back, in a fixed order (requirements A8–A11, A15, B9, B10, E9; article 004 "首先核对购物凭证、商品及商品条码"): voucher, goods, barcode;
 * then quantity and condition against the original, side by side; then refund, exchange or a voucher of the shop. What is refused is a result
 * with a printed reason. Money goes on in `refund.ts`.
 */
import { assign } from 'xstate';
import { CONDITIONS, judgeLine, overriddenLine, sumOf } from '../rules/returns.ts';
import { listed } from './key-guards.ts';
import { approved, identifying, recordingApproval, turnedAway, voucherNeeds } from './return-approval.ts';
import {
  choosing,
  chosenLine,
  isVoucherOnly,
  type ReturnContext,
  refusedLine,
  returnDesk,
  takenOf,
} from './return-desk.ts';

/** 3, and every key of an outcome where no money is left. */
const isVoucherKey = (context: ReturnContext, key: string): boolean =>
  key === '3' || (['1', '2', 'confirm'].includes(key) && isVoucherOnly(context));

export const returnMachine = returnDesk.createMachine({
  id: 'return',
  context: ({ input }) => ({
    ...input,
    typed: '',
    asks: null,
    overridable: null,
    manager: null,
    line: null,
    keyed: false,
    priceTodayMinor: null,
    quantity: 1,
    taken: [],
    notice: null,
    result: null,
    sequel: null,
  }),
  initial: 'opening',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    opening: {
      always: [
        {
          guard: ({ context }) => context.receiptLost,
          target: 'identifying',
          actions: assign({ asks: 'receipt-lost' }),
        },
        { target: 'checkingGoods' },
      ],
    },
    /** A manager answers for the receipt that is lost, for a rule overridden, or for a voucher. */
    identifying,
    recordingApproval,
    approved,
    turnedAway,
    /** Second tick: the goods lie on the counter. */
    checkingGoods: {
      on: {
        'keypad.pressed': [
          { guard: 'isConfirm', target: 'enteringCode' },
          { guard: 'isCancel', target: 'done' },
        ],
        // Whoever scans them has them in hand.
        'scanner.scanned': {
          target: 'matchingCode',
          actions: assign({ typed: ({ event }) => event.code, keyed: false }),
        },
      },
      after: { patienceMs: 'done' },
    },
    /** Third tick: the barcode. */
    enteringCode: {
      on: {
        'scanner.scanned': {
          target: 'matchingCode',
          actions: assign({ typed: ({ event }) => event.code, keyed: false, notice: null }),
        },
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeCode' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '',
            target: 'matchingCode',
            actions: assign({ keyed: true }),
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.taken.length > 0,
            target: 'choosingOutcome',
          },
          { guard: { type: 'isKey', params: 'functions' }, target: 'choosingLine' },
          // What cannot be found is refused in writing, where the customer wants it so.
          {
            guard: ({ context, event }) => event.key === 'reprint' && context.notice !== null,
            target: 'recordingRefusal',
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    matchingCode: {
      entry: { type: 'matchCode', params: ({ context }) => ({ code: context.typed, original: context.original.txn }) },
      on: {
        'code.matched': {
          target: 'enteringQuantity',
          actions: assign({
            line: ({ event }) => event.line,
            priceTodayMinor: ({ event }) => event.priceTodayMinor,
            typed: '',
            quantity: 1,
            notice: null,
          }),
        },
        'code.refused': { target: 'enteringCode', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    /** The barcode cannot be read: the receipt's own lines to choose from, marked as keyed. */
    choosingLine: choosing,
    /** Name, price and quantity against the original, side by side. */
    enteringQuantity: {
      on: {
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'typeCode' },
          {
            guard: 'isConfirm',
            target: 'choosingCondition',
            actions: assign({
              quantity: ({ context }) => (context.typed === '' ? 1 : Number(context.typed)),
              typed: '',
              notice: null,
            }),
          },
          { guard: 'isCancel', target: 'enteringCode', actions: assign({ line: null, typed: '' }) },
        ],
      },
      after: { patienceMs: 'done' },
    },
    choosingCondition: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => listed(CONDITIONS, event) !== undefined,
            target: 'judgingLine',
            actions: assign(({ context, event }) => {
              const line = chosenLine(context);
              const condition = listed(CONDITIONS, event)?.condition ?? 'damaged';
              const { quantity, keyed, day, policy } = context;
              const taken = takenOf(context, line.line);
              const verdict = judgeLine(line, { quantity, condition, keyed, taken }, day, policy.returns.classes);
              return verdict.allowed
                ? { notice: null, line: null, taken: [...context.taken, verdict.judged] }
                : {
                    notice: verdict,
                    overridable: overriddenLine(line, { quantity, condition, keyed }, verdict, policy),
                  };
            }),
          },
          { guard: 'isCancel', target: 'enteringCode', actions: assign({ line: null }) },
        ],
      },
      after: { patienceMs: 'done' },
    },
    judgingLine: {
      always: [{ guard: 'refused', target: 'showingRefusal' }, { target: 'enteringCode' }],
    },
    showingRefusal: refusedLine,
    /** What the customer gets, and how. */
    choosingOutcome: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => isVoucherKey(context, event.key) && voucherNeeds(context) !== null,
            target: 'identifying',
            actions: assign({ asks: 'voucher', notice: null }),
          },
          { guard: ({ context, event }) => isVoucherKey(context, event.key), target: 'issuingVoucher' },
          { guard: ({ event }) => event.key === '1' || event.key === 'confirm', target: 'done', actions: 'goToRefund' },
          { guard: { type: 'isKey', params: '2' }, target: 'done', actions: 'goToExchange' },
          {
            guard: { type: 'isKey', params: 'correct' },
            target: 'enteringCode',
            actions: assign({ taken: ({ context }) => context.taken.slice(0, -1) }),
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    issuingVoucher: {
      entry: {
        type: 'issueVoucher',
        params: ({ context }) => ({
          txn: context.txn,
          receiptLost: context.receiptLost,
          original: context.original.txn,
          amountMinor: sumOf(context.taken).netMinor,
          currency: context.original.currency,
          lines: context.taken,
        }),
      },
      on: {
        'voucher.issued': { target: 'showingResult', actions: assign({ result: 'voucher' }) },
        'journal.refused': { target: 'showingResult', actions: 'noteJournalRefused' },
      },
    },
    recordingRefusal: {
      entry: {
        type: 'recordRefusal',
        params: ({ context }) => {
          if (context.notice === null || context.notice.allowed) throw new Error('nothing was refused');
          return {
            original: context.original.txn,
            refusal: context.notice,
            code: context.line?.code ?? (context.typed || null),
          };
        },
      },
      on: { 'refusal.recorded': { target: 'showingResult', actions: assign({ result: 'refused' }) } },
    },
    showingResult: {
      on: { 'keypad.pressed': 'done' },
      after: { resultShownMs: 'done' },
    },
    done: { type: 'final' },
  },
});
