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
import type { SlipNumber } from '../../storage/facts.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
import type { Policy } from '../rules/policy.ts';
import { acquiringMachine } from './acquiring.ts';
import { type DeviceName, deviceLinkMachine } from './device-link.ts';
import { effect } from './effect.ts';
import {
  type FlowAsks,
  type FlowOutput,
  isDigitKey,
  type KeyPressed,
  type PaperChecked,
  type PinPadReport,
} from './flow.ts';
import type { MoneyReport } from './money.ts';
import { type PaperReport, paperMachine } from './paper.ts';
import { type RefundInput, refundMachine } from './refund.ts';
import { reprintMachine } from './reprint.ts';
import { type ResolutionInput, resolutionMachine } from './resolution.ts';
import { type SaleInput, saleMachine } from './sale.ts';
import { type SettlementInput, settlementMachine } from './settlement.ts';

export type FlowOpened =
  | { readonly type: 'flow.saleOpened'; readonly input: SaleInput }
  | { readonly type: 'flow.refundOpened'; readonly input: RefundInput }
  | { readonly type: 'flow.settlementOpened'; readonly input: SettlementInput }
  | { readonly type: 'flow.resolutionOpened'; readonly input: ResolutionInput };

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
  /** A debt of paper was added by a flow. */
  | { readonly type: 'paper.debtAdded' }
  /** No refund is waiting to be completed. */
  | { readonly type: 'promise.none' };

export interface TerminalContext {
  readonly devices: readonly DeviceName[];
  readonly policy: Policy;
  readonly saleInput: SaleInput | null;
  readonly refundInput: RefundInput | null;
  readonly settlementInput: SettlementInput | null;
  readonly resolutionInput: ResolutionInput | null;
  readonly printerStatus: PrinterStatus | null;
  /** The slip whose fate the operator is asked about. */
  readonly doubt: SlipNumber | null;
  /** On the health page, counted from 0. */
  readonly chosenDevice: number | null;
  /** Paper has come back since promised refunds were last offered. */
  readonly offerDue: boolean;
  /** Every slip that was owed when paper came back has been dealt with. */
  readonly paperSettled: boolean;
}

export interface TerminalInput {
  readonly devices: readonly DeviceName[];
  readonly policy: Policy;
}

export const terminalMachine = setup({
  types: { context: {} as TerminalContext, events: {} as TerminalEvent, input: {} as TerminalInput },
  actors: {
    acquiring: acquiringMachine,
    paper: paperMachine,
    deviceLink: deviceLinkMachine,
    sale: saleMachine,
    refund: refundMachine,
    reprint: reprintMachine,
    settlement: settlementMachine,
    resolution: resolutionMachine,
  },
  actions: {
    /** What was under way when the power went: outcomes become unknown, their reversals due (rule 10). */
    recordRecovery: effect('recordRecovery'),
    /** Sends `flow.saleOpened`; this and the two below `flow.settlementOpened` while a batch is being settled. */
    openSale: effect<{ key: KeypadKey | null }>('openSale'),
    /** Sends `flow.refundOpened`. */
    openRefund: effect('openRefund'),
    /** Sends `flow.refundOpened` with the oldest promise, or `promise.none`. */
    openPromise: effect('openPromise'),
    /** Sends `flow.settlementOpened`, about the settlement under way or a new one. */
    openSettlement: effect('openSettlement'),
    /** Sends `flow.settlementOpened` if the last life left one under way (design §4: after everything else that is owed). */
    resumeSettlement: effect('resumeSettlement'),
    /** Sends `flow.resolutionOpened`. */
    openResolution: effect('openResolution'),
    /** Journals that it was asked for, then asks the printer. */
    openDrawer: effect('openDrawer'),
    recordDrawer: effect<{ executed: boolean | 'unknown' }>('recordDrawer'),
    /** The shop's logo stands in this printer now. */
    recordLogo: effect<{ printer: PrinterIdentity; key: string }>('recordLogo'),
    /** Nobody waits: the moment for the journal's housekeeping. */
    restJournal: effect('restJournal'),
    noteUnexpected: effect<{ type: string }>('noteUnexpected'),
    spawnDesksAndLinks: enqueueActions(({ context, enqueue }) => {
      enqueue.spawnChild('acquiring', {
        id: 'acquiring',
        input: { immediateAttempts: context.policy.reversal.immediateAttempts },
      });
      enqueue.spawnChild('paper', { id: 'paper' });
      for (const device of context.devices) enqueue.spawnChild('deviceLink', { id: device, input: { device } });
    }),
    toFlow: sendTo('flow', ({ event }) => event as never),
    /** A conversation that asked about the paper hears when it changes. */
    tellFlowAboutPaper: sendTo('flow', ({ context }) => ({
      type: 'paper.checked',
      trouble: paperTrouble(context.printerStatus),
    })),
    toPaper: sendTo('paper', ({ event }) => event as never),
    toAcquiring: sendTo('acquiring', ({ event }) => event as never),
    confirmDevice: sendTo(({ context }) => context.devices[context.chosenDevice ?? 0] ?? 'printer', {
      type: 'device.confirmed',
    } as never),
    callDuty: sendTo('acquiring', { type: 'duty.called' }),
    noteStatus: assign(({ context, event }) => {
      if (event.type !== 'paper.statusSeen') return {};
      const isBack = paperTrouble(event.status) === null && paperTrouble(context.printerStatus) !== null;
      return isBack
        ? { printerStatus: event.status, offerDue: true, paperSettled: false }
        : { printerStatus: event.status };
    }),
    /** Promised refunds come first when paper is back and the slips that were owed are out (requirement D7). */
    offerPromise: enqueueActions(({ context, enqueue }) => {
      const { offerDue, paperSettled, doubt, printerStatus } = context;
      if (!offerDue || !paperSettled || doubt !== null || paperTrouble(printerStatus) !== null) return;
      enqueue.assign({ offerDue: false });
      enqueue('openPromise');
    }),
    handBackKey: enqueueActions(({ event, enqueue }) => {
      const output = (event as unknown as { output?: FlowOutput }).output;
      if (output?.key) enqueue.raise({ type: 'keypad.pressed', key: output.key });
    }),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && isDigitKey(event.key),
    isKey: ({ event }, key: KeypadKey) => event.type === 'keypad.pressed' && event.key === key,
  },
}).createMachine({
  id: 'terminal',
  context: ({ input }) => ({
    devices: input.devices,
    policy: input.policy,
    saleInput: null,
    refundInput: null,
    settlementInput: null,
    resolutionInput: null,
    printerStatus: null,
    doubt: null,
    chosenDevice: null,
    offerDue: false,
    paperSettled: false,
  }),
  entry: ['recordRecovery', 'spawnDesksAndLinks', 'callDuty', 'resumeSettlement'],
  initial: 'idle',
  on: {
    'printer.*': { actions: 'toPaper' },
    'printer.drawerPulsed': {
      actions: { type: 'recordDrawer', params: ({ event }) => ({ executed: event.executed }) },
    },
    'printer.logoStored': {
      actions: { type: 'recordLogo', params: ({ event }) => ({ printer: event.printer, key: event.key }) },
    },
    'acquirer.*': { actions: 'toAcquiring' },
    'paper.debtAdded': { actions: 'toPaper' },
    'paper.statusSeen': { actions: 'noteStatus' },
    'paper.doubtRaised': { actions: assign({ doubt: ({ event }) => event.slip }) },
    'paper.doubtEnded': { actions: assign({ doubt: null }) },
    'paper.settled': { actions: assign({ paperSettled: true }) },
    'paper.slipPrinted': {},
    'paper.checked': {},
    'promise.none': {},
    // A key that the last conversation handed back was quicker: a promise that was about to be offered is offered afterwards.
    'flow.refundOpened': {
      guard: ({ event }) => event.input.deferred !== null,
      actions: assign({ offerDue: true }),
    },
    'flow.saleOpened': {},
    'reader.*': {},
    'pinPad.*': {},
    'pin.kept': {},
    'scanner.*': {},
    'keypad.pressed': {},
    'money.*': {},
    'settlement.progressed': {},
    'flow.dutyCalled': { actions: 'callDuty' },
    'flow.moneyRequested': {
      actions: sendTo('acquiring', ({ event }) => ({ type: 'money.requested', request: event.request })),
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
      entry: ['restJournal', 'offerPromise'],
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => context.doubt !== null && event.key === 'confirm',
            actions: sendTo('paper', { type: 'paper.judged', complete: true }),
          },
          {
            guard: ({ context, event }) => context.doubt !== null && event.key === 'cancel',
            actions: sendTo('paper', { type: 'paper.judged', complete: false }),
          },
          { guard: 'isDigit', actions: { type: 'openSale', params: ({ event }) => ({ key: event.key }) } },
          { guard: { type: 'isKey', params: 'sale' }, actions: { type: 'openSale', params: { key: null } } },
          { guard: { type: 'isKey', params: 'refund' }, actions: 'openRefund' },
          { guard: { type: 'isKey', params: 'reprint' }, target: 'reprinting' },
          { guard: { type: 'isKey', params: 'functions' }, target: 'showingHealth' },
          {
            guard: ({ context, event }) => event.key === 'confirm' && paperTrouble(context.printerStatus) === null,
            actions: 'openPromise',
          },
        ],
        'flow.saleOpened': { target: 'selling', actions: assign({ saleInput: ({ event }) => event.input }) },
        'flow.refundOpened': { target: 'refunding', actions: assign({ refundInput: ({ event }) => event.input }) },
        'flow.settlementOpened': {
          target: 'settling',
          actions: assign({ settlementInput: ({ event }) => event.input }),
        },
        'paper.settled': { actions: [assign({ paperSettled: true }), 'offerPromise'] },
        'paper.doubtEnded': { actions: [assign({ doubt: null }), 'offerPromise'] },
      },
    },
    selling: {
      on: {
        'keypad.pressed': { actions: 'toFlow' },
        'reader.*': { actions: 'toFlow' },
        'pinPad.*': { actions: 'toFlow' },
        'pin.kept': { actions: 'toFlow' },
        'money.*': { actions: 'toFlow' },
        'paper.statusSeen': { actions: ['noteStatus', 'tellFlowAboutPaper'] },
      },
      invoke: {
        id: 'flow',
        src: 'sale',
        input: ({ context }) => {
          if (context.saleInput === null) throw new Error('a sale without its input');
          return context.saleInput;
        },
        onDone: { target: 'idle', actions: 'handBackKey' },
      },
    },
    refunding: {
      on: {
        'keypad.pressed': { actions: 'toFlow' },
        'scanner.scanned': { actions: 'toFlow' },
        'money.*': { actions: 'toFlow' },
        'paper.statusSeen': { actions: ['noteStatus', 'tellFlowAboutPaper'] },
      },
      invoke: {
        id: 'flow',
        src: 'refund',
        input: ({ context }) => {
          if (context.refundInput === null) throw new Error('a refund without its input');
          return context.refundInput;
        },
        onDone: { target: 'idle', actions: 'handBackKey' },
      },
    },
    reprinting: {
      on: { 'keypad.pressed': { actions: 'toFlow' }, 'scanner.scanned': { actions: 'toFlow' } },
      invoke: { id: 'flow', src: 'reprint', onDone: { target: 'idle', actions: 'handBackKey' } },
    },
    settling: {
      on: {
        'keypad.pressed': { actions: 'toFlow' },
        'money.*': { actions: 'toFlow' },
        'settlement.progressed': { actions: 'toFlow' },
      },
      invoke: {
        id: 'flow',
        src: 'settlement',
        input: ({ context }) => {
          if (context.settlementInput === null) throw new Error('a settlement without its input');
          return context.settlementInput;
        },
        onDone: { target: 'idle', actions: 'handBackKey' },
      },
    },
    resolving: {
      on: { 'keypad.pressed': { actions: 'toFlow' }, 'money.*': { actions: 'toFlow' } },
      invoke: {
        id: 'flow',
        src: 'resolution',
        input: ({ context }) => {
          if (context.resolutionInput === null) throw new Error('a resolution without its input');
          return context.resolutionInput;
        },
        onDone: { target: 'idle', actions: 'handBackKey' },
      },
    },
    /** 0 opens the drawer, 8 settles, 9 resolves what needs a person. The devices on one page; a digit shows one of them, where a device that was exchanged is accepted; any other key goes back. */
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
          { guard: { type: 'isKey', params: '0' }, target: 'idle', actions: 'openDrawer' },
          { guard: { type: 'isKey', params: '8' }, actions: 'openSettlement' },
          { guard: { type: 'isKey', params: '9' }, actions: 'openResolution' },
          { target: 'idle' },
        ],
        'flow.settlementOpened': {
          target: 'settling',
          actions: assign({ settlementInput: ({ event }) => event.input }),
        },
        'flow.resolutionOpened': {
          target: 'resolving',
          actions: assign({ resolutionInput: ({ event }) => event.input }),
        },
      },
    },
  },
});
