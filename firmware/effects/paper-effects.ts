/**
 * What the paper desk does: the journal spends the slip's number, the slip is rendered from the journal, then the printer gets it
 * (design §6; museum: odoo-60939, a slip can only be rendered from the journal).
 */
import type { PrintJob } from '../../drivers/printer/printer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { copyId, NOT_HANDED_OVER, type TransactionId } from '../../storage/facts.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import type { PaperEvent, SlipInHand } from '../machines/paper-desk.ts';
import type { PaperEffects } from '../machines/start-terminal.ts';
import { paperLengthMm } from '../receipts/paper-length.ts';
import type { PaperFacts } from '../rules/paper-policy.ts';
import { paperTrouble, paperTurn, returnedBody } from '../rules/paper-policy.ts';
import { appendPulsed } from './drawer-entries.ts';
import type { Ports } from './ports.ts';
import { rollAsked, rollEffects, weighedDebts } from './roll-effects.ts';
import { slipLines } from './slips/slip-lines.ts';

/** The paper desk as the money effects see it. */
export interface PaperWork {
  /** Appends `drafts`; where the desk is free, the first copy of `txn` is started in the same durable transaction, then printed. */
  appendAndPrintFirst(drafts: readonly EntryDraft[], txn: TransactionId): void;
  /** Something appended owes a slip. */
  debtAdded(): void;
  /** The printer has not taken the pulse: it waits behind the slip that is being printed, or its refusal is journaled. */
  drawerWanted(txn: TransactionId | null): void;
  drawerIsWaiting(): boolean;
}

export interface PaperDesk {
  readonly isResting: () => boolean;
  readonly drawerIsWaiting: () => boolean;
  readonly status: () => PaperFacts | null;
  readonly send: (event: PaperEvent) => void;
}

const jobName = (slip: number): string => `slip ${slip}`;

export function paperWork(ports: Ports, desk: PaperDesk): PaperWork {
  return {
    debtAdded: () => desk.send({ type: 'paper.debtAdded' }),
    drawerIsWaiting: () => desk.drawerIsWaiting(),
    drawerWanted: (txn) => {
      if (ports.printers?.at !== 'printer2') {
        desk.send({ type: 'paper.drawerWanted', txn });
        return;
      }
      // It hangs on the first printer: behind a slip of the other one there is nothing to wait for.
      appendPulsed(ports, txn, 'refused');
      desk.send({ type: 'paper.debtAdded' });
    },
    appendAndPrintFirst: (drafts, txn) => {
      const free = desk.isResting() && paperTrouble(desk.status()) === null && ports.journal.copiesOwed().length === 0;
      if (!free || ports.printer() === null) {
        ports.journal.append(drafts, ports.stamp());
        desk.send({ type: 'paper.debtAdded' });
        return;
      }
      const inHand = firstCopyInHand(ports, txn);
      ports.journal.append([...drafts, startedDraft(ports, inHand, { kind: 'original' })], ports.stamp());
      desk.send(handOver(ports, inHand) ? { type: 'paper.slipStarted', inHand } : { type: 'paper.debtAdded' });
    },
  };
}

export function paperEffects(ports: Ports): PaperEffects {
  return {
    ...workEffects(ports),
    ...fateEffects(ports),
    ...handEffects(ports),
    ...statusEffects(ports),
    ...drawerEffects(ports),
    ...rollEffects(ports),
    movePrinter: () => ports.printers?.move(),
  };
}

/** Taking up the next slip, and going on with a held one. */
function workEffects(
  ports: Ports,
): Pick<PaperEffects, 'takeUpWork' | 'recordPrinted' | 'recordHeld' | 'recordResumedAndResume'> {
  const { journal, stamp } = ports;
  return {
    takeUpWork: ({ self, context }) => {
      const { payable, asked } = weighedDebts(ports, [...journal.copiesOwed()].sort(unfinishedFirst), context);
      const [first, ...rest] = payable;
      if (first === undefined)
        self.send(
          asked === null || !canPrint(ports, context.status) ? { type: 'paper.nothingToPrint' } : rollAsked(asked),
        );
      else if (first.state === 'started' || first.state === 'held') self.send(remember(ports, first));
      else if (first.state === 'doubtful')
        self.send({ type: 'paper.slipInDoubt', inHand: inHandOf(first), isDuplicate: isDuplicate(first) });
      else self.send(startNext(ports, [first, ...rest], context.status));
    },

    recordPrinted: ({ self, context }, { inHand, evidence }) => {
      const printed: EntryDraft = {
        type: 'receipt.printed',
        txn: inHand.txn,
        body: {
          copy: inHand.copy,
          slip: inHand.slip,
          evidence: {
            by: 'printer',
            sentHex: evidence.sentHex,
            receivedHex: evidence.receivedHex,
            ...(evidence.notes === undefined ? {} : { notes: evidence.notes }),
          },
          lengthMm: paperLengthMm(slipLines(ports, inHand)),
        },
      };
      const done = [...paperSeen(ports, context.status), printed];
      const others = journal.copiesOwed().filter((row) => row.copy !== inHand.copy);
      const [next] = weighedDebts(ports, others, context).payable;
      if (
        next === undefined ||
        context.drawerWaits !== null ||
        next.state !== 'owed' ||
        context.leaving ||
        paperTrouble(context.status) !== null ||
        ports.printer() === null
      ) {
        journal.append(done, stamp());
        self.send({ type: 'paper.debtAdded' });
        return;
      }
      const following = inHandOf({ ...next, slip: journal.counters().nextSlip });
      journal.append([...done, startedDraft(ports, following, next.nextMarking)], stamp());
      self.send(
        handOver(ports, following) ? { type: 'paper.slipStarted', inHand: following } : { type: 'paper.debtAdded' },
      );
    },

    recordHeld: (_, { inHand, ...held }) => {
      journal.append(
        [{ type: 'receipt.held', txn: inHand.txn, body: { copy: inHand.copy, slip: inHand.slip, ...held } }],
        stamp(),
      );
    },

    recordResumedAndResume: (_, { inHand }) => {
      journal.append(
        [{ type: 'receipt.resumed', txn: inHand.txn, body: { copy: inHand.copy, slip: inHand.slip } }],
        stamp(),
      );
      ports.printer()?.resume(inHand.job);
    },
  };
}

/** How a slip ended that was not simply printed. */
function fateEffects(ports: Ports): Pick<PaperEffects, 'recordNotPrinted' | 'recordUnknown' | 'recordJudged'> {
  const { journal, stamp } = ports;
  return {
    recordNotPrinted: (_, { inHand, proof, proven }) => {
      appendNotPrinted(ports, inHand, proof, proven);
    },

    recordUnknown: ({ self }, { inHand, cause, proven }) => {
      // An earlier life may have written down that the end of this slip had not left the terminal when the printer stopped.
      const row = journal.copiesOf(inHand.txn).find((candidate) => candidate.copy === inHand.copy);
      if (row !== undefined && row.state === 'held' && row.handedOver < row.segments) {
        appendNotPrinted(ports, inHand, 'never-sent', proven);
        self.send({ type: 'paper.debtAdded' });
        return;
      }
      journal.append(
        [{ type: 'receipt.doubtful', txn: inHand.txn, body: { copy: inHand.copy, slip: inHand.slip, cause, proven } }],
        stamp(),
      );
      self.send({ type: 'paper.slipInDoubt', inHand, isDuplicate: isDuplicate(row) });
    },

    recordJudged: (_, { inHand, complete }) => {
      journal.append(
        [{ type: 'receipt.judged', txn: inHand.txn, body: { copy: inHand.copy, slip: inHand.slip, complete } }],
        stamp(),
      );
    },
  };
}

/** What the cashier does about a printer that stands still. The printer's answer comes as an event, and is journaled then. */
function handEffects({ printer }: Ports): Pick<PaperEffects, 'recover' | 'giveUp'> {
  return {
    recover: () => printer()?.recover(),
    giveUp: (_, { inHand }) => printer()?.abandon(inHand.job),
  };
}

/** The drawer that waited behind a slip. */
function drawerEffects(ports: Ports): Pick<PaperEffects, 'refuseDrawer' | 'pulseDrawer'> {
  return {
    refuseDrawer: ({ self }, { txn }) => {
      appendPulsed(ports, txn, 'refused');
      self.send({ type: 'paper.debtAdded' });
    },
    pulseDrawer: ({ self }, { txn }) => {
      if (ports.printer()?.pulseDrawer() === 'accepted') return;
      appendPulsed(ports, txn, 'refused');
      self.send({ type: 'paper.drawerRefused' });
    },
  };
}

/** An outage begins with an entry and ends with one, or with the first whole slip after it, so that it can be reconciled afterwards (requirement D8). */
function statusEffects({ journal, stamp }: Ports): Pick<PaperEffects, 'recordStatus' | 'recordSilence'> {
  const append = (draft: EntryDraft): void => void journal.append([draft], stamp());
  return {
    recordStatus: (_, { before, now }) => {
      const is = paperTrouble(now);
      const outage = journal.outage();
      const turn = paperTurn(paperTrouble(before), is, outage?.state === 'open' && !outage.saidToBeBack);
      if (turn === 'ended') append({ type: 'paper.ended', txn: null, body: { cause: is ?? '' } });
      else if (turn === 'returned')
        append({ type: 'paper.returned', txn: null, body: returnedBody(journal.copiesOwed().length) });
    },

    recordSilence: () => append({ type: 'paper.ended', txn: null, body: { cause: 'printer-silent' } }),
  };
}

/**
 * An act that was begun without paper may be submitted after the paper came back, and no further word comes from the printer then: the slip that it has just
 * proven says it.
 */
function paperSeen({ journal }: Ports, status: PaperFacts | null): readonly EntryDraft[] {
  const outage = journal.outage();
  const isOpen = outage?.state === 'open' && !outage.saidToBeBack && paperTrouble(status) === null;
  return isOpen ? [{ type: 'paper.returned', txn: null, body: { awaits: 'print' } }] : [];
}

/** What is in the printer, or in doubt, comes before anything new: leftovers belong to their receipt (museum: odoo-258841). */
function unfinishedFirst(a: CopyRow, b: CopyRow): number {
  const rank = (row: CopyRow) =>
    row.state === 'started' || row.state === 'held' ? 0 : row.state === 'doubtful' ? 1 : 2;
  return rank(a) - rank(b);
}

function remember(ports: Ports, row: CopyRow): PaperEvent {
  const inHand = inHandOf(row);
  const accepted = ports.printer()?.settle({ job: inHand.job, slip: inHand.slip, lines: slipLines(ports, inHand) });
  return accepted === 'accepted' ? { type: 'paper.slipRemembered', inHand } : { type: 'paper.nothingToPrint' };
}

const canPrint = (ports: Ports, status: PaperFacts | null): boolean =>
  paperTrouble(status) === null && ports.printer() !== null;

function startNext(ports: Ports, owed: readonly CopyRow[], status: PaperFacts | null): PaperEvent {
  const [next] = owed;
  if (next === undefined || !canPrint(ports, status)) return { type: 'paper.nothingToPrint' };
  const inHand = inHandOf({ ...next, slip: ports.journal.counters().nextSlip });
  ports.journal.append([startedDraft(ports, inHand, next.nextMarking)], ports.stamp());
  return handOver(ports, inHand) ? { type: 'paper.slipStarted', inHand } : { type: 'paper.nothingToPrint' };
}

/** True when the printer's driver took the job; else the number is spent and the journal says that nothing of it left. */
function handOver(ports: Ports, inHand: SlipInHand): boolean {
  const job: PrintJob = { job: inHand.job, slip: inHand.slip, lines: slipLines(ports, inHand) };
  if (ports.printer()?.print(job) === 'accepted') return true;
  appendNotPrinted(ports, inHand, NOT_HANDED_OVER, 0);
  return false;
}

function appendNotPrinted(ports: Ports, inHand: SlipInHand, proof: string, proven: number): void {
  const body = { copy: inHand.copy, slip: inHand.slip, proof, proven };
  ports.journal.append([{ type: 'receipt.notPrinted', txn: inHand.txn, body }], ports.stamp());
}

function startedDraft(
  { printers }: Ports,
  { txn, copy, slip }: SlipInHand,
  marking: CopyRow['nextMarking'],
): EntryDraft {
  const second = printers?.at === 'printer2' ? ({ printer: 'printer2' } as const) : {};
  return { type: 'receipt.started', txn, body: { copy, slip, marking, ...second } };
}

function inHandOf(row: CopyRow): SlipInHand {
  if (row.slip === null) throw new Error(`${row.copy} has no slip`);
  return { txn: row.txn, copy: row.copy, slip: row.slip, job: jobName(row.slip) };
}

const isDuplicate = (row: CopyRow | undefined): boolean => row?.marking?.kind === 'duplicate';

function firstCopyInHand(ports: Ports, txn: TransactionId): SlipInHand {
  const slip = ports.journal.counters().nextSlip;
  return { txn, copy: copyId(txn, 'merchant'), slip, job: jobName(slip) };
}
