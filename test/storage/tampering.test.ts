/** The journal testifies: whatever is changed behind its back is found and named (promise 7). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { JournalBroken } from '../../storage/journal/failures.ts';
import type { Verdict } from '../../storage/journal/journal.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import type { RebuildVerdict } from '../../storage/journal/rebuild.ts';
import { customer, id, merchant, Till, temporaryFolder } from './acts.ts';

const ENTRIES = 8;

/** A closed journal of eight entries; `detail-3` stands in entry 3 and so on. */
function writtenFile(): string {
  const till = new Till();
  for (let seq = 1; seq <= ENTRIES - 2; seq++) {
    till.append({ type: 'evidence.noted', txn: null, body: { what: 'mark', detail: `detail-${seq}` } });
  }
  till.sale('s');
  till.journal.close();
  return join(till.folder, 'journal.sqlite');
}

function tamper(file: string, sql: string): void {
  const db = new Sqlite(file);
  for (const trigger of ['entries_in_sequence', 'entries_never_change', 'entries_never_go'])
    db.exec(`DROP TRIGGER ${trigger}`);
  db.exec(sql);
  db.close();
}

function look(file: string): { verdict: Verdict; rebuild: RebuildVerdict } {
  const reader = openJournalReader(file);
  try {
    return { verdict: reader.verify(), rebuild: reader.rebuild() };
  } finally {
    reader.close();
  }
}

const blamed = ({ problems }: Verdict) => [...new Set(problems.map(({ seq }) => seq))];

describe('an entry', () => {
  test('untouched is fine', () => {
    expect(look(writtenFile())).toMatchObject({
      verdict: { ok: true, entries: ENTRIES, problems: [] },
      rebuild: { ok: true },
    });
  });

  test.each([1, 4, ENTRIES - 2])('of which one byte was flipped in the file is named: %i', (seq) => {
    const file = writtenFile();
    const bytes = readFileSync(file);
    const at = bytes.indexOf(`detail-${seq}`);
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
    writeFileSync(file, bytes);
    const { verdict } = look(file);
    expect(verdict.ok).toBe(false);
    expect(blamed(verdict)).toEqual([seq]);
  });

  test.each(['seq', 'at_ms', 'clock', 'operator', 'type', 'txn', 'body', 'hash'])(
    'of which the %s was changed is named',
    (column) => {
      const changed = {
        seq: 'seq = 50 WHERE seq = 8',
        at_ms: 'at_ms = at_ms + 1 WHERE seq = 4',
        clock: 'clock = 1 WHERE seq = 4',
        operator: `operator = '2' WHERE seq = 4`,
        type: 'type = 1 WHERE seq = 4',
        txn: `txn = 's' WHERE seq = 4`,
        body: `body = body || ' ' WHERE seq = 4`,
        hash: 'hash = zeroblob(32) WHERE seq = 4',
      }[column];
      const file = writtenFile();
      tamper(file, `UPDATE entries SET ${changed}`);
      const { verdict } = look(file);
      expect(verdict.ok).toBe(false);
      expect(verdict.problems[0]?.seq).toBe(column === 'seq' ? 8 : 4);
      if (column !== 'seq') expect(blamed(verdict)).toEqual([4]);
    },
  );

  test.each([1, 4, ENTRIES])('that was removed is missed: %i', (seq) => {
    const file = writtenFile();
    tamper(file, `DELETE FROM entries WHERE seq = ${seq}`);
    const { verdict } = look(file);
    expect(verdict.ok).toBe(false);
    expect(blamed(verdict)).toEqual([seq]);
  });

  test('that was forged with a hash of its own breaks the chain behind it', () => {
    const file = writtenFile();
    const other = new Till(temporaryFolder());
    other.append({ type: 'evidence.noted', txn: null, body: { what: 'mark', detail: 'forged' } });
    const [forged] = other.journal.last(1);
    tamper(
      file,
      `UPDATE entries SET body = '{"detail":"forged","what":"mark"}', hash = x'${forged?.hash}' WHERE seq = 1`,
    );
    expect(blamed(look(file).verdict)).toContain(2);
  });

  test('of another terminal is none of ours', () => {
    const file = writtenFile();
    tamper(file, `UPDATE meta SET value = '10000002' WHERE name = 'terminal'`);
    expect(look(file).verdict.problems[0]?.seq).toBe(1);
  });

  test('on a page that is garbage is reported, not thrown', () => {
    const file = writtenFile();
    const bytes = readFileSync(file);
    const page = Math.floor(bytes.indexOf('detail-4') / 4096) * 4096;
    bytes.fill(0xa5, page, page + 64);
    writeFileSync(file, bytes);
    const reader = openJournalReader(file);
    expect(reader.verify()).toMatchObject({
      ok: false,
      problems: [{ what: expect.stringContaining('cannot be read') }],
    });
    expect(() => reader.rebuild()).toThrow(JournalBroken);
    reader.close();
  });
});

describe('the guards', () => {
  test.each([
    [`UPDATE entries SET operator = '9'`, 'never changed'],
    ['DELETE FROM entries', 'never deleted'],
    [`INSERT INTO entries VALUES (10, 1, 0, '1', 1, NULL, '{}', zeroblob(32))`, 'without a gap'],
    [`INSERT OR REPLACE INTO entries VALUES (1, 1, 0, '1', 1, NULL, '{}', zeroblob(32))`, 'without a gap'],
    [`INSERT INTO entries VALUES (9, 1, 0, '1', 'text', NULL, '{}', zeroblob(32))`, 'cannot store TEXT'],
  ])('stand in the file itself: %s', (sql, message) => {
    const db = new Sqlite(writtenFile());
    expect(() => db.exec(sql)).toThrow(message);
    db.close();
  });
});

describe('a projection', () => {
  test.each([
    [
      'transactions',
      `UPDATE transactions SET amount_minor = 1 WHERE txn = 's'`,
      'amount_minor of 1 is 1, by the entries 10000',
    ],
    [
      'copies',
      `DELETE FROM copies WHERE copy = 's/merchant'`,
      'row 2: missing, by the entries s/merchant should be there',
    ],
    [
      'reversals',
      `INSERT INTO reversals VALUES (1, 7, 'due', '98', 0, 0, NULL)`,
      'row 1: 1 should not be there by the entries',
    ],
    ['counters', 'UPDATE counters SET next_slip = 1', 'row 1: next_slip of 1 is 1, by the entries 2'],
    ['slips', 'DELETE FROM slips', 'row 1: missing, by the entries 1 should be there'],
    ['batch_totals', 'UPDATE batch_totals SET sale_count = 2', 'row 1: sale_count of 0 is 2, by the entries 1'],
    ['batches', 'UPDATE batches SET batch = 9', 'row 1: batch of 0 is 9, by the entries 1'],
    ['counters', 'UPDATE counters SET batch_count = 9', 'row 1: batch_count of 1 is 9, by the entries 1'],
    ['other_stans', 'INSERT INTO other_stans VALUES (1, 5)', 'row 1: 1 should not be there by the entries'],
  ])('that was changed is found: %s', (table, sql, difference) => {
    const till = new Till();
    till.sale('s');
    till.start(merchant('s'));
    till.journal.close();
    const file = join(till.folder, 'journal.sqlite');
    const db = new Sqlite(file);
    db.exec(sql);
    db.close();
    const { verdict, rebuild } = look(file);
    expect(verdict.ok).toBe(true);
    expect(rebuild.ok).toBe(false);
    expect(rebuild.tables.filter((row) => row.difference !== null).map((row) => row.table)).toEqual([table]);
    expect(rebuild.tables.find((row) => row.table === table)?.difference).toContain(difference);
  });

  test('that is right is said to be right', () => {
    const till = new Till();
    till.sale('s');
    till.start(customer('s'));
    till.doubtful(customer('s'));
    expect(till.journal.timeline(id('s'))).toHaveLength(4);
    expect(look(join(till.folder, 'journal.sqlite')).rebuild).toMatchObject({ ok: true, entries: 4, refused: null });
  });
});
