/**
 * Cash in the place of the card: what was given → change → journaled once, the drawer asked for, result. Nobody is waited for: with its entry the
 * sale is final, and a second press finds another state.
 */
import { assign } from 'xstate';
import { saleDesk, tagsOf } from './sale-desk.ts';

/** What the customer hands over; Enter on an empty line: exactly the amount. */
export const enteringCash = saleDesk.createStateConfig({
  entry: assign({ given: '', cash: null, advice: null }),
  on: {
    'keypad.pressed': [
      { guard: 'isDigit', actions: 'typeGiven' },
      { guard: 'isConfirm', target: 'judgingCash' },
      { guard: 'isCancel', target: 'awaitingCard', actions: assign({ notice: null }) },
    ],
  },
  after: { patienceMs: 'done' },
});

export const judgingCash = saleDesk.createStateConfig({
  entry: 'judgeGiven',
  // What was refused is typed again: nothing of it is right.
  always: [{ guard: 'refused', target: 'enteringCash' }, { target: 'payingCash' }],
});

export const payingCash = saleDesk.createStateConfig({
  entry: {
    type: 'payCash',
    params: ({ context }) => {
      const { txn, amountMinor, currency, cash, goods } = context;
      if (cash === null) throw new Error('no cash was given');
      return { txn, amountMinor, currency, cash, tags: tagsOf(context), sold: goods, vouchers: context.vouchers };
    },
  },
  on: {
    'cash.paid': {
      target: 'showingResult',
      actions: assign({
        decision: ({ context }) => ({
          txn: context.txn,
          outcome: { is: 'approved', rrn: null, authCode: null } as const,
          reversed: false,
        }),
      }),
    },
    'journal.refused': {
      target: 'showingResult',
      actions: assign({
        cash: null,
        decision: ({ context, event }) => ({
          txn: context.txn,
          outcome: { is: 'notReached', why: 'refusedByJournal', detail: event.rule } as const,
          reversed: false,
        }),
      }),
    },
  },
});
