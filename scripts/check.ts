/**
 * `npm run check [-- --write]`: format, lint, types and the house's law, one line each; exit 1 when any of them does not hold. What a
 * failing tool says goes to stderr. `--write` lets the formatter and the linter's safe fixes change the files first.
 */
import { spawnSync } from 'node:child_process';

interface Check {
  readonly name: string;
  readonly proves: string;
  readonly argv: readonly string[];
}

const BIOME = 'node_modules/@biomejs/biome/bin/biome';
const VITEST = 'node_modules/vitest/vitest.mjs';

const CHECKS: readonly Check[] = [
  { name: 'format', proves: 'every file is formatted', argv: [BIOME, 'format', '.'] },
  { name: 'lint', proves: 'no rule of .biome.json is broken', argv: [BIOME, 'lint', '--error-on-warnings', '.'] },
  { name: 'types', proves: 'tsc has nothing to say', argv: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  {
    name: 'tidy',
    proves: 'the law of test/tidy holds',
    argv: [VITEST, 'run', '--config', 'test/vitest.config.ts', '--reporter', 'dot', 'test/tidy'],
  },
];

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

function run(argv: readonly string[]): { readonly ok: boolean; readonly said: string } {
  const done = spawnSync(process.execPath, argv, { cwd: `${import.meta.dirname}/..`, encoding: 'utf8' });
  const said = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim();
  return { ok: done.status === 0, said: done.error === undefined ? said : `${argv[0]}: ${done.error.message}` };
}

function main(options: readonly string[]): number {
  const unknown = options.filter((option) => option !== '--write');
  if (unknown.length > 0) {
    process.stderr.write(`check: unknown option ${unknown.join(' ')}; usage: npm run check [-- --write]\n`);
    return EXIT_USAGE;
  }
  if (options.includes('--write')) run([BIOME, 'check', '--write', '.']);
  let allHold = true;
  for (const check of CHECKS) {
    const { ok, said } = run(check.argv);
    if (!ok) process.stderr.write(`${said}\n`);
    process.stdout.write(`${check.name.padEnd(7)} ${ok ? `ok: ${check.proves}` : 'BROKEN: see above'}\n`);
    allHold &&= ok;
  }
  return allHold ? 0 : EXIT_BROKEN;
}

process.exitCode = main(process.argv.slice(2));
