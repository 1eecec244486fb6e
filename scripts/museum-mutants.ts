/**
 * `npm run mutants -- --museum`: an exhibit that cannot go red is no exhibit. Plants each wrong implementation of test/museum/mutants in a copy of the
 * tree, runs its exhibit there and shows what it said. The exhibits must be green first. `--write` puts the table into test/museum/README.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MuseumMutant } from '../test/museum/mutants/mutant.ts';
import { museumMutants } from '../test/museum/mutants.ts';
import { print } from './output.ts';
import { plant, ROOT, withCopyOfTree } from './planting.ts';

const EXIT = { ok: 0, survived: 1, usage: 2 } as const;
const PAGE = join(ROOT, 'test/museum/README.md');
const [BEGIN, END] = ['<!-- made by npm run mutants -- --museum --write -->', '<!-- end -->'];
/** What fits a row of the table. */
const MOST_SAID = 170;

interface Seen {
  readonly tests: number;
  /** What the first test that failed says; null: all are green. */
  readonly said: string | null;
}

/** @param only names of exhibits; none: all. @returns the exit code */
export function breakTheMuseum(only: readonly string[], write: boolean): number {
  const chosen = museumMutants.filter(({ exhibit }) => only.length === 0 || only.includes(exhibit));
  if (chosen.length === 0) {
    const names = [...new Set(museumMutants.map(({ exhibit }) => exhibit))];
    process.stderr.write(`mutants: --museum --only is one of ${names.join(', ')}\n`);
    return EXIT.usage;
  }
  return withCopyOfTree((tree) => {
    for (const exhibit of new Set(chosen.map((mutant) => mutant.exhibit))) {
      const { said } = visit(tree, { exhibit, test: null });
      if (said === null) continue;
      process.stderr.write(`mutants: ${exhibit} is red with nothing broken: ${said}; run: npm test -- test/museum\n`);
      return EXIT.survived;
    }
    print('without a mutant: every exhibit is green');
    const rows = chosen.map((mutant) => {
      const { said } = plant(tree, { name: mutant.harm, patches: mutant.patches }, () => visit(tree, mutant));
      print(`${mutant.exhibit}: ${mutant.harm}: ${said ?? 'STAYED GREEN'}`);
      return { mutant, said };
    });
    const red = rows.filter(({ said }) => said !== null).length;
    print(`${red} of ${rows.length} went red`);
    if (write && only.length === 0) writePage(rows);
    return red === rows.length ? EXIT.ok : EXIT.survived;
  });
}

/** @throws Error where no test ran: a name that fits nothing would be green for ever. */
function visit(tree: string, { exhibit, test }: Pick<MuseumMutant, 'exhibit' | 'test'>): Seen {
  const file = `test/museum/${exhibit}.test.ts`;
  const named = test === null ? [] : ['--testNamePattern', test];
  const report = join(tree, 'report.json');
  rmSync(report, { force: true });
  const how = ['--config', 'test/vitest.config.ts', '--reporter=json', `--outputFile=${report}`];
  const { stderr } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...how, file, ...named], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!existsSync(report)) throw new Error(`${exhibit} did not run: ${stderr.slice(0, 2_000)}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const tests = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  const broken = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  if (broken !== undefined) throw new Error(`${exhibit} could not be loaded: ${broken.message}`);
  if (tests.length === 0) throw new Error(`${exhibit} has no test ${test ?? ''}`);
  const failed = tests.find(({ status }) => status === 'failed');
  return { tests: tests.length, said: failed === undefined ? null : saidBy(failed.failureMessages) };
}

interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

function saidBy(messages: readonly string[]): string {
  const [message = 'it failed'] = messages;
  const words = message
    // Colours of the terminal.
    .replace(/\u001b\[[\d;]*m/g, '')
    .split(/\n {4}at /)[0]
    ?.replace(/^AssertionError: /, '')
    .replace(/\s+/g, ' ');
  return (words ?? '').slice(0, MOST_SAID).trim();
}

function writePage(rows: readonly { readonly mutant: MuseumMutant; readonly said: string | null }[]): void {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const table = [
    '| exhibit | what was broken once | what it said |',
    '|---|---|---|',
    ...rows.map(
      ({ mutant, said }) =>
        `| ${mutant.exhibit} | ${cell(mutant.harm)} | ${said === null ? '**stayed green**' : cell(said)} |`,
    ),
    '',
    `${rows.filter(({ said }) => said !== null).length} of ${rows.length} went red.`,
  ];
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = [page.slice(0, page.indexOf(BEGIN)), page.slice(page.indexOf(END))];
  writeFileSync(PAGE, `${before}${BEGIN}\n${table.join('\n')}\n${rest}`);
}
