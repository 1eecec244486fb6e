/**
 * When a refund did not go through: the cause, the five steps, once more, or later (requirements C6, E1, E3). What was typed stays; while
 * nothing was submitted the same transaction goes on, otherwise a new one of the same case.
 */
import { assign } from 'xstate';
import { minorUnits } from '../../storage/facts.ts';
import { type TestedDevice, triedByHand } from '../rules/self-test.ts';
import { leavingResult, reversedMeanwhile } from './giving-back.ts';
import { type RefundContext, refundDesk, requestOf } from './refund-desk.ts';

/** The outcome, and what can be done now. */
export const showingResult = refundDesk.createStateConfig({
  entry: [
    { type: 'forgetCard', params: ({ context }) => ({ txn: context.txn }) },
    assign({ cardShown: false }),
    'explain',
    { type: 'lookForFile', params: ({ context: { txn, caseId } }) => ({ txn, caseId }) },
  ],
  on: {
    ...reversedMeanwhile,
    'file.closed': { actions: assign({ closedFile: ({ event }) => event.number }) },
    'keypad.pressed': [
      { guard: 'isGuide', target: 'guiding' },
      { guard: 'isSameAgain', target: 'presenting' },
      { guard: 'isAgain', target: 'renewing', actions: assign({ renewedFor: 'again' }) },
      { guard: 'isLater', target: 'renewing', actions: assign({ renewedFor: 'later' }) },
      { guard: 'isResale', target: 'told', actions: 'goToSale' },
      ...leavingResult,
    ],
  },
  after: { resultShownMs: 'done' },
});

/** What was paid in cash goes back in cash: journaled once, then the drawer opens. */
export const givingCash = refundDesk.createStateConfig({
  entry: { type: 'giveCashBack', params: ({ context }) => ({ request: requestOf(context) }) },
  on: {
    'cash.paid': {
      target: 'showingResult',
      actions: assign({
        decision: ({ context: { txn } }) => ({
          txn,
          outcome: { is: 'approved', rrn: null, authCode: null } as const,
          reversed: false,
        }),
      }),
    },
    'journal.refused': {
      target: 'showingResult',
      actions: assign({
        decision: ({ context: { txn }, event }) => ({
          txn,
          outcome: { is: 'notReached', why: 'refusedByJournal', detail: event.rule } as const,
          reversed: false,
        }),
      }),
    },
  },
});

/** One more attempt of the same case. */
export const renewing = refundDesk.createStateConfig({
  entry: {
    type: 'renewTransaction',
    params: ({ context }) => ({ original: context.original.txn }),
  },
  on: {
    'txn.renewed': [
      {
        guard: ({ context }) => context.renewedFor === 'later',
        target: 'enteringPhone',
        actions: assign({
          txn: ({ event }) => event.txn,
          original: ({ event }) => event.original,
          decision: null,
          notice: null,
        }),
      },
      {
        target: 'presenting',
        actions: assign({ txn: ({ event }) => event.txn, original: ({ event }) => event.original }),
      },
    ],
  },
});

/** A reader that has no question to answer is tried with a card; nothing of the card is kept. */
const armToTry = refundDesk.enqueueActions(({ context: { selfTest, original }, enqueue }) => {
  const asks = selfTest?.devices.some(({ device, tried }) => device === 'cardReader' && tried === 'no-question');
  if (asks === true)
    enqueue({ type: 'armReader', params: { amountMinor: minorUnits(0), currency: original.currency } });
});

const byHand = ({ selfTest }: RefundContext, device: TestedDevice) =>
  selfTest === null ? null : triedByHand(selfTest, device);

/** The five steps: slip, data, devices, network, support. While the network is down it is tried again, and the refund goes on when it is back. */
export const guiding = refundDesk.createStateConfig({
  entry: [
    assign({ network: { layers: [], done: false } }),
    { type: 'testTerminal', params: ({ context }) => ({ made: context.selfTest !== null }) },
    'probeNetwork',
    armToTry,
  ],
  exit: ['stopProbe', 'disarmReader'],
  on: {
    'selfTest.made': { actions: [assign({ selfTest: ({ event }) => event.selfTest }), armToTry] },
    'reader.cardPresented': {
      actions: [
        { type: 'wipeCard', params: ({ event }) => ({ card: event.card }) },
        assign({ selfTest: ({ context }) => byHand(context, 'cardReader') }),
      ],
    },
    'scanner.scanned': { actions: assign({ selfTest: ({ context }) => byHand(context, 'scanner') }) },
    'network.layerTried': {
      actions: assign({
        network: ({ context, event }) => ({ layers: [...(context.network?.layers ?? []), event.layer], done: false }),
      }),
    },
    'network.tried': [
      {
        guard: ({ context }) =>
          context.decision?.outcome.is === 'notReached' &&
          context.decision.outcome.why === 'unreachable' &&
          context.network?.layers.every(({ verdict }) => verdict !== 'failed') === true,
        target: 'presenting',
      },
      {
        actions: assign({
          network: ({ context }) => ({ layers: context.network?.layers ?? [], done: true }),
        }),
        target: '.resting',
      },
    ],
    'keypad.pressed': [
      { guard: 'isSameAgain', target: 'presenting' },
      { guard: 'isAgain', target: 'renewing', actions: assign({ renewedFor: 'again' }) },
      {
        guard: { type: 'isKey', params: 'functions' },
        target: 'guiding',
        reenter: true,
        actions: assign({ selfTest: null }),
      },
      { guard: 'isCancel', target: 'done' },
      { guard: ({ event }) => event.key === 'confirm' || event.key === 'correct', target: 'showingResult' },
    ],
  },
  initial: 'probing',
  states: {
    probing: {},
    /** A line that is down is tried again by itself. */
    resting: {
      after: {
        networkRestMs: {
          guard: ({ context }) => context.network?.layers.some(({ verdict }) => verdict === 'failed') === true,
          target: '#refund.guiding',
          reenter: true,
        },
      },
    },
  },
  after: { patienceMs: 'done' },
});
