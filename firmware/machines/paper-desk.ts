/**
 * What the paper desk knows, hears, says and does, apart from its chart (paper.ts).
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
  /** The page with the question has just come up again: it is read before it is answered. */
  | { readonly type: 'paper.doubtShown' }
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
  /** What is left of the roll may not do for a report; receipts are not asked about. */
  | { readonly type: 'paper.rollAsked'; readonly weighed: WeighedReport }
  | { readonly type: 'paper.rollAnswered'; readonly answer: 'print' | 'later' | 'change' }
  /** The new roll is in, by the cashier's word. */
  | { readonly type: 'paper.rollChanged' }
  /** The technician prints on it, between two slips; debts wait until it is given back. */
  | { readonly type: 'paper.lent' }
  | { readonly type: 'paper.givenBack' };

/** A report as it would be printed, in millimetres. */
export interface WeighedReport {
  readonly txn: TransactionId;
  readonly copy: CopyId;
  readonly lengthMm: number;
  /** Of the roll; null: nobody has seen it being loaded. */
  readonly leftMm: number | null;
}

export interface PaperContext {
  readonly status: PrinterStatus | null;
  readonly inHand: SlipInHand | null;
  readonly held: { readonly cause: HoldCause; readonly proven: number; readonly segments: number } | null;
  /** What the driver could not tell, until it is written down. */
  readonly unknown: { readonly cause: string; readonly proven: number } | null;
  /** As soon as the fate of the slip in hand stands in the journal, slips come out of the other printer. */
  readonly leaving: boolean;
  /** The report that may be too long for the roll, and what the cashier said; `later` holds for every such report, until there is another roll. */
  readonly roll: (WeighedReport & { readonly answer: 'print' | 'later' | null }) | null;
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
  /** The question has stood there for as long as it takes to see it: from now on keys answer it. */
  | { readonly type: 'paper.doubtReadable' }
  | { readonly type: 'paper.doubtEnded' }
  /** The cashier is asked whether a report is to be printed, or is changing the roll; null: no more. */
  | { readonly type: 'paper.rollSeen'; readonly roll: 'asked' | 'changing' | null }
  /** Nothing has come from the printer for so long that it is an outage. */
  | { readonly type: 'paper.silenceLasted' }
  | { readonly type: 'paper.statusSeen'; readonly status: PrinterStatus | null };

/**
 * How long the operator is asked before a marked duplicate is printed. About a duplicate the question stays until it is answered: a printer
 * that proves nothing would print one after the other on nobody's word.
 */
const DOUBT_PATIENCE_MS = 60_000;

/**
 * How long the question stands there without its keys. Keys are pressed five to ten a second and not looked at one by one: whoever was
 * typing when it came up has stopped by then, or goes on with what is no answer.
 */
const READING_MS = 1_000;

const SILENCE = 'silence';

/** A report that waits for a roll is asked about again after so long, in case somebody has changed it unseen. */
const ROLL_PATIENCE_MS = 30 * 60_000;

export function isAnotherRoll(before: PrinterStatus | null, now: PrinterStatus): boolean {
  if (paperTrouble(now) !== null) return false;
  return paperTrouble(before) !== null || (before?.paper === 'near-end' && now.paper === 'ok');
}

export const inHandOf = (context: PaperContext): SlipInHand => {
  if (context.inHand === null) throw new Error('no slip in hand');
  return context.inHand;
};
export const weighedOf = ({ roll }: PaperContext): WeighedReport => {
  if (roll === null) throw new Error('no report was weighed');
  const { txn, copy, lengthMm, leftMm } = roll;
  return { txn, copy, lengthMm, leftMm };
};
export const isOurs = (context: PaperContext, event: { readonly job: string }) => context.inHand?.job === event.job;

export const paperDesk = setup({
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
    /** Journals the cashier's answer. */
    recordWeighed: effect<{ weighed: WeighedReport; answer: 'print' | 'later' | 'change' }>('recordWeighed'),
    /** Journals that a new roll is in the printer. */
    recordRollLoaded: effect('recordRollLoaded'),
    askAboutRoll: assign({
      roll: ({ context, event }) =>
        event.type === 'paper.rollAsked' ? { ...event.weighed, answer: null } : context.roll,
    }),
    noteRollAnswer: assign({
      roll: ({ context, event }) =>
        event.type === 'paper.rollAnswered' && event.answer !== 'change' && context.roll !== null
          ? { ...context.roll, answer: event.answer }
          : context.roll,
    }),
    forgetRoll: assign({ roll: null }),
    /** The printer can print again, or its sensor sees more paper: whatever was said of the roll may be another roll's. */
    forgetRollOfBefore: assign({
      roll: ({ context, event }) =>
        event.type === 'printer.statusChanged' && isAnotherRoll(context.status, event.status) ? null : context.roll,
    }),
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
    /** Journals what it means for an outage, and tells the terminal. */
    seeStatus: enqueueActions(({ context, event, enqueue }) => {
      if (!('status' in event)) return;
      const { status } = event;
      enqueue({ type: 'recordStatus', params: { before: context.status, now: status } });
      enqueue('timeSilence');
      enqueue.assign({ status });
      enqueue.sendParent({ type: 'paper.statusSeen', status } satisfies PaperReport);
    }),
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
  delays: { readingMs: READING_MS, doubtPatienceMs: DOUBT_PATIENCE_MS, rollPatienceMs: ROLL_PATIENCE_MS, breathMs: 0 },
});
