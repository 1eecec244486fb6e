/** For the technician: where a path does not exist, what does exist near it. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const MOST = 6;
const SERIAL_PORTS = /^tty(S|ACM|USB|AMA|MFD|O|XRUSB|WCH)\d+$|^rfcomm\d+$/;

/** One sentence: that `path` is not there, and what is. */
export function absence(path: string): string {
  const near = existingNear(path);
  return near.length === 0 ? `${path} does not exist` : `${path} does not exist; there is ${near.join(', ')}`;
}

export function noPermission(path: string): string {
  return `no permission for ${path}; this user must be in its group (the udev rules in scripts/install set it to pos)`;
}

/** The entries of the nearest existing folder, the most similar first; under /dev also the stable names of serial ports. */
function existingNear(path: string): readonly string[] {
  let folder = dirname(path);
  let wanted = basename(path);
  let names = list(folder);
  while (names === null && folder !== '/') {
    wanted = basename(folder);
    folder = dirname(folder);
    names = list(folder);
  }
  const ranked = (names ?? [])
    .map((name) => ({ name, shared: sharedPrefix(name, wanted) }))
    .filter(({ shared }) => folder !== '/dev' || shared >= 3)
    .sort((a, b) => b.shared - a.shared || a.name.localeCompare(b.name))
    .map(({ name }) => join(folder, name));
  const stable = path.startsWith('/dev/') ? stableNames() : [];
  return [...new Set([...ranked.slice(0, MOST - 2), ...stable])].slice(0, MOST);
}

function stableNames(): readonly string[] {
  const named = ['/dev/pos', '/dev/serial/by-id'].flatMap((folder) =>
    (list(folder) ?? []).map((name) => join(folder, name)),
  );
  const ports = (list('/dev') ?? []).filter((name) => SERIAL_PORTS.test(name) && !name.startsWith('ttyS'));
  return [...named, ...ports.map((name) => join('/dev', name))];
}

function list(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
