/** Rows of the table, written short: what is usual is left out. */
import type { Argument, Command, Disturbance } from './command.ts';

interface Row {
  readonly path: string;
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly run: Command['run'];
  readonly args?: readonly Argument[];
  readonly disturbs?: Disturbance;
  readonly typedWord?: string;
  readonly role?: Command['role'];
}

export function rows(...list: readonly Row[]): readonly Command[] {
  return list.map(
    ({ path, name, zh, en, run, args = [], disturbs = 'nothing', typedWord = null, role = 'technician' }) => ({
      path,
      name,
      words: { zh, en },
      run,
      args,
      disturbs,
      typedWord,
      role,
    }),
  );
}

export const argument = (name: string, zh: string, en: string): Argument => ({ name, words: { zh, en } });
export const optional = (name: string, zh: string, en: string): Argument => ({
  name,
  words: { zh, en },
  optional: true,
});
export const secret = (name: string, zh: string, en: string): Argument => ({ name, words: { zh, en }, secret: true });
