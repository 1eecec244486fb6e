/**
 * `npm run soak -- [--sales N] [--minutes M] [--settle-every K]`: sales through the real process on pseudo-terminals, sockets and disk, as fast as it goes.
 * One line for each sample, then the verdict: memory, descriptors and bytes of journal. `--minutes` ends it earlier. Exit codes: 0 all flat and
 * every promise kept, 1 not, 2 usage.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { slopeOf, troughs } from '../test/soak/meter.ts';
import { memoryPoints, type Sample, soak } from '../test/soak/soak.ts';
import { NobodyReads, print } from './output.ts';

const EXIT = { flat: 0, broken: 1, usage: 2 } as const;
/** Design §12. */
const BYTES_A_SALE = 2_048;
const WHOLE_RUN_SALES = 100_000;
/** Growth of the least memory, from the second tenth of the run on, that is still called flat over 100 000 sales. */
const FLAT_BYTES = 32 * 1024 * 1024;
const TENTHS = 10;
/** Before that the collector has not yet made up its mind how much it keeps. */
const FEWEST_SALES_TO_JUDGE_MEMORY = 3_000;
const MIB = 1024 * 1024;

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`--${name} ${text}: a whole number from 1`);
  return Number(text);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sales: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '100000' },
      'settle-every': { type: 'string', default: '500' },
    },
  });
  const sales = wholeNumber('sales', values.sales);
  const untilMs = performance.now() + wholeNumber('minutes', values.minutes) * 60_000;
  const samples: Sample[] = [];
  const startedMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-soak-'));
  try {
    const { broken, settlements, ...done } = await soak({
      folder,
      sales,
      settleEvery: wholeNumber('settle-every', values['settle-every']),
      sampleEvery: Math.max(1, Math.min(100, Math.floor(sales / 20))),
      sampled: (sample) => {
        samples.push(sample);
        print(told(sample));
      },
      enough: () => performance.now() > untilMs,
    });
    const perSecond = done.sales / ((performance.now() - startedMs) / 1000);
    for (const promise of broken) print(`BROKEN  ${promise}`);
    print(`${done.sales} sales, ${settlements} settlements, ${perSecond.toFixed(1)} sales/s`);
    return verdict(samples) && broken.length === 0 ? EXIT.flat : EXIT.broken;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function told({ sales, residentBytes, descriptors, dataBytes }: Sample): string {
  return `${String(sales).padStart(7)} sales  ${(residentBytes / MIB).toFixed(1)} MiB  ${descriptors} descriptors  ${dataBytes} bytes of journal`;
}

/** The first tenth warms up: code is compiled, caches fill. */
function verdict(samples: readonly Sample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.sales === 0) return false;
  const warm = samples.slice(Math.ceil(samples.length / TENTHS));
  const slope = slopeOf(troughs(memoryPoints(warm), TENTHS));
  const descriptors = [...new Set(warm.map((sample) => sample.descriptors))].sort((a, b) => a - b);
  const bytes = (last.dataBytes - first.dataBytes) / last.sales;
  const judged = last.sales >= FEWEST_SALES_TO_JUDGE_MEMORY;
  const lines: readonly (readonly [string, boolean])[] = [
    judged
      ? [
          `memory: ${(slope / 1024).toFixed(2)} KiB a sale by the least of each tenth (${((slope * WHOLE_RUN_SALES) / MIB).toFixed(0)} MiB over 100 000)`,
          slope * WHOLE_RUN_SALES <= FLAT_BYTES,
        ]
      : [`memory: not judged before ${FEWEST_SALES_TO_JUDGE_MEMORY} sales`, true],
    [
      `descriptors: ${descriptors.join(', ')}`,
      (descriptors.at(-1) ?? 0) - (descriptors[0] ?? 0) <= 2 && last.descriptors <= (warm[0]?.descriptors ?? 0),
    ],
    [`journal: ${bytes.toFixed(0)} bytes a sale, all told (budget ${BYTES_A_SALE})`, bytes <= BYTES_A_SALE],
  ];
  for (const [line, kept] of lines) print(`${kept ? 'flat  ' : 'NOT   '} ${line}`);
  return lines.every(([, kept]) => kept);
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message } = error as Error;
  const usage = error instanceof RangeError || error instanceof TypeError;
  if (!(error instanceof NobodyReads))
    process.stderr.write(`soak: ${message}${usage ? '; usage: npm run soak -- --sales 100000 [--minutes M]' : ''}\n`);
  process.exitCode = usage ? EXIT.usage : EXIT.broken;
}
