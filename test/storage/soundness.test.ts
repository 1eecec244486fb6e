/** Damage to any table or index is noticed when the journal is opened, before there is a customer; the look does not grow with what they hold. */
import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { JournalBroken } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { demandReadable } from '../../storage/journal/soundness.ts';
import { merchant, TERMINAL, Till } from './acts.ts';

const PAGE_BYTES = 4096;

function traded(sales: number): string {
  const till = new Till();
  for (let n = 0; n < sales; n++) {
    till.sale(`s${n}`);
    till.start(merchant(`s${n}`));
    till.printed(merchant(`s${n}`));
  }
  till.journal.close();
  return till.folder;
}

function spoil(file: string, pages: readonly number[]): void {
  const handle = openSync(file, 'r+');
  for (const page of pages) writeSync(handle, Buffer.alloc(PAGE_BYTES, 0x5a), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(handle);
}

function problemOf(folder: string): string {
  try {
    openJournal({ folder, terminal: TERMINAL, randomBytes }).close();
    return '';
  } catch (error) {
    if (error instanceof JournalBroken) return error.message;
    throw error;
  }
}

test('a root of garbage, whichever of them it is, stops the terminal, and nothing has been written', () => {
  const folder = traded(3);
  const file = join(folder, 'journal.sqlite');
  const db = new Database(file, { readonly: true });
  const trees = db
    .prepare<[], { name: string; rootpage: number }>('SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0')
    .all();
  db.close();
  const whole = readFileSync(file);
  expect(trees.length).toBeGreaterThan(60);
  for (const { name, rootpage } of trees) {
    spoil(file, [rootpage]);
    const spoilt = readFileSync(file);
    expect(problemOf(folder), name).toMatch(/damaged.*Do not trade; keep the folder as it is.*restore the last backup/);
    expect(readFileSync(file).equals(spoilt), name).toBe(true);
    writeFileSync(file, whole);
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  }
  expect(problemOf(folder)).toBe('');
});

test('the newest rows are looked at, too; what lies between is not, so that the look does not grow', () => {
  const folder = traded(80);
  const file = join(folder, 'journal.sqlite');
  const found = new Database(file, { readonly: true });
  const pages = found
    .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
    .pluck()
    .all('entries');
  found.close();
  expect(pages.length).toBeGreaterThan(12);
  const look = (spoilt: readonly number[]) => {
    const copy = join(folder, 'copy.sqlite');
    copyFileSync(file, copy);
    spoil(copy, spoilt);
    const db = new Database(copy);
    try {
      demandReadable(db);
    } finally {
      db.close();
    }
  };
  expect(() => look(pages.slice(-1))).toThrow(/the table "entries" is damaged/);
  expect(() => look(pages.slice(0, 1))).toThrow(/the table "entries" is damaged/);
  expect(() => look(pages.slice(5, -4))).not.toThrow();
});
