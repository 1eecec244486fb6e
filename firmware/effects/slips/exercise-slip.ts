/** The slip of a score: everything on it stands in the entries of its run. */
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { ExerciseSlipFacts } from '../../receipts/slip-facts.ts';
import { exerciseTitle } from '../../rules/exercise-book.ts';
import type { Ports } from '../ports.ts';
import { type Started, slipHead } from './slip-parts.ts';

/** @throws Error when the journal does not know the run: a bug, since its slip was started there first. */
export function exerciseSlipFacts(ports: Ports, inHand: SlipInHand, started: Started): ExerciseSlipFacts {
  const { journal } = ports;
  const requested = journal.timeline(inHand.txn).find(({ type }) => type === 'exercise.slipRequested');
  if (requested?.type !== 'exercise.slipRequested') throw new Error(`the journal does not know ${inHand.copy}`);
  const { run } = requested.body;
  const row = journal.exerciseRun(run);
  if (row === null || row.score === null) throw new Error(`run ${run} has no score`);
  return {
    ...slipHead(ports, inHand, started, 'merchant', { operator: row.operator, atMs: row.endedAtMs ?? row.startedAtMs }),
    kind: 'exercise',
    exercise: exerciseTitle(row.exercise),
    version: row.version,
    run,
    keys: row.keys,
    score: row.score,
  };
}
