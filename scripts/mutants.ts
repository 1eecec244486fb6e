/**
 * `npm run mutants -- [--only NAME]… [--sales M] [--lanes N]`: plants each bug of test/simulation/mutants.ts in a copy of the tree and shows which broken promise
 * the simulation names, and after how many sales. The tree as it is must pass first. `--write` puts the table into test/simulation/mutants.md.
 * `--museum`: plants what each exhibit of test/museum is there for, and shows that it goes red (museum-mutants.ts); `--only` an exhibit.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS } from '../test/simulation/mutants.ts';
import type { Mutant } from '../test/simulation/planted.ts';
import { breakTheMuseum } from './museum-mutants.ts';
import { inCopyOfTree, ROOT } from './planting.ts';
import { failed } from './usage.ts';

const EXIT = { ok: 0, survived: 1, usage: 2 } as const;
const DEFAULT_SALES = 2_400;
const FIRST_SEED = 1;
const MOST_SAID_BYTES = 64 * 1024 * 1024;

interface Found {
  readonly promise: string | null;
  readonly sales: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      sales: { type: 'string' },
      lanes: { type: 'string', default: '1' },
      museum: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.museum) return breakTheMuseum(values.only ?? [], values.write);
  const chosen = MUTANTS.filter(({ name }) => values.only === undefined || values.only.includes(name));
  const sales = Number(values.sales ?? DEFAULT_SALES);
  const lanes = Number(values.lanes);
  if (chosen.length === 0 || ![sales, lanes].every((number) => Number.isInteger(number) && number > 0)) {
    const names = MUTANTS.map(({ name }) => name).join(', ');
    process.stderr.write(`mutants: --only is one of ${names}; --sales and --lanes are numbers\n`);
    return EXIT.usage;
  }
  return tryAll(chosen, { sales, lanes, write: values.write });
}

interface Trial {
  readonly sales: number;
  /** So many at a time. */
  readonly lanes: number;
  readonly write: boolean;
}

async function tryAll(chosen: readonly Mutant[], { sales, lanes, write }: Trial): Promise<number> {
  const control = await inCopyOfTree(null, (tree) => simulate(tree, sales));
  if (control.promise !== null) {
    process.stderr.write(
      `mutants: the tree as it is breaks a promise: ${control.promise}; run: npm run simulate -- --seed 1\n`,
    );
    return EXIT.survived;
  }
  process.stdout.write(`without a mutant: every promise kept in ${control.sales} sales\n`);
  const found = new Map<Mutant, Found>();
  const waiting = [...chosen];
  const lane = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const seen = await inCopyOfTree(mutant, (tree) => simulate(tree, sales));
      found.set(mutant, seen);
      process.stdout.write(`${mutant.name}: ${seen.promise ?? 'SURVIVED'} (${seen.sales} sales)\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const rows = chosen.flatMap((mutant) => {
    const seen = found.get(mutant);
    return seen === undefined ? [] : [{ mutant, found: seen }];
  });
  const caught = rows.filter((row) => row.found.promise !== null).length;
  process.stdout.write(`${caught} of ${rows.length} planted mutants found\n`);
  if (write) writeFileSync(join(ROOT, 'test/simulation/mutants.md'), page(rows, control.sales));
  return caught === rows.length ? EXIT.ok : EXIT.survived;
}

async function simulate(tree: string, sales: number): Promise<Found> {
  const args = ['scripts/simulate.ts', '--seed', String(FIRST_SEED), '--sales', String(sales), '--no-shrink'];
  const { stdout, stderr } = await new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve) => {
    // A broken promise is exit 1: what was said counts, not how it ended.
    execFile(process.execPath, args, { cwd: tree, maxBuffer: MOST_SAID_BYTES }, (_, out, err) =>
      resolve({ stdout: out, stderr: err }),
    );
  });
  const rungUp = /(\d+) sales rung up/.exec(stdout)?.[1];
  if (rungUp === undefined) throw new Error(`the simulation did not run: ${stderr.slice(0, 2_000)}`);
  return { promise: /^BROKEN {2}(.*)$/m.exec(stdout)?.[1] ?? null, sales: Number(rungUp) };
}

function page(rows: readonly { readonly mutant: Mutant; readonly found: Found }[], controlSales: number): string {
  const caught = rows.filter(({ found }) => found.promise !== null).length;
  const cell = (text: string) =>
    text
      .replaceAll('|', '\\|')
      .replace(/t\d+-\d+/g, 'T')
      .slice(0, 150);
  return [
    '# Planted bugs, and what the simulation said',
    '',
    `Made by \`npm run mutants -- --write\`: each mutant of \`mutants.ts\` in a copy of the tree, seeds from ${FIRST_SEED} on, until a promise broke.`,
    `**${caught} of ${rows.length} found**; the tree as it is kept every promise in ${controlSales} sales.`,
    '',
    '| mutant | what it does | sales until found | first broken promise |',
    '|---|---|---|---|',
    ...rows.map(
      ({ mutant, found }) =>
        `| ${mutant.name} | ${mutant.harm} | ${found.promise === null ? `not in ${found.sales}` : found.sales} | ${cell(found.promise ?? '')} |`,
    ),
    '',
  ].join('\n');
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = failed(
    'mutants',
    error,
    'npm run mutants -- [--only NAME]… [--sales M] [--lanes N] [--museum] [--write]',
  );
}
