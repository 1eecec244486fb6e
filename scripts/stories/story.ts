/** What a story is: a name to call it by, a sentence, and what happens on the stage. */
import type { CountertopOptions } from '../../test/countertop/counter-configuration.ts';
import type { Stage } from './stage.ts';

export interface Story {
  readonly name: string;
  readonly title: string;
  readonly options?: Omit<CountertopOptions, 'folder'>;
  play(stage: Stage): Promise<void>;
}

/** A story without people: pictures made one by one. */
export interface Gallery {
  readonly name: string;
  readonly title: string;
  /** Writes its pictures below `folder`, tells each, and returns what was wrong with them, in words. */
  paint(folder: string, tell: (line: string) => void): Promise<readonly string[]>;
}
