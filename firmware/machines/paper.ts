/**
 * The desk at which paper debts are paid, one slip at a time, in order (design §6). It knows nothing of money.
 *
 * "Printed" is only ever the printer's ordered answer or the operator's word. A slip that stopped half-way is waited for while the
 * printer still holds it; it is replaced only when it is proven that its end never comes; where nobody can know, the operator is
 * asked, and without an answer the next slip is a marked duplicate.
 */
import { assign, enqueueActions, sendParent, setup } from 'xstate';
import type { HoldCause, PrintEvidence, PrinterEvent, PrinterStatus } from '../../drivers/printer/printer.ts';
import type { CopyId, SlipNumber, TransactionId } from '../../storage/facts.ts';
import { paperTrouble, SILENCE_IS_OUTAGE_MS } from '../rules/paper-policy.ts';
import { effect } from './effect.ts';

/** One slip on its way: the journal has spent its number. */
export interface SlipInHand {
  readonly txn: TransactionId;
  readonly copy: CopyId;
  readonly slip: SlipNumber;
  /** The driver's name for it. */
  readonly job: string;
}

export type PaperEvent =
  | PrinterEvent
  /** A debt may have been added, or it may be possible to pay one now. */
  | { readonly type: 'paper.debtAdded' }
  /** `receipt.started` stands in the journal and the job is with the driver. */
  | { readonly type: 'paper.slipStarted'; readonly inHand: SlipInHand }
  /** A slip of an earlier life is being looked for in the printer. */
  | { readonly type: 'paper.slipRemembered'; readonly inHand: SlipInHand }
  | { readonly type: 'paper.nothingToPrint' }
  /** A slip whose fate the operator must tell stands in the journal as doubtful. */
  | { readonly type: 'paper.slipInDoubt'; readonly inHand: SlipInHand; readonly isDuplicate: boolean }
  | { readonly type: 'paper.judged'; readonly complete: boolean }
  /** The cashier has removed what jammed the printer, without opening its cover. */
  | { readonly type: 'paper.cleared' }
  /** The slip that the printer holds shall not be finished. */
  | { readonly type: 'paper.givenUp' }
  /** The printer does not take a pulse for the drawer now. Behind a slip that is being printed it waits; else it is refused. */
  | { readonly type: 'paper.drawerWanted'; readonly txn: TransactionId | null }
  /** The printer did not take the pulse that waited: that stands in the journal. */
  | { readonly type: 'paper.drawerRefused' }
  /** The cashier wants slips to come out of the other printer. */
  | { readonly type: 'paper.moveWished' }
  /** It has not said for so long what state it is in. */
  | { readonly type: 'paper.silenceLasted' }
  /** The technician prints on it, between two slips; debts wait until it is given back. */
  | { readonly type: 'paper.lent' }
  | { readonly type: 'paper.givenBack' };

export interface PaperContext {
  readonly status: PrinterStatus | null;
  readonly inHand: SlipInHand | null;
  readonly held: { readonly cause: HoldCause; readonly proven: number; readonly segments: number } | null;
  /** What the driver could not tell, until it is written down. */
  readonly unknown: { readonly cause: string; readonly proven: number } | null;
  /** As soon as the fate of the slip in hand stands in the journal, slips come out of the other printer. */
  readonly leaving: boolean;
  /** The slip that is asked about is a duplicate itself. */
  readonly isDuplicate: boolean;
  /** The drawer is opened as soon as the slip that is being printed has ended; for the movement of cash `txn`. */
  readonly drawerWaits: { readonly txn: TransactionId | null } | null;
}

/** The terminal hears of these to offer what waits for paper. */
export type PaperReport =
  | { readonly type: 'paper.settled' }
  | { readonly type: 'paper.slipPrinted'; readonly txn: TransactionId }
  /** Nobody but the operator can tell whether this slip is complete. */
  | { readonly type: 'paper.doubtRaised'; readonly slip: SlipNumber }
  | { readonly type: 'paper.doubtEnded' }
  /** Nothing has come from the printer for so long that it is an outage. */
  | { readonly type: 'paper.silenceLasted' }
  | { readonly type: 'paper.statusSeen'; readonly status: PrinterStatus | null };

/**
 * How long the operator is asked before a marked duplicate is printed. About a duplicate the question stays until it is answered: a printer
 * that proves nothing would print one after the other on nobody's word.
 */
const DOUBT_PATIENCE_MS = 60_000;

const SILENCE = 'silence';

const inHandOf = (context: PaperContext): SlipInHand => {
  if (context.inHand === null) throw new Error('no slip in hand');
  return context.inHand;
};
const isOurs = (context: PaperContext, event: { readonly job: string }) => context.inHand?.job === event.job;

export const paperMachine = setup({
  types: { context: {} as PaperContext, events: {} as PaperEvent },
  actions: {
    /** First the slip of an earlier life, then the next debt; answers with one of the `paper.…` events above. */
    takeUpWork: effect('takeUpWork'),
    /** May start the next slip in the same entry, unless the drawer waits; sends `paper.slipStarted` or `paper.debtAdded`. */
    recordPrinted: effect<{ inHand: SlipInHand; evidence: PrintEvidence }>('recordPrinted'),
    recordHeld: effect<{ inHand: SlipInHand; cause: string; proven: number; handedOver: number; segments: number }>(
      'recordHeld',
    ),
    recordResumedAndResume: effect<{ inHand: SlipInHand }>('recordResumedAndResume'),
    recordNotPrinted: effect<{ inHand: SlipInHand; proof: string; proven: number }>('recordNotPrinted'),
    /** The journal may know more than the driver; sends `paper.slipInDoubt` or `paper.debtAdded`. */
    recordUnknown: effect<{ inHand: SlipInHand; cause: string; proven: number }>('recordUnknown'),
    recordJudged: effect<{ inHand: SlipInHand; complete: boolean }>('recordJudged'),
    /** DLE ENQ 1, where the printer's error wants it. */
    recover: effect('recover'),
    /** DLE DC4 fn 8; the printer's acknowledgement, or its silence, ends the slip. */
    giveUp: effect<{ inHand: SlipInHand }>('giveUp'),
    /** Journals the refusal of the drawer; sends `paper.debtAdded`. */
    refuseDrawer: effect<{ txn: TransactionId | null }>('refuseDrawer'),
    /** The printer's answer comes as an event; where it does not take the pulse: journals that, sends `paper.drawerRefused`. */
    pulseDrawer: effect<{ txn: TransactionId | null }>('pulseDrawer'),
    /** The slip has not come to its end: a drawer that opened who knows when would surprise whoever stands there. */
    refuseWaiting: enqueueActions(({ context, enqueue }) => {
      if (context.drawerWaits !== null) enqueue({ type: 'refuseDrawer', params: context.drawerWaits });
    }),
    forgetWaiting: assign({ drawerWaits: null }),
    /** Journals that slips come out of the other printer from now on; `printer.identified` follows where it is there. */
    movePrinter: effect('movePrinter'),
    wishToLeave: assign({ leaving: true }),
    giveUpWhereLeaving: enqueueActions(({ context, enqueue }) => {
      if (context.leaving) enqueue({ type: 'giveUp', params: { inHand: inHandOf(context) } });
    }),
    forgetStatus: assign({ status: null }),
    reportNoStatus: sendParent({ type: 'paper.statusSeen', status: null } satisfies PaperReport),
    /** A printer that says nothing may only be slow to answer: from a silence that lasts on there is an outage. */
    timeSilence: enqueueActions(({ context, event, enqueue }) => {
      const was = paperTrouble(context.status);
      const is = paperTrouble('status' in event ? event.status : null);
      if (is === was) return;
      enqueue.cancel(SILENCE);
      if (is === 'printer-silent')
        enqueue.raise({ type: 'paper.silenceLasted' }, { id: SILENCE, delay: SILENCE_IS_OUTAGE_MS });
    }),
    /** Journals that there is an outage. */
    recordSilence: effect('recordSilence'),
    recordStatus: effect<{ before: PrinterStatus | null; now: PrinterStatus | null }>('recordStatus'),
    takeInHand: assign({
      inHand: ({ context, event }) =>
        event.type === 'paper.slipStarted' ||
        event.type === 'paper.slipRemembered' ||
        event.type === 'paper.slipInDoubt'
          ? event.inHand
          : context.inHand,
      held: null,
      isDuplicate: ({ event }) => event.type === 'paper.slipInDoubt' && event.isDuplicate,
    }),
    letGo: assign({ inHand: null, held: null, unknown: null }),
    reportPrinted: sendParent(
      ({ context }) => ({ type: 'paper.slipPrinted', txn: inHandOf(context).txn }) satisfies PaperReport,
    ),
  },
  guards: {
    canPrint: ({ context }) => paperTrouble(context.status) === null,
    nothingInHand: ({ context }) => context.inHand === null,
    isLeaving: ({ context }) => context.leaving,
  },
  delays: { doubtPatienceMs: DOUBT_PATIENCE_MS, breathMs: 0 },
}).createMachine({
  id: 'paper',
  context: {
    status: null,
    inHand: null,
    held: null,
    unknown: null,
    leaving: false,
    isDuplicate: false,
    drawerWaits: null,
  },
  initial: 'withoutPrinter',
  on: {
    'printer.statusChanged': {
      actions: [
        { type: 'recordStatus', params: ({ context, event }) => ({ before: context.status, now: event.status }) },
        'timeSilence',
        assign({ status: ({ event }) => event.status }),
        sendParent(({ event }) => ({ type: 'paper.statusSeen', status: event.status }) satisfies PaperReport),
      ],
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
          actions: [
            { type: 'recordStatus', params: ({ context, event }) => ({ before: context.status, now: event.status }) },
            'timeSilence',
            assign({ status: ({ event }) => event.status }),
            sendParent(({ event }) => ({ type: 'paper.statusSeen', status: event.status }) satisfies PaperReport),
          ],
        },
      },
    },
    /** The other printer is told of as one that was just connected; what it may print is looked for then. */
    moving: {
      entry: ['letGo', 'forgetStatus', 'reportNoStatus', 'movePrinter', assign({ leaving: false })],
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
          actions: [
            { type: 'recordStatus', params: ({ context, event }) => ({ before: context.status, now: event.status }) },
            'timeSilence',
            assign({ status: ({ event }) => event.status }),
            sendParent(({ event }) => ({ type: 'paper.statusSeen', status: event.status }) satisfies PaperReport),
          ],
        },
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
    asking: {
      entry: sendParent(
        ({ context }) => ({ type: 'paper.doubtRaised', slip: inHandOf(context).slip }) satisfies PaperReport,
      ),
      exit: sendParent({ type: 'paper.doubtEnded' } satisfies PaperReport),
      on: {
        'paper.judged': {
          target: 'goingOn',
          actions: {
            type: 'recordJudged',
            params: ({ context, event }) => ({ inHand: inHandOf(context), complete: event.complete }),
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
