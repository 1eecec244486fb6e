/** Which backups are kept: the newest ones. A copy that somebody named himself is never removed. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `20261121-134507`, as the terminal names its own. */
const OWN_NAME = /^\d{8}-\d{6}$/;

/** @returns the names that were removed; none where the folder cannot be read */
export function keepNewest(folder: string, keep: number): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const old = names
    .filter((name) => OWN_NAME.test(name))
    .sort()
    .slice(0, -keep);
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  return old;
}
