/** Plays a script on a counter and tells what broke. */
import type { Act } from './acts.ts';
import { payCash } from './cash.ts';
import { Cashier } from './cashier.ts';
import { playErrand } from './errands.ts';
import { glance } from './fitted-judge.ts';
import { freeze } from './freezing.ts';
import { balance, hold, part } from './holding.ts';
import { brokenAtRest, brokenBooks, brokenNow } from './invariants.ts';
import { resolve, settle } from './manager.ts';
import type { Profile } from './profile.ts';
import { recover, sellsAgain } from './recovery.ts';
import { refund } from './refunding.ts';
import type { Tally } from './tally.ts';
import { World } from './world.ts';

export interface Script {
  readonly seed: number;
  readonly profile: Profile;
  readonly acts: readonly Act[];
}

export interface Played {
  /** Broken promises in words; none when all were kept. */
  readonly broken: readonly string[];
  /** Acts played until then. */
  readonly acts: number;
  readonly rungUp: number;
  readonly approved: number;
  readonly faults: number;
  readonly restarts: number;
  readonly virtualMs: number;
}

export interface Stagehand {
  /** Where data folders go. */
  readonly folder: string;
  /** Every line of what happens. */
  readonly trace?: (line: string) => void;
  /** Counts what was met. */
  readonly tally?: Tally;
}

/** Verify and rebuild read the whole journal: not after every act. */
const BOOKS_EVERY_ACTS = 250;

export async function play(script: Script, stagehand: Stagehand): Promise<Played> {
  const world = new World(script.seed, script.profile, stagehand.folder);
  world.trace = stagehand.trace ?? null;
  const cashier = new Cashier(world);
  let faults = 0;
  let acts = 0;
  let broken: readonly string[] = [];
  try {
    world.powerOn();
    world.pass(4_000);
    cashier.toIdle('truth');
    for (const act of script.acts) {
      world.trace?.(`${world.stamp()} act ${acts}: ${JSON.stringify(act)}`);
      if (act.do === 'fault' || act.do === 'cut-power') faults += 1;
      await perform(world, cashier, act);
      acts += 1;
      broken = afterAct(world, cashier, acts);
      if (broken.length > 0) break;
    }
    if (broken.length === 0) broken = atTheEnd(world, cashier);
    if (broken.length === 0) stagehand.tally?.take(world, cashier, script.acts);
  } catch (error) {
    broken = [`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    world.close();
  }
  const { rungUp, approved } = cashier;
  return { broken, acts, rungUp, approved, faults, restarts: world.restarts, virtualMs: world.time.nowMs() };
}

function afterAct(world: World, cashier: Cashier, acts: number): readonly string[] {
  const broken = brokenNow(world, cashier);
  if (broken.length > 0) return broken;
  return acts % BOOKS_EVERY_ACTS === 0 ? brokenBooks(world) : [];
}

function atTheEnd(world: World, cashier: Cashier): readonly string[] {
  const checks: readonly (() => readonly string[])[] = [
    () => recover(world, cashier),
    () => brokenNow(world, cashier),
    () => brokenAtRest(world, cashier),
    () => sellsAgain(world, cashier),
    () => brokenNow(world, cashier),
    () => brokenAtRest(world, cashier),
    () => brokenBooks(world),
  ];
  for (const check of checks) {
    const broken = check();
    if (broken.length > 0) return broken;
  }
  return [];
}

async function perform(world: World, cashier: Cashier, act: Act): Promise<void> {
  switch (act.do) {
    case 'sale':
      cashier.sale(act);
      break;
    case 'refund':
      refund(world, cashier, act);
      break;
    case 'reprint':
      cashier.reprint(act);
      break;
    case 'promise':
      cashier.promise(act);
      break;
    case 'shift':
      cashier.shift(act);
      break;
    case 'cash':
      if (cashier.toIdle(act.attention)) payCash(world, cashier, act);
      break;
    case 'freeze':
      if (cashier.toIdle(act.attention)) freeze(world, cashier, act);
      break;
    case 'settle':
      settle(world, cashier, act);
      break;
    case 'hold':
      hold(world, cashier, act);
      break;
    case 'balance':
      balance(world, cashier, act.attention);
      break;
    case 'part':
      part(world, cashier, act);
      break;
    case 'resolve':
      resolve(world, cashier, act);
      break;
    case 'restore':
      await world.restore(act.skip);
      break;
    case 'set-clock':
      world.clockOffsetMs += act.byMs;
      break;
    case 'keys':
      cashier.keys(act);
      break;
    case 'wait':
      world.pass(act.ms);
      break;
    case 'tend-printer':
      cashier.tendPrinter();
      break;
    case 'fault':
    case 'heal':
      world.devices.do(act.device, act.verb, act.args);
      break;
    case 'cut-power':
      if (act.point.at === 'once') restart(world, act.offMs);
      else {
        offMs.set(world, act.offMs);
        world.planCut(act.point);
      }
      break;
    default:
      await playErrand(world, cashier, act);
  }
  glance(world);
  await world.laptop?.rest();
  if (world.laptop?.takeEnd() === true) restart(world, PROGRAM_STARTS_MS);
  if (!world.powered) restart(world, offMs.get(world) ?? 1_000);
}

/** Whoever looks after the program starts it again. */
const PROGRAM_STARTS_MS = 1_000;

/** How long a planned power cut lasts, once it comes. */
const offMs = new WeakMap<World, number>();

function restart(world: World, ms: number): void {
  world.cutPower();
  world.pass(ms);
  world.powerOn();
  // The next act may be part of the boot: sometimes people wait for the screen, sometimes they do not.
  world.pass(ms % 2_000);
  if (!world.powered && world.broken.length === 0) restart(world, ms);
}
