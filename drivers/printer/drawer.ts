/**
 * The drawer pulse: an act of its own, never part of a slip, never sent to a printer that would execute it later.
 *
 * Its last word may be seconds old: one that has just lost its power, or stopped, holds the line, and a pulse written into it comes out when somebody switches
 * it on again. So a printer that can is asked in real time first, and the pulse goes out behind the answer. What is left is the time of one answer and one
 * write: a printer that stops in there may open the drawer later, and that is told as unknown.
 */
import { nextWholeRound } from './asks.ts';
import { DRAWER_PULSE, ORDERED_QUERY, processIdQuery } from './commands.ts';
import { DRAWER_ANSWER_MS, DRAWER_ASK_MS } from './delays.ts';
import { fenceId } from './process-ids.ts';
import { isOrdered, readiness } from './readiness.ts';
import { put, putAsks, type Turn, tell, write } from './turn.ts';

/** Takes it on: asks whether the printer runs, where it can tell. */
export function takePulse(turn: Turn): void {
  const { asks, found } = turn.state;
  if (!found.realTime) {
    pulse(turn);
    return;
  }
  putAsks(turn, { wanted: true });
  put(turn, {
    task: {
      kind: 'drawer',
      stage: 'asking',
      heardAtRound: nextWholeRound(asks),
      failuresBefore: asks.failures,
      id: null,
      deadlineMs: turn.nowMs + DRAWER_ASK_MS,
    },
  });
}

/** Sends the pulse, closed by a question where the printer answers in order. */
function pulse(turn: Turn): void {
  write(turn, DRAWER_PULSE);
  if (!isOrdered(turn.state)) {
    endPulse(turn, 'unknown');
    return;
  }
  const id = turn.state.found.processIds ? fenceId(turn.state.fences) : null;
  write(turn, id === null ? ORDERED_QUERY : processIdQuery(id));
  const deadlineMs = turn.nowMs + DRAWER_ANSWER_MS;
  const task = { kind: 'drawer', stage: 'pulsed', heardAtRound: 0, failuresBefore: 0, id, deadlineMs } as const;
  put(turn, { fences: turn.state.fences + 1, task });
}

/** @returns true when `id` (null: an anonymous ordered answer) was the pulse's. */
export function pulseAnswered(turn: Turn, id: string | null): boolean {
  const { task } = turn.state;
  if (task?.kind !== 'drawer' || task.stage !== 'pulsed' || task.id !== id) return false;
  endPulse(turn, true);
  return true;
}

/** The printer has said that it runs: the pulse. It has stopped, or says nothing: none. No answer to the pulse in time, or a stop in between: nobody knows. */
export function advancePulse(turn: Turn): void {
  const { task, asks } = turn.state;
  if (task?.kind !== 'drawer') return;
  const isRunning = readiness(turn.state) === 'running';
  if (task.stage === 'asking') {
    // What it says now against what it said on its last change: the next round decides.
    const isContradicted = turn.state.health.contradictedSinceMs !== null;
    const isMute = asks.failures > task.failuresBefore || turn.nowMs >= task.deadlineMs;
    if (!isRunning || isMute) endPulse(turn, false);
    else if (asks.rounds >= task.heardAtRound && !isContradicted) pulse(turn);
    return;
  }
  if (turn.nowMs < task.deadlineMs && isRunning) return;
  put(turn, { drained: false });
  endPulse(turn, 'unknown');
}

/** The link is gone. */
export function losePulse(turn: Turn): void {
  const { task } = turn.state;
  if (task?.kind === 'drawer') endPulse(turn, task.stage === 'asking' ? false : 'unknown');
}

/** @param executed false: it has not been sent, and will not be */
function endPulse(turn: Turn, executed: boolean | 'unknown'): void {
  put(turn, { task: null });
  tell(turn, { type: 'printer.drawerPulsed', executed });
}
