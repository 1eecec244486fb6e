/**
 * The acquiring desk while a customer decides about a part: the acquirer has approved less than was asked for (DE 39 = 10, facts/acquirer §1.7). The
 * reversal stays armed until the customer agrees; no word, a power cut, a conversation that is gone: it is undone.
 */
import { assign, sendParent } from 'xstate';
import { type AcquiringContext, acquiringDesk, decided, waitingOf } from './acquiring-desk.ts';
import type { MoneyReport } from './money.ts';

const partOf = ({ part }: AcquiringContext) => {
  if (part === null) throw new Error('no part was offered');
  return part;
};
const offered = (context: AcquiringContext) => ({ request: waitingOf(context), answer: partOf(context) });

export const offeringPart = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordPartOffered', params: ({ context }) => offered(context) },
    sendParent(({ context }) => {
      const { txn } = waitingOf(context);
      return { type: 'money.partOffered', txn, approvedMinor: partOf(context).amountMinor ?? 0 } satisfies MoneyReport;
    }),
  ],
  on: {
    'money.withdrawn': {},
    'money.partAnswered': [
      {
        guard: ({ context, event }) => event.txn === context.waiting?.txn && event.agreed,
        target: 'deciding',
        actions: [
          { type: 'recordPartTaken', params: ({ context }) => offered(context) },
          sendParent(({ context }) => {
            const { rrn, authCode, amountMinor } = partOf(context);
            const approvedMinor = amountMinor ?? 0;
            const leftMinor = waitingOf(context).amountMinor - approvedMinor;
            return decided(context.waiting, { is: 'approved', rrn, authCode, part: { approvedMinor, leftMinor } });
          }),
          'forgetWaiting',
          assign({ part: null }),
        ],
      },
      { guard: ({ context, event }) => event.txn === context.waiting?.txn, target: 'partRefused' },
    ],
  },
  after: { partPatienceMs: 'partUnanswered' },
});

/** The customer does not agree. */
export const partRefused = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordPartRefused', params: ({ context }) => ({ ...offered(context), asked: true }) },
    'tellPartUndone',
  ],
  always: 'deciding',
});

/** Nobody has said anything for the customer. */
export const partUnanswered = acquiringDesk.createStateConfig({
  entry: [
    { type: 'recordPartRefused', params: ({ context }) => ({ ...offered(context), asked: false }) },
    'tellPartUndone',
  ],
  always: 'deciding',
});
