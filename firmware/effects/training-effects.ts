/** Into training, its exercises, and home again: the change-over stands in the journal of the shop before anything happens. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { judgeTraining, refuseSlip } from '../rules/training.ts';
import type { Refusal, Verdict } from '../rules/verdict.ts';
import type { ExerciseDesk } from './exercise-desk.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';

/** As many as somebody will page through. */
const RESULTS_SHOWN = 200;

export function trainingEffects(ports: Ports): ConversationEffects['training'] {
  const { journal, stamp } = ports;
  return {
    lookAtTraining: ({ self }) =>
      self.send({
        type: 'training.seen',
        refusal: refusalOf(judge(ports)),
        results: journal.trainingResults(RESULTS_SHOWN),
      }),
    beginTraining: ({ self }, { by }) => {
      const verdict = judge(ports);
      const place = ports.training;
      if (!verdict.allowed || place?.is !== 'outside') {
        self.send({ type: 'training.seen', refusal: refusalOf(verdict), results: [] });
        return;
      }
      const shift = journal.shift();
      // Whoever comes back from training says who they are first.
      const locked: EntryDraft[] =
        shift === null || shift.locked
          ? []
          : [{ type: 'shift.locked', txn: null, body: { shift: shift.shift, why: 'asked' } }];
      const session = journal.trainingSessions() + 1;
      journal.append([...locked, { type: 'training.began', txn: null, body: { session, by } }], stamp());
      place.begin();
    },
  };
}

function judge({ journal, training }: Ports): Verdict<object> {
  const inHand = journal.copiesOwed().find(isInHand);
  return judgeTraining({
    hasHost: training !== undefined,
    frozen: journal.freezes().some(({ on }) => on.is === 'terminal'),
    outcomes: journal.openOutcomes().length,
    reversals: journal.reversals().length,
    advices: journal.advices().length,
    settling: journal.settlement() !== null,
    slipInHand: inHand === undefined ? null : (inHand.slip ?? 0),
  });
}

const refusalOf = (verdict: Verdict<object>): Refusal | null => (verdict.allowed ? null : verdict);
const isInHand = ({ state }: CopyRow): boolean => state === 'started' || state === 'held';

export function exercisesEffects(
  ports: Ports,
  paper: PaperWork,
  desk: ExerciseDesk | null,
): ConversationEffects['exercises'] {
  const { journal, stamp } = ports;
  const practising = (): ExerciseDesk => {
    if (desk === null) throw new Error('this terminal is not in training');
    return desk;
  };
  return {
    lookAtExercises: ({ self }) =>
      self.send({
        type: 'exercises.seen',
        result: practising().takeResult(),
        underWay: practising().underWay(),
        choices: practising().choices(),
      }),
    startExercise: ({ self }, { name, by }) =>
      practising().begin(name, by, (refusal) =>
        self.send(refusal === null ? { type: 'exercise.started' } : { type: 'training.refused', refusal }),
      ),
    giveHint: () => practising().hint(),
    loadPaper: () => practising().loadPaper(),
    giveUp: () => practising().giveUp(),
    requestScore: ({ self }, { run }) => {
      const txn = ports.nextTransactionId();
      journal.append([{ type: 'exercise.slipRequested', txn, body: { run, copies: ['merchant'] } }], stamp());
      paper.debtAdded();
      self.send({ type: 'score.requested' });
    },
    leaveTraining: ({ self }) => {
      const place = ports.training;
      const inHand = journal.copiesOwed().find(isInHand);
      // A printer that is not there holds nothing for anybody.
      if (inHand !== undefined && ports.printer() !== null) {
        self.send({ type: 'training.refused', refusal: refuseSlip(inHand.slip ?? 0) });
        return;
      }
      if (place?.is !== 'inside') throw new Error('this terminal is not in training');
      const at = stamp();
      const { home } = place;
      const session = home.training()?.session ?? 0;
      home.append([{ type: 'training.ended', txn: null, body: { session, by: at.operator, why: 'asked' } }], at);
      place.end();
    },
  };
}
