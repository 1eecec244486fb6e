/**
 * What can only be done while nobody has the journal open: asked for on the maintenance port, done by the next start before it opens anything. Nothing is
 * deleted: what stood here is set aside.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { restore, resumeRestore } from '../backup/restore.ts';
import type { Stamp } from '../facts.ts';
import { makeFolder } from '../journal/data-folder.ts';
import { asJournalError, messageOf } from '../journal/failures.ts';
import { type RandomBytes, syncFolder, writeDurably } from '../keys/device-key.ts';

export type NextStart =
  | { readonly do: 'restore'; readonly backup: string; readonly skip: number; readonly by: string }
  | { readonly do: 'reset'; readonly by: string };

const FILE = 'next-start.json';
/** What belongs to the machine, not to the shop's books. */
const STAYS: ReadonlySet<string> = new Set([FILE, 'backups', 'outgoing', 'incoming', 'configuration', 'clock.json']);
const ASIDE = /^before-/;

export function askForNextStart(folder: string, wish: NextStart): void {
  writeDurably(join(folder, FILE), Buffer.from(`${JSON.stringify(wish)}\n`), 0o600);
}

/** A wish as it stands in the file: how often a start has begun with it, and where things are set aside, so that a start after a power cut goes on with it. */
interface Begun {
  readonly wish: NextStart;
  readonly tries: number;
  readonly aside: string;
}

/** A start that ends on it (power, a kill) tries again, but not for ever. */
const MOST_TRIES = 3;

export interface DoneAtStart {
  readonly what: NextStart['do'] | 'next-start.json';
  readonly problem: string | null;
}

/**
 * Does what was asked for, to its end: a power cut in between is gone on from at the next start. A wish that cannot be done is dropped with its reason:
 * the terminal goes on with what it has.
 * @returns what was done or why not, null where nothing was asked for.
 * @throws JournalUnwritable where the folder cannot be written
 */
export function doNextStart(
  folder: string,
  stamp: (by: string) => Stamp,
  randomBytes: RandomBytes,
): DoneAtStart | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  try {
    const begun = beginning(file, stamp);
    const what = begun?.wish.do ?? FILE;
    const problem = begun === null ? 'the file is not understood' : attempt(folder, file, begun, stamp, randomBytes);
    rmSync(file);
    syncFolder(folder);
    return { what, problem };
  } catch (error) {
    throw asJournalError(error, `cannot go on with ${file}`);
  }
}

/** @returns null where the file is not one that `askForNextStart` wrote. */
function beginning(file: string, stamp: (by: string) => Stamp): Begun | null {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  const { wish = read, tries = 0, aside } = (read ?? {}) as Partial<Begun>;
  if (!isWish(wish) || !Number.isSafeInteger(tries)) return null;
  const usual = `before-reset-${stamp(wish.by).atMs}`;
  return { wish, tries, aside: typeof aside === 'string' && /^before-reset-\d+$/.test(aside) ? aside : usual };
}

function isWish(told: unknown): told is NextStart {
  if (typeof told !== 'object' || told === null || !('do' in told) || !('by' in told)) return false;
  if (typeof told.by !== 'string') return false;
  if (told.do === 'reset') return true;
  const { backup, skip } = told as { backup?: unknown; skip?: unknown };
  return told.do === 'restore' && typeof backup === 'string' && Number.isSafeInteger(skip) && Number(skip) >= 0;
}

function attempt(
  folder: string,
  file: string,
  { wish, tries, aside }: Begun,
  stamp: (by: string) => Stamp,
  randomBytes: RandomBytes,
): string | null {
  if (tries >= MOST_TRIES) return `it was interrupted ${MOST_TRIES} times`;
  const begun: Begun = { wish, tries: tries + 1, aside };
  writeDurably(file, Buffer.from(`${JSON.stringify(begun)}\n`), 0o600);
  try {
    if (wish.do === 'reset') setAside(folder, aside);
    // What an earlier start had decided on is ended; made a second time it would be said to have happened twice.
    else if (!resumeRestore(folder))
      restore({ backup: wish.backup, folder, stamp: stamp(wish.by), randomBytes, skip: wish.skip });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** The books, their key and all: together they can be opened again. What an interrupted start has moved is there already. */
function setAside(folder: string, name: string): void {
  const aside = join(folder, name);
  makeFolder(aside);
  for (const entry of readdirSync(folder)) {
    if (!STAYS.has(entry) && !ASIDE.test(entry)) renameSync(join(folder, entry), join(aside, entry));
  }
  syncFolder(aside);
  syncFolder(folder);
}
