/**
 * `npm run soak -- [--sales N] [--minutes M] [--settle-every K] [--folder DIR]`: sales through the real process on pseudo-terminals, sockets and disk, as
 * fast as it goes. One line for each sample, then the verdict: memory, descriptors and bytes of journal. `--minutes` (or Ctrl-C) ends it earlier; with
 * `--folder` the same command goes on from there, until N sales stand in it. Exit codes: 0 all flat and every promise kept, 1 not, 2 usage, 70 a bug, or a counter that stands still.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from '../test/soak/soak.ts';
import { type Sample, verdict } from '../test/soak/verdict.ts';
import { print } from './output.ts';
import { failed, WrongUsage } from './usage.ts';

const EXIT = { flat: 0, broken: 1 } as const;
const MIB = 1024 * 1024;

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`--${name} ${text}: a whole number from 1`);
  return Number(text);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sales: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '100000' },
      'settle-every': { type: 'string', default: '500' },
      folder: { type: 'string' },
    },
  });
  const sales = wholeNumber('sales', values.sales);
  const settleEvery = wholeNumber('settle-every', values['settle-every']);
  const untilMs = performance.now() + wholeNumber('minutes', values.minutes) * 60_000;
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  const folder = values.folder === undefined ? mkdtempSync(join(tmpdir(), 'tillproof-soak-')) : resolve(values.folder);
  mkdirSync(folder, { recursive: true });
  try {
    return await stretch(folder, { sales, settleEvery, enough: () => stopped || performance.now() > untilMs });
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

interface Wanted {
  readonly sales: number;
  readonly settleEvery: number;
  readonly enough: () => boolean;
}

async function stretch(folder: string, { sales, settleEvery, enough }: Wanted): Promise<number> {
  const file = join(folder, 'samples.jsonl');
  const samples = samplesIn(file);
  const number = samples.length === 0 ? 0 : (samples.at(-1)?.stretch ?? 0) + 1;
  const startedMs = performance.now();
  const { broken, settlements, ...done } = await soak({
    folder,
    stretch: number,
    sales,
    settleEvery,
    sampleEvery: Math.max(1, Math.min(100, Math.floor(sales / 20))),
    sampled: (sample) => {
      samples.push(sample);
      appendFileSync(file, `${JSON.stringify(sample)}\n`);
      print(told(sample));
    },
    enough,
  });
  const perSecond = done.sold / ((performance.now() - startedMs) / 1000);
  for (const promise of broken) print(`BROKEN  ${promise}`);
  print(
    `${done.sales} of ${sales} sales, ${done.sold} of them in this stretch, ${settlements} settlements, ${perSecond.toFixed(1)} sales/s`,
  );
  const findings = verdict(samples);
  for (const { words, kept } of findings) print(`${kept ? 'flat  ' : 'NOT   '} ${words}`);
  return broken.length === 0 && findings.every(({ kept }) => kept) ? EXIT.flat : EXIT.broken;
}

/** @throws SyntaxError where the file holds something else than what this command has written */
function samplesIn(file: string): Sample[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Sample);
}

function told({ sales, residentBytes, descriptors, dataBytes }: Sample): string {
  return `${String(sales).padStart(7)} sales  ${(residentBytes / MIB).toFixed(1)} MiB  ${descriptors} descriptors  ${dataBytes} bytes of journal`;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = failed('soak', error, 'npm run soak -- --sales 100000 [--minutes M] [--folder DIR]');
}
