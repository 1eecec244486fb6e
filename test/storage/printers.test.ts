/** At which of two printers slips come out (requirement D3): a copy is in one printer at a time, and nothing is left unsaid behind. */

import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { PrinterPlace } from '../../storage/facts.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { migrate } from '../../storage/migrations/migrate.ts';
import { BY_PRINTER, id, merchant, refusal, Till, temporaryFolder } from './acts.ts';

const moved = (from: PrinterPlace, to: PrinterPlace) => ({
  type: 'paper.moved',
  txn: null,
  body: { from, to, by: 'cashier' },
});

function startedOn(till: Till, printer?: 'printer2') {
  const copy = merchant('s');
  const { nextSlip: slip } = till.journal.counters();
  const marking = till.copy(copy).nextMarking;
  return { type: 'receipt.started', txn: id('s'), body: { copy, slip, marking, ...(printer && { printer }) } };
}

function printed(till: Till, lengthMm: number) {
  const { copy, slip } = till.copy(merchant('s'));
  return { type: 'receipt.printed', txn: id('s'), body: { copy, slip, evidence: BY_PRINTER, lengthMm } };
}

/** What the entries say is what the tables say. */
function rebuilt(till: Till): boolean {
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  try {
    return books.rebuild().ok && books.verify().ok;
  } finally {
    books.close();
  }
}

test('slips are begun where the desk stands, and nowhere else; it stands there in the next life, too', () => {
  const till = new Till();
  till.sale('s');
  expect(till.journal.printingOn()).toBe('printer');
  expect(refusal(() => till.append(startedOn(till, 'printer2')))).toBe('printer-elsewhere');
  expect(refusal(() => till.append(moved('printer2', 'printer')))).toBe('printer-elsewhere');
  expect(refusal(() => till.append(moved('printer', 'printer')))).toBe('printer-elsewhere');
  till.append(moved('printer', 'printer2'));
  till.reopen();
  expect(till.journal.printingOn()).toBe('printer2');
  expect(refusal(() => till.append(startedOn(till)))).toBe('printer-elsewhere');
  till.append(startedOn(till, 'printer2'));
  expect(rebuilt(till)).toBe(true);
});

test('nobody walks away from a slip that is under way: its fate is written down first, in the same breath', () => {
  const till = new Till();
  till.sale('s');
  till.append(startedOn(till));
  const slip = till.copy(merchant('s')).slip;
  const body = { copy: merchant('s'), slip };
  expect(refusal(() => till.append(moved('printer', 'printer2')))).toBe('slip-in-printer');
  till.held(merchant('s'), 1, 2, 3);
  expect(refusal(() => till.append(moved('printer', 'printer2')))).toBe('slip-in-printer');
  const gone = { type: 'receipt.notPrinted', txn: id('s'), body: { ...body, proof: 'never-sent', proven: 1 } };
  till.append(gone, moved('printer', 'printer2'));
  expect(till.copy(merchant('s'))).toMatchObject({ state: 'owed', nextMarking: { kind: 'replaces', slip } });
  till.append(startedOn(till, 'printer2'));
  const doubt = { copy: merchant('s'), slip: till.copy(merchant('s')).slip, cause: 'left', proven: 0 };
  till.append({ type: 'receipt.doubtful', txn: id('s'), body: doubt }, moved('printer2', 'printer'));
  expect(till.copy(merchant('s'))).toMatchObject({ state: 'doubtful', nextMarking: { kind: 'duplicate', n: 1 } });
  expect(rebuilt(till)).toBe(true);
});

test('each printer has its roll: what is printed counts where it came out, a new roll where it was put in', () => {
  const till = new Till();
  till.sale('s');
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.append(moved('printer', 'printer2'));
  expect(till.journal.roll()).toMatchObject({ printedMm: 0, loadedMs: null });
  till.append({ type: 'paper.returned', txn: null, body: {} });
  till.append(startedOn(till, 'printer2'));
  till.append(printed(till, 120));
  // Paper came back because the desk moved: nobody has put a roll into either.
  expect(till.journal.roll()).toMatchObject({ printedMm: 120, loadedMs: null });
  till.append({ type: 'roll.loaded', txn: null, body: { printer: 'printer' } });
  expect(till.journal.roll()).toMatchObject({ printedMm: 120, loadedMs: null });
  till.append(moved('printer2', 'printer'));
  expect(till.journal.roll()).toMatchObject({ printedMm: 0, loadedMs: expect.any(Number) });
  expect(rebuilt(till)).toBe(true);
});

test('what an older schema knows of its one roll is that of the first printer', () => {
  const db = new Sqlite(join(temporaryFolder(), 'old.sqlite'));
  migrate(db, 25);
  db.exec('UPDATE roll SET printed_mm = 4711, loaded_ms = 1');
  migrate(db, 26);
  expect(db.prepare('SELECT * FROM rolls ORDER BY device').all()).toEqual([
    { device: 'printer', printed_mm: 4711, ended: 0, loaded_ms: 1 },
    { device: 'printer2', printed_mm: 0, ended: 0, loaded_ms: null },
  ]);
  expect(db.prepare('SELECT device FROM paper_desk').pluck().get()).toBe('printer');
  db.close();
});
