/** What an exhibit must be able to see: a wrong implementation, as a small change of the text of source files. */
import type { Patch } from '../../simulation/planted.ts';

export interface MuseumMutant {
  /** Name of the exhibit's file, without `.test.ts`. */
  readonly exhibit: string;
  /** What goes wrong because of it, in words. */
  readonly harm: string;
  /** Only the tests whose name this pattern fits: the half of the sentence that it is about. Null: all of the exhibit. */
  readonly test: string | null;
  readonly patches: readonly Patch[];
}

/** A mutant of one patch. */
export const broken = (
  exhibit: string,
  harm: string,
  file: string,
  find: string,
  put: string,
  test: string | null = null,
): MuseumMutant => ({ exhibit, harm, test, patches: [{ file, find, put }] });
