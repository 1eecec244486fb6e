/**
 * Giving a held job up: DLE DC4 fn 8 (facts/printer §1.6). Nothing is sent until `37 25 00` has come; then ESC @, because modes stay.
 *
 * First it must answer in real time. One that holds the line gets nothing, the command no more than the questions: it would wait on this side of the cable until
 * somebody changes the roll, with every later question in a heap behind it. That slip ends unknown at once, and the rest of it may come out then.
 */
import { nextWholeRound } from './asks.ts';
import { CLEAR_BUFFERS } from './commands.ts';
import { CLEAR_ANSWER_MS, CLEAR_REACH_MS } from './delays.ts';
import { endJob, lossFacts } from './ending.ts';
import { textBlock } from './escpos.ts';
import { expectAsb } from './health.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import { SLOT_BEFORE_LAST_INK } from './process-ids.ts';
import { newestHeard, provenOf } from './settling.ts';
import { isClearing, type JobStage, type JobTask, type SettleTask } from './state.ts';
import { put, putAsks, type Turn, write } from './turn.ts';
import { judgeCleared, type Verdict } from './verdicts.ts';

/** The firmware gives the job up. Ignored while the printer works on it. */
export function abandon(turn: Turn, job: string): void {
  const { task } = turn.state;
  if (task?.kind === 'settle' && task.job === job && task.stage === 'waiting') {
    reach(turn, task);
  } else if (task?.kind === 'job' && task.job.job === job && MAY_BE_GIVEN_UP.has(task.stage)) {
    if (task.handedOver === 0) endJob(turn, { kind: 'not-printed', proof: 'never-sent' });
    else reach(turn, task);
  }
}

const MAY_BE_GIVEN_UP: ReadonlySet<JobStage> = new Set(['starting', 'held', 'checking', 'examining']);

/** Asks whether it can be reached, where it can tell. */
function reach(turn: Turn, task: JobTask | SettleTask): void {
  const { asks, found, measure } = turn.state;
  if (!(found.realTime || measure?.found.realTime === true)) {
    clear(turn, task);
    return;
  }
  const clearsAtRound = nextWholeRound(asks);
  putAsks(turn, { wanted: true });
  const deadlineMs = turn.nowMs + CLEAR_REACH_MS;
  put(turn, { drain: null, task: { ...task, stage: 'reaching', clearsAtRound, deadlineMs } });
}

function clear(turn: Turn, task: JobTask | SettleTask): void {
  put(turn, { drain: null, task: { ...task, stage: 'clearing', deadlineMs: turn.nowMs + CLEAR_ANSWER_MS } });
  write(turn, CLEAR_BUFFERS);
}

/** It has answered: it is cleared. It has not: nothing goes out. */
export function advanceReaching(turn: Turn): void {
  const { task, asks } = turn.state;
  if ((task?.kind !== 'job' && task?.kind !== 'settle') || task.stage !== 'reaching') return;
  if (asks.rounds >= task.clearsAtRound) clear(turn, task);
  else if (turn.nowMs >= task.deadlineMs) endCleared(turn, false);
}

/** `37 25 00`. */
export function takeCleared(turn: Turn): void {
  if (isClearing(turn.state)) endCleared(turn, true);
}

/** Gives up waiting for the acknowledgement. */
export function advanceClearing(turn: Turn): void {
  const { task } = turn.state;
  if (isClearing(turn.state) && task?.kind !== 'drawer' && task !== null && turn.nowMs >= task.deadlineMs)
    endCleared(turn, false);
}

function endCleared(turn: Turn, acknowledged: boolean): void {
  const { task } = turn.state;
  if (acknowledged) {
    const block = textBlock(turn.state.settings.charset);
    block.reset();
    write(turn, block.take());
    write(turn, expectAsb(turn));
    put(turn, { ledger: EMPTY_LEDGER });
  }
  if (task?.kind === 'job') endJob(turn, judgeCleared(lossFacts(turn.state), acknowledged));
  else if (task?.kind === 'settle')
    endJob(turn, settleVerdict(turn, task, acknowledged), provenOf(task, newestSlot(turn, task)));
  put(turn, { drained: acknowledged, stub: true });
}

const newestSlot = (turn: Turn, task: SettleTask) => newestHeard(turn.state, task)?.slot ?? null;

/** Of an earlier life's slip only what was heard live is known: the last line was still to come, or nobody can say. */
function settleVerdict(turn: Turn, task: SettleTask, acknowledged: boolean): Verdict {
  const slot = newestSlot(turn, task);
  return judgeCleared(
    {
      lastInkOut: true,
      lastInkPossible: slot === null || slot >= SLOT_BEFORE_LAST_INK,
      lastInkProven: slot !== null && slot > SLOT_BEFORE_LAST_INK,
      stoppedFirst: false,
      power: 'none',
      fenced: false,
      blind: task.blind,
      tainted: null,
    },
    acknowledged,
  );
}
