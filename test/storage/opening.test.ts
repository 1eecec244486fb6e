/** Opening: one terminal a folder, durable or not at all, never a silent new beginning (requirements H3; design §4). */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assertDurable, openWriting } from '../../storage/journal/connection.ts';
import { JournalBroken, JournalRefused, JournalUnwritable } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { merchant, TERMINAL, Till, temporaryFolder } from './acts.ts';

const open = (folder: string, terminal = TERMINAL) => openJournal({ folder, terminal, randomBytes });

/** What opening says no with. */
function refusalToOpen(folder: string, terminal = TERMINAL): JournalUnwritable | JournalBroken {
  try {
    open(folder, terminal).close();
  } catch (error) {
    if (error instanceof JournalUnwritable || error instanceof JournalBroken) return error;
    throw error;
  }
  throw new Error('it opened');
}

/** A folder in which a terminal has worked. */
function usedFolder(): string {
  const till = new Till();
  till.sale('s');
  till.start(merchant('s'));
  till.journal.close();
  return till.folder;
}

function alter(folder: string, sql: string): void {
  const db = new Sqlite(join(folder, 'journal.sqlite'));
  db.exec(sql);
  db.close();
}

describe('durable', () => {
  test('synchronous is FULL after a write, on the first open and on each after it', () => {
    const file = join(temporaryFolder(), 'x.sqlite');
    for (let life = 0; life < 3; life++) {
      const db = openWriting(file);
      db.exec(`CREATE TABLE t${life} (a INTEGER) STRICT`);
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      assertDurable(db);
      db.close();
    }
  });

  test('the trap is real: without asking, WAL falls to NORMAL, and that is refused', () => {
    const file = join(temporaryFolder(), 'x.sqlite');
    const db = new Sqlite(file);
    onTestFinished(() => void db.close());
    db.pragma('journal_mode = WAL');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.exec('CREATE TABLE t (a INTEGER) STRICT');
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    for (const pragma of ['secure_delete', 'foreign_keys', 'recursive_triggers']) db.pragma(`${pragma} = ON`);
    expect(() => assertDurable(db)).toThrow(/synchronous is 1 where 2 is needed/);
  });
});

describe('the write-ahead log', () => {
  test('is folded into the file at rest, so that no sale has to do it', () => {
    const till = new Till();
    const file = join(till.folder, 'journal.sqlite');
    till.journal.rest();
    const pages = () => {
      const look = new Sqlite(file);
      const [{ log, checkpointed }] = look.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }];
      look.close();
      return log - checkpointed;
    };
    expect(pages()).toBe(0);
    till.sale('s');
    const waiting = pages();
    expect(waiting).toBeGreaterThan(0);
    till.journal.rest();
    expect(pages()).toBe(0);
    expect(till.journal.verify().ok).toBe(true);
  });
});

describe('one terminal a folder', () => {
  test('a second one is refused in words, in this process and from another', async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'appending-child.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const refused = refusalToOpen(folder);
    expect(refused).toMatchObject({
      code: 'locked',
      message: expect.stringContaining('in use by another running terminal'),
    });
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const journal = open(folder);
    expect(refusalToOpen(folder)).toMatchObject({ code: 'locked' });
    expect(journal.counters().entries).toBeGreaterThan(0);
    journal.close();
    open(folder).close();
  });

  test('a reader works beside it and sees what is committed', () => {
    const till = new Till();
    till.sale('s');
    const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
    expect(reader.last(1)[0]?.type).toBe('sale.approved');
    till.start(merchant('s'));
    expect(reader.last(1)[0]?.type).toBe('receipt.started');
    expect(reader.verify().ok).toBe(true);
    reader.close();
  });
});

describe('refused in words', () => {
  test('a folder that is a file, or in one', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'data')]) {
      expect(refusalToOpen(folder)).toMatchObject({ code: 'folder', message: expect.stringContaining(file) });
    }
  });

  test('a folder that cannot be written', () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(join(folder, '..'), 0o755);
    chmodSync(folder, 0o555);
    // The superuser may write anywhere: step down for the moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const refused = refusalToOpen(folder);
      expect(refused).toMatchObject({ code: 'folder' });
      expect(refused.message).toMatch(/cannot be (used|written).*(right to write|mounted read-only)/);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
    expect(existsSync(join(folder, 'journal.sqlite'))).toBe(false);
  });

  test('the journal of another terminal', () => {
    expect(refusalToOpen(usedFolder(), '99999999')).toMatchObject({
      code: 'other-terminal',
      message: expect.stringContaining('belongs to terminal 10000001, not to 99999999'),
    });
  });

  test('a schema from the future, left as it is', () => {
    const folder = usedFolder();
    alter(folder, 'PRAGMA user_version = 99');
    const before = readFileSync(join(folder, 'journal.sqlite'));
    expect(refusalToOpen(folder)).toMatchObject({
      code: 'newer-schema',
      message: expect.stringContaining('schema 99'),
    });
    expect(readFileSync(join(folder, 'journal.sqlite')).equals(before)).toBe(true);
  });

  test('a file that is no database, or a database of something else', () => {
    const folder = usedFolder();
    writeFileSync(join(folder, 'journal.sqlite'), 'Lorem ipsum dolor sit amet. '.repeat(1000));
    expect(refusalToOpen(folder)).toBeInstanceOf(JournalBroken);
    rmSync(join(folder, 'journal.sqlite'));
    alter(folder, 'CREATE TABLE cats (name TEXT)');
    expect(refusalToOpen(folder).message).toContain('database of something else');
  });

  test('an end that is not what was written, named by its entry', () => {
    const folder = usedFolder();
    alter(folder, `DROP TRIGGER entries_never_change; UPDATE entries SET operator = '2' WHERE seq = 2`);
    const refused = refusalToOpen(folder);
    expect(refused).toBeInstanceOf(JournalBroken);
    expect(refused.message).toMatch(/^entry 2: .*Do not trade/);
  });

  test('a device key that is missing, short, foreign or open to others', () => {
    const folder = usedFolder();
    const key = join(folder, 'keys', 'device.key');
    const right = readFileSync(key);
    chmodSync(key, 0o644);
    expect(refusalToOpen(folder).message).toContain('chmod 600');
    chmodSync(key, 0o600);
    writeFileSync(key, right.subarray(1));
    expect(refusalToOpen(folder).message).toContain('31 bytes');
    writeFileSync(key, randomBytes(32));
    expect(refusalToOpen(folder).message).toContain('not the one that this journal was written with');
    rmSync(key);
    expect(refusalToOpen(folder).message).toContain('is gone, but the journal is there');
    expect(existsSync(key)).toBe(false);
    writeFileSync(key, right, { mode: 0o600 });
    open(folder).close();
  });
});

describe('never a silent new beginning', () => {
  test('a journal that is gone or empty is a loss', () => {
    const folder = usedFolder();
    const file = join(folder, 'journal.sqlite');
    truncateSync(file, 0);
    expect(refusalToOpen(folder)).toBeInstanceOf(JournalBroken);
    rmSync(file);
    const refused = refusalToOpen(folder);
    expect(refused).toBeInstanceOf(JournalBroken);
    expect(refused.message).toContain('restore the last backup');
  });

  test('a beginning that lost power before its first commit is begun again', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys', 'device.key'), randomBytes(32), { mode: 0o600 });
    writeFileSync(join(folder, 'journal.sqlite'), '', { mode: 0o600 });
    const journal = open(folder);
    expect(journal.counters().entries).toBe(0);
    journal.close();
    expect(statSync(join(folder, 'journal.born')).size).toBeGreaterThan(0);
  });
});

test('the revision grows with what is written, stays with what is not, and answers when nothing else does any more', () => {
  const till = new Till();
  expect(till.journal.revision()).toBe(0);
  till.sale('s');
  const revision = till.journal.revision();
  expect(revision).toBeGreaterThan(0);
  expect(() => till.sale('s')).toThrow(JournalRefused);
  till.journal.obligations();
  expect(till.journal.revision()).toBe(revision);
  // Somebody else takes the file apart while it is open: the journal is dead from here on.
  alter(till.folder, 'DROP TABLE reversals');
  expect(() => till.sale('t')).toThrow(JournalBroken);
  expect(() => till.journal.counters()).toThrow(JournalBroken);
  expect(till.journal.revision()).toBe(revision);
  till.journal.close();
  expect(till.journal.revision()).toBe(revision);
});

test('a closed journal says so', () => {
  const till = new Till();
  till.journal.close();
  expect(() => till.sale('s')).toThrow(JournalUnwritable);
  expect(() => till.journal.obligations()).toThrow(/it is closed/);
  till.journal.close();
});
