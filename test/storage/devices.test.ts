/** By what a device is known again after a start, a replug or a year (design §7: "different device"). */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { Stamp } from '../../storage/facts.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { ReadModels } from '../../storage/journal/read-models.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { JOURNAL_1 } from '../../storage/migrations/journal-1.ts';
import { migrate, SCHEMA_VERSION } from '../../storage/migrations/migrate.ts';
import { TERMINAL, temporaryFolder } from './acts.ts';

const STAMP: Stamp = { atMs: 1_790_000_000_000, clock: 'synchronised', operator: '1' };

const ready = (device: string, serial: string | null): EntryDraft => ({
  type: 'device.ready',
  txn: null,
  body: { device, identity: `${device} of a make`, serial },
});
const accepted = (device: string, serial: string | null): EntryDraft => ({
  type: 'device.accepted',
  txn: null,
  body: { device, identity: 'another make', serial, by: 'operator' },
});

test('the last serial number told counts; one that tells none changes nothing, one that was accepted does', () => {
  const folder = temporaryFolder();
  const journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
  expect(journal.knownDevice('cardReader')).toBeNull();
  journal.append([ready('cardReader', 'A1'), ready('printer', 'P9')], STAMP);
  journal.append([ready('cardReader', null)], STAMP);
  expect(journal.knownDevice('cardReader')).toEqual({ identity: 'cardReader of a make', serial: 'A1' });
  journal.append([accepted('cardReader', 'B2')], STAMP);
  expect(journal.knownDevice('cardReader')?.serial).toBe('B2');
  journal.append([accepted('cardReader', null)], STAMP);
  expect(journal.knownDevice('cardReader')).toEqual({ identity: 'another make', serial: null });
  expect(journal.lastNumber('cardReader')).toBe('B2');
  expect(journal.lastNumber('keypad')).toBeNull();
  expect(journal.knownDevice('printer')?.serial).toBe('P9');
  journal.close();
  const again = openJournal({ folder, terminal: TERMINAL, randomBytes });
  expect(again.knownDevice('printer')?.serial).toBe('P9');
  expect(again.verify().ok).toBe(true);
  again.close();
});

test('the inventory: who is in use since when, who was retired by whom; one that comes back is in use again', () => {
  const folder = temporaryFolder();
  const journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
  const at = (atMs: number, operator: string): Stamp => ({ ...STAMP, atMs, operator });
  journal.append([ready('cardReader', 'A1'), ready('keypad', null), ready('printer', 'P9')], at(1_000, '1'));
  journal.append([ready('cardReader', 'A1')], at(2_000, '2'));
  journal.append([accepted('cardReader', 'B2')], at(3_000, '5'));
  const rows = () =>
    journal
      .inventory()
      .map(({ device, serial, sinceMs, boundBy, retired }) => [device, serial, sinceMs, boundBy, retired]);
  expect(rows()).toEqual([
    ['cardReader', 'A1', 1_000, '1', { atMs: 3_000, by: '5' }],
    ['cardReader', 'B2', 3_000, '5', null],
    ['printer', 'P9', 1_000, '1', null],
  ]);
  journal.append([accepted('cardReader', 'A1')], at(4_000, '5'));
  expect(rows().slice(0, 2)).toEqual([
    ['cardReader', 'B2', 3_000, '5', { atMs: 4_000, by: '5' }],
    ['cardReader', 'A1', 4_000, '5', null],
  ]);
  // Nobody can say which one that is; what tells a number after it is in use without a word.
  journal.append([accepted('cardReader', null)], at(5_000, '5'));
  journal.append([ready('cardReader', 'B2')], at(6_000, '1'));
  expect(rows().slice(0, 2)).toEqual([
    ['cardReader', 'A1', 4_000, '5', { atMs: 5_000, by: '5' }],
    ['cardReader', 'B2', 6_000, '1', null],
  ]);
  journal.close();
  const reader = openJournalReader(join(folder, 'journal.sqlite'));
  expect([reader.verify().ok, reader.rebuild().ok]).toEqual([true, true]);
  reader.close();
});

test('the question is answered by its index, not by walking the journal', () => {
  const folder = temporaryFolder();
  openJournal({ folder, terminal: TERMINAL, randomBytes }).close();
  const db = new Sqlite(join(folder, 'journal.sqlite'));
  const plan = db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT body FROM entries
       WHERE body ->> '$.device' = ? AND (type = 14 OR (type = 9 AND body ->> '$.serial' IS NOT NULL))
       ORDER BY seq DESC LIMIT 1`,
    )
    .all('printer') as readonly { readonly detail: string }[];
  db.close();
  expect(plan.map(({ detail }) => detail).join()).toMatch(/USING INDEX entries_naming_a_device/);
  expect(plan.map(({ detail }) => detail).join()).not.toMatch(/TEMP B-TREE/);
});

test('a journal of schema 1 is brought forward with what it holds', () => {
  const db = new Sqlite(':memory:');
  db.exec(JOURNAL_1);
  db.pragma(`application_id = ${Buffer.from('TILL').readInt32BE()}`);
  db.pragma('user_version = 1');
  db.exec(
    `INSERT INTO entries VALUES (1, 0, 0, '1', 9, NULL, '{"device":"printer","identity":"old"}', zeroblob(32)),
       (2, 0, 0, '1', 9, NULL, '{"device":"printer","identity":"new","serial":"P9"}', zeroblob(32))`,
  );
  migrate(db);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  expect(new ReadModels(db).knownDevice('printer')).toEqual({ identity: 'new', serial: 'P9' });
  db.close();
});
