/**
 * What a command may do with the technician's terminal: say, ask, wait. A dialogue is a generator that yields its wishes as data; whoever runs
 * it (`../effects/technician/runner.ts`) has the line and the clock. So a session is a plain function that can be stopped at any of its steps:
 * a hang-up, Ctrl-C or the idle time simply end it there, and its `finally` gives back what it had taken.
 */
import type { Report } from './desk.ts';
import type { Outcome } from './outcome.ts';

export type Step =
  | { readonly do: 'say'; readonly lines: readonly string[] }
  | {
      readonly do: 'ask';
      readonly prompt: string;
      readonly kind: 'line' | 'secret';
      readonly longest: number;
      /** What was typed ahead does not answer it. */
      readonly fresh: boolean;
    }
  /** For a key, a report of the desk, or the time; null: no limit. */
  | { readonly do: 'wait'; readonly forMs: number | null; readonly key: boolean; readonly reports: boolean }
  /** Only the session: runs a command that Ctrl-C ends by itself. */
  | { readonly do: 'run'; readonly dialogue: Dialogue<Outcome> }
  /** Only the session: whether the session counts as logged in, and whether pages wait for a key. */
  | { readonly do: 'set'; readonly loggedIn: boolean; readonly paged: boolean };

export type Answer =
  | { readonly is: 'done' }
  | { readonly is: 'line'; readonly text: string; readonly noise: number; readonly overlong: boolean }
  | { readonly is: 'key'; readonly text: string }
  | { readonly is: 'time' }
  | { readonly is: 'report'; readonly report: Report }
  /** Ctrl-D. */
  | { readonly is: 'ended' }
  /** Ctrl-C at a question of the session itself. */
  | { readonly is: 'interrupted' }
  /** Of `run`; null: interrupted. */
  | { readonly is: 'ran'; readonly outcome: Outcome | null };

export type Dialogue<Result = void> = Generator<Step, Result, Answer>;

/** Longest line that a command takes. */
const LONGEST_LINE = 200;

export function* say(...lines: readonly string[]): Dialogue {
  yield { do: 'say', lines };
}

/** @returns what was typed, trimmed; null for an empty line, Ctrl-D, or a line that noise or its length has spoiled. */
export function* ask(
  prompt: string,
  options: { readonly fresh?: boolean; readonly longest?: number } = {},
): Dialogue<string | null> {
  const { fresh = false, longest = LONGEST_LINE } = options;
  const answer = yield { do: 'ask', prompt, kind: 'line', longest, fresh };
  if (answer.is !== 'line' || answer.overlong || answer.noise > 0) return null;
  const text = answer.text.trim();
  return text === '' ? null : text;
}

/** A PIN or a code, shown as stars. @returns null where it is not well-formed: noise is no wrong PIN (facts/maintenance). */
export function* askSecret(prompt: string, form: RegExp): Dialogue<string | null> {
  const answer = yield { do: 'ask', prompt, kind: 'secret', longest: 32, fresh: false };
  if (answer.is !== 'line' || answer.overlong || answer.noise > 0) return null;
  return form.test(answer.text) ? answer.text : null;
}

export type Happened =
  | { readonly is: 'report'; readonly report: Report }
  | { readonly is: 'key'; readonly text: string }
  | { readonly is: 'time' };

/** The next report of the desk, a key of the technician, or the end of the time. */
export function* next(forMs: number | null): Dialogue<Happened> {
  const answer = yield { do: 'wait', forMs, key: true, reports: true };
  if (answer.is === 'report' || answer.is === 'key') return answer;
  return answer.is === 'ended' ? { is: 'key', text: '' } : { is: 'time' };
}

/** Lets `ms` pass. @returns true when the technician pressed a key instead. */
export function* pause(ms: number): Dialogue<boolean> {
  const answer = yield { do: 'wait', forMs: ms, key: true, reports: false };
  return answer.is !== 'time';
}

/** The first report that `fits` makes something of, within the time; null when time or patience is over. */
export function* until<Found>(forMs: number, fits: (report: Report) => Found | null): Dialogue<Found | null> {
  // Each report begins the time anew: something is going on.
  for (;;) {
    const happened = yield* next(forMs);
    if (happened.is !== 'report') return null;
    const found = fits(happened.report);
    if (found !== null) return found;
  }
}

/** Looks every `everyMs` until `look` finds something, within the time; null when time or patience is over. */
export function* poll<Found>(forMs: number, everyMs: number, look: () => Found | null): Dialogue<Found | null> {
  for (let waitedMs = 0; ; waitedMs += everyMs) {
    const found = look();
    if (found !== null || waitedMs >= forMs) return found;
    if (yield* pause(everyMs)) return null;
  }
}
