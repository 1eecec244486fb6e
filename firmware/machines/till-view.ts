/** From the machines' snapshots and the journal's read models to what the screens are drawn from. Reads, decides nothing. */
import type { SnapshotFrom } from 'xstate';
import type { Journal } from '../../storage/journal/journal.ts';
import type { OutageRow } from '../../storage/journal/outage-models.ts';
import { fileDueMs } from '../rules/arrivals.ts';
import { backupWarningHours } from '../rules/backups.ts';
import type { ExerciseUnderWay } from '../rules/exercise-book.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
import { type ShiftStartFacts, shiftStartWords } from '../rules/shift-start.ts';
import { ageWords } from '../rules/to-do.ts';
import type { Words } from '../rules/verdict.ts';
import type { DeviceView, FlowView, TillView } from '../screens/till-view.ts';
import type { acquiringMachine } from './acquiring.ts';
import { conversationView } from './conversation-views.ts';
import type { deviceLinkMachine } from './device-link.ts';
import type { paperMachine } from './paper.ts';
import type { terminalMachine } from './terminal.ts';
import type { TerminalContext } from './terminal-desk.ts';

export interface TillFacts {
  /** In training: what is being practised. */
  readonly exercise: ExerciseUnderWay | null;
  readonly merchant: string;
  readonly tid: string;
  readonly mode: TillView['mode'];
  readonly currency: string;
  /** What a new roll of paper has, by the policy. */
  readonly rollLengthMm: number;
  /** Why the policy's file is not in force; null: it is. */
  readonly policyProblem: string | null;
  /** A copy of the journal is due every so many hours. */
  readonly backupHours: number;
}

/** What the clock on the wall says, and how it would say another instant. */
export interface WallTime {
  readonly nowMs: number;
  readonly text: (atMs: number) => string;
}

function leftOfRoll(journal: Journal, lengthMm: number): number | null {
  const { loadedMs, printedMm } = journal.roll();
  return loadedMs === null ? null : Math.max(0, lengthMm - printedMm);
}

export function tillView(
  snapshot: SnapshotFrom<typeof terminalMachine>,
  facts: TillFacts,
  journal: Journal,
  link: Omit<TillView['acquirer'], 'state'>,
  wall: WallTime,
): TillView {
  const paper = child<SnapshotFrom<typeof paperMachine>>(snapshot, 'paper');
  const acquiring = child<SnapshotFrom<typeof acquiringMachine>>(snapshot, 'acquiring');
  const status = paper?.context.status ?? null;
  const { rollLengthMm, backupHours, ...shop } = facts;
  const flow = flowView(snapshot, facts.currency, wall.text);
  const nearEnd = status?.paper === 'near-end';
  const leftMm = leftOfRoll(journal, rollLengthMm);
  return {
    ...shop,
    duty: dutyView(journal),
    flow,
    ...(flow.at === 'signIn' ? { shiftStart: shiftStart(journal, { nearEnd, leftMm, nowMs: wall.nowMs }) } : {}),
    paper: {
      trouble: paperTrouble(status),
      nearEnd,
      leftMm,
      slip: slipView(paper),
      doubt: snapshot.context.doubt,
      doubtReadable: snapshot.context.doubtReadable,
      ...printersView(snapshot.context, journal),
      leaving: paper?.context.leaving ?? false,
      roll: rollView(snapshot.context, paper),
    },
    debts: { ...debtsView(journal, wall), backupHours: backupWarningHours(journal.backups(), backupHours, wall.nowMs) },
    freezes: journal.freezes(),
    drawerDoubt: drawerDoubt(journal),
    acquirer: { state: String(acquiring?.value ?? 'absent'), ...link },
    devices: snapshot.context.devices.map((device) => deviceView(snapshot, device, wall.text)),
  };
}

function printersView({ otherPrinter }: TerminalContext, journal: Journal): Pick<TillView['paper'], 'at' | 'other'> {
  const other =
    otherPrinter === null ? null : { device: otherPrinter.device, trouble: paperTrouble(otherPrinter.status) };
  return { at: journal.printingOn(), other };
}

function rollView(
  { rollSeen }: TerminalContext,
  paper: SnapshotFrom<typeof paperMachine> | null,
): TillView['paper']['roll'] {
  const roll = paper?.context.roll ?? null;
  return rollSeen === null || roll === null ? null : { state: rollSeen, lengthMm: roll.lengthMm, leftMm: roll.leftMm };
}

function shiftStart(journal: Journal, seen: Pick<ShiftStartFacts, 'nearEnd' | 'leftMm' | 'nowMs'>): readonly Words[] {
  return shiftStartWords({ ...seen, lastShiftMm: journal.roll().lastShiftMm, backup: journal.backups() });
}

function child<Snapshot>(snapshot: SnapshotFrom<typeof terminalMachine>, id: string): Snapshot | null {
  const actor = (snapshot.children as Record<string, { getSnapshot(): unknown } | undefined>)[id];
  return actor === undefined ? null : (actor.getSnapshot() as Snapshot);
}

function slipView(paper: SnapshotFrom<typeof paperMachine> | null): TillView['paper']['slip'] {
  if (paper === null || paper.context.inHand === null || !paper.matches('working')) return null;
  const state = paper.matches({ working: 'held' })
    ? 'held'
    : paper.matches({ working: 'recollecting' })
      ? 'recollecting'
      : 'printing';
  return {
    number: paper.context.inHand.slip,
    state,
    proven: paper.context.held?.proven ?? 0,
    segments: paper.context.held?.segments ?? 0,
  };
}

function drawerDoubt(journal: Journal): TillView['drawerDoubt'] {
  const doubt = journal.drawerDoubt();
  const row = doubt === null ? null : journal.transaction(doubt.txn);
  return row === null ? null : { amountMinor: row.amountMinor, currency: row.currency };
}

function dutyView(journal: Journal): TillView['duty'] {
  const shift = journal.shift();
  return shift === null ? null : { operator: shift.operator, locked: shift.locked };
}

function debtsView(journal: Journal, { text: timeText, nowMs }: WallTime): Omit<TillView['debts'], 'backupHours'> {
  const outage = journal.outage();
  const promises = journal.deferredRefunds();
  const reversals = journal.reversals().filter((reversal) => reversal.state !== 'armed');
  return {
    receipts: journal.copiesOwed().length,
    promises: promises.map((row) => ({
      amountMinor: row.amountMinor,
      currency: row.currency,
      age: ageWords(row.createdAtMs, nowMs),
    })),
    overdue: promises.filter((row) => row.promisedForMs !== null && nowMs > row.promisedForMs).length,
    reversals: reversals.length,
    needsHuman: reversals.filter((reversal) => reversal.state === 'needsHuman').length,
    settling: journal.settlement()?.step ?? null,
    outage: outage === null ? null : outageView(outage, timeText),
    cases: journal.openCases().length,
    tasks: journal.tasks().length,
    filesDue: journal.openCaseFiles().filter((file) => nowMs > fileDueMs(file)).length,
    untold: [...journal.advices(), ...journal.scripts()].filter(({ state }) => state === 'needsHuman').length,
    unknownRefunds: journal.openOutcomes().filter((row) => row.kind === 'refund' && row.state === 'unknown').length,
  };
}

function outageView(
  { state, saidToBeBack, tally, beganMs }: OutageRow,
  timeText: (atMs: number) => string,
): NonNullable<TillView['debts']['outage']> {
  return { state: saidToBeBack ? 'proving' : state, ...tally, since: timeText(beganMs) };
}

function deviceView(
  snapshot: SnapshotFrom<typeof terminalMachine>,
  device: string,
  timeText: (atMs: number) => string,
): DeviceView {
  const link = child<SnapshotFrom<typeof deviceLinkMachine>>(snapshot, device);
  if (link === null) throw new Error(`no link for ${device}`);
  const { identity, stranger, fault, record } = link.context;
  const { sinceMs, attempts, opens, losses, errors, lastFault } = record;
  return {
    device,
    state: stranger === null ? String(link.value) : 'different',
    identity: identity?.name ?? null,
    serial: identity?.serial ?? null,
    firmware: identity?.firmware ?? null,
    grade: identity?.grade ?? null,
    encryption: identity?.encryption ?? null,
    ...(identity?.takes === undefined ? {} : { takes: identity.takes }),
    complaints: identity?.complaints ?? [],
    stranger:
      stranger === null
        ? null
        : { identity: stranger.identity.name, serial: stranger.identity.serial, expected: stranger.expected },
    fault,
    since: sinceMs === null ? null : timeText(sinceMs),
    attempts,
    opens,
    losses,
    errors,
    lastFault: lastFault === null ? null : { ...lastFault, at: timeText(lastFault.atMs) },
  };
}

function flowView(
  snapshot: SnapshotFrom<typeof terminalMachine>,
  currency: string,
  timeText: (atMs: number) => string,
): FlowView {
  if (snapshot.matches('choosingFunction')) return { at: 'menu' };
  if (snapshot.matches('showingHealth')) return { at: 'health', chosen: snapshot.context.chosenDevice };
  const { conversation } = snapshot.context;
  const flow = conversation === null ? null : child<unknown>(snapshot, 'flow');
  return conversation === null || flow === null
    ? { at: 'idle' }
    : conversationView(conversation.name, flow, currency, timeText);
}
