/** Many worlds, one after another: the figures of all of them, and the first one in which a promise was broken. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Played, play, type Script } from './play.ts';
import { drawScript } from './script.ts';
import type { Tally } from './tally.ts';

/** Most worlds are short, so that many different ones are seen; each twentieth is a long day. Setting one up and bringing it to rest costs as much as four sales. */
const SALES_OF_A_WORLD = 30;
const SALES_OF_A_LONG_DAY = 200;
const LONG_DAY_EVERY = 20;

export interface Figures {
  seeds: number;
  rungUp: number;
  approved: number;
  acts: number;
  faults: number;
  restarts: number;
  virtualMs: number;
}

export interface Campaign {
  readonly figures: Figures;
  readonly failure: { readonly script: Script; readonly played: Played } | null;
}

/** Where appends are synced to memory, not to a disk: the file code is the same. */
export function fastFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/**
 * Plays worlds of the seeds `seed`, `seed + 1`, … until `sales` sales have been rung up, or a promise is broken.
 * @param isOver worlds are also played until it says so; left out: the sales alone decide
 */
export async function runCampaign(
  seed: number,
  sales: number,
  { tally, isOver }: { readonly tally?: Tally | undefined; readonly isOver?: () => boolean } = {},
): Promise<Campaign> {
  const stagehand = { folder: fastFolder(), ...(tally === undefined ? {} : { tally }) };
  const figures: Figures = { seeds: 0, rungUp: 0, approved: 0, acts: 0, faults: 0, restarts: 0, virtualMs: 0 };
  while (figures.rungUp < sales || isOver?.() === false) {
    const script = scriptOf(seed + figures.seeds, isOver === undefined ? sales - figures.rungUp : SALES_OF_A_LONG_DAY);
    const played = await play(script, stagehand);
    figures.seeds += 1;
    for (const name of ['rungUp', 'approved', 'acts', 'faults', 'restarts', 'virtualMs'] as const)
      figures[name] += played[name];
    if (played.broken.length > 0) return { figures, failure: { script, played } };
  }
  return { figures, failure: null };
}

/** The script of one seed, as the campaign plays it. */
export function scriptOf(seed: number, atMost: number): Script {
  const sales = seed % LONG_DAY_EVERY === 0 ? SALES_OF_A_LONG_DAY : SALES_OF_A_WORLD;
  return drawScript(seed, Math.min(sales, Math.max(atMost, 1)));
}
