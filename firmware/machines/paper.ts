/**
 * The desk at which paper debts are paid, one slip at a time, in order (design §6). It knows nothing of money.
 *
 * "Printed" is only ever the printer's ordered answer or the operator's word. A slip that stopped half-way is waited for while the
 * printer still holds it; it is replaced only when it is proven that its end never comes; where nobody can know, the operator is
 * asked, and without an answer the next slip is a marked duplicate.
 */
import { assign, sendParent } from 'xstate';
import { inHandOf, isAnotherRoll, isOurs, type PaperReport, paperDesk, weighedOf } from './paper-desk.ts';

export const paperMachine = paperDesk.createMachine({
  id: 'paper',
  context: {
    status: null,
    inHand: null,
    held: null,
    unknown: null,
    leaving: false,
    roll: null,
    isDuplicate: false,
    drawerWaits: null,
  },
  initial: 'withoutPrinter',
  on: {
    'printer.statusChanged': {
      actions: ['seeStatus'],
    },
    'paper.silenceLasted': {
      actions: ['recordSilence', sendParent({ type: 'paper.silenceLasted' } satisfies PaperReport)],
    },
    'paper.cleared': { actions: 'recover' },
    'paper.givenUp': {},
    'paper.drawerWanted': { actions: { type: 'refuseDrawer', params: ({ event }) => ({ txn: event.txn }) } },
    'paper.drawerRefused': {},
    // Whatever is under way comes to its end first.
    'paper.moveWished': { actions: 'wishToLeave' },
    'printer.lost': {
      target: '.withoutPrinter',
      actions: [
        { type: 'recordStatus', params: ({ context }) => ({ before: context.status, now: null }) },
        'timeSilence',
        'forgetStatus',
        'reportNoStatus',
      ],
    },
  },
  states: {
    withoutPrinter: {
      entry: ['letGo', 'refuseWaiting', 'forgetWaiting'],
      always: { guard: 'isLeaving', target: 'moving' },
      on: {
        'printer.identified': {
          target: 'takingUpWork',
          actions: ['seeStatus'],
        },
      },
    },
    /** The other printer is told of as one that was just connected; what it may print is looked for then. */
    moving: {
      entry: ['letGo', 'forgetRoll', 'forgetStatus', 'reportNoStatus', 'movePrinter', assign({ leaving: false })],
      always: 'withoutPrinter',
    },
    /** Between two slips. */
    goingOn: { always: [{ guard: 'isLeaving', target: 'moving' }, { target: 'takingUpWork' }] },
    takingUpWork: {
      entry: ['letGo', 'takeUpWork'],
      on: {
        'paper.slipRemembered': { target: 'working.recollecting', actions: 'takeInHand' },
        'paper.slipStarted': { target: 'working.printing', actions: 'takeInHand' },
        'paper.slipInDoubt': { target: 'asking', actions: 'takeInHand' },
        'paper.rollAsked': { target: 'askingRoll', actions: 'askAboutRoll' },
        'paper.nothingToPrint': {
          target: 'resting',
          actions: sendParent({ type: 'paper.settled' } satisfies PaperReport),
        },
      },
    },
    resting: {
      on: {
        'paper.lent': 'lent',
        'paper.moveWished': 'moving',
        'paper.debtAdded': 'takingUpWork',
        // The approval's own entry may have started the first slip already: one durable commit less before the first byte.
        'paper.slipStarted': { target: 'working.printing', actions: 'takeInHand' },
        'printer.statusChanged': {
          target: 'takingUpWork',
          actions: ['forgetRollOfBefore', 'seeStatus'],
        },
      },
      after: {
        rollPatienceMs: {
          guard: ({ context }) => context.roll !== null,
          target: 'takingUpWork',
          actions: 'forgetRoll',
        },
      },
    },
    /** Receipts are out; what is left are reports for which the roll may not do. Nothing else waits for the answer. */
    askingRoll: {
      entry: [
        sendParent({ type: 'paper.rollSeen', roll: 'asked' } satisfies PaperReport),
        sendParent({ type: 'paper.settled' } satisfies PaperReport),
      ],
      exit: sendParent({ type: 'paper.rollSeen', roll: null } satisfies PaperReport),
      on: {
        'paper.lent': 'lent',
        'paper.moveWished': 'moving',
        'paper.debtAdded': 'takingUpWork',
        'paper.rollAnswered': [
          {
            guard: ({ event }) => event.answer === 'change',
            target: 'changingRoll',
            actions: {
              type: 'recordWeighed',
              params: ({ context, event }) => ({ weighed: weighedOf(context), answer: event.answer }),
            },
          },
          {
            target: 'goingOn',
            actions: [
              {
                type: 'recordWeighed',
                params: ({ context, event }) => ({ weighed: weighedOf(context), answer: event.answer }),
              },
              'noteRollAnswer',
            ],
          },
        ],
        'printer.statusChanged': {
          target: 'takingUpWork',
          actions: ['forgetRollOfBefore', 'seeStatus'],
        },
      },
    },
    /** Until the printer has been opened and closed, or somebody says that the new roll is in. */
    changingRoll: {
      entry: sendParent({ type: 'paper.rollSeen', roll: 'changing' } satisfies PaperReport),
      exit: sendParent({ type: 'paper.rollSeen', roll: null } satisfies PaperReport),
      on: {
        'paper.moveWished': 'moving',
        'paper.rollChanged': { target: 'takingUpWork', actions: ['recordRollLoaded', 'forgetRoll'] },
        'paper.rollAnswered': {
          guard: ({ event }) => event.answer === 'later',
          target: 'goingOn',
          actions: 'noteRollAnswer',
        },
        'printer.statusChanged': [
          {
            guard: ({ context, event }) => isAnotherRoll(context.status, event.status),
            target: 'takingUpWork',
            actions: ['seeStatus', 'recordRollLoaded', 'forgetRoll'],
          },
          {
            actions: ['seeStatus'],
          },
        ],
      },
    },
    lent: { on: { 'paper.givenBack': 'goingOn' } },
    working: {
      initial: 'printing',
      on: {
        'paper.moveWished': {
          actions: ['wishToLeave', { type: 'giveUp', params: ({ context }) => ({ inHand: inHandOf(context) }) }],
        },
        'printer.jobPrinted': {
          guard: ({ context, event }) => isOurs(context, event),
          target: 'afterPrinted',
          actions: [
            {
              type: 'recordPrinted',
              params: ({ context, event }) => ({ inHand: inHandOf(context), evidence: event.evidence }),
            },
            'reportPrinted',
          ],
        },
        'printer.jobNotPrinted': {
          guard: ({ context, event }) => isOurs(context, event),
          target: 'pausing',
          actions: {
            type: 'recordNotPrinted',
            params: ({ context, event }) => ({ inHand: inHandOf(context), proof: event.proof, proven: event.proven }),
          },
        },
        'printer.jobUnknown': {
          guard: ({ context, event }) => isOurs(context, event),
          target: 'unknown',
          actions: assign({ unknown: ({ event }) => ({ cause: event.cause, proven: event.proven }) }),
        },
        'printer.jobHeld': {
          guard: ({ context, event }) => isOurs(context, event),
          target: '.held',
          actions: [
            {
              type: 'recordHeld',
              params: ({ context, event }) => ({
                inHand: inHandOf(context),
                cause: event.cause,
                proven: event.proven,
                handedOver: event.handedOver,
                segments: event.segments,
              }),
            },
            assign({ held: ({ event }) => ({ cause: event.cause, proven: event.proven, segments: event.segments }) }),
          ],
        },
      },
      states: {
        printing: {
          on: {
            'paper.drawerWanted': {
              actions: ['refuseWaiting', assign({ drawerWaits: ({ event }) => ({ txn: event.txn }) })],
            },
          },
        },
        held: {
          entry: ['refuseWaiting', 'forgetWaiting', 'giveUpWhereLeaving'],
          on: {
            'paper.givenUp': { actions: { type: 'giveUp', params: ({ context }) => ({ inHand: inHandOf(context) }) } },
            'printer.jobResumable': {
              guard: ({ context, event }) => isOurs(context, event) && !context.leaving,
              target: 'printing',
              actions: [
                { type: 'recordResumedAndResume', params: ({ context }) => ({ inHand: inHandOf(context) }) },
                assign({ held: null }),
              ],
            },
          },
        },
        recollecting: {},
      },
    },
    /** `recordPrinted` may have started the next slip in the same entry; else there is work to look for. */
    afterPrinted: {
      entry: 'letGo',
      on: {
        'paper.slipStarted': { target: 'working.printing', actions: 'takeInHand' },
        'paper.debtAdded': [
          { guard: ({ context }) => context.drawerWaits !== null, target: 'openingDrawer' },
          { target: 'goingOn' },
        ],
      },
    },
    /** Behind the slip that was under way; the next one waits for the printer's answer. */
    openingDrawer: {
      entry: [
        { type: 'pulseDrawer', params: ({ context }) => ({ txn: context.drawerWaits?.txn ?? null }) },
        assign({ drawerWaits: null }),
      ],
      on: { 'printer.drawerPulsed': 'goingOn', 'paper.drawerRefused': 'goingOn' },
    },
    /** The line may be lost in the same breath: no number is spent on a printer that is going. */
    pausing: { entry: ['letGo', 'refuseWaiting', 'forgetWaiting'], after: { breathMs: 'goingOn' } },
    /**
     * When the line is lost with a slip under way, the loss follows in the same breath: the slip stays started in the journal, and the
     * printer is asked about it when it is back. Only what a present printer cannot tell is in doubt.
     */
    unknown: {
      entry: ['refuseWaiting', 'forgetWaiting'],
      after: {
        breathMs: {
          target: 'afterUnknown',
          actions: {
            type: 'recordUnknown',
            params: ({ context }) => {
              if (context.unknown === null) throw new Error('nothing is unknown');
              return { inHand: inHandOf(context), ...context.unknown };
            },
          },
        },
      },
    },
    afterUnknown: {
      on: {
        'paper.slipInDoubt': { target: 'asking', actions: 'takeInHand' },
        'paper.debtAdded': 'goingOn',
      },
    },
    /** A key that was on its way when the question came up is no answer: it would end a debt of paper that nobody has looked at. */
    asking: {
      exit: sendParent({ type: 'paper.doubtEnded' } satisfies PaperReport),
      on: { 'paper.doubtShown': '.unread' },
      initial: 'unread',
      states: {
        unread: {
          entry: sendParent(
            ({ context }) => ({ type: 'paper.doubtRaised', slip: inHandOf(context).slip }) satisfies PaperReport,
          ),
          after: { readingMs: 'readable' },
        },
        readable: {
          entry: sendParent({ type: 'paper.doubtReadable' } satisfies PaperReport),
          on: {
            'paper.judged': {
              target: '#paper.goingOn',
              actions: {
                type: 'recordJudged',
                params: ({ context, event }) => ({ inHand: inHandOf(context), complete: event.complete }),
              },
            },
          },
        },
      },
      after: {
        doubtPatienceMs: {
          guard: ({ context }) => !context.isDuplicate,
          target: 'goingOn',
          actions: { type: 'recordJudged', params: ({ context }) => ({ inHand: inHandOf(context), complete: false }) },
        },
      },
    },
  },
});
