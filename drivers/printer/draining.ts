/**
 * The fence: shows that the printer has nothing left of what was handed over before.
 *
 * Ordered query, answered: everything has been taken from the receive buffer. Then silence, so that no answer is on its way that the
 * fence's could replace ("with several pending IDs only the newest may come", facts/printer §1.5). Then a fresh process ID: when
 * it comes, everything before it has been printed or is gone. Grade B makes do with a second query.
 *
 * Behind letters without a line end a process ID waits for the line (APG p.425): what a power cut left of a command reads like that. So the
 * second fence stands behind an ESC @, which throws them away.
 */
import { orderedQuery, startAfresh } from './afresh.ts';
import { ORDERED_QUERY, processIdQuery } from './commands.ts';
import { ASK_MS, FENCE_ANSWER_MS, ORDER_ANSWER_MS, QUIET_MS } from './delays.ts';
import { withMark } from './ledger.ts';
import { fenceId } from './process-ids.ts';
import type { Drain } from './state.ts';
import { condition } from './status.ts';
import { lineMs, put, type Turn, write } from './turn.ts';

const TRIES = 3;

/**
 * Begins. Process IDs that were awaited are still welcome, and the memory told before them; nothing holds room in the window any more, and an anonymous answer
 * is the drain's own from now on: taken for an older query's it would show a memory that is perhaps not there.
 */
export function startDrain(turn: Turn): void {
  const ids = turn.state.ledger.marks.filter((mark) => mark.kind !== 'query').map((mark) => ({ ...mark, bytes: 0 }));
  put(turn, { ledger: { marks: ids } });
  if (turn.state.found.ordered) ask(turn, 0);
  else putDrain(turn, { stage: 'quiet', deadlineMs: turn.nowMs + QUIET_MS, tries: 0, fence: null });
}

/** Does what is due. A printer that stops in between ends the drain without result. */
export function advanceDrain(turn: Turn): void {
  const { drain, health, asks, settings } = turn.state;
  if (drain === null || drain.stage === 'clean' || drain.stage === 'unanswered') return;
  if (condition(health.status) === 'stopped') {
    dropDrain(turn);
    return;
  }
  if (turn.nowMs < dueMs(turn) || asks.inFlight !== null) return;
  // ASB says that it runs, its word in real time says that it does not: where nothing holds bytes back, no more goes to its buffer before that is settled.
  if (health.contradictedSinceMs !== null && !settings.flowControl) {
    putDrain(turn, { ...drain, deadlineMs: turn.nowMs + ASK_MS });
    return;
  }
  if (drain.stage === 'quiet') {
    sendFence(turn, 0);
    return;
  }
  if (drain.tries + 1 >= TRIES) {
    putDrain(turn, { ...drain, stage: 'unanswered' });
    return;
  }
  if (drain.stage === 'asking') ask(turn, drain.tries + 1);
  else sendFence(turn, drain.tries + 1);
}

/** When the drain has something to do. */
export function drainDueMs(turn: Pick<Turn, 'state'>): number | null {
  const { drain, asks } = turn.state;
  if (drain === null || drain.stage === 'clean' || drain.stage === 'unanswered') return null;
  // It waits for a question's end (advanceDrain), which wakes by itself: a time that is over would be asked for again at once, over and over.
  return asks.inFlight === null ? dueMs(turn) : null;
}

/** Silence counts from the last process ID. */
function dueMs({ state }: Pick<Turn, 'state'>): number {
  const { drain, heard } = state;
  if (drain === null) return 0;
  const lastIdMs = heard.at(-1)?.atMs ?? 0;
  return drain.stage === 'quiet' ? Math.max(drain.deadlineMs, lastIdMs + QUIET_MS) : drain.deadlineMs;
}

/** Gives the drain up; the answer to a query under way will still come and belongs to nothing else. */
export function dropDrain(turn: Turn): void {
  const { drain } = turn.state;
  if (drain?.stage === 'asking') {
    put(turn, { ledger: withMark(turn.state.ledger, { kind: 'query', segment: null, bytes: 0 }) });
  }
  put(turn, { drain: null });
}

function ask(turn: Turn, tries: number): void {
  const query = orderedQuery(turn.state, tries);
  write(turn, query);
  const deadlineMs = turn.nowMs + ORDER_ANSWER_MS * (tries + 1) + lineMs(turn.state, query.length);
  putDrain(turn, { stage: 'asking', deadlineMs, tries, fence: null });
}

function sendFence(turn: Turn, tries: number): void {
  const deadlineMs = turn.nowMs + FENCE_ANSWER_MS;
  if (!turn.state.found.processIds) {
    write(turn, ORDERED_QUERY);
    putDrain(turn, { stage: 'fencing', deadlineMs, tries, fence: null });
    return;
  }
  const fence = fenceId(turn.state.fences);
  put(turn, { fences: turn.state.fences + 1 });
  if (tries > 0) startAfresh(turn);
  write(turn, processIdQuery(fence));
  putDrain(turn, { stage: 'fencing', deadlineMs, tries, fence });
}

/** An anonymous ordered answer. @returns false when the drain does not wait for one. */
export function drainOrdered(turn: Turn): boolean {
  const { drain } = turn.state;
  if (drain?.stage === 'asking') {
    putDrain(turn, { stage: 'quiet', deadlineMs: turn.nowMs + QUIET_MS, tries: 0, fence: null });
    return true;
  }
  if (drain?.stage !== 'fencing' || drain.fence !== null) return false;
  clean(turn, drain);
  return true;
}

/** A process ID. @returns true when it is the fence's. */
export function drainProcessId(turn: Turn, id: string): boolean {
  const { drain } = turn.state;
  if (drain?.stage !== 'fencing' || drain.fence !== id) return false;
  clean(turn, drain);
  return true;
}

function clean(turn: Turn, drain: Drain): void {
  putDrain(turn, { ...drain, stage: 'clean' });
  put(turn, { drained: true, fenced: true });
}

function putDrain(turn: Turn, drain: Drain): void {
  put(turn, { drain });
}
