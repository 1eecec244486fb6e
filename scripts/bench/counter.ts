/** The whole terminal, measured from outside: commits of a sale, status byte → screen, start → ready, memory at rest. */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { Countertop, TEST_CARDS } from '../../test/countertop/countertop.ts';
import { residentBytes } from '../../test/soak/meter.ts';
import { type Line, median, ms, quantile } from './verdict.ts';

const SALES = 20;
const STATUS_CHANGES = 100;
const STARTS = 7;
/** What a start alone needs is given up after half a minute (start/module-map.mjs). */
const REST_SECONDS = 40;
const ENTRIES_OF_A_USED_TERMINAL = 50_000;

interface Commit {
  readonly commit: readonly string[];
  readonly tookMs: number;
  readonly rawMs: number;
}

async function withCounter<Result>(
  run: (countertop: Countertop) => Promise<Result>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-bench-'));
  const countertop = await Countertop.open({ folder, env });
  try {
    return await run(countertop);
  } finally {
    await countertop.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the watcher has said since the last look. */
function takeCommits(countertop: Countertop): readonly Commit[] {
  const said = countertop.firmware.stderr;
  countertop.firmware.stderr = '';
  return said
    .split('\n')
    .filter((line) => line.startsWith('{"commit"'))
    .map((line) => JSON.parse(line) as Commit);
}

async function sell(countertop: Countertop): Promise<readonly Commit[]> {
  takeCommits(countertop);
  const cuts = countertop.cuts();
  await countertop.type('1250');
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.visa);
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
  const commits = takeCommits(countertop);
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
  return commits;
}

export function commitLines(): Promise<readonly Line[]> {
  const watch = new URL('./commit-watch.mjs', import.meta.url).href;
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-bench-raw-'));
  const env = {
    ...process.env,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import ${watch}`.trim(),
    TILLPROOF_BENCH_RAW: join(folder, 'raw.sqlite'),
  };
  return withCounter(async (countertop) => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
    const sales: (readonly Commit[])[] = [];
    for (let n = 0; n < SALES; n += 1) sales.push(await sell(countertop));
    const first = sales.map((commits) => commits.findIndex(({ commit }) => commit.includes('receipt.started')) + 1);
    const all = sales.map((commits) => commits.length);
    const took = median(sales.flat().map(({ tookMs }) => tookMs));
    const raw = median(sales.flat().map(({ rawMs }) => rawMs));
    const kinds = (sales.at(-1) ?? []).map(({ commit }) => commit.join('+')).join(' | ');
    return [
      {
        what: 'durable commits before the first printed byte',
        measured: `${median(first)}`,
        ratio: '-',
        budget: '≤ 2',
        kept: median(first) <= 2,
      },
      {
        what: 'durable commits in a whole sale',
        measured: `${median(all)}: ${kinds}`,
        ratio: '-',
        budget: '≤ 4',
        kept: median(all) <= 4,
      },
      {
        what: 'time of a durable commit',
        measured: `${ms(took)}; raw better-sqlite3 directly after ${ms(raw)} (medians)`,
        ratio: (took / raw).toFixed(2),
        budget: '≤ 1.2 × raw',
        kept: took <= 1.2 * raw,
      },
    ];
  }, env).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** From the printer's word that the paper is out to the picture that says so, both as they arrive in this process. */
export function statusLines(): Promise<readonly Line[]> {
  return withCounter(async (countertop) => {
    const { printer } = countertop;
    const firmware = await countertop.powerOn();
    await countertop.untilSignedOn();
    const times: number[] = [];
    let toldMs = 0;
    printer.onEvent(({ event }) => {
      if (event === 'paper-end' || event === 'online') toldMs = performance.now();
    });
    for (let n = 0; n < STATUS_CHANGES / 2; n += 1) {
      for (const [verb, shows] of [
        ['paper-end', /OUT OF PAPER/],
        ['new-roll', /^(?![\s\S]*OUT OF PAPER)[\s\S]*READY/],
      ] as const) {
        const seen = firmware.screen(shows).then(() => performance.now());
        await printer.do(verb);
        times.push((await seen) - toldMs);
      }
    }
    const p99 = quantile(times, 0.99);
    return [
      {
        what: "printer's status byte → screen",
        measured: `p50 ${ms(median(times))}, p99 ${ms(p99)}, ${times.length} changes, two pipes included`,
        ratio: '-',
        budget: '≤ 10 ms p99',
        kept: p99 <= 10,
      },
    ];
  });
}

/** An outage begins and ends, again and again: entries that owe nothing. */
function fill(countertop: Countertop): void {
  const journal = openJournal({ folder: countertop.data, terminal: '10000001', randomBytes });
  const drafts = Array.from(
    { length: 1_000 },
    (): EntryDraft => ({
      type: 'device.lost',
      txn: null,
      body: { device: 'printer', cause: 'unplugged', detail: 'bench' },
    }),
  );
  for (let n = 0; n < ENTRIES_OF_A_USED_TERMINAL; n += drafts.length)
    journal.append(drafts, { atMs: Date.now(), clock: 'unsynchronised', operator: '1' });
  journal.close();
}

/** Until the first picture, and until all devices have said who they are. */
async function startsOf(countertop: Countertop): Promise<{ readonly picture: number; readonly ready: number }> {
  await countertop.powerOn();
  await countertop.firmware.stop(); // in good order once, so that what was compiled is kept, as on any terminal
  await countertop.cutPower();
  const picture: number[] = [];
  const ready: number[] = [];
  for (let n = 0; n < STARTS; n += 1) {
    const from = performance.now();
    const firmware = await countertop.powerOn(/\S/);
    picture.push(performance.now() - from);
    await firmware.screen(/READY/);
    ready.push(performance.now() - from);
    await countertop.cutPower();
  }
  return { picture: median(picture), ready: median(ready) };
}

function bareNodeMs(): number {
  const times = Array.from({ length: STARTS }, () => {
    const from = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    return performance.now() - from;
  });
  return median(times);
}

export function startLines(): Promise<readonly Line[]> {
  return withCounter(async (countertop) => {
    const young = await startsOf(countertop);
    fill(countertop);
    const used = await startsOf(countertop);
    const bare = bareNodeMs();
    const line = (what: string, took: number): Line => ({
      what,
      measured: `${ms(took)}; bare node ${ms(bare)} (medians)`,
      ratio: (took / bare).toFixed(2),
      budget: '≤ 3 × bare node',
      kept: took <= 3 * bare,
    });
    return [
      line('start → first picture, an empty journal', young.picture),
      line(`start → first picture, ${ENTRIES_OF_A_USED_TERMINAL} entries`, used.picture),
      line('start → ready, an empty journal', young.ready),
      line(`start → ready, ${ENTRIES_OF_A_USED_TERMINAL} entries`, used.ready),
    ];
  });
}

/** The least that is resident while nothing happens. */
export function memoryLines(): Promise<readonly Line[]> {
  return withCounter(async (countertop) => {
    const { pid } = await countertop.powerOn();
    await countertop.untilSignedOn();
    const bare = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], { stdio: 'ignore' });
    const least = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
    try {
      for (let second = 0; second < REST_SECONDS; second += 1) {
        await pause(1_000);
        least.ours = Math.min(least.ours, residentBytes(pid));
        least.bare = Math.min(least.bare, residentBytes(bare.pid ?? 0));
      }
    } finally {
      bare.kill();
    }
    const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
    return [
      {
        what: 'memory at rest',
        measured: `${mib(least.ours)}; bare node ${mib(least.bare)}`,
        ratio: (least.ours / least.bare).toFixed(2),
        budget: '≤ 2 × bare node',
        kept: least.ours <= 2 * least.bare,
      },
    ];
  });
}
