/**
 * What can only be done while nobody has the journal open: asked for on the maintenance port, done by the next start before it opens anything. Nothing is
 * deleted: what stood here is set aside.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { restore } from '../backup/restore.ts';
import type { Stamp } from '../facts.ts';
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

/**
 * Does what was asked for, once. A wish that cannot be done is dropped with its reason: the terminal goes on with what it has.
 * @returns what was done or why not, null where nothing was asked for.
 */
export function doNextStart(
  folder: string,
  stamp: (by: string) => Stamp,
  randomBytes: RandomBytes,
): { readonly wish: NextStart; readonly problem: string | null } | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  const wish = JSON.parse(readFileSync(file, 'utf8')) as NextStart;
  // Gone before it is done: a start that fails on it must not try for ever.
  rmSync(file);
  syncFolder(folder);
  try {
    if (wish.do === 'restore')
      restore({ backup: wish.backup, folder, stamp: stamp(wish.by), randomBytes, skip: wish.skip });
    else setAside(folder, stamp(wish.by).atMs);
    return { wish, problem: null };
  } catch (error) {
    return { wish, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The books, their key and all: together they can be opened again. */
function setAside(folder: string, atMs: number): void {
  const aside = join(folder, `before-reset-${atMs}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (!STAYS.has(name) && !ASIDE.test(name)) renameSync(join(folder, name), join(aside, name));
  }
  syncFolder(aside);
  syncFolder(folder);
}
