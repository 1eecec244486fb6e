/** Makes a failing script short: leaves acts out, in ever smaller pieces, as long as it still breaks the same kind of promise. */
import type { Played, Script } from './play.ts';

/** Runs at the most, where nothing else is said; each is a whole world. */
const MOST_RUNS = 300;

export async function shrink(
  script: Script,
  played: Played,
  play: (script: Script) => Promise<Played>,
  mostRuns = MOST_RUNS,
): Promise<Script> {
  const wanted = kindOf(played);
  let runs = 0;
  let acts = script.acts.slice(0, played.acts);
  for (let size = Math.ceil(acts.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = acts.length - size; from >= 0 && runs < mostRuns; from -= size) {
      const fewer = [...acts.slice(0, from), ...acts.slice(from + size)];
      runs += 1;
      if (kindOf(await play({ ...script, acts: fewer })) === wanted) acts = fewer;
    }
  }
  return { ...script, acts };
}

/** `paper`, `money`, `evidence`, `liveness`, `journal`, `wire`, `log`, `secrets`, `bug`; empty when all is well. */
export function kindOf({ broken }: Pick<Played, 'broken'>): string {
  return broken[0]?.split(':')[0] ?? '';
}
