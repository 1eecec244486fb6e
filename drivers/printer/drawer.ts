/** The drawer pulse: an act of its own, never part of a slip, never sent to a printer that would execute it later. */
import { DRAWER_PULSE, ORDERED_QUERY, processIdQuery } from './commands.ts';
import { DRAWER_ANSWER_MS } from './delays.ts';
import { fenceId } from './process-ids.ts';
import { isOrdered, readiness } from './readiness.ts';
import { put, type Turn, tell, write } from './turn.ts';

/** Sends the pulse, closed by a question where the printer answers in order. */
export function takePulse(turn: Turn): void {
  write(turn, DRAWER_PULSE);
  if (!isOrdered(turn.state)) {
    tell(turn, { type: 'printer.drawerPulsed', executed: 'unknown' });
    return;
  }
  const id = turn.state.found.processIds ? fenceId(turn.state.fences) : null;
  write(turn, id === null ? ORDERED_QUERY : processIdQuery(id));
  const deadlineMs = turn.nowMs + DRAWER_ANSWER_MS;
  put(turn, { fences: turn.state.fences + 1, task: { kind: 'drawer', id, deadlineMs } });
}

/** @returns true when `id` (null: an anonymous ordered answer) was the pulse's. */
export function pulseAnswered(turn: Turn, id: string | null): boolean {
  const { task } = turn.state;
  if (task?.kind !== 'drawer' || task.id !== id) return false;
  endPulse(turn, true);
  return true;
}

/** No answer in time, or the printer has stopped in between: nobody knows. */
export function advancePulse(turn: Turn): void {
  const { task } = turn.state;
  if (task?.kind !== 'drawer') return;
  if (turn.nowMs < task.deadlineMs && readiness(turn.state) === 'running') return;
  put(turn, { drained: false });
  endPulse(turn, 'unknown');
}

export function endPulse(turn: Turn, executed: true | 'unknown'): void {
  put(turn, { task: null });
  tell(turn, { type: 'printer.drawerPulsed', executed });
}
