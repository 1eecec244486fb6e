/**
 * `npm run crash -- [--every K] [--minutes M] [--flow NAME] [--only flow:call:n] [--write] [--states [--seed N]]`: the real terminal on PTYs, sockets and disk, killed at every
 * K-th write of the journal, write of a link and wait, and near every commit; put right; judged. Prints states × cut points.
 * `--states`: every state that a power cut could have left of the journal, with the controls that must fail. Exit codes: 0 every
 * promise kept, 1 one is broken (with the point to repeat), 2 usage, or no strace on this machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Cut } from '../test/crash/cut.ts';
import type { Flow } from '../test/crash/flows.ts';
import { pointName, readPoint, whyNoKnife } from '../test/crash/knife.ts';
import { FLOWS } from '../test/crash/manager-flows.ts';
import { drawMatrix, pageWith } from '../test/crash/matrix.ts';
import { record, replay, SCENARIOS, type Scenario, type Synchronous, type Tally } from '../test/crash/states/states.ts';
import { cutOnce, sweep } from '../test/crash/sweep.ts';
import { Chance } from '../test/simulation/chance.ts';
import { NobodyReads, print } from './output.ts';

/** About eighty points: some minutes on two cores. */
const DEFAULT_EVERY = 64;

/** One fault shows in many states. */
const MOST_TOLD = 10;

/** Failures after which a control has shown what it must. */
const ENOUGH = 10;

const EXIT = { kept: 0, broken: 1, usage: 2, bug: 70 } as const;

/** Where the tables are shown. */
const PAGE = new URL('../test/crash/README.md', import.meta.url);

class WrongUsage extends Error {}

interface Wanted {
  readonly states: boolean;
  /** Each flow gets its share of them; what is left over goes to the next. */
  readonly minutes: number;
  readonly seed: number;
  readonly every: number;
  readonly flows: readonly Flow[];
  readonly only: string | undefined;
  /** The tables go into the README of the room. */
  readonly write: boolean;
}

const OPTIONS = {
  every: { type: 'string' },
  minutes: { type: 'string' },
  flow: { type: 'string' },
  only: { type: 'string' },
  states: { type: 'boolean' },
  seed: { type: 'string' },
  write: { type: 'boolean' },
} as const;

function wanted(): Wanted {
  const names = FLOWS.map(({ name }) => name).join(', ');
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const every = wholeNumber('every', values.every, DEFAULT_EVERY);
    const seed = wholeNumber('seed', values.seed, 1);
    const minutes = wholeNumber('minutes', values.minutes, Number.MAX_SAFE_INTEGER);
    const flows = values.flow === undefined ? FLOWS : FLOWS.filter(({ name }) => name === values.flow);
    if (flows.length === 0) throw new WrongUsage(`no flow ${values.flow}; there are: ${names}`);
    return {
      every,
      minutes,
      seed,
      flows,
      only: values.only,
      states: values.states === true,
      write: values.write === true,
    };
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(
      `${(error as Error).message}; usage: [--every K] [--minutes M] [--flow NAME] [--only flow:call:n] [--write] [--states [--seed N]]`,
    );
  }
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
function checkStates(seed: number): number {
  const wrong: string[] = [];
  for (const scenario of SCENARIOS) {
    for (const synchronous of ['FULL', 'NORMAL', 'OFF'] as const) {
      // A restore or a reset does most of its work on whole files, which the journal's setting does not touch.
      if (synchronous !== 'FULL' && scenario !== 'trade' && scenario !== 'settle' && scenario !== 'promise') continue;
      const { operations, states, lost, damaged } = replayed(synchronous, scenario, seed);
      print(
        `${scenario.padEnd(8)} synchronous=${synchronous.padEnd(6)}  ${operations} operations, ${states} states: ${lost.length} lost, ${damaged.length} damaged`,
      );
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

async function main(): Promise<number> {
  const { every, minutes, flows, only, states, seed, write } = wanted();
  const missing = whyNoKnife();
  if (missing !== null) throw new WrongUsage(missing);
  if (states) return checkStates(seed);
  const startMs = performance.now();
  const cuts: Cut[] = [];
  const failed: string[] = [];
  if (only !== undefined) cuts.push(...(await repeat(only)));
  else {
    const keep = (cut: Cut): void => {
      cuts.push(cut);
      tell(cut);
    };
    const endMs = startMs + minutes * 60_000;
    for (const [done, flow] of flows.entries()) {
      const shareMs = performance.now() + (endMs - performance.now()) / (flows.length - done);
      const enough = () => performance.now() > shareMs;
      const wrong = await sweep(flow, every, { note: print, cut: keep, enough }).then(() => null, messageOf);
      if (wrong === null) continue;
      // The other flows are still worth their cuts.
      failed.push(flow.name);
      print(`FAILED  ${flow.name}: ${wrong}`);
    }
  }
  const broken = cuts.filter((cut) => cut.broken.length > 0);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const found = `${drawMatrix(cuts, 'flow')}\n\n${drawMatrix(cuts)}\n\n${cuts.length} cuts, ${cuts.length - broken.length} kept, ${broken.length} broken, ${seconds} s${failed.length === 0 ? '' : `; not swept to the end: ${failed.join(', ')}`}`;
  print(`\n${found}`);
  if (write) writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), found));
  for (const { point } of broken) print(`repeat: npm run crash -- --only ${pointName(point)}`);
  return broken.length + failed.length === 0 ? EXIT.kept : EXIT.broken;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof WrongUsage) process.stderr.write(`crash: ${error.message}\n`);
  else if (!(error instanceof NobodyReads))
    process.stderr.write(`crash: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = error instanceof WrongUsage || error instanceof NobodyReads ? EXIT.usage : EXIT.broken;
}
