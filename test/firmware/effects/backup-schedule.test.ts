/** The journal copied by itself (requirement H2): a real journal, a real thread, real folders. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BackupPlan, BackupSchedule } from '../../../firmware/effects/backup-schedule.ts';
import { backupWarningHours } from '../../../firmware/rules/backups.ts';
import { keepNewest } from '../../../storage/backup/keep.ts';
import { asideThread } from '../../../storage/journal/aside.ts';
import { dataFolder } from '../../../storage/journal/data-folder.ts';
import { openJournal } from '../../../storage/journal/open.ts';

const HOUR_MS = 3_600_000;
const BORN_MS = 1_763_715_600_000;

function bench(place: (folder: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-schedule-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const journal = openJournal({ folder: data, terminal: '10000001', randomBytes });
  onTestFinished(() => journal.close());
  let atMs = BORN_MS;
  const stamp = () => ({ atMs, clock: 'unsynchronised' as const, operator: '1' });
  const body = { version: '0', mode: 'simulated', tid: '10000001', mid: '898100000000001' } as const;
  journal.append([{ type: 'terminal.started', txn: null, body }], stamp());
  const aside = asideThread(dataFolder(data).journal);
  let made = 0;
  let heard: () => void = () => undefined;
  const plan: BackupPlan = {
    everyHours: 24,
    make: (_, done) => {
      made += 1;
      const copy = join(place(folder), `2026112${made}-000000`);
      aside({ do: 'backup', folder: copy }, (result) => {
        done(copy, result);
        heard();
      });
    },
    prune: () => void keepNewest(place(folder), 2),
  };
  const schedule = new BackupSchedule({ journal, stamp }, plan);
  return {
    journal,
    folder,
    later: (hours: number) => {
      atMs += hours * HOUR_MS;
      const answered = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const before = made;
      schedule.rested();
      schedule.rested();
      return made === before ? Promise.resolve(false) : answered.then(() => true);
    },
    warning: () => backupWarningHours(journal.backups(), plan.everyHours, atMs),
  };
}

test('a copy is made when it is due, verified and written down; the oldest are removed', async () => {
  const it = bench((folder) => join(folder, 'backups'));
  expect(await it.later(23)).toBe(false);
  expect(it.warning()).toBeNull();
  for (let day = 0; day < 3; day++) expect(await it.later(24)).toBe(true);
  expect(await it.later(1)).toBe(false);
  expect(readdirSync(join(it.folder, 'backups'))).toEqual(['20261122-000000', '20261123-000000']);
  const last = it.journal.last(1)[0];
  expect(last).toMatchObject({ type: 'maintenance.backedUp', operator: 'schedule', body: { ok: true, entries: 3 } });
  expect(it.warning()).toBeNull();
  expect(await it.later(47)).toBe(true);
  expect(it.journal.verify().ok).toBe(true);
});

test('an attempt that fails is written down and shown, and the next rest tries again', async () => {
  const it = bench((folder) => join(folder, 'stick'));
  writeFileSync(join(it.folder, 'stick'), 'not a folder');
  expect(await it.later(24)).toBe(true);
  expect(it.journal.last(1)[0]?.type).toBe('maintenance.backupFailed');
  expect(it.warning()).toBe(24);
  rmSync(join(it.folder, 'stick'));
  mkdirSync(join(it.folder, 'stick'));
  // Not after every customer.
  expect(await it.later(0.2)).toBe(false);
  expect(await it.later(0.1)).toBe(true);
  expect(it.journal.last(1)[0]?.type).toBe('maintenance.backedUp');
  expect(it.warning()).toBeNull();
});

test('attempts that come to nothing push no good copy out', () => {
  const place = mkdtempSync(join(tmpdir(), 'tillproof-keep-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const copy = (name: string, file: string) => {
    mkdirSync(join(place, name));
    writeFileSync(join(place, name, file), '');
  };
  copy('20261121-000000', 'journal.sqlite');
  copy('20261122-000000', 'journal.sqlite');
  copy('20261123-000000', 'journal.sqlite.new');
  copy('20261124-000000', 'journal.sqlite.new');
  copy('by-hand', 'journal.sqlite.new');
  expect(keepNewest(place, 2)).toEqual(['20261123-000000']);
  copy('20261125-000000', 'journal.sqlite');
  expect(keepNewest(place, 2)).toEqual(['20261121-000000']);
  expect(readdirSync(place)).toEqual(['20261122-000000', '20261124-000000', '20261125-000000', 'by-hand']);
});
