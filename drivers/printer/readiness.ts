/** What the printer's word, or its silence, means for somebody who wants to print. Pure. */
import type { State } from './state.ts';
import { condition } from './status.ts';

/** `silent`: it could tell, and does not. A printer that can tell nothing is taken as it is. */
export type Readiness = 'running' | 'stopped' | 'silent';

export function readiness(state: State): Readiness {
  const is = condition(state.health.status);
  if (is !== 'unknown') return is;
  return canTell(state) ? 'silent' : 'running';
}

/** Whether there is any status to be had from this printer. */
export function canTell({ grade, found, health, measured }: State): boolean {
  return grade !== 'D' && (!measured || found.realTime || health.asb === 'live');
}

/** Whether its ordered answers are evidence. */
export function isOrdered({ grade, liar }: State): boolean {
  return liar === null && (grade === 'A' || grade === 'B');
}
