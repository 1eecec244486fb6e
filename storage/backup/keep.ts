/** Which backups are kept: the newest good ones. A copy that somebody named himself is never removed. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `20261121-134507`, as the terminal names its own. */
const OWN_NAME = /^\d{8}-\d{6}$/;

/**
 * A copy has its journal's name only when it was proven (backup.ts), so what came to nothing never pushes out what is good; of that the newest is left,
 * for whoever looks into it.
 * @returns the names that were removed; none where the folder cannot be read
 */
export function keepNewest(folder: string, keep: number): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const own = names.filter((name) => OWN_NAME.test(name)).sort();
  const isProven = (name: string): boolean => existsSync(join(folder, name, 'journal.sqlite'));
  const old = [...own.filter(isProven).slice(0, -keep), ...own.filter((name) => !isProven(name)).slice(0, -1)].sort();
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  return old;
}
