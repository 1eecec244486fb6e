/** What was acknowledged is there: after SIGKILL, after a full disk, after a disk that takes no more (promise 1; requirement H3). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { Till, temporaryFolder } from './acts.ts';

const CHILD = join(import.meta.dirname, 'appending-child.ts');

/** Reads acknowledgements until `enough` of them came, then kills. @returns all that came, those after the kill included. */
async function killAfter(child: ChildProcess, enough: number): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  if (child.stdout === null) throw new Error('no pipe from the child');
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === enough) child.kill('SIGKILL');
  }
  return acknowledged;
}

function expectAllThere(folder: string, acknowledged: readonly string[]): void {
  const till = new Till(folder);
  const hashes = new Map(till.journal.last(100_000).map(({ seq, hash }) => [seq, hash]));
  for (const line of acknowledged) {
    const [seq, hash] = line.split(' ');
    expect(hashes.get(Number(seq))).toBe(hash);
  }
  expect(till.journal.verify()).toMatchObject({ ok: true, problems: [] });
  const reader = openJournalReader(join(folder, 'journal.sqlite'));
  expect(reader.rebuild()).toMatchObject({ ok: true, refused: null });
  reader.close();
  till.sale(`after-${acknowledged.length}`);
  till.journal.close();
}

describe('kill -9', () => {
  test('in the middle of appending, three lives one after the other', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    for (const enough of [1, 60, 333]) {
      const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      const acknowledged = await killAfter(child, enough);
      expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
      expect(child.signalCode ?? 'SIGKILL').toBe('SIGKILL');
      expectAllThere(folder, acknowledged);
    }
  });
});

/** Where the kernel lets us, a real file system of 3 MB; a limit on the size of a file everywhere. */
function waysToRunOut(): readonly (readonly [string, (folder: string) => readonly string[], string])[] {
  const limited = (folder: string) => [
    'sh',
    '-c',
    `ulimit -f 5000; exec "$0" "$1" "$2"`,
    process.execPath,
    CHILD,
    folder,
  ];
  const mounted = (folder: string) => [
    'unshare',
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    `mount -t tmpfs -o size=3m tmpfs "$2" && "$0" "$1" "$2"; cp "$2"/journal.sqlite* "$3"`,
    process.execPath,
    CHILD,
    folder,
    join(folder, '..', 'copy'),
  ];
  const canMount =
    spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
  return [
    ['a limit on the size of a file', limited, 'io'],
    ...(canMount ? [['a disk of 3 MB', mounted, 'disk-full'] as const] : []),
  ];
}

describe('a disk that takes no more', () => {
  test.each(waysToRunOut())('%s: refused in words, all that was acknowledged stands', (_, command, code) => {
    const home = temporaryFolder();
    const folder = join(home, 'data');
    for (const name of ['data', 'copy']) mkdirSync(join(home, name));
    const [program = '', ...args] = command(folder);
    const { stdout } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e8 });
    const lines = stdout.trim().split('\n');
    const failure = JSON.parse(lines.pop() ?? '');
    // A disk that failed is not believed any more, not even for reading; one that is full has only no room.
    const message = expect.stringMatching(/^cannot append to the journal: .*\. [A-Z]/);
    expect(failure).toEqual({ code, message, readsAfterwards: code === 'disk-full' });
    expect(lines.length).toBeGreaterThan(20);
    const where = code === 'io' ? folder : join(home, 'copy');
    const reader = openJournalReader(join(where, 'journal.sqlite'));
    expect(reader.verify().ok).toBe(true);
    expect(reader.rebuild().ok).toBe(true);
    const last = reader.last(1)[0];
    expect(`${last?.seq} ${last?.hash}`).toBe(lines.at(-1));
    reader.close();
  });
});
