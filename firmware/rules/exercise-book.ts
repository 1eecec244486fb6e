/** The exercises by name, and what is said of them. */
import type { ExerciseScore } from '../../storage/entries/training.ts';
import type { Exercise } from './exercise.ts';
import { DRILL } from './exercise-drill.ts';
import { EXERCISES } from './exercise-list.ts';
import type { Words } from './verdict.ts';

/** In the order in which a new cashier learns them. */
export const EXERCISE_BOOK: readonly Exercise[] = [...EXERCISES, DRILL];

export function exerciseNamed(name: string): Exercise | null {
  return EXERCISE_BOOK.find((exercise) => exercise.name === name) ?? null;
}

/** Also of one that the book no longer has. */
export function exerciseTitle(name: string): Words {
  return exerciseNamed(name) ?? { zh: name, en: name };
}

/** Who passed what, as the manager reads it. */
export interface TrainingResultView {
  readonly operator: string;
  readonly exercise: string;
  readonly passed: boolean;
  readonly points: number;
  readonly of: number;
  readonly atMs: number;
}

/** A row of the list, with what this person has reached in it so far. */
export interface ExerciseChoice extends Words {
  readonly name: string;
  readonly byManager: boolean;
  /** Null: not tried. */
  readonly best: { readonly points: number; readonly passed: boolean } | null;
}

/** The one under way, as the screens show it. */
export interface ExerciseUnderWay extends Words {
  readonly run: number;
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  /** What is asked for now; null: all is done, the terminal only has to come to rest. */
  readonly asks: Words | null;
  /** Shown to whoever has asked for it. */
  readonly hint: Words | null;
  /** The practised paper is out. */
  readonly paperOut: boolean;
}

export interface ExerciseResult extends Words {
  readonly run: number;
  readonly score: ExerciseScore;
  readonly keys: number | null;
}
