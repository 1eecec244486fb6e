/** What was asked for on the maintenance port is done at the next start, to its end, and never keeps a terminal from starting (promise 1). */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { askForNextStart, doNextStart } from '../../storage/settings/next-start.ts';
import { id, MORNING_MS, TERMINAL, Till } from './acts.ts';

const stamp = (operator: string) => ({ atMs: MORNING_MS, clock: 'unsynchronised', operator }) as const;
const nextStart = (folder: string) => doNextStart(folder, stamp, randomBytes);
const wishOf = (folder: string) => join(folder, 'next-start.json');
const open = (folder: string) => openJournal({ folder, terminal: TERMINAL, randomBytes });

async function backedUp(): Promise<{ readonly folder: string; readonly backup: string }> {
  const till = new Till();
  till.sale('before');
  const { file } = await backUp(join(till.folder, 'journal.sqlite'), join(till.folder, 'backups', 'b'));
  till.sale('after');
  till.journal.close();
  return { folder: till.folder, backup: file };
}

describe('a wish that cannot be done is dropped with its reason, and the terminal starts with what it has', () => {
  const strange: readonly unknown[] = [
    '{"do":',
    'null',
    '[]',
    '{}',
    '{"do":"restore","by":"5"}',
    '{"do":"restore","backup":7,"skip":1,"by":"5"}',
    '{"do":"restore","backup":"x","skip":-1,"by":"5"}',
    '{"do":"dance","by":"5"}',
    '{"wish":{"do":"reset"},"tries":0}',
    '\u0000'.repeat(600),
  ];
  test.each(strange)('%j', (text) => {
    const till = new Till();
    till.sale('s');
    till.journal.close();
    writeFileSync(wishOf(till.folder), String(text));
    expect(nextStart(till.folder)).toEqual({ what: 'next-start.json', problem: 'the file is not understood' });
    expect(existsSync(wishOf(till.folder))).toBe(false);
    const journal = open(till.folder);
    expect(journal.transaction(id('s'))?.state).toBe('approved');
    journal.close();
  });

  test('a backup that is gone', async () => {
    const { folder } = await backedUp();
    askForNextStart(folder, { do: 'restore', backup: join(folder, 'nowhere'), skip: 5, by: '5' });
    expect(nextStart(folder)).toMatchObject({
      what: 'restore',
      problem: expect.stringContaining('there is no journal'),
    });
    expect(nextStart(folder)).toBeNull();
    open(folder).close();
  });

  test('one that every start ends on is given up after three', async () => {
    const { folder, backup } = await backedUp();
    const wish = { do: 'restore', backup, skip: 5, by: '5' };
    writeFileSync(wishOf(folder), JSON.stringify({ wish, tries: 3, aside: 'before-reset-1' }));
    expect(nextStart(folder)).toMatchObject({ problem: 'it was interrupted 3 times' });
    const journal = open(folder);
    expect(journal.transaction(id('after'))?.state).toBe('approved');
    journal.close();
  });
});

describe('power lost in between (every state of the disk: test/crash/states)', () => {
  test('a restore that was decided on is ended by whoever opens the folder, and happens once', async () => {
    const { folder, backup } = await backedUp();
    askForNextStart(folder, { do: 'restore', backup, skip: 5, by: '5' });
    nextStart(folder);
    // Back to the moment after the decision: the new journal lies ready, the old one half aside.
    const ready = join(folder, 'restore.ready-9-12345678');
    mkdirSync(ready);
    renameSync(join(folder, 'journal.sqlite'), join(ready, 'journal.sqlite'));
    writeFileSync(join(folder, 'journal.sqlite'), 'the old one');
    askForNextStart(folder, { do: 'restore', backup, skip: 5, by: '5' });
    expect(nextStart(folder)).toEqual({ what: 'restore', problem: null });
    const journal = open(folder);
    expect(journal.last(100).filter(({ type }) => type === 'journal.restored')).toHaveLength(1);
    journal.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('restore'))).toEqual([]);
    expect(readdirSync(join(folder, 'before-restore-9-12345678'))).toContain('journal.sqlite');
  });

  test('a reset that has moved half of the books moves the rest to the same place', () => {
    const till = new Till();
    till.sale('s');
    till.journal.close();
    const { folder } = till;
    const aside = 'before-reset-77';
    mkdirSync(join(folder, aside));
    renameSync(join(folder, 'journal.sqlite'), join(folder, aside, 'journal.sqlite'));
    writeFileSync(wishOf(folder), JSON.stringify({ wish: { do: 'reset', by: '5' }, tries: 1, aside }));
    expect(nextStart(folder)).toEqual({ what: 'reset', problem: null });
    expect(readdirSync(folder)).toEqual([aside]);
    const old = open(join(folder, aside));
    expect(old.transaction(id('s'))?.state).toBe('approved');
    old.close();
    expect(readdirSync(folder)).toEqual([aside]);
    const fresh = open(folder);
    expect(fresh.counters().entries).toBe(0);
    fresh.close();
  });
});
