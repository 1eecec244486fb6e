/** What the firmware asks about practice: whether it is on, who passed what, which exercise is under way. */
import type { Database } from 'better-sqlite3';
import type { ExerciseEnding, ExerciseScore } from '../entries/training.ts';

export interface TrainingSession {
  readonly session: number;
  readonly by: string;
  readonly sinceMs: number;
}

export interface TrainingResultRow {
  readonly session: number;
  readonly run: number;
  readonly exercise: string;
  readonly version: number;
  readonly operator: string;
  readonly passed: boolean;
  readonly points: number;
  readonly of: number;
  readonly atMs: number;
}

export interface ExerciseRow {
  readonly run: number;
  readonly session: number;
  readonly exercise: string;
  readonly version: number;
  readonly operator: string;
  readonly startedSeq: number;
  readonly startedAtMs: number;
  /** Null while it is under way. */
  readonly endedAtMs: number | null;
  readonly ending: ExerciseEnding | null;
  /** Keys pressed; null: not counted to the end. */
  readonly keys: number | null;
  readonly score: ExerciseScore | null;
}

export interface TrainingReads {
  /** The session under way; null where the terminal trades. */
  training(): TrainingSession | null;
  /** How often it was begun so far. */
  trainingSessions(): number;
  /** Newest first. */
  trainingResults(limit: number): readonly TrainingResultRow[];
  /** In the journal of a training terminal, newest first; at most one has not ended. */
  exercises(limit: number): readonly ExerciseRow[];
  exerciseRun(run: number): ExerciseRow | null;
}

const TRAINING = 'training ';

/** The name that the journal of this terminal's training has: never that of the terminal, so that neither can be opened as the other. */
export function trainingTerminal(tid: string): string {
  return `${TRAINING}${tid}`;
}

export function isTrainingTerminal(terminal: string): boolean {
  return terminal.startsWith(TRAINING);
}

type StoredResult = Omit<TrainingResultRow, 'passed'> & { readonly passed: number };
type StoredExercise = Omit<ExerciseRow, 'score'> & { readonly score: string | null };

const EXERCISES = `SELECT run, session, exercise, version, operator, started_seq AS startedSeq, started_at_ms AS startedAtMs,
  ended_at_ms AS endedAtMs, ending, keys, score FROM exercises`;

export class TrainingModels implements TrainingReads {
  readonly #session;
  readonly #count;
  readonly #results;
  readonly #exercises;
  readonly #run;

  constructor(db: Database) {
    this.#session = db.prepare<[], TrainingSession>(
      'SELECT session, began_by AS "by", began_at_ms AS sinceMs FROM training_sessions WHERE ended_seq IS NULL',
    );
    this.#count = db.prepare<[], number>('SELECT count(*) FROM training_sessions').pluck();
    this.#results = db.prepare<[number], StoredResult>(
      `SELECT session, run, exercise, version, operator, passed, points, of_points AS "of", at_ms AS atMs
         FROM training_results ORDER BY seq DESC LIMIT ?`,
    );
    this.#exercises = db.prepare<[number], StoredExercise>(`${EXERCISES} ORDER BY run DESC LIMIT ?`);
    this.#run = db.prepare<[number], StoredExercise>(`${EXERCISES} WHERE run = ?`);
  }

  training(): TrainingSession | null {
    return this.#session.get() ?? null;
  }

  trainingSessions(): number {
    return this.#count.get() ?? 0;
  }

  trainingResults(limit: number): readonly TrainingResultRow[] {
    return this.#results.all(limit).map((row) => ({ ...row, passed: row.passed === 1 }));
  }

  exercises(limit: number): readonly ExerciseRow[] {
    return this.#exercises.all(limit).map(scored);
  }

  exerciseRun(run: number): ExerciseRow | null {
    const row = this.#run.get(run);
    return row === undefined ? null : scored(row);
  }
}

function scored(row: StoredExercise): ExerciseRow {
  return { ...row, score: row.score === null ? null : (JSON.parse(row.score) as ExerciseScore) };
}
