/**
 * Crash states by record and replay (facts/lab): one traced run, and from it every state that a power cut could have left on the disk
 * at every operation. Each is opened as the terminal opens it, and must hold all that had been acknowledged.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransactionId } from '../../../storage/facts.ts';
import type { Journal, SecretDraft } from '../../../storage/journal/journal.ts';
import { openJournal } from '../../../storage/journal/open.ts';
import { openJournalReader } from '../../../storage/journal/reader.ts';
import type { Chance } from '../../simulation/chance.ts';
import { ALL_SURVIVES, NOTHING_SURVIVES, RecordedDisk, type Survival } from './disk.ts';
import { type Operation, readTrace, TRACED } from './trace.ts';

export type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

export interface Recording {
  readonly folder: string;
  readonly operations: readonly Operation[];
}

const CHILD = join(import.meta.dirname, 'trading-child.ts');
const WEAKER = join(import.meta.dirname, 'weaker-disk.ts');

/** Runs the trading child under strace. Only its main thread is traced: it makes every change of the journal, in one order. */
export function record(synchronous: Synchronous): Recording {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'tillproof-trace-')));
  try {
    const folder = join(home, 'data');
    mkdirSync(folder);
    const log = join(home, 'strace.log');
    const tracing = ['-o', log, '-y', '-xx', '-s', '1000000', '-e', `trace=${TRACED}`];
    const weaker = synchronous === 'FULL' ? [] : ['--import', WEAKER];
    const run = spawnSync('strace', [...tracing, process.execPath, ...weaker, CHILD, folder], {
      env: { ...process.env, TILLPROOF_SYNCHRONOUS: synchronous },
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`the traced run failed: ${run.error?.message ?? run.stderr}`);
    return { folder, operations: readTrace(readFileSync(log, 'utf8'), folder) };
  } finally {
    rmSync(home, { recursive: true });
  }
}

export interface Tally {
  readonly operations: number;
  readonly states: number;
  /** What a state failed, with the number of the operation before which the power went. */
  readonly lost: readonly string[];
  readonly damaged: readonly string[];
}

export interface Replay {
  readonly recording: Recording;
  readonly chance: Chance;
  /** Every how many operations the power goes. It also goes right after each acknowledgement. */
  readonly every: number;
  /** How many random states at each, beside "nothing" and "all". */
  readonly random: number;
}

export function replay({ recording: { folder, operations }, chance, every, random }: Replay): Tally {
  const disk = new RecordedDisk(folder);
  const said: string[] = [];
  const [lost, damaged]: [string[], string[]] = [[], []];
  let states = 0;
  for (const [at, operation] of operations.entries()) {
    disk.apply(operation);
    if (operation.op === 'say') said.push(operation.line);
    if (operation.op !== 'say' && at % every !== 0) continue;
    for (const survival of survivals(disk, chance, random)) {
      states += 1;
      const found = inState(disk, survival, (data) => examine(data, said));
      if (found === null) continue;
      (found.is === 'lost' ? lost : damaged).push(`after operation ${at} (${operation.op}): ${found.what}`);
    }
  }
  return { operations: operations.length, states, lost, damaged };
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

interface Finding {
  readonly is: 'lost' | 'damaged';
  readonly what: string;
}

/** Opens the folder as the terminal does. @returns null where all is well. More than was acknowledged may be there. */
function examine(folder: string, said: readonly string[]): Finding | null {
  let journal: Journal;
  try {
    journal = openJournal({ folder, terminal: '10000001', randomBytes });
  } catch (error) {
    return { is: 'damaged', what: `does not open: ${(error as Error).message}` };
  }
  try {
    const verdict = journal.verify();
    if (!verdict.ok) return { is: 'damaged', what: `verify: ${verdict.problems[0]?.what}` };
    const rebuilt = rebuild(folder);
    return rebuilt === null ? (missing(journal, said) ?? unarmed(journal)) : { is: 'damaged', what: rebuilt };
  } catch (error) {
    return { is: 'damaged', what: `${(error as Error).message}` };
  } finally {
    journal.close();
  }
}

function rebuild(folder: string): string | null {
  const reader = openJournalReader(join(folder, 'journal.sqlite'));
  try {
    const { ok, refused, tables } = reader.rebuild();
    return ok ? null : `rebuild: ${refused ?? tables.find(({ difference }) => difference !== null)?.difference}`;
  } finally {
    reader.close();
  }
}

function missing(journal: Journal, said: readonly string[]): Finding | null {
  const hashes = new Map(journal.last(Number.MAX_SAFE_INTEGER).map(({ seq, hash }) => [seq, hash]));
  for (const line of said) {
    const [what, first = '', second = ''] = line.split(' ');
    const isThere =
      what === 'entry'
        ? hashes.get(Number(first)) === second
        : journal.secret(first as TransactionId, second as SecretDraft['name']) === null;
    if (!isThere) return { is: 'lost', what: `acknowledged, and not so: ${line}` };
  }
  return null;
}

/** A sale without an end has its reversal, and the reversal its image; a sale with one has neither (museum: reversal-window). */
function unarmed(journal: Journal): Finding | null {
  const owed = new Set(journal.reversals().map(({ txn }) => txn));
  for (const { type, txn } of journal.last(Number.MAX_SAFE_INTEGER)) {
    if (type !== 'sale.submitted') continue;
    const state = journal.transaction(txn)?.state;
    const isOpen = state === 'submitted' || state === 'unknown';
    const hasImage = journal.secret(txn, 'reversalImage') !== null;
    if (owed.has(txn) !== isOpen || hasImage !== isOpen)
      return { is: 'damaged', what: `${txn} is ${state}: reversal ${owed.has(txn)}, image ${hasImage}` };
  }
  return null;
}
