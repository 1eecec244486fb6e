/** The slip of a score: everything on it stands in the entries of its run. */
import type { Marking } from '../../storage/facts.ts';
import type { SlipInHand } from '../machines/paper-desk.ts';
import type { ExerciseSlipFacts, Moment } from '../receipts/slip-facts.ts';
import { exerciseTitle } from '../rules/exercise-book.ts';
import type { Ports } from './ports.ts';

/** @throws Error when the journal does not know the run: a bug, since its slip was started there first. */
export function exerciseSlipFacts(
  { journal, terminal, utcOffsetMinutes }: Ports,
  inHand: SlipInHand,
  marking: Marking,
  startedAtMs: number,
): ExerciseSlipFacts {
  const moment = (atMs: number): Moment => ({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) });
  const requested = journal.timeline(inHand.txn).find(({ type }) => type === 'exercise.slipRequested');
  if (requested?.type !== 'exercise.slipRequested') throw new Error(`the journal does not know ${inHand.copy}`);
  const { run } = requested.body;
  const row = journal.exerciseRun(run);
  if (row === null || row.score === null) throw new Error(`run ${run} has no score`);
  return {
    terminal,
    copy: 'merchant',
    slip: inHand.slip,
    marking,
    operator: row.operator,
    at: moment(row.endedAtMs ?? row.startedAtMs),
    printedAt: marking.kind === 'original' ? null : moment(startedAtMs),
    kind: 'exercise',
    exercise: exerciseTitle(row.exercise),
    version: row.version,
    run,
    keys: row.keys,
    score: row.score,
  };
}
