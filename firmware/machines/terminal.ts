/**
 * The terminal: one customer at a time in the foreground, the two desks (money, paper) and a link per device behind (design §5).
 *
 * Device events come in whole; the desks get theirs, the conversation under way gets the keys, cards and reports. Nothing here waits
 * for paper, and nothing here decides about money.
 */
import { assign, enqueueActions, sendTo, setup } from 'xstate';
import type { AcquirerEvent } from '../../drivers/acquirer/acquirer.ts';
import type { CardReaderEvent } from '../../drivers/card-reader/card-reader.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { PrinterEvent, PrinterIdentity, PrinterStatus } from '../../drivers/printer/printer.ts';
import type { ScannerEvent } from '../../drivers/scanner/scanner.ts';
import type { MoneyKind, PrinterPlace, SlipNumber } from '../../storage/facts.ts';
import { awaitsCashier, paperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { acquiringMachine } from './acquiring.ts';
import { CONVERSATIONS, FUNCTION_KEYS, OPENING_KEYS, type Opened, type Wish } from './conversations.ts';
import { type DeviceName, deviceLinkMachine } from './device-link.ts';
import { effect } from './effect.ts';
import {
  type FlowAsks,
  type FlowOutput,
  isDigitKey,
  type KeyPressed,
  PATIENCE_MS,
  type PaperChecked,
  type PinPadReport,
  type Sequel,
} from './flow.ts';
import type { MoneyReport } from './money.ts';
import { paperMachine } from './paper.ts';
import type { PaperReport } from './paper-desk.ts';
import { NO_ANSWER, otherCanPrint, type PaperSeen, rollAnswer } from './paper-keys.ts';
import type { ServiceAsks } from './service.ts';

/** The conversation that a wish has come to. */
export type FlowOpened = { readonly type: 'flow.opened'; readonly opened: Opened };

export type TerminalEvent =
  | KeyPressed
  | PrinterEvent
  | CardReaderEvent
  | PinPadReport
  | ScannerEvent
  | AcquirerEvent
  | MoneyReport
  | PaperReport
  | PaperChecked
  | FlowAsks
  | FlowOpened
  | ServiceAsks
  /** A debt of paper was added by a flow. */
  | { readonly type: 'paper.debtAdded' }
  /** The printer at which nobody prints at present; null: it is not there. */
  | { readonly type: 'otherPrinter.seen'; readonly device: PrinterPlace; readonly status: PrinterStatus | null }
  /** Whether somebody is on duty and the terminal is not locked. */
  | { readonly type: 'duty.seen'; readonly attended: boolean }
  /** No refund is waiting to be completed. */
  | { readonly type: 'promise.none' }
  /** An exercise has come to its end: its score is shown. */
  | { readonly type: 'exercise.ended' };

export interface TerminalContext extends PaperSeen {
  readonly devices: readonly DeviceName[];
  readonly policy: Policy;
  readonly enquiredFirst: readonly MoneyKind[];
  /** What raises no reversal when its outcome is unknown (a column of the acquirer's profile). */
  readonly unreversed: readonly MoneyKind[];
  /** A part of a sale may be approved. */
  readonly partialApprovals: boolean;
  /** The one under way. */
  readonly conversation: Opened | null;
  /** Somebody is on duty; without, every key leads to the sign-in. */
  readonly attended: boolean;
  readonly printerStatus: PrinterStatus | null;
  /** The slip whose fate the operator is asked about. */
  readonly doubt: SlipNumber | null;
  /** It has stood there long enough to be read: the keys answer it. */
  readonly doubtReadable: boolean;
  /** On the health page, counted from 0. */
  readonly chosenDevice: number | null;
  /** Paper has come back since promised refunds were last offered. */
  readonly offerDue: boolean;
  /** The printer has said nothing for so long that it is an outage. */
  readonly silenceLasted: boolean;
  /** Every slip that was owed when paper came back has been dealt with. */
  readonly paperSettled: boolean;
}

export interface TerminalInput {
  readonly devices: readonly DeviceName[];
  readonly policy: Policy;
  /** Kinds that the acquirer is asked about when their outcome is unknown (a column of its profile). */
  readonly enquiredFirst: readonly MoneyKind[];
  readonly unreversed: readonly MoneyKind[];
  readonly partialApprovals: boolean;
}

export const terminalMachine = setup({
  types: { context: {} as TerminalContext, events: {} as TerminalEvent, input: {} as TerminalInput },
  actors: {
    acquiring: acquiringMachine,
    paper: paperMachine,
    deviceLink: deviceLinkMachine,
    ...CONVERSATIONS,
  },
  actions: {
    /** What was under way when the power went: outcomes become unknown, their reversals due (rule 10). */
    recordRecovery: effect('recordRecovery'),
    /** Sends `flow.opened`, with the settlement under way in the place of anything that moves money; or `promise.none`. */
    openConversation: effect<{ wish: Wish; key: KeypadKey | null }>('openConversation'),
    /** Sends `flow.opened`: what the last conversation went over into. */
    openSequel: effect<{ sequel: Sequel }>('openSequel'),
    /** Sends `flow.opened` if the last life left one under way (design §4: after everything else that is owed). */
    resumeSettlement: effect('resumeSettlement'),
    /** Journals that it was asked for, then asks the printer. */
    openDrawer: effect('openDrawer'),
    recordDrawer: effect<{ executed: boolean | 'unknown' }>('recordDrawer'),
    /** The shop's logo stands in this printer now. */
    recordLogo: effect<{ printer: PrinterIdentity; key: string }>('recordLogo'),
    /** Sends `duty.seen`. */
    lookAtDuty: effect('lookAtDuty'),
    /** Nobody has touched a key for as long as the policy says: journals the lock; sends `duty.seen`. */
    lockShift: effect('lockShift'),
    /** Nobody waits: the moment for the journal's housekeeping. */
    restJournal: effect('restJournal'),
    noteUnexpected: effect<{ type: string }>('noteUnexpected'),
    spawnDesksAndLinks: enqueueActions(({ context, enqueue }) => {
      enqueue.spawnChild('acquiring', {
        id: 'acquiring',
        input: {
          immediateAttempts: context.policy.reversal.immediateAttempts,
          enquiredFirst: context.enquiredFirst,
          unreversed: context.unreversed,
          partialApprovals: context.partialApprovals,
        },
      });
      enqueue.spawnChild('paper', { id: 'paper' });
      for (const device of context.devices) enqueue.spawnChild('deviceLink', { id: device, input: { device } });
    }),
    startConversation: enqueueActions(({ context, enqueue }) => {
      const { conversation } = context;
      if (conversation === null) throw new Error('a conversation about nothing');
      // Which machine goes with which input is the type of `Opened`; XState cannot see the pair.
      enqueue.spawnChild(conversation.name as never, { id: 'flow', input: conversation.input } as never);
    }),
    endConversation: enqueueActions(({ enqueue }) => {
      enqueue.stopChild('flow');
      enqueue.assign({ conversation: null });
    }),
    toFlow: sendTo('flow', ({ event }) => event as never),
    /** A conversation that asked about the paper hears when it changes. */
    tellFlowAboutPaper: sendTo('flow', ({ context }) => ({
      type: 'paper.checked',
      trouble: paperTrouble(context.printerStatus),
    })),
    toPaper: sendTo('paper', ({ event }) => event as never),
    showDoubt: sendTo('paper', { type: 'paper.doubtShown' }),
    moveToOtherPrinter: sendTo('paper', { type: 'paper.moveWished' }),
    toAcquiring: sendTo('acquiring', ({ event }) => event as never),
    confirmDevice: sendTo(({ context }) => context.devices[context.chosenDevice ?? 0] ?? 'printer', {
      type: 'device.confirmed',
    } as never),
    callDuty: sendTo('acquiring', { type: 'duty.called' }),
    noteStatus: assign(({ context, event }) => {
      if (event.type !== 'paper.statusSeen') return {};
      const was = paperTrouble(context.printerStatus);
      // A silence that did not last was no outage: nothing has come back.
      const wasOut = was !== null && (was !== 'printer-silent' || context.silenceLasted);
      const isBack = paperTrouble(event.status) === null && wasOut;
      return isBack
        ? { printerStatus: event.status, offerDue: true, paperSettled: false, silenceLasted: false }
        : { printerStatus: event.status };
    }),
    /** Promised refunds come first when paper is back and the slips that were owed are out (requirement D7). */
    offerPromise: enqueueActions(({ context, enqueue }) => {
      const { offerDue, paperSettled, doubt, printerStatus } = context;
      if (!offerDue || !paperSettled || doubt !== null || paperTrouble(printerStatus) !== null) return;
      enqueue.assign({ offerDue: false });
      enqueue({ type: 'openConversation', params: { wish: 'promise', key: null } });
    }),
    goOn: enqueueActions(({ event, enqueue }) => {
      const output = (event as unknown as { output?: FlowOutput }).output;
      if (output?.sequel) enqueue({ type: 'openSequel', params: { sequel: output.sequel } });
      if (output?.key) enqueue.raise({ type: 'keypad.pressed', key: output.key });
    }),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && isDigitKey(event.key),
    otherCanPrint: ({ context }) => otherCanPrint(context),
    isKey: ({ event }, key: KeypadKey) => event.type === 'keypad.pressed' && event.key === key,
    opensSomething: ({ event }) => event.type === 'keypad.pressed' && OPENING_KEYS[event.key] !== undefined,
    isFunction: ({ event }) => event.type === 'keypad.pressed' && FUNCTION_KEYS[event.key] !== undefined,
  },
  delays: {
    idleLockMs: ({ context }) => Math.max(1, context.policy.people.lockAfterIdleMinutes) * 60_000,
    patienceMs: PATIENCE_MS,
  },
}).createMachine({
  id: 'terminal',
  context: ({ input }) => ({
    devices: input.devices,
    policy: input.policy,
    enquiredFirst: input.enquiredFirst,
    unreversed: input.unreversed,
    partialApprovals: input.partialApprovals,
    conversation: null,
    attended: false,
    printerStatus: null,
    otherPrinter: null,
    rollSeen: null,
    doubt: null,
    doubtReadable: false,
    chosenDevice: null,
    offerDue: false,
    paperSettled: false,
    silenceLasted: false,
  }),
  entry: ['recordRecovery', 'spawnDesksAndLinks', 'callDuty', 'resumeSettlement'],
  initial: 'idle',
  on: {
    'printer.*': { actions: 'toPaper' },
    'printer.drawerPulsed': {
      actions: [{ type: 'recordDrawer', params: ({ event }) => ({ executed: event.executed }) }, 'toPaper'],
    },
    'printer.logoStored': {
      actions: { type: 'recordLogo', params: ({ event }) => ({ printer: event.printer, key: event.key }) },
    },
    'acquirer.*': { actions: 'toAcquiring' },
    'paper.debtAdded': { actions: 'toPaper' },
    'paper.statusSeen': { actions: 'noteStatus' },
    'paper.doubtRaised': { actions: assign({ doubt: ({ event }) => event.slip, doubtReadable: false }) },
    'paper.doubtReadable': { actions: assign({ doubtReadable: true }) },
    'paper.doubtEnded': { actions: assign({ doubt: null }) },
    'paper.rollSeen': { actions: assign({ rollSeen: ({ event }) => event.roll }) },
    'paper.settled': { actions: assign({ paperSettled: true }) },
    'paper.silenceLasted': { actions: assign({ silenceLasted: true }) },
    'paper.slipPrinted': {},
    'paper.checked': {},
    'otherPrinter.seen': {
      actions: assign({ otherPrinter: ({ event: { device, status } }) => ({ device, status }) }),
    },
    'flow.otherPrinterWished': [{ guard: 'otherCanPrint', actions: 'moveToOtherPrinter' }, {}],
    'duty.seen': { actions: assign({ attended: ({ event }) => event.attended }) },
    'promise.none': {},
    'exercise.ended': {},
    // A key that the last conversation handed back was quicker: a promise that was about to be offered is offered afterwards.
    'flow.opened': [
      {
        guard: ({ event }) => event.opened.name === 'refund' && event.opened.input.deferred !== null,
        actions: assign({ offerDue: true }),
      },
      {},
    ],
    'reader.*': {},
    'pinPad.*': {},
    'pin.kept': {},
    'scanner.*': {},
    'keypad.pressed': {},
    'money.*': {},
    'service.*': {},
    'settlement.progressed': {},
    'flow.dutyCalled': { actions: 'callDuty' },
    'flow.moneyRequested': {
      actions: sendTo('acquiring', ({ event }) => ({ type: 'money.requested', request: event.request })),
    },
    'flow.balanceRequested': {
      actions: sendTo('acquiring', ({ event }) => ({ type: 'balance.requested', request: event.request })),
    },
    'flow.comparisonRequested': {
      actions: sendTo('acquiring', ({ event }) => ({ type: 'comparison.requested', txn: event.txn })),
    },
    'flow.partAnswered': {
      actions: sendTo('acquiring', ({ event }) => ({
        type: 'money.partAnswered',
        txn: event.txn,
        agreed: event.agreed,
      })),
    },
    'flow.moneyWithdrawn': {
      actions: sendTo('acquiring', ({ event }) => ({ type: 'money.withdrawn', txn: event.txn })),
    },
    // An error of a child is not "unexpected": it must end the process, so it is left to end this machine.
    '*': {
      guard: ({ event }) => !(event as { type: string }).type.startsWith('xstate.'),
      actions: { type: 'noteUnexpected', params: ({ event }) => ({ type: event.type }) },
    },
  },
  states: {
    idle: {
      entry: ['lookAtDuty', 'restJournal', 'showDoubt', 'offerPromise'],
      after: {
        idleLockMs: {
          guard: ({ context }) => context.attended && context.policy.people.lockAfterIdleMinutes > 0,
          actions: 'lockShift',
        },
      },
      on: {
        'keypad.pressed': [
          {
            guard: ({ context }) => !context.attended,
            actions: {
              type: 'openConversation',
              params: ({ event }) => ({ wish: 'signIn', key: isDigitKey(event.key) ? event.key : null }),
            },
          },
          {
            guard: ({ context, event }) => context.doubt !== null && event.key === 'confirm',
            actions: sendTo('paper', { type: 'paper.judged', complete: true }),
          },
          {
            guard: ({ context, event }) => context.doubt !== null && event.key === 'cancel',
            actions: sendTo('paper', { type: 'paper.judged', complete: false }),
          },
          {
            guard: ({ context, event }) => rollAnswer(context, event.key) !== null,
            actions: sendTo('paper', ({ context, event }) => rollAnswer(context, event.key) ?? NO_ANSWER),
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && awaitsCashier(context.printerStatus),
            actions: sendTo('paper', { type: 'paper.cleared' }),
          },
          {
            guard: ({ context, event }) => event.key === 'cancel' && awaitsCashier(context.printerStatus),
            actions: sendTo('paper', { type: 'paper.givenUp' }),
          },
          {
            guard: 'isDigit',
            actions: { type: 'openConversation', params: ({ event }) => ({ wish: 'sale', key: event.key }) },
          },
          {
            guard: 'opensSomething',
            actions: {
              type: 'openConversation',
              params: ({ event }) => ({ wish: OPENING_KEYS[event.key] ?? 'sale', key: null }),
            },
          },
          { guard: { type: 'isKey', params: 'functions' }, target: 'choosingFunction' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && paperTrouble(context.printerStatus) === null,
            actions: { type: 'openConversation', params: { wish: 'promise', key: null } },
          },
        ],
        // Goods on the counter begin a sale of items.
        'scanner.scanned': {
          actions: {
            type: 'openSequel',
            params: ({ event }) => ({ sequel: { wish: 'basket', code: event.code, caseId: null, scanned: true } }),
          },
        },
        'flow.opened': { target: 'conversing', actions: assign({ conversation: ({ event }) => event.opened }) },
        'exercise.ended': { actions: { type: 'openConversation', params: { wish: 'training', key: null } } },
        'paper.settled': { actions: [assign({ paperSettled: true }), 'offerPromise'] },
        'paper.doubtEnded': { actions: [assign({ doubt: null }), 'offerPromise'] },
      },
    },
    /** With one conversation at a time; each hears everything and takes what concerns it. */
    conversing: {
      entry: 'startConversation',
      exit: 'endConversation',
      on: {
        'keypad.pressed': { actions: 'toFlow' },
        'reader.*': { actions: 'toFlow' },
        'pinPad.*': { actions: 'toFlow' },
        'pin.kept': { actions: 'toFlow' },
        'scanner.scanned': { actions: 'toFlow' },
        'money.*': { actions: 'toFlow' },
        'service.*': { actions: 'toFlow' },
        'settlement.progressed': { actions: 'toFlow' },
        'paper.statusSeen': { actions: ['noteStatus', 'tellFlowAboutPaper'] },
        'xstate.done.actor.flow': { target: 'idle', actions: 'goOn' },
      },
    },
    /** What has no key of its own: 0 opens the drawer, 1 shows the devices, the others open a conversation; any other key goes back. */
    choosingFunction: {
      on: {
        'keypad.pressed': [
          { guard: { type: 'isKey', params: '0' }, target: 'idle', actions: 'openDrawer' },
          { guard: { type: 'isKey', params: '1' }, target: 'showingHealth' },
          {
            guard: ({ context, event }) => event.key === 'functions' && otherCanPrint(context),
            target: 'idle',
            actions: 'moveToOtherPrinter',
          },
          {
            guard: 'isFunction',
            actions: {
              type: 'openConversation',
              params: ({ event }) => ({ wish: FUNCTION_KEYS[event.key] ?? 'settlement', key: null }),
            },
          },
          { target: 'idle' },
        ],
        'flow.opened': { target: 'conversing', actions: assign({ conversation: ({ event }) => event.opened }) },
      },
      after: { patienceMs: 'idle' },
    },
    /** The devices on one page; a digit shows one of them, where a device that was exchanged is accepted; any other key goes back. */
    showingHealth: {
      entry: assign({ chosenDevice: null }),
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => context.chosenDevice !== null && event.key === 'confirm',
            actions: ['confirmDevice', assign({ chosenDevice: null })],
          },
          { guard: ({ context }) => context.chosenDevice !== null, actions: assign({ chosenDevice: null }) },
          {
            guard: ({ context, event }) => context.devices[Number(event.key) - 1] !== undefined,
            actions: assign({ chosenDevice: ({ event }) => Number(event.key) - 1 }),
          },
          { target: 'idle' },
        ],
      },
    },
  },
});
