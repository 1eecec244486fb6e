/**
 * `npm run simulate -- [--seed N] [--sales M] [--trace] [--no-shrink]`: seeded worlds of the real firmware, drivers and journal on virtual time; one closing line
 * of figures. A broken promise ends it with exit 1, the seed, and the shortest script that still breaks it. `--trace` tells one seed's world line by line.
 */
import { parseArgs } from 'node:util';
import { type Figures, fastFolder, runCampaign, scriptOf } from '../test/simulation/campaign.ts';
import { type Played, play, type Script } from '../test/simulation/play.ts';
import { shrink } from '../test/simulation/shrink.ts';

const EXIT = { ok: 0, promiseBroken: 1, usage: 2 } as const;
const DEFAULT_SALES = 300;

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      sales: { type: 'string' },
      trace: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
    },
  });
  const seed = wholeOr(values.seed, freshSeed());
  const sales = wholeOr(values.sales, DEFAULT_SALES);
  if (seed === null || sales === null || sales < 1) {
    process.stderr.write(
      'simulate: --seed and --sales are whole numbers; usage: npm run simulate -- --seed 1 --sales 1000\n',
    );
    return EXIT.usage;
  }
  const startedMs = performance.now();
  if (values.trace) {
    const script = scriptOf(seed, sales);
    const played = play(script, { folder: fastFolder(), trace: (line) => process.stdout.write(`${line}\n`) });
    if (played.broken.length > 0) tellFailure(script, played, false);
    return played.broken.length === 0 ? EXIT.ok : EXIT.promiseBroken;
  }
  const { figures, failure } = runCampaign(seed, sales);
  if (failure !== null) tellFailure(failure.script, failure.played, !values['no-shrink']);
  process.stdout.write(`${closingLine(seed, figures, (performance.now() - startedMs) / 1000, failure === null)}\n`);
  return failure === null ? EXIT.ok : EXIT.promiseBroken;
}

function wholeOr(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Another one each time; it is printed, so that the run can be had again. */
function freshSeed(): number {
  return Math.floor(Date.now() / 1000) % 1_000_000_000;
}

function tellFailure(script: Script, played: Played, short: boolean): void {
  for (const promise of played.broken) process.stdout.write(`BROKEN  ${promise}\n`);
  if (!short) return;
  const shortest = shrink(script, played, (candidate) => play(candidate, { folder: fastFolder() }));
  process.stdout.write(`seed ${script.seed}: ${played.acts} acts, of which these still break it:\n`);
  process.stdout.write(`${JSON.stringify(shortest.profile)}\n`);
  for (const act of shortest.acts) process.stdout.write(`${JSON.stringify(act)}\n`);
}

function closingLine(seed: number, figures: Figures, seconds: number, kept: boolean): string {
  const { seeds, rungUp, approved, acts, faults, restarts, virtualMs } = figures;
  return [
    kept ? 'every promise kept:' : 'A PROMISE WAS BROKEN:',
    `seeds ${seed}–${seed + seeds - 1},`,
    `${rungUp} sales rung up (${approved} approved),`,
    `${acts} acts, ${faults} faults, ${restarts} restarts,`,
    `${(virtualMs / 3_600_000).toFixed(1)} virtual hours,`,
    `${(rungUp / seconds).toFixed(1)} sales/s`,
  ].join(' ');
}

process.exitCode = main();
