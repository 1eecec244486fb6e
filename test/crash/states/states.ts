/**
 * Crash states by record and replay (facts/lab): one traced run, and from it every state that a power cut could have left on the disk
 * at every operation. Each is opened as the terminal opens it, and must hold all that had been acknowledged.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chance } from '../../simulation/chance.ts';
import { leaksBelow, leaksIn } from '../leaks.ts';
import { demonstrationSecrets } from '../secrets.ts';
import { ALL_SURVIVES, NOTHING_SURVIVES, RecordedDisk, type Survival } from './disk.ts';
import { examine } from './examination.ts';
import { type Operation, readTrace, TRACED } from './trace.ts';

export type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

/** What is recorded (scenario-child.ts). */
export const SCENARIOS = ['trade', 'settle', 'promise', 'backup', 'restore', 'reset'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Recording {
  readonly folder: string;
  readonly operations: readonly Operation[];
  /** Secrets in what lies there at the end, and in what was ever written on the way (promise 5). */
  readonly leaks: readonly string[];
}

/** The trader's images of reversals are as long as one and say nothing. */
const REVERSAL_IMAGE = 'x'.repeat(32);
const SECRETS = [...demonstrationSecrets(), REVERSAL_IMAGE];

const CHILD = join(import.meta.dirname, 'scenario-child.ts');
const WEAKER = join(import.meta.dirname, 'weaker-disk.ts');

/** Runs a scenario under strace. Only its main thread is traced: it makes every change of the journal, in one order. */
export function record(synchronous: Synchronous, scenario: Scenario = 'trade'): Recording {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'tillproof-trace-')));
  try {
    const folder = join(home, 'data');
    mkdirSync(folder);
    const log = join(home, 'strace.log');
    const tracing = ['-o', log, '-y', '-xx', '-s', '1000000', '-e', `trace=${TRACED}`];
    const weaker = synchronous === 'FULL' ? [] : ['--import', WEAKER];
    const run = spawnSync('strace', [...tracing, process.execPath, ...weaker, CHILD, folder, scenario], {
      env: { ...process.env, TILLPROOF_SYNCHRONOUS: synchronous },
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`the traced run failed: ${run.error?.message ?? run.stderr}`);
    const operations = readTrace(readFileSync(log, 'utf8'), folder);
    return { folder, operations, leaks: [...leaksBelow(folder, SECRETS), ...leaksWritten(operations)] };
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** What was wiped later, or lay in a file that is gone, is found here only. */
export function leaksWritten(operations: readonly Operation[]): readonly string[] {
  return operations.flatMap((operation, at) =>
    operation.op === 'write'
      ? leaksIn(operation.data, SECRETS).map((form) => `operation ${at}, ${operation.path}: ${form}`)
      : [],
  );
}

export interface Tally {
  readonly operations: number;
  readonly states: number;
  /** What a state failed, with the number of the operation before which the power went. */
  readonly lost: readonly string[];
  readonly damaged: readonly string[];
  /** Secrets in the recorded run, whatever state was looked at. */
  readonly leaks: readonly string[];
}

export interface Replay {
  readonly recording: Recording;
  readonly chance: Chance;
  /** Every how many operations the power goes. It also goes right after each acknowledgement. */
  readonly every: number;
  /** How many random states at each, beside "nothing" and "all". */
  readonly random: number;
  /** Nothing is judged before a line that begins so was said. */
  readonly from?: string;
  /** A control is over when it has failed so often as it must. Left out: every state is looked at. */
  readonly mostLost?: number;
  readonly mostDamaged?: number;
}

export function replay({ recording, chance, every, random, from, mostLost, mostDamaged }: Replay): Tally {
  const { folder, operations, leaks } = recording;
  const disk = new RecordedDisk(folder);
  const said: string[] = [];
  const [lost, damaged]: [string[], string[]] = [[], []];
  let states = 0;
  for (const [at, operation] of operations.entries()) {
    disk.apply(operation);
    if (operation.op === 'say') said.push(operation.line);
    if (operation.op !== 'say' && at % every !== 0) continue;
    if (from !== undefined && !said.some((line) => line.startsWith(from))) continue;
    if (lost.length >= (mostLost ?? Number.POSITIVE_INFINITY)) break;
    if (damaged.length >= (mostDamaged ?? Number.POSITIVE_INFINITY)) break;
    for (const survival of survivals(disk, chance, random)) {
      states += 1;
      const found = inState(disk, survival, (data) => examine(data, folder, said));
      if (found === null) continue;
      (found.is === 'lost' ? lost : damaged).push(`after operation ${at} (${operation.op}): ${found.what}`);
    }
  }
  return { operations: operations.length, states, lost, damaged, leaks };
}

/** The note of the journal's end: written after each commit, older or newer by chance. */
const NEVER_SYNCED = 'journal.end';

function survivals(disk: RecordedDisk, chance: Chance, random: number): readonly Survival[] {
  if (!disk.isUncertain(NEVER_SYNCED)) return [chance.happens(0.5) ? NOTHING_SURVIVES : ALL_SURVIVES];
  const some = Array.from({ length: random }, (): Survival => {
    const share = chance.real();
    return { keepsPiece: () => chance.happens(share), keepsNames: (count) => chance.whole(0, count) };
  });
  return [NOTHING_SURVIVES, ALL_SURVIVES, ...some];
}

/** In memory where the system has such a place: these states are read once and thrown away. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

function inState<T>(disk: RecordedDisk, survival: Survival, look: (data: string) => T): T {
  const data = mkdtempSync(join(PLACE, 'tillproof-state-'));
  try {
    disk.writeState(data, survival);
    return look(data);
  } finally {
    rmSync(data, { recursive: true });
  }
}
