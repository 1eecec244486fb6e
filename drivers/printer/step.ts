/**
 * The protocol as one pure step: state and input in, state and outputs out. No clock, no I/O; the edge is session.ts.
 *
 * First the input is taken in, then every part does what is due. Inputs that arrived together are taken one by one, so that a stop is
 * seen even where the start follows in the same chunk of bytes.
 */
import { jobOrdered, jobProcessId, jobRefused } from './answers.ts';
import { askWhenDue, expectAnswerSoon, giveUpWhenLate, mayAsk, roundDueMs, takeAnswer } from './asks.ts';
import { abandon, advanceClearing, advanceReaching, takeCleared } from './clearing.ts';
import { hex, RECOVER } from './commands.ts';
import { PARTIAL_FRAME_MS, XON_LOST_MS } from './delays.ts';
import { advanceDrain, drainDueMs, drainOrdered, drainProcessId } from './draining.ts';
import { advancePulse, losePulse, pulseAnswered, takePulse } from './drawer.ts';
import { endJob } from './ending.ts';
import { hear, retryAfterCover, takeAsb, takeDsr, takeRound, takeSilence, takeXoff, takeXon } from './health.ts';
import { takeDecoy } from './liar.ts';
import {
  advanceMeasure,
  measureAsb,
  measureInfo,
  measureMemory,
  measureOrdered,
  measureProcessId,
  startMeasuring,
  startRearming,
} from './measuring.ts';
import { noticeQuiet, takeMemory } from './memory.ts';
import { advanceJob, noticeUnheard, resumeJob, takeJob } from './printing.ts';
import { SLOT_CUT, slotOf } from './process-ids.ts';
import { readiness } from './readiness.ts';
import { advanceSettle, takeSettle } from './settling.ts';
import { type Input, isClearing, type JobTask, type Output, type State } from './state.ts';
import { needsRetry } from './status.ts';
import { put, putAsks, putHealth, startTurn, type Turn, tell, write } from './turn.ts';
import { flushWire, type ProcessIdBytes, readWire, type WireInput } from './wire.ts';

/** IDs of one slip, and those of the fences around it. */
const HEARD_IDS_KEPT = 1_024;

/** @returns what follows from `input` at `nowMs`. */
export function step(
  state: State,
  input: Input,
  nowMs: number,
): { readonly state: State; readonly outputs: readonly Output[] } {
  const turn = startTurn(state, nowMs);
  if (state.phase !== 'ended') {
    take(turn, input);
    advance(turn);
  }
  return { state: turn.state, outputs: turn.outputs };
}

/** Whether a job, or the fate of one, can be taken on now. */
export function acceptsJob(state: State): boolean {
  return state.phase === 'open' && state.grade !== null && state.task === null;
}

/**
 * Whether a drawer pulse would be executed at once. Not by a printer that could answer and never has: behind hardware flow control one without paper hears
 * nothing, and the pulse would wait in the line until somebody changes the roll.
 */
export function acceptsPulse(state: State): boolean {
  const isUnheard = state.grade === 'D' && state.settings.answers;
  const isFree = acceptsJob(state) && state.measured && state.measure === null;
  return isFree && !isUnheard && readiness(state) === 'running';
}

/** @returns when the next `tick` is due, as seen at `nowMs` after a step; null: not before something happens. */
export function wakeAtMs(state: State, nowMs: number): number | null {
  if (state.phase !== 'open') return null;
  const due = [drainDueMs({ state }), taskDueMs(state, nowMs), state.measure?.deadlineMs ?? null];
  if (state.asks.inFlight !== null) due.push(state.asks.inFlight.deadlineMs);
  if (state.asks.inFlight === null && mayAsk(state) && !isClearing(state)) due.push(roundDueMs(state));
  if (state.partialSinceMs !== null) due.push(state.partialSinceMs + PARTIAL_FRAME_MS);
  return due.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
}

function taskDueMs(state: State, nowMs: number): number | null {
  const { task } = state;
  if (task === null || (task.kind === 'settle' && task.stage === 'waiting')) return null;
  if (task.kind !== 'job') return task.deadlineMs;
  switch (task.stage) {
    case 'sending':
      return sendingDueMs(state, task, nowMs);
    case 'finishing':
      return task.paceUntilMs;
    case 'checking':
    case 'reaching':
    case 'clearing':
      return task.deadlineMs;
    case 'starting':
    case 'held':
    case 'examining':
      return null;
  }
}

/** A pace that is over has been seen to: what is waited for then is an answer, and that wakes by itself. */
function sendingDueMs({ health }: State, { chunks, paceUntilMs, deadlineMs }: JobTask, nowMs: number): number {
  const xonLostMs = health.xoffSinceMs === null ? 0 : health.xoffSinceMs + XON_LOST_MS;
  const coming = chunks.length === 0 ? [] : [paceUntilMs, xonLostMs].filter((atMs) => atMs > nowMs);
  return Math.min(deadlineMs, ...coming);
}

function take(turn: Turn, input: Input): void {
  switch (input.type) {
    case 'opened':
      put(turn, { phase: 'open' });
      startMeasuring(turn);
      return;
    case 'bytes':
      takeBytes(turn, input.chunk);
      return;
    case 'modemLines':
      takeDsr(turn, input.dsr);
      return;
    case 'lost':
      takeLoss(turn, input);
      return;
    case 'tick':
      takeTime(turn);
      return;
    case 'print':
      if (acceptsJob(turn.state)) takeJob(turn, input.job);
      return;
    case 'settle':
      if (acceptsJob(turn.state)) takeSettle(turn, input.job);
      return;
    case 'resume':
      takeResume(turn, input.job);
      return;
    case 'recover':
      if (needsRetry(turn.state.health.status) && !isClearing(turn.state)) write(turn, RECOVER);
      return;
    case 'abandon':
      abandon(turn, input.job);
      return;
    case 'pulseDrawer':
      if (acceptsPulse(turn.state)) takePulse(turn);
      return;
    case 'ask':
      putAsks(turn, { wanted: true });
      return;
  }
}

/** Every part does what is due. */
function advance(turn: Turn): void {
  if (turn.state.phase !== 'open') return;
  if (isClearing(turn.state)) {
    advanceClearing(turn);
    return; // send nothing until the printer has acknowledged
  }
  retryAfterCover(turn);
  rearm(turn);
  advanceMeasure(turn);
  advanceDrain(turn);
  advanceJob(turn);
  advanceSettle(turn);
  advanceReaching(turn);
  advancePulse(turn);
  if (!isClearing(turn.state)) askWhenDue(turn);
}

/** ASB was on and is off: the printer has forgotten it. The next job would switch it on; an idle printer is not left mute. */
function rearm(turn: Turn): void {
  const { measured, measure, health, task } = turn.state;
  if (measured && measure === null && task === null && health.asb === 'dead' && readiness(turn.state) === 'running')
    startRearming(turn);
}

function takeBytes(turn: Turn, chunk: Uint8Array): void {
  const { state, inputs } = readWire(turn.state.wire, chunk);
  const partialSinceMs = state.pending.length > 0 ? (turn.state.partialSinceMs ?? turn.nowMs) : null;
  put(turn, { wire: state, partialSinceMs });
  takeInputs(turn, inputs);
}

function takeTime(turn: Turn): void {
  const { partialSinceMs, wire } = turn.state;
  if (partialSinceMs !== null && turn.nowMs >= partialSinceMs + PARTIAL_FRAME_MS) {
    const { state, inputs } = flushWire(wire);
    put(turn, { wire: state, partialSinceMs: null });
    takeInputs(turn, inputs);
  }
  const { inFlight } = turn.state.asks;
  if (!giveUpWhenLate(turn)) return;
  takeSilence(turn);
  if (inFlight !== null) noticeUnheard(turn, inFlight.askedMs);
}

function takeInputs(turn: Turn, inputs: readonly WireInput[]): void {
  for (const input of inputs) {
    takeInput(turn, input);
    advance(turn);
  }
}

function takeInput(turn: Turn, input: WireInput): void {
  if (input.kind === 'garbage') {
    putHealth(turn, { damaged: true });
    return;
  }
  noticeQuiet(turn);
  hear(turn);
  expectAnswerSoon(turn);
  reviveMute(turn);
  switch (input.kind) {
    case 'xon':
      takeXon(turn);
      return;
    case 'xoff':
      takeXoff(turn);
      return;
    case 'realTime': {
      const answers = takeAnswer(turn, input.byte);
      if (answers !== null) takeRound(turn, answers);
      return;
    }
    case 'asb':
      takeAsb(turn, input.frame);
      measureAsb(turn);
      return;
    case 'ordered':
      takeOrdered(turn, input.byte);
      return;
    case 'processId':
      takeProcessId(turn, input.id);
      return;
    case 'processIdFailed':
      takeRefusal(turn, input.id);
      return;
    case 'info':
      measureInfo(turn, input.header, input.body);
      return;
    case 'symbolSize':
      if (!measureMemory(turn, input.body)) takeMemory(turn, input.body);
      return;
    case 'cleared':
      takeCleared(turn);
      return;
    case 'offlineResponse':
      return; // not asked for; ASB says the same
  }
}

/** A printer that answered nothing when it was measured, most likely because it was off or stood still behind a line that held the questions, says something. */
function reviveMute(turn: Turn): void {
  const { found, measured, measure, task } = turn.state;
  const isMute = measured && !found.realTime && !found.ordered && !found.processIds;
  if (isMute && measure === null && task === null) startMeasuring(turn);
}

function takeOrdered(turn: Turn, byte: number): void {
  const known = measureOrdered(turn) || drainOrdered(turn) || pulseAnswered(turn, null) || jobOrdered(turn, byte);
  if (!known) putHealth(turn, { damaged: true });
}

function takeProcessId(turn: Turn, bytes: ProcessIdBytes): void {
  const id = String.fromCharCode(...bytes);
  const { told } = turn.state;
  const heard = { id, receivedHex: hex([0x37, 0x22, ...bytes, 0]), atMs: turn.nowMs, told };
  put(turn, { heard: [...turn.state.heard, heard].slice(-HEARD_IDS_KEPT), told: [] });
  if (takeDecoy(turn, id) || measureProcessId(turn, id) || drainProcessId(turn, id) || pulseAnswered(turn, id)) return;
  jobProcessId(turn, id);
}

function takeRefusal(turn: Turn, bytes: ProcessIdBytes): void {
  const id = String.fromCharCode(...bytes);
  const { task } = turn.state;
  if (jobRefused(turn, id) || task?.kind !== 'settle') return;
  const slot = slotOf(id, task.slip);
  if (slot !== null && slot < SLOT_CUT) endJob(turn, { kind: 'not-printed', proof: 'refused-no-paper' });
}

function takeResume(turn: Turn, job: string): void {
  const { task, health } = turn.state;
  if (task?.kind !== 'job' || task.job.job !== job || task.hold === null) return;
  if (needsRetry(health.status)) write(turn, RECOVER);
  else resumeJob(turn);
}

/** The link is gone: every job in hand ends, then the session. What happens in the printer from here on is not heard. */
function takeLoss(turn: Turn, { fault }: Extract<Input, { type: 'lost' }>): void {
  const { task } = turn.state;
  const unsent = task?.kind === 'job' && !task.lastInkOut;
  if (unsent) endJob(turn, { kind: 'not-printed', proof: 'never-sent' });
  else if (task?.kind === 'drawer') losePulse(turn);
  else if (task !== null)
    endJob(turn, { kind: 'unknown', cause: `the link was lost (${fault.cause}) before the printer's last answer` });
  put(turn, { phase: 'ended' });
  tell(turn, { type: 'printer.lost', fault });
}
