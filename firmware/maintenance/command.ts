/** What a command of the maintenance menu is: one row of `table.ts`, from which menu, help, README page and tests are made. */
import type { Words } from '../rules/verdict.ts';
import type { Desk } from './desk.ts';
import type { Dialogue } from './dialogue.ts';
import type { Outcome } from './outcome.ts';
import type { Tongue } from './tongue.ts';

export interface Argument {
  readonly name: string;
  readonly words: Words;
  /** Asked for where it was not typed; an optional one is not. */
  readonly optional?: boolean;
  /** Typed unseen, and never journaled. */
  readonly secret?: boolean;
}

/**
 * What of the trade a command needs for itself: `nothing` · `paper` the printer between two slips · `counter` keypad, reader and screens, while nobody
 * is being served, until the cashier takes them back · `terminal` it ends or restarts, while nobody is being served and nothing is under way.
 */
export type Disturbance = 'nothing' | 'paper' | 'counter' | 'terminal';

export interface Call {
  /** The technician's number; `-` before login. */
  readonly who: string;
  readonly tongue: Tongue;
  /** By the names of the arguments; a missing optional one is empty. */
  readonly given: Readonly<Record<string, string>>;
}

export interface Command {
  /** Typed as words; the first of them leads to it alone where it is unique. */
  readonly name: string;
  /** `group.number` */
  readonly path: string;
  /** `anyone`: harmless, also before login. */
  readonly role: 'anyone' | 'technician';
  readonly words: Words;
  readonly args: readonly Argument[];
  readonly disturbs: Disturbance;
  /** Must be typed before it begins. */
  readonly typedWord: string | null;
  readonly run: (desk: Desk, call: Call) => Dialogue<Outcome>;
}

export interface Group {
  readonly number: string;
  readonly words: Words;
}
