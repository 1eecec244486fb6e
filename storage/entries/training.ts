/**
 * Practice: into training and back, and who passed what, in the shop's journal (`training.…`); the exercises themselves in the journal of the training
 * terminal (`exercise.…`), which is another one (requirements H6, H7). Neither kind of entry is accepted in the other's journal.
 */
import type { CopyKind } from '../facts.ts';
import type { Draft } from './draft.ts';

/** What the printer's driver was made to say, in training only: the real printer keeps its paper. */
export type PracticeFault = 'paper-out' | 'paper-out-in-slip' | 'paper-back';

export interface KeyCounts {
  readonly total: number;
  readonly corrections: number;
  readonly cancels: number;
}

/** One line of the derivation of a score; minus for what cost points. */
export interface ScoreLine {
  readonly zh: string;
  readonly en: string;
  readonly points: number;
}

export interface ExerciseScore {
  readonly points: number;
  readonly of: number;
  readonly passMark: number;
  readonly passed: boolean;
  readonly lines: readonly ScoreLine[];
}

export type ExerciseEnding = 'done' | 'given-up' | 'interrupted';

export interface TrainingResult {
  readonly session: number;
  /** Of the training journal. */
  readonly run: number;
  readonly exercise: string;
  readonly version: number;
  readonly operator: string;
  readonly points: number;
  readonly of: number;
}

export type TrainingDraft =
  /** Sessions count 1, 2, 3 …; from here to its end no money moves in this journal. `by`: the manager. */
  | Of<'training.began', { readonly session: number; readonly by: string }>
  /** `no-host`: nobody could start the training host, so the terminal went back to work by itself. */
  | Of<'training.ended', { readonly session: number; readonly by: string; readonly why: 'asked' | 'no-host' }>
  | Of<'training.passed' | 'training.failed', TrainingResult>
  /** Runs count 1, 2, 3 …; `by`: the manager, where it takes one (a drill). */
  | Of<
      'exercise.started',
      {
        readonly run: number;
        readonly session: number;
        readonly exercise: string;
        readonly version: number;
        readonly operator: string;
        readonly by: string | null;
      }
    >
  | Of<'exercise.practised', { readonly run: number; readonly fault: PracticeFault }>
  /** What the journal of a shop does not keep: somebody asked how it is done, a rule refused something, a page that the exercise asks for was seen. */
  | Of<'exercise.noted', { readonly run: number; readonly what: 'hint' | 'refusal' | 'page'; readonly name: string }>
  /** `interrupted`: the terminal was started again meanwhile; then the keys were not counted to the end, and nothing is brought home. */
  | Of<
      'exercise.ended',
      {
        readonly run: number;
        readonly ending: ExerciseEnding;
        readonly keys: KeyCounts | null;
        readonly score: ExerciseScore;
      }
    >
  /** The score on paper: a debt like any other slip. */
  | Draft<'exercise.slipRequested', { readonly run: number; readonly copies: readonly CopyKind[] }>;

type Of<Type extends string, Body> = { readonly type: Type; readonly txn: null; readonly body: Body };
