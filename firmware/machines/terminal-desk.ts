/** What the terminal hears, knows and does; its chart is `terminal.ts`. */
import { assign, enqueueActions, sendTo, setup } from 'xstate';
import type { AcquirerEvent } from '../../drivers/acquirer/acquirer.ts';
import type { CardReaderEvent } from '../../drivers/card-reader/card-reader.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { PrinterEvent, PrinterIdentity, PrinterStatus } from '../../drivers/printer/printer.ts';
import type { ScannerEvent } from '../../drivers/scanner/scanner.ts';
import type { MoneyKind, PrinterPlace, SlipNumber } from '../../storage/facts.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
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
import { otherCanPrint, type PaperSeen } from './paper-keys.ts';
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

export const terminalDesk = setup({
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
});
