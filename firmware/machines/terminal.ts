/**
 * The terminal: one customer at a time in the foreground, the two desks (money, paper) and a link per device behind (design §5).
 *
 * Device events come in whole; the desks get theirs, the conversation under way gets the keys, cards and reports. Nothing here waits
 * for paper, and nothing here decides about money.
 */
import { assign, sendTo } from 'xstate';
import { awaitsCashier, paperTrouble } from '../rules/paper-policy.ts';
import { FUNCTION_KEYS, OPENING_KEYS } from './conversations.ts';
import { isDigitKey } from './flow.ts';
import { listed } from './key-guards.ts';
import { NO_ANSWER, otherCanPrint, rollAnswer } from './paper-keys.ts';
import { terminalDesk } from './terminal-desk.ts';

export const terminalMachine = terminalDesk.createMachine({
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
            guard: ({ context, event }) => listed(context.devices, event) !== undefined,
            actions: assign({ chosenDevice: ({ event }) => Number(event.key) - 1 }),
          },
          { target: 'idle' },
        ],
      },
    },
  },
});
