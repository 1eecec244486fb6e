/** What is said of a world in which a promise was broken: enough to have it again, and the shortest script that still breaks it. */
import type { Played, Script } from './play.ts';
import { shrink } from './shrink.ts';

export interface Failure {
  readonly script: Script;
  readonly played: Played;
}

/** @param mostRuns worlds played to make the script short; @returns some lines: what broke, the command, and a script that may lie in `found/` as it is. */
export async function reproduction(
  { script, played }: Failure,
  play: (script: Script) => Promise<Played>,
  mostRuns?: number,
): Promise<string> {
  const shortest = await shrink(script, played, play, mostRuns);
  const sales = script.acts.filter((act) => act.do === 'sale').length;
  return [
    ...played.broken.map((promise) => `BROKEN  ${promise}`),
    `repeat: npm run simulate -- --seed ${script.seed} --sales ${sales} --trace`,
    `${played.acts} acts, of which ${shortest.acts.length} still break it (test/simulation/found/NAME.json):`,
    JSON.stringify({ found: played.broken[0]?.slice(0, 200), ...shortest }),
  ].join('\n');
}
