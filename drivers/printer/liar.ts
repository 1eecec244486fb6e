/**
 * Something between us and the printer that answers in its place: print servers, USB and network boards (facts/printer §1.10). Three things
 * give it away; README "What stands in between" says what nothing can show.
 */
import { STOP_RACE_MS } from './delays.ts';
import { gradeOf, identify } from './identity.ts';
import { readiness } from './readiness.ts';
import { leastPaperMm } from './segments.ts';
import type { JobTask } from './state.ts';
import { put, type Turn } from './turn.ts';

/** Below this no printer can be called too fast. */
const ENOUGH_PAPER_MM = 30;

/** The question that was mere data of another command. @returns false when `id` is another. */
export function takeDecoy(turn: Turn, id: string): boolean {
  if (id !== turn.state.decoy) return false;
  put(turn, { decoy: null });
  if (turn.state.liar === null)
    distrust(turn, 'something answers questions that stand in the data of a command: it only looks at the bytes');
  return true;
}

/** Before the paper can have moved, or while it cannot move. */
export function catchLiar(turn: Turn, segment: number): void {
  const { task, liar } = turn.state;
  if (task?.kind !== 'job' || liar !== null) return;
  const caught = tooFast(turn, task, segment) ?? whileStopped(turn, task);
  if (caught !== null) distrust(turn, caught);
}

function distrust(turn: Turn, liar: string): void {
  put(turn, { liar });
  if (turn.state.measured) identify(turn, gradeOf(turn.state), turn.state.found);
}

function tooFast(turn: Turn, task: JobTask, segment: number): string | null {
  const mm = leastPaperMm(task.plan, segment);
  const tookMs = turn.nowMs - (task.firstByteMs ?? turn.nowMs);
  const { fastestMmPerS } = turn.state.settings;
  if (fastestMmPerS === null || mm < ENOUGH_PAPER_MM || tookMs >= (mm * 1_000) / fastestMmPerS) return null;
  return 'the answers come faster than paper can move: something answers in place of the printer';
}

function whileStopped(turn: Turn, task: JobTask): string | null {
  const { hold } = task;
  const longStopped = hold?.byItsWord === true && turn.nowMs - hold.sinceMs > STOP_RACE_MS;
  if (!longStopped || readiness(turn.state) !== 'stopped') return null;
  return 'the answers come while the printer stands still: something answers in place of the printer';
}
