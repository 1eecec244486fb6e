/**
 * `npm run simulate -- [--seed N] [--sales M] [--trace] [--no-shrink] [--tally [--write]]`: seeded worlds of the real firmware, drivers and journal on virtual
 * time; one closing line of figures. `--tally` tells how often each judge met its case; `--write` puts that into test/simulation/tally.md. A broken promise ends it with exit 1, the seed, and the shortest script that still breaks it. `--trace` tells one seed's world line by line.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, fastFolder, runCampaign, scriptOf } from '../test/simulation/campaign.ts';
import { type Played, play, type Script } from '../test/simulation/play.ts';
import { Tally } from '../test/simulation/tally.ts';
import { reproduction } from '../test/simulation/telling.ts';
import { print } from './output.ts';
import { failed } from './usage.ts';

const EXIT = { ok: 0, promiseBroken: 1, usage: 2 } as const;
const DEFAULT_SALES = 300;
const USAGE = 'npm run simulate -- --seed 1 --sales 1000';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      sales: { type: 'string' },
      trace: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
      tally: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const seed = wholeOr(values.seed, freshSeed());
  const sales = wholeOr(values.sales, DEFAULT_SALES);
  if (seed === null || sales === null || sales < 1) {
    process.stderr.write(`simulate: --seed and --sales are whole numbers; usage: ${USAGE}\n`);
    return EXIT.usage;
  }
  const before = process.cpuUsage();
  if (values.trace) {
    const script = scriptOf(seed, sales);
    const played = await play(script, { folder: fastFolder(), trace: print });
    if (played.broken.length > 0) await tellFailure(script, played, false);
    return played.broken.length === 0 ? EXIT.ok : EXIT.promiseBroken;
  }
  const tally = values.tally ? new Tally() : undefined;
  const { figures, failure } = await runCampaign(seed, sales, { tally });
  if (failure !== null) await tellFailure(failure.script, failure.played, !values['no-shrink']);
  const { user, system } = process.cpuUsage(before);
  const closing = closingLine(seed, figures, (user + system) / 1_000_000, failure === null);
  if (tally !== undefined) tellTally(tally.page(closing), values.write && failure === null);
  print(closing);
  return failure === null ? EXIT.ok : EXIT.promiseBroken;
}

function tellTally(page: string, writes: boolean): void {
  print(page);
  if (writes) writeFileSync(join(import.meta.dirname, '../test/simulation/tally.md'), page);
}

function wholeOr(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Another one each time; it is printed, so that the run can be had again. */
function freshSeed(): number {
  return Math.floor(Date.now() / 1000) % 1_000_000_000;
}

async function tellFailure(script: Script, played: Played, short: boolean): Promise<void> {
  if (!short) for (const promise of played.broken) print(`BROKEN  ${promise}`);
  else print(await reproduction({ script, played }, (candidate) => play(candidate, { folder: fastFolder() })));
}

function closingLine(seed: number, figures: Figures, seconds: number, kept: boolean): string {
  const { seeds, rungUp, approved, acts, faults, restarts, virtualMs } = figures;
  return [
    kept ? 'every promise kept:' : 'A PROMISE WAS BROKEN:',
    `seeds ${seed}–${seed + seeds - 1},`,
    `${rungUp} sales rung up (${approved} approved),`,
    `${acts} acts, ${faults} faults, ${restarts} restarts,`,
    `${(virtualMs / 3_600_000).toFixed(1)} virtual hours,`,
    `${(rungUp / seconds).toFixed(1)} sales a second of one core`,
  ].join(' ');
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = failed('simulate', error, USAGE);
}
