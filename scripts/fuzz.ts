/**
 * `npm run fuzz -- [--runs N] [--seed N] [PARSER …]`: every parser, or those named, with N inputs each. One line each. Exit codes: 0 all stood it, 1 one
 * did not (with the seed and the smallest input), 2 usage.
 */
import { parseArgs } from 'node:util';
import { fuzz, PARSERS } from '../test/fuzz/parsers.ts';
import { NobodyReads, print } from './output.ts';
import { failed } from './usage.ts';

const EXIT = { stood: 0, broken: 1, usage: 2 } as const;

function main(): number {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' } },
    allowPositionals: true,
  });
  const runs = Number(values.runs);
  const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed);
  const chosen = PARSERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed) || chosen.length < positionals.length) {
    const names = PARSERS.map(({ name }) => name).join(' ');
    process.stderr.write(`fuzz: --runs and --seed are whole numbers, parsers are: ${names}\n`);
    return EXIT.usage;
  }
  let code: number = EXIT.stood;
  for (const parser of chosen) {
    try {
      fuzz(parser, runs, seed);
      print(`stood   ${parser.name}: ${runs} inputs, seed ${seed}`);
    } catch (error) {
      if (error instanceof NobodyReads) throw error;
      print(`BROKEN  ${parser.name}: ${(error as Error).message}`);
      code = EXIT.broken;
    }
  }
  return code;
}

try {
  process.exitCode = main();
} catch (error) {
  process.exitCode = failed('fuzz', error, 'npm run fuzz -- [--runs N] [--seed N] [PARSER …]');
}
