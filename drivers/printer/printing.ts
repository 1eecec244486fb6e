/**
 * Printing a job: hands chunks over within the window, believes nothing but ordered answers, and stands still as soon as the
 * printer does (design §6; README "What proves what").
 */
import { type Chunk, type ChunkOptions, chunksFrom, type Position } from './chunks.ts';
import { CUT, ORDERED_QUERY } from './commands.ts';
import { PROGRESS_MS, RESUME_ANSWER_MS, SILENCE_THAT_HIDES_A_RESUME_MS, XON_LOST_MS } from './delays.ts';
import { advanceDrain, startDrain } from './draining.ts';
import { endJob, lossFacts } from './ending.ts';
import { expectAsb } from './health.ts';
import { awaitsSegment, EMPTY_LEDGER, type Ledger, MEMORY_MARK, unprovenBytes, withMark } from './ledger.ts';
import { startMeasuring } from './measuring.ts';
import { asksMemory, HELD_BACK, isGuarded, windowOf } from './memory.ts';
import type { PrintJob } from './printer.ts';
import { canTell, isOrdered, readiness } from './readiness.ts';
import { mostPaperMm, type Plan, PROCESS_ID_BYTES, planJob } from './segments.ts';
import type { JobTask, State } from './state.ts';
import { condition, holdCause } from './status.ts';
import { lineMs, put, putAsks, putHealth, putJob, type Turn, tell, write } from './turn.ts';
import { judgeLoss } from './verdicts.ts';

/** Below this window a segment is what the window holds. */
const SMALL_WINDOW = 512;
/** How long a printer that proves nothing is given per millimetre of paper: 40 mm/s, slower than any. */
const PACE_MS_PER_MM = 25;
const PACE_MS_PER_CHUNK = 30;
const FULL_LINE_MM = 4;
/** One or two lines: a printer of 40 mm/s answers every 200 ms. */
const GUARDED_SEGMENT_BYTES = 96;

/** What is believed while the printer works and is heard. */
export const UNTROUBLED = { stoppedFirst: false, blind: false, powerSuspected: false } as const;

export function takeJob(turn: Turn, job: PrintJob): void {
  const task: JobTask = {
    kind: 'job',
    job,
    stage: 'starting',
    plan: planJob(job, planOptions(turn.state)),
    chunks: [],
    proven: 0,
    handedOver: 0,
    lastInkOut: false,
    firstByteMs: null,
    openSinceMs: 0,
    usualMs: 0,
    deadlineMs: 0,
    onPaperByMs: 0,
    paceUntilMs: 0,
    roundsAtFinish: 0,
    clearsAtRound: 0,
    hold: null,
    strictUpTo: 0,
    tainted: null,
    ...UNTROUBLED,
  };
  put(turn, { task });
  putHealth(turn, { power: 'none', dsrFell: false, longestSilenceMs: 0, damaged: false });
}

/** Does what is due for the job in hand. */
export function advanceJob(turn: Turn): void {
  noticePower(turn);
  noticeReadiness(turn);
  const { task } = turn.state;
  if (task?.kind !== 'job') return;
  switch (task.stage) {
    case 'starting':
      begin(turn, task);
      return;
    case 'sending':
      handOver(turn);
      noticeSilence(turn);
      return;
    case 'checking':
      if (turn.nowMs >= task.deadlineMs) examine(turn);
      return;
    case 'examining':
      readFence(turn, task);
      return;
    case 'finishing':
      finish(turn, task);
      return;
    case 'held':
    case 'reaching':
    case 'clearing':
      return;
  }
}

/** The printer may have lost its memory. */
function noticePower(turn: Turn): void {
  const { task, health } = turn.state;
  if (task?.kind !== 'job' || task.handedOver === 0 || task.stage === 'clearing') return;
  if (health.longestSilenceMs > SILENCE_THAT_HIDES_A_RESUME_MS && task.stage === 'held') putJob(turn, { blind: true });
  if (health.power === 'none') return;
  putHealth(turn, { power: 'none', dsrFell: false });
  putJob(turn, { powerSuspected: true, strictUpTo: task.handedOver });
  if (health.power === 'certain') {
    put(turn, { drained: true, ledger: EMPTY_LEDGER });
    endJob(turn, judgeLoss({ ...lossFacts(turn.state), power: 'certain' }));
    return;
  }
  if (awaitsSegment(turn.state.ledger)) {
    const wasHeldBack = health.dsrFell && turn.state.settings.flowControl;
    if (wasHeldBack) {
      // Said at once: a later life, which has not seen the power go, would believe the answers that still come.
      putJob(turn, { tainted: HELD_BACK });
      endJob(turn, judgeLoss(lossFacts(turn.state)));
      return;
    }
    if (turn.state.grade === 'B') putJob(turn, { tainted: NAMELESS });
    else if (isGuarded(turn.state) && task.hold !== null) putJob(turn, { tainted: GUARDED });
  }
  if (task.stage === 'sending') goOnCarefully(turn);
}

const NAMELESS = 'the printer may have been switched off, and its answers have no names';
const GUARDED = 'the printer may have been switched off while the line held back the rest';

/** More is sent only after an answer that was open before has shown that the printer still remembers. */
function goOnCarefully(turn: Turn): void {
  const { task, ledger } = turn.state;
  if (task?.kind !== 'job') return;
  if (ledger.marks.some((mark) => mark.bytes > 0 || mark.segment !== null)) {
    const waitMs = RESUME_ANSWER_MS + lineMs(turn.state, unprovenBytes(ledger));
    putJob(turn, { stage: 'checking', deadlineMs: turn.nowMs + waitMs });
  } else if (task.chunks.length === 0) {
    putJob(turn, { stage: isOrdered(turn.state) ? 'checking' : 'finishing', deadlineMs: turn.nowMs });
  } else if (task.powerSuspected && hasUnprovenLines(task)) {
    examine(turn);
  } else {
    takeUp(turn, task.plan, (task.chunks[0] as Chunk).start);
  }
}

/** Whole lines of a segment have been taken by the printer, and no ID stands behind them yet. */
function hasUnprovenLines(task: JobTask): boolean {
  const start = task.chunks[0]?.start;
  return start !== undefined && start.line > 0;
}

const isGivenUp = ({ stage }: JobTask): boolean => stage === 'reaching' || stage === 'clearing';

/** Holds when the printer stops or falls silent; says when it is back. */
function noticeReadiness(turn: Turn): void {
  const { task, health } = turn.state;
  if (task?.kind !== 'job' || isGivenUp(task)) return;
  const is = readiness(turn.state);
  if (task.hold === null) {
    if (is === 'running') return;
    hold(turn, is === 'stopped');
  } else if (is === 'running' && !task.hold.resumableSaid) {
    putJob(turn, { hold: { ...task.hold, resumableSaid: true } });
    tell(turn, { type: 'printer.jobResumable', job: task.job.job });
  } else if (is !== 'running' && task.hold.resumableSaid) {
    putJob(turn, { hold: null });
    hold(turn, condition(health.status) === 'stopped');
  }
}

function hold(turn: Turn, byItsWord: boolean): void {
  const { task, health } = turn.state;
  if (task?.kind !== 'job') return;
  const cause = holdCause(health.status);
  const started = task.handedOver > 0;
  putHealth(turn, { longestSilenceMs: 0 });
  putAsks(turn, { wanted: turn.state.found.realTime });
  putJob(turn, {
    stage: 'held',
    hold: { cause, byItsWord, sinceMs: turn.nowMs, resumableSaid: false },
    strictUpTo: task.handedOver,
    stoppedFirst: task.stoppedFirst || (started && byItsWord && !task.blind && !task.powerSuspected),
    blind: task.blind || (started && !byItsWord),
  });
  const segments = task.plan.segments.length;
  const { proven } = task;
  const handedOver = task.lastInkOut ? segments : task.handedOver;
  tell(turn, { type: 'printer.jobHeld', job: task.job.job, cause, proven, handedOver, segments });
}

/**
 * A question asked at `askedMs` was not answered. Unless the printer stood still by its own word since before, its other answers may have
 * been lost as well while it went on printing: a cable with a bad contact, a printer that answers nobody for a second.
 */
export function noticeUnheard(turn: Turn, askedMs: number): void {
  const { task } = turn.state;
  if (task?.kind !== 'job' || task.handedOver === 0) return;
  if (task.hold === null || task.hold.sinceMs > askedMs) putJob(turn, { blind: true });
}

/** The firmware has journaled that the job goes on. */
export function resumeJob(turn: Turn): void {
  const { task } = turn.state;
  if (task?.kind !== 'job' || task.hold === null || isGivenUp(task) || readiness(turn.state) !== 'running') return;
  const paceUntilMs = isOrdered(turn.state) ? 0 : turn.nowMs + emptyingMs(turn.state);
  putJob(turn, { hold: null, stage: task.handedOver === 0 ? 'starting' : 'sending', paceUntilMs });
  if (task.handedOver > 0) goOnCarefully(turn);
}

/** Nothing has been handed over yet: first the unit must be known and empty. */
function begin(turn: Turn, task: JobTask): void {
  const { measured, measure, drained, drain, grade } = turn.state;
  if (!measured || measure !== null || readiness(turn.state) !== 'running') return;
  if (!drained && (grade === 'A' || grade === 'B')) {
    if (drain === null) startDrain(turn);
    else if (drain.stage === 'unanswered') startMeasuring(turn); // it answered in order before, and does not now
    if (turn.state.drain?.stage !== 'clean') return;
  }
  put(turn, { drain: null, fenced: false, ledger: EMPTY_LEDGER });
  putHealth(turn, { power: 'none', dsrFell: false, longestSilenceMs: 0, damaged: false });
  const plan = planJob(task.job, planOptions(turn.state)); // more may be known of the printer than when the job came
  putJob(turn, { plan, usualMs: turn.state.asks.tookMs });
  takeUp(turn, plan, { segment: 0, line: 0 });
}

/** (Re)starts the slip at a line, with the printer set up from scratch. */
function takeUp(turn: Turn, plan: Plan, from: Position): void {
  const chunks = chunksFrom(plan, from, chunkOptions(turn.state, from));
  putJob(turn, { ...UNTROUBLED, chunks, stage: 'sending', deadlineMs: turn.nowMs + PROGRESS_MS });
  handOver(turn);
}

/** @returns how slips are cut for this printer. */
export function planOptions(state: State) {
  const { settings, found } = state;
  const { columns, charset, rasterise, logo, cutter, window } = settings;
  const widest = isGuarded(state) ? GUARDED_SEGMENT_BYTES : settings.segmentBytes;
  const segmentBytes = window < SMALL_WINDOW ? window - PROCESS_ID_BYTES : widest;
  return {
    columns,
    charset,
    rasterise,
    logo: found.ordered ? logo : null, // as it was stored: others may not know the command
    cutter,
    segmentBytes,
    partsAtCodes: asksMemory(state),
    longestCommandBytes: window - ORDERED_QUERY.length,
  };
}

function chunkOptions(state: State, from: Position): ChunkOptions {
  const { settings, found, stub } = state;
  const closing = isOrdered(state) || state.liar !== null ? (found.processIds ? 'id' : 'query') : 'none';
  const atTop = from.segment === 0 && from.line === 0;
  const ahead = stub && atTop ? [CUT] : [];
  const restates = settings.window < SMALL_WINDOW;
  const { window, charset } = settings;
  return { window, closing, queries: found.ordered, charset, ahead, restates, remembers: asksMemory(state) };
}

/** Hands chunks over as long as the window has room. */
export function handOver(turn: Turn): void {
  for (;;) {
    const { task, asks, ledger } = turn.state;
    if (task?.kind !== 'job' || task.stage !== 'sending') return;
    if (asks.inFlight !== null || asksToWait(turn) || turn.nowMs < task.paceUntilMs) return;
    const [chunk, ...chunks] = task.chunks;
    if (chunk === undefined) {
      if (ledger.marks.length === 0 && !isOrdered(turn.state)) startFinish(turn, task);
      return;
    }
    const open = unprovenBytes(ledger);
    if (open > 0 && open + chunk.bytes.length > windowOf(turn.state)) return;
    write(turn, chunk.bytes);
    // Not before: until then ASB is as it was, and a round whose answers are older than its last word must not count for more.
    if (chunk.switchesAsbOn) expectAsb(turn);
    if (ledger.marks.length === 0) putJob(turn, { openSinceMs: turn.nowMs });
    put(turn, { ledger: withChunk(ledger, chunk), drained: false, stub: true });
    putJob(turn, { ...progress(turn, task, chunk), chunks });
  }
}

function withChunk(ledger: Ledger, { asks, memories, bytes }: Chunk): Ledger {
  if (asks === null) return ledger;
  const told = Array.from({ length: memories }, () => MEMORY_MARK).reduce(withMark, ledger);
  return withMark(told, { ...asks, bytes: bytes.length });
}

/** XOFF counts until XON; a running printer whose XON does not come has sent it and it was lost. The window holds all the same. */
function asksToWait({ state, nowMs }: Turn): boolean {
  const { xoffSinceMs } = state.health;
  return xoffSinceMs !== null && nowMs - xoffSinceMs < XON_LOST_MS;
}

function progress(turn: Turn, task: JobTask, chunk: Chunk): Partial<JobTask> {
  const segments = task.plan.segments.length;
  const onLineMs = lineMs(turn.state, unprovenBytes(turn.state.ledger));
  const paceMs = chunk.asks === null ? lineMs(turn.state, chunk.bytes.length) + slowness(turn.state, chunk) : 0;
  return {
    handedOver: Math.max(task.handedOver, chunk.segment),
    lastInkOut: task.lastInkOut || chunk.endsInk || chunk.segment === segments,
    firstByteMs: task.firstByteMs ?? turn.nowMs,
    deadlineMs: turn.nowMs + PROGRESS_MS + onLineMs,
    onPaperByMs: Math.max(turn.nowMs, task.onPaperByMs) + printingMs(turn.state, chunk),
    paceUntilMs: turn.nowMs + paceMs,
  };
}

/** What the printer's buffer does not take waits in the line, and so does each question behind it: it is no silence before the paper has moved so far. */
function printingMs({ settings }: State, chunk: Chunk): number {
  return settings.flowControl && chunk.asks === null ? chunk.mostMm * PACE_MS_PER_MM : 0;
}

/** Where neither an answer nor flow control says when there is room, only time does. */
function slowness({ settings }: State, chunk: Chunk): number {
  return settings.flowControl ? 0 : PACE_MS_PER_CHUNK + chunk.mostMm * PACE_MS_PER_MM;
}

/** How long a printer that proves nothing needs at the most to print what it may hold. */
function emptyingMs({ settings }: State): number {
  return settings.flowControl ? 0 : Math.ceil(settings.window / settings.columns + 1) * FULL_LINE_MM * PACE_MS_PER_MM;
}

/** A running printer that has stopped answering is examined; one whose answers are not believed is not waited for. */
function noticeSilence(turn: Turn): void {
  const { task, ledger, asks } = turn.state;
  if (task?.kind !== 'job' || task.stage !== 'sending' || asks.inFlight !== null || turn.nowMs < task.deadlineMs)
    return;
  if (ledger.marks.length === 0 && task.chunks.length > 0) return;
  if (isOrdered(turn.state)) {
    examine(turn);
    return;
  }
  put(turn, { ledger: EMPTY_LEDGER });
  handOver(turn);
}

function examine(turn: Turn): void {
  putJob(turn, { stage: 'examining' });
  put(turn, { drain: null });
  startDrain(turn);
}

function readFence(turn: Turn, task: JobTask): void {
  const { drain } = turn.state;
  if (drain === null) {
    if (readiness(turn.state) === 'running') startDrain(turn);
    return;
  }
  advanceDrain(turn);
  if (drain.stage !== 'clean' && drain.stage !== 'unanswered') return;
  put(turn, { drain: null });
  const fenced = drain.stage === 'clean';
  const power = task.powerSuspected ? 'suspected' : 'none';
  endJob(turn, judgeLoss({ ...lossFacts(turn.state), power, fenced }));
}

function startFinish(turn: Turn, task: JobTask): void {
  putJob(turn, {
    stage: 'finishing',
    paceUntilMs: turn.nowMs + mostPaperMm(task.plan) * PACE_MS_PER_MM,
    roundsAtFinish: turn.state.asks.rounds,
  });
}

/** Grades C and D: the last look, then the truth: nobody can say. */
function finish(turn: Turn, task: JobTask): void {
  const { asks, grade } = turn.state;
  if (turn.nowMs < task.paceUntilMs) return;
  if (canTell(turn.state) && turn.state.found.realTime && asks.rounds <= task.roundsAtFinish) {
    if (!asks.wanted && asks.inFlight === null) putAsks(turn, { wanted: true });
    return;
  }
  const cause =
    grade === 'D'
      ? 'no back channel: the printer says nothing about itself'
      : 'status only: the printer was ready before and after, but does not say what it has printed';
  put(turn, { drained: true, stub: false });
  endJob(turn, { kind: 'unknown', cause });
}
