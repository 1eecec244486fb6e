/**
 * `npm run crash -- [--every K] [--minutes M] [--flow NAME,…] [--call NAME,…] [--lanes N] [--keep FILE] [--only flow:call:n] [--write] [--states [--scenario NAME,…] [--seed N]]`: the real
 * terminal on PTYs, sockets and disk, killed at every K-th write of the journal, write of a link and wait, and near every commit; put right; judged.
 * Prints states × cut points. `--keep FILE`: a sweep in stretches; what FILE says is kept is not cut again, and the tables are drawn from all of it.
 * `--states`: every state that a power cut could have left of the journal, with the controls that must fail. Exit codes: 0 every
 * promise kept, 1 one is broken (with the point to repeat), 2 usage, or no strace on this machine, 70 a bug.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../storage/journal/failures.ts';
import type { Cut } from '../test/crash/cut.ts';
import type { Flow } from '../test/crash/flows.ts';
import { CALLS, type Call, pointName, readPoint, whyNoKnife } from '../test/crash/knife.ts';
import { FLOWS } from '../test/crash/manager-flows.ts';
import { drawCoverage, drawMatrix, pageWith } from '../test/crash/matrix.ts';
import { Records } from '../test/crash/records.ts';
import { record, replay, SCENARIOS, type Scenario, type Synchronous, type Tally } from '../test/crash/states/states.ts';
import { cutOnce, sweep, warmUp } from '../test/crash/sweep.ts';
import { Chance } from '../test/simulation/chance.ts';
import { print } from './output.ts';
import { CannotRunHere, failed, WrongUsage } from './usage.ts';

/** About eighty points: some minutes on two cores. */
const DEFAULT_EVERY = 64;

/** Counters side by side: each waits most of the time. */
const DEFAULT_LANES = 2;

/** One fault shows in many states. */
const MOST_TOLD = 10;

/** Failures after which a control has shown what it must. */
const ENOUGH = 10;

const EXIT = { kept: 0, broken: 1 } as const;
const USAGE =
  '[--every K] [--minutes M] [--flow NAME,…] [--call NAME,…] [--lanes N] [--keep FILE] [--only flow:call:n] [--write] [--states [--scenario NAME,…] [--seed N]]';

/** Where the tables are shown. */
const PAGE = new URL('../test/crash/README.md', import.meta.url);
const FRONT_PAGE = new URL('../README.md', import.meta.url);

interface Wanted {
  readonly states: boolean;
  readonly scenarios: readonly Scenario[];
  /** Each flow gets its share of them; what is left over goes to the next. */
  readonly minutes: number;
  readonly seed: number;
  readonly every: number;
  readonly flows: readonly Flow[];
  readonly calls: readonly Call[];
  readonly lanes: number;
  /** Where a sweep in stretches is kept. */
  readonly keep: string | null;
  readonly only: string | undefined;
  /** The tables go into the README of the room. */
  readonly write: boolean;
}

const OPTIONS = {
  every: { type: 'string' },
  minutes: { type: 'string' },
  flow: { type: 'string' },
  call: { type: 'string' },
  lanes: { type: 'string' },
  keep: { type: 'string' },
  only: { type: 'string' },
  states: { type: 'boolean' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  write: { type: 'boolean' },
} as const;

function wanted(): Wanted {
  const { values } = parseArgs({ options: OPTIONS });
  const every = wholeNumber('every', values.every, DEFAULT_EVERY);
  const seed = wholeNumber('seed', values.seed, 1);
  const minutes = wholeNumber('minutes', values.minutes, Number.MAX_SAFE_INTEGER);
  const lanes = wholeNumber('lanes', values.lanes, DEFAULT_LANES);
  const flows = chosen('flow', values.flow, FLOWS, ({ name }) => name);
  const calls = chosen('call', values.call, CALLS, (name) => name);
  const scenarios = chosen('scenario', values.scenario, SCENARIOS, (name) => name);
  return {
    every,
    minutes,
    seed,
    flows,
    calls,
    scenarios,
    lanes,
    keep: values.keep ?? null,
    only: values.only,
    states: values.states === true,
    write: values.write === true,
  };
}

/** Of a list with commas, in its order; all where nothing is asked for. */
function chosen<Thing>(
  option: string,
  text: string | undefined,
  all: readonly Thing[],
  nameOf: (thing: Thing) => string,
): readonly Thing[] {
  if (text === undefined) return all;
  return text.split(',').map((name) => {
    const found = all.find((thing) => nameOf(thing) === name);
    if (found === undefined) throw new WrongUsage(`no ${option} ${name}; there are: ${all.map(nameOf).join(', ')}`);
    return found;
  });
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new WrongUsage(`--${name} ${text}: a whole number from 1`);
}

/**
 * Every operation of each recorded scenario, and the controls: with NORMAL acknowledged commits must be lost, with OFF the files must be damaged; one that
 * keeps its promises proves that nothing is tested.
 */
function checkStates(scenarios: readonly Scenario[], seed: number): number {
  const wrong: string[] = [];
  for (const scenario of scenarios) {
    for (const synchronous of ['FULL', 'NORMAL', 'OFF'] as const) {
      // A restore or a reset does most of its work on whole files, which the journal's setting does not touch.
      if (synchronous !== 'FULL' && scenario !== 'trade' && scenario !== 'settle' && scenario !== 'promise') continue;
      const { operations, states, lost, damaged, leaks } = replayed(synchronous, scenario, seed);
      print(
        `${scenario.padEnd(8)} synchronous=${synchronous.padEnd(6)}  ${operations} operations, ${states} states: ${lost.length} lost, ${damaged.length} damaged, ${leaks.length} leaks`,
      );
      wrong.push(...leaks.map((what) => `${scenario}: secrets: ${what}`));
      if (synchronous === 'FULL') wrong.push(...[...lost, ...damaged].map((what) => `${scenario}: ${what}`));
      else if ((synchronous === 'NORMAL' ? lost : damaged).length === 0)
        wrong.push(`${scenario}: the control ${synchronous} passes: nothing is proven`);
    }
  }
  for (const what of wrong.slice(0, MOST_TOLD)) print(`BROKEN  ${what}`);
  if (wrong.length > MOST_TOLD) print(`… and ${wrong.length - MOST_TOLD} more`);
  if (wrong.length > 0) print(`repeat: npm run crash -- --states --seed ${seed}`);
  return wrong.length === 0 ? EXIT.kept : EXIT.broken;
}

/** A control is over as soon as it has failed as it must. */
function replayed(synchronous: Synchronous, scenario: Scenario, seed: number): Tally {
  const recording = record(synchronous, scenario);
  const chance = new Chance(seed);
  if (synchronous === 'FULL') return replay({ recording, chance, every: 1, random: 2 });
  if (synchronous === 'NORMAL') return replay({ recording, chance, every: 10_000, random: 0, mostLost: ENOUGH });
  return replay({ recording, chance, every: 5, random: 3, mostDamaged: ENOUGH });
}

async function repeat(name: string): Promise<readonly Cut[]> {
  const point = readPoint(name);
  const flow = FLOWS.find((candidate) => candidate.name === point?.flow);
  if (point === null || flow === undefined)
    throw new WrongUsage(`--only ${name}: not flow:call:n, as in sale:pwrite64:12`);
  const cut = await cutOnce(flow, point);
  if (cut === null) throw new WrongUsage(`--only ${name}: the flow is over before`);
  tell(cut);
  return [cut];
}

function tell({ point, state, victim, broken }: Cut): void {
  print(`${broken.length === 0 ? 'kept  ' : 'BROKEN'}  ${pointName(point)}  after ${state}, before ${victim}`);
  for (const promise of broken) print(`          ${promise}`);
}

/** @returns flows that were not swept to their end */
async function sweepAll(want: Wanted, records: Records): Promise<readonly string[]> {
  const { every, minutes, flows, calls, lanes, keep } = want;
  const failed: string[] = [];
  await warmUp();
  const endMs = performance.now() + minutes * 60_000;
  for (const [done, flow] of flows.entries()) {
    const shareMs = performance.now() + (endMs - performance.now()) / (flows.length - done);
    // A sweep in stretches goes flow by flow: what this one does not reach, the next one does.
    const untilMs = keep === null ? shareMs : endMs;
    const enough = () => performance.now() > untilMs;
    const sweeping = { every, lanes, calls, records, note: print, cut: tell, enough };
    const wrong = await sweep(flow, sweeping).then(() => null, messageOf);
    if (wrong === null) continue;
    // The other flows are still worth their cuts.
    failed.push(flow.name);
    print(`FAILED  ${flow.name}: ${wrong}`);
  }
  return failed;
}

async function main(): Promise<number> {
  const want = wanted();
  const missing = whyNoKnife();
  if (missing !== null) throw new CannotRunHere(missing);
  if (want.states) return checkStates(want.scenarios, want.seed);
  const startMs = performance.now();
  const records = new Records(want.keep);
  const failed = want.only === undefined ? await sweepAll(want, records) : [];
  const cuts = want.only === undefined ? records.cuts() : await repeat(want.only);
  const broken = cuts.filter((cut) => cut.broken.length > 0);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const time = want.keep === null ? `${seconds} s` : `${(records.seconds / 3_600).toFixed(1)} hours of counters`;
  const unswept = failed.length === 0 ? '' : `; not swept to the end: ${failed.join(', ')}`;
  const coverage = want.keep === null ? '' : `${drawCoverage(records.coverage())}\n\n`;
  const found = `${coverage}${drawMatrix(cuts, 'flow')}\n\n${drawMatrix(cuts)}\n\n${cuts.length} cuts, ${cuts.length - broken.length} kept, ${broken.length} broken, ${records.over} points not reached, ${time}${unswept}`;
  print(`\n${found}`);
  if (want.write) {
    writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), found));
    writeFileSync(FRONT_PAGE, pageWith(readFileSync(FRONT_PAGE, 'utf8'), drawMatrix(cuts, 'moment')));
  }
  for (const { point } of broken) print(`repeat: npm run crash -- --only ${pointName(point)}`);
  return broken.length + failed.length === 0 ? EXIT.kept : EXIT.broken;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = failed('crash', error, USAGE);
}
