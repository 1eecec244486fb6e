/** One turn of the step function: the state as it becomes, and what goes out. Pure towards the outside: the given state is not touched. */
import type { PrinterEvent } from './printer.ts';
import type { Asks, Health, JobTask, Output, State } from './state.ts';

export interface Turn {
  readonly nowMs: number;
  state: State;
  readonly outputs: Output[];
}

export function startTurn(state: State, nowMs: number): Turn {
  return { nowMs, state, outputs: [] };
}

export function put(turn: Turn, change: Partial<State>): void {
  turn.state = { ...turn.state, ...change };
}

export function putHealth(turn: Turn, change: Partial<Health>): void {
  put(turn, { health: { ...turn.state.health, ...change } });
}

export function putAsks(turn: Turn, change: Partial<Asks>): void {
  put(turn, { asks: { ...turn.state.asks, ...change } });
}

/** Changes the job in hand, which must be one. */
export function putJob(turn: Turn, change: Partial<JobTask>): void {
  const { task } = turn.state;
  if (task?.kind !== 'job') throw new Error('no job in hand');
  put(turn, { task: { ...task, ...change } });
}

export function write(turn: Turn, bytes: Uint8Array): void {
  turn.outputs.push({ type: 'write', bytes });
}

export function tell(turn: Turn, event: PrinterEvent): void {
  turn.outputs.push({ type: 'tell', event });
}

/** How long `bytes` need on the line, in milliseconds. */
export function lineMs(state: State, bytes: number): number {
  const { baud } = state.settings;
  return baud === null ? 0 : Math.ceil((bytes * 10_000) / baud);
}
