/** Reprint 重打印 of any receipt, always marked (requirement D12): find → which copy → one more debt for the paper desk. */
import { assign, sendTo, setup } from 'xstate';
import type { CopyKind, MoneyKind, TransactionId } from '../../storage/facts.ts';
import { noReceipt } from '../rules/not-found.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, type Notice, PATIENCE_MS, RESULT_SHOWN_MS } from './flow.ts';
import { askingReference, referenceMachine } from './reference.ts';

export interface FoundReceipt {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly amountMinor: number;
  readonly currency: string;
  readonly copies: readonly CopyKind[];
}

export interface ReprintContext {
  /** What was looked for last. */
  readonly typed: string;
  readonly found: FoundReceipt | null;
  readonly notice: Notice | null;
  /** Number of the duplicate that is now owed. */
  readonly duplicate: number | null;
  readonly key: FlowOutput['key'];
}

export type ReprintEvent =
  | FlowHears
  | { readonly type: 'receipt.found'; readonly receipt: FoundReceipt }
  | { readonly type: 'receipt.notFound'; readonly searched: string }
  | { readonly type: 'receipt.requested'; readonly n: number };

export const reprintMachine = setup({
  types: { context: {} as ReprintContext, events: {} as ReprintEvent, output: {} as FlowOutput },
  actors: { reference: referenceMachine },
  actions: {
    toReference: sendTo('reference', ({ event }) => event),
    takeReference: assign((_, { reference }: { reference: string }) => ({ typed: reference, notice: null })),
    /** By slip number or RRN, the last receipt when nothing was typed; sends `receipt.found` or `receipt.notFound`. */
    findReceipt: effect<{ searched: string }>('findReceipt'),
    /** Journals the request; sends `receipt.requested`. */
    requestReprint: effect<{ txn: TransactionId; of: CopyKind }>('requestReprint'),
  },
  guards: {
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
  },
  delays: { patienceMs: PATIENCE_MS, resultShownMs: RESULT_SHOWN_MS },
}).createMachine({
  id: 'reprint',
  context: { typed: '', found: null, notice: null, duplicate: null, key: null },
  initial: 'enteringReference',
  output: ({ context }) => ({ key: context.key }),
  states: {
    enteringReference: askingReference,
    finding: {
      entry: { type: 'findReceipt', params: ({ context }) => ({ searched: context.typed }) },
      on: {
        'receipt.found': { target: 'choosingCopy', actions: assign({ found: ({ event }) => event.receipt }) },
        'receipt.notFound': {
          target: 'enteringReference',
          actions: assign({
            notice: ({ event }) => noReceipt(event.searched),
          }),
        },
      },
    },
    choosingCopy: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === 'confirm' || event.key === '1',
            target: 'requesting',
            actions: {
              type: 'requestReprint',
              params: ({ context }) => ({ txn: foundOf(context).txn, of: 'customer' }),
            },
          },
          {
            guard: ({ event, context }) => event.key === '2' && foundOf(context).copies.includes('merchant'),
            target: 'requesting',
            actions: {
              type: 'requestReprint',
              params: ({ context }) => ({ txn: foundOf(context).txn, of: 'merchant' }),
            },
          },
          { guard: 'isCancel', target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    requesting: {
      on: { 'receipt.requested': { target: 'showingResult', actions: assign({ duplicate: ({ event }) => event.n }) } },
    },
    showingResult: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => event.key === 'confirm' || event.key === 'cancel' || event.key === 'correct',
            target: 'done',
          },
          { target: 'done', actions: assign({ key: ({ event }) => event.key }) },
        ],
      },
      after: { resultShownMs: 'done' },
    },
    done: { type: 'final' },
  },
});

function foundOf(context: ReprintContext): FoundReceipt {
  if (context.found === null) throw new Error('no receipt found');
  return context.found;
}
