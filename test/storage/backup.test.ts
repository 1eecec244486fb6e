/** Backup, the drill that proves it, and going on from it (requirement H2). */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import { JournalBroken, JournalUnwritable } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, merchant, TERMINAL, Till, temporaryFolder } from './acts.ts';

const fileOf = (till: Till) => join(till.folder, 'journal.sqlite');

function restoreInto(till: Till, backup: string, skip = 100) {
  const stamp = { atMs: 1_763_800_000_000, clock: 'unsynchronised', operator: 'restore' } as const;
  return restore({ backup: join(backup, 'journal.sqlite'), folder: till.folder, stamp, randomBytes, skip });
}

/** When the entry `seq` of the journal that was set aside was written. */
function spanOf(setAside: string, seq: number): number | undefined {
  const old = openJournalReader(join(setAside, 'journal.sqlite'));
  try {
    return old.last(Number.MAX_SAFE_INTEGER)[seq - 1]?.atMs;
  } finally {
    old.close();
  }
}

describe('a backup', () => {
  test('is taken while the terminal runs, is whole and holds no key', async () => {
    const till = new Till();
    till.sale('s');
    const folder = join(temporaryFolder(), 'new');
    const { verdict, rebuild, file } = await backUp(fileOf(till), folder);
    expect(verdict).toEqual(till.journal.verify());
    expect(rebuild.ok).toBe(true);
    expect(readdirSync(folder)).toEqual(['journal.sqlite']);
    till.sale('after');
    expect(openJournalReader(file).transaction(id('after'))).toBeNull();
  });

  test('opens on a medium that cannot be written', async () => {
    const till = new Till();
    till.sale('s');
    const folder = join(temporaryFolder(), 'new');
    const { file } = await backUp(fileOf(till), folder);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    chmodSync(join(folder, '..'), 0o755);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const reader = openJournalReader(file);
      expect(reader.verify().ok).toBe(true);
      reader.close();
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
  });

  test('onto a stick that is full: said so, nothing left behind, the older ones stay', {
    timeout: 60_000,
  }, async () => {
    const till = new Till();
    for (let n = 0; n < 5; n++) till.sale(`s${n}`);
    const stick = temporaryFolder();
    await backUp(fileOf(till), join(stick, 'old'));
    // No file may grow beyond 64 blocks of 1 KiB: what the journal's copy is told is what a full stick tells.
    const module = new URL('../../storage/backup/backup.ts', import.meta.url).href;
    const program = `import(${JSON.stringify(module)}).then(({ backUp }) => backUp(process.argv[1], process.argv[2])).catch((e) => { console.log(e.name, e.code, e.message); })`;
    const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" -e "$1" "$2" "$3"`;
    const target = join(stick, 'new');
    const args = ['-c', limited, process.execPath, program, fileOf(till), target];
    const { stdout } = spawnSync('bash', args, { encoding: 'utf8' });
    expect(stdout).toMatch(
      /JournalUnwritable (disk-full|folder) cannot back up to .*new: it is (full|gone or does not take)/,
    );
    expect(stdout).toMatch(/The journal and the older backups are as they were/);
    expect(readdirSync(stick)).toEqual(['old']);
    expect(till.journal.verify().ok).toBe(true);
  });

  test('onto a stick that is pulled in the middle: said so, and what is on it has no name of a backup', async () => {
    const till = new Till();
    till.sale('s');
    const place = temporaryFolder();
    const stick = join(place, 'stick');
    mkdirSync(stick);
    const pulled = backUp(fileOf(till), join(stick, 'new'));
    // The copy has begun; the stick is out of the machine.
    renameSync(stick, join(place, 'in the pocket'));
    await expect(pulled).rejects.toThrow(/stick[\s\S]*gone[\s\S]*older backups are as they were/);
    expect(existsSync(join(place, 'in the pocket', 'new', 'journal.sqlite'))).toBe(false);
    await backUp(fileOf(till), join(place, 'in the pocket', 'again'));
  });

  test('that does not hold keeps its unproven name: nothing can be restored from it by mistake', async () => {
    const till = new Till();
    till.sale('s');
    till.journal.close();
    const bytes = readFileSync(fileOf(till));
    bytes.writeUInt8(0x39, bytes.indexOf('A12345') + 1);
    const spoilt = join(temporaryFolder(), 'journal.sqlite');
    writeFileSync(spoilt, bytes);
    const folder = join(temporaryFolder(), 'new');
    const { verdict } = await backUp(spoilt, folder);
    expect(verdict.ok).toBe(false);
    expect(readdirSync(folder)).toEqual(['journal.sqlite.new']);
  });

  test('never writes over another', async () => {
    const till = new Till();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'journal.sqlite'), 'precious');
    await expect(backUp(fileOf(till), folder)).rejects.toThrow(JournalUnwritable);
    expect(readFileSync(join(folder, 'journal.sqlite'), 'utf8')).toBe('precious');
  });
});

describe('restoring', () => {
  test('goes on with the old facts, no number that may have been spent, and says so', async () => {
    const till = new Till();
    till.submit('lost');
    till.loseSight('lost');
    till.sale('s');
    till.start(merchant('s'));
    const folder = join(temporaryFolder(), 'backup');
    const { verdict } = await backUp(fileOf(till), folder);
    till.sale('after');
    till.start(merchant('after'));
    const spent = till.journal.counters();
    till.journal.close();
    const { entry, setAside } = restoreInto(till, folder);
    expect(entry).toMatchObject({ type: 'journal.restored', seq: verdict.entries + 1, previousHash: verdict.headHash });
    expect(readdirSync(setAside ?? '')).toContain('journal.sqlite');
    expect(existsSync(join(till.folder, 'restore.new'))).toBe(false);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(till.journal.counters()).toMatchObject({ nextStan: '000103', nextSlip: 102 });
    expect(Number(till.journal.counters().nextStan)).toBeGreaterThan(Number(spent.nextStan));
    expect(till.journal.transaction(id('after'))).toBeNull();
    expect(till.journal.secret(id('lost'), 'reversalImage')).toBe('image of lost');
    expect(till.journal.verify().ok).toBe(true);
    // What was done since the backup stands nowhere here: named by its span, with an owner, until somebody says what was found.
    const [from, until] = [verdict.entries, spent.entries].map((seq) =>
      String(Math.floor((spanOf(setAside ?? '', seq) ?? 0) / 1_000)),
    );
    expect(till.journal.tasks()).toMatchObject([
      { difference: { what: 'restored', ours: from, theirs: until }, owner: 'restore' },
    ]);
    expect(till.journal.obligations()).toContainEqual(expect.objectContaining({ kind: 'task', state: 'open' }));
    till.sale('on');
  });

  test('says nothing of what may be missing where nothing is; names a manager as the owner; until now, where nobody knows how far it had come', async () => {
    const till = new Till();
    const people = [
      { operator: '2', name: 'c', role: 'cashier', by: '0' },
      { operator: '9', name: 'm', role: 'manager', by: '0' },
    ].map((body) => ({ type: 'operator.registered', txn: null, body }));
    const pins = ['2', '9'].map((operator) => ({ operator, pin: '3071', strength: 'published' }) as const);
    till.journal.append(people as never, till.stamp(), pins);
    till.sale('s');
    const folder = join(temporaryFolder(), 'backup');
    await backUp(fileOf(till), folder);
    till.journal.close();
    restoreInto(till, folder);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(till.journal.tasks()).toEqual([]);
    till.journal.close();
    writeFileSync(fileOf(till), 'not a database at all');
    restoreInto(till, folder);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(till.journal.tasks()).toMatchObject([
      { difference: { what: 'restored', theirs: '1763800000' }, owner: '9' },
    ]);
    const books = openJournalReader(fileOf(till));
    expect([books.verify(), books.rebuild()]).toMatchObject([{ ok: true }, { ok: true }]);
    books.close();
  });

  test('skips more than it was told where the journal that is replaced has spent more', async () => {
    const till = new Till();
    till.sale('s');
    const folder = join(temporaryFolder(), 'backup');
    await backUp(fileOf(till), folder);
    for (const txn of ['a', 'b', 'c']) {
      till.sale(txn);
      till.start(merchant(txn));
    }
    const spent = till.journal.counters();
    till.journal.close();
    restoreInto(till, folder, 0);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    const { nextStan, nextSlip } = till.journal.counters();
    expect([Number(nextStan) >= Number(spent.nextStan), nextSlip >= spent.nextSlip]).toEqual([true, true]);
  });

  test('fills the place of a journal that is gone', async () => {
    const till = new Till();
    till.sale('s');
    const folder = join(temporaryFolder(), 'backup');
    await backUp(fileOf(till), folder);
    till.journal.close();
    writeFileSync(fileOf(till), 'not a database at all');
    restoreInto(till, folder);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(till.row('s').state).toBe('approved');
  });

  test('is refused beside a running terminal and from a backup that is not whole', async () => {
    const till = new Till();
    till.sale('s');
    const folder = join(temporaryFolder(), 'backup');
    const { file } = await backUp(fileOf(till), folder);
    expect(() => restoreInto(till, folder)).toThrow(/in use by another running terminal/);
    till.journal.close();
    const bytes = readFileSync(file);
    bytes.writeUInt8(0x39, bytes.indexOf('A12345') + 1);
    writeFileSync(file, bytes);
    expect(() => restoreInto(till, folder)).toThrow(JournalBroken);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(till.row('s').authCode).toBe('A12345');
  });
});
