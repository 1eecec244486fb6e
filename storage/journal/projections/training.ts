/** Training sessions and results in the shop's journal, runs of exercises in a training terminal's: the last door between the two (requirement H7). */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { canonicalJson } from '../canonical.ts';
import { demand } from '../failures.ts';
import { isTrainingTerminal } from '../training-models.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface OpenRun {
  readonly run: number;
}

export class TrainingProjection {
  readonly #openSession;
  readonly #nextSession;
  readonly #begin;
  readonly #end;
  readonly #result;
  readonly #openRun;
  readonly #nextRun;
  readonly #start;
  readonly #finish;
  readonly #run;

  constructor(db: Database) {
    this.#openSession = db.prepare<[], number>('SELECT session FROM training_sessions WHERE ended_seq IS NULL').pluck();
    this.#nextSession = db.prepare<[], number>('SELECT coalesce(max(session), 0) + 1 FROM training_sessions').pluck();
    this.#begin = db.prepare('INSERT INTO training_sessions VALUES (:session, :by, :atMs, NULL)');
    this.#end = db.prepare('UPDATE training_sessions SET ended_seq = ? WHERE session = ?');
    this.#result = db.prepare(
      'INSERT INTO training_results VALUES (:seq, :session, :run, :exercise, :version, :operator, :passed, :points, :of, :atMs)',
    );
    this.#openRun = db.prepare<[], OpenRun>('SELECT run FROM exercises WHERE ended_at_ms IS NULL');
    this.#nextRun = db.prepare<[], number>('SELECT coalesce(max(run), 0) + 1 FROM exercises').pluck();
    this.#start = db.prepare(
      'INSERT INTO exercises VALUES (:run, :session, :exercise, :version, :operator, :seq, :atMs, NULL, NULL, NULL, NULL)',
    );
    this.#finish = db.prepare(
      'UPDATE exercises SET ended_at_ms = :atMs, ending = :ending, keys = :keys, score = :score WHERE run = :run',
    );
    this.#run = db.prepare<[number], number>('SELECT run FROM exercises WHERE run = ? AND score IS NOT NULL').pluck();
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    if (entry.type.startsWith('training.'))
      demand(!isTrainingTerminal(entry.terminal), 'training-journal', 'results belong to the journal of the shop');
    if (entry.type.startsWith('exercise.'))
      demand(
        isTrainingTerminal(entry.terminal),
        'shop-journal',
        'exercises belong to the journal of a training terminal',
      );
    switch (entry.type) {
      case 'training.began':
        this.#began(entry);
        return true;
      case 'training.ended':
        demand(this.#openSession.get() === entry.body.session, 'training-session', 'this training is not on');
        this.#end.run(entry.seq, entry.body.session);
        return true;
      case 'training.passed':
      case 'training.failed':
        this.#resulted(entry);
        return true;
      default:
        return this.#projectExercise(entry);
    }
  }

  /** While people practise at this terminal, nothing moves in the shop's books. @throws JournalRefused (`in-training`) */
  demandNotTraining(): void {
    demand(this.#openSession.get() === undefined, 'in-training', 'this terminal is in training: end that first');
  }

  #began({ atMs, body }: Of<'training.began'>): void {
    demand(this.#openSession.get() === undefined, 'in-training', 'this terminal is in training already');
    const next = this.#nextSession.get();
    demand(body.session === next, 'training-session', `sessions are counted; ${body.session} is not the next one`);
    this.#begin.run({ ...body, atMs });
  }

  #resulted({ seq, atMs, type, body }: Of<'training.passed' | 'training.failed'>): void {
    demand(this.#openSession.get() === body.session, 'training-session', 'this training is not on');
    demand(body.points >= 0 && body.points <= body.of, 'training-points', `${body.points} of ${body.of} points`);
    this.#result.run({ ...body, seq, atMs, passed: type === 'training.passed' ? 1 : 0 });
  }

  #projectExercise(entry: Entry): boolean {
    switch (entry.type) {
      case 'exercise.started': {
        const { run, session, exercise, version, operator } = entry.body;
        demand(this.#openRun.get() === undefined, 'exercise-open', 'one exercise at a time');
        demand(run === this.#nextRun.get(), 'exercise-run', `runs are counted; ${run} is not the next one`);
        this.#start.run({ run, session, exercise, version, operator, seq: entry.seq, atMs: entry.atMs });
        return true;
      }
      case 'exercise.practised':
      case 'exercise.noted':
        this.#demandOpen(entry.body.run);
        return true;
      case 'exercise.ended': {
        const { run, score, keys, ending } = entry.body;
        this.#demandOpen(run);
        demand(
          score.points >= 0 && score.points <= score.of,
          'training-points',
          `${score.points} of ${score.of} points`,
        );
        this.#finish.run({ run, ending, atMs: entry.atMs, keys: keys?.total ?? null, score: canonicalJson(score) });
        return true;
      }
      default:
        return false;
    }
  }

  /** @throws JournalRefused */
  demandEnded(run: number): void {
    demand(this.#run.get(run) === run, 'exercise-run', `run ${run} has no score`);
  }

  #demandOpen(run: number): void {
    demand(this.#openRun.get()?.run === run, 'exercise-run', `run ${run} is not on`);
  }
}
