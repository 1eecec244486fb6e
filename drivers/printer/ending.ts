/** How a job ends: exactly once, with what is known. */
import { EMPTY_LEDGER } from './ledger.ts';
import type { PrintEvidence } from './printer.ts';
import { isOrdered } from './readiness.ts';
import type { State } from './state.ts';
import { put, putHealth, type Turn, tell } from './turn.ts';
import type { LossFacts, Verdict } from './verdicts.ts';

/** What is known about the job in hand when its answers do not come. */
export function lossFacts(state: State): LossFacts {
  const { task, health, liar } = state;
  if (task?.kind !== 'job') throw new Error('no job in hand');
  const lastInk = task.plan.segments.findIndex((segment) => segment.kind === 'last-ink') + 1;
  return {
    lastInkOut: task.lastInkOut,
    // Where nothing is ever answered, a missing answer says nothing.
    lastInkPossible: !isOrdered(state) || task.proven >= lastInk - 1,
    lastInkProven: task.proven >= lastInk,
    stoppedFirst: task.stoppedFirst,
    power: task.powerSuspected ? 'suspected' : 'none',
    fenced: false,
    blind: task.blind || health.damaged,
    tainted: liar ?? task.tainted,
  };
}

export type End = Verdict | { readonly kind: 'printed'; readonly evidence: PrintEvidence };

/** The job in hand is over. `proven`: segments, where the task does not count them itself. */
export function endJob(turn: Turn, end: End, provenBefore = 0): void {
  const { task } = turn.state;
  if (task?.kind !== 'job' && task?.kind !== 'settle') return;
  const job = task.kind === 'job' ? task.job.job : task.job;
  const proven = task.kind === 'job' ? task.proven : provenBefore;
  put(turn, { task: null, drain: null, ledger: EMPTY_LEDGER });
  putHealth(turn, { asbOwed: 0 });
  switch (end.kind) {
    case 'printed':
      tell(turn, { type: 'printer.jobPrinted', job, evidence: end.evidence });
      return;
    case 'not-printed':
      tell(turn, { type: 'printer.jobNotPrinted', job, proof: end.proof, proven });
      return;
    case 'unknown':
      tell(turn, { type: 'printer.jobUnknown', job, cause: end.cause, proven });
      return;
  }
}
