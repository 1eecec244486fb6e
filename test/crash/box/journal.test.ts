/**
 * What befalls the files of the journal between two starts of the real terminal: its log gone or cut short, pages of garbage, an old copy in its place. One
 * counter lives through all of it; each time what was there is put back, and the terminal goes on.
 */
import { closeSync, cpSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { putRight, ringUp, sell } from '../../countertop/cashier.ts';
import type { Countertop } from '../../countertop/countertop.ts';
import { FirmwareProcess } from '../../countertop/firmware-process.ts';
import { bankOf, judge, wholeSlips } from '../../countertop/judge.ts';
import { closeCounter, openCounter } from '../cut.ts';

const MAIN = new URL('../../../firmware/main.ts', import.meta.url).pathname;

let countertop: Countertop;
beforeAll(async () => {
  countertop = await openCounter();
});
afterAll(() => closeCounter(countertop));
beforeEach(async () => {
  if (!countertop.isPowered) await putRight(countertop);
});

const file = (name = 'journal.sqlite'): string => join(countertop.data, name);
const aside = (name: string): string => join(countertop.folder, name);

/** A sale, and the power goes before the journal has been folded into its file: somebody reads in it, like a slow backup. */
async function sellAndCut(fen: string): Promise<void> {
  const reader = new Database(file(), { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM entries').get();
  await sell(countertop, fen);
  await countertop.cutPower();
  reader.close();
}

/** It does not trade, and says why and what to do, in both languages; exit 1, and nobody was asked for money. */
async function expectNoStart(why: RegExp): Promise<void> {
  const asked = () => countertop.acquirer.events.filter(({ event }) => event === 'request').length;
  const before = asked();
  const firmware = new FirmwareProcess(MAIN, countertop.configuration);
  onTestFinished(() => firmware.cutPower());
  expect((await firmware.ended).code).toBe(1);
  const said = firmware.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(said).toEqual([
    expect.stringMatching(/^账本已损坏或被改动,停止交易 .*NOT TRADING: .*保留数据目录.*call the technician$/),
  ]);
  expect(said[0]).toMatch(why);
  expect(asked()).toBe(before);
}

/** What was there is there again, and nothing was lost. */
async function expectGoesOn(): Promise<void> {
  await putRight(countertop);
  await sell(countertop, '150');
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
  expect(await judge(countertop)).toEqual([]);
}

describe('the log', () => {
  test.each([
    ['is gone', () => rmSync(file('journal.sqlite-wal'))],
    ['is cut short', () => truncateSync(file('journal.sqlite-wal'), 3 * 4096)],
  ])(
    '%s: the loss is noticed before a number is used again; put back, it goes on',
    { timeout: 180_000 },
    async (_, spoil) => {
      await sellAndCut('1100');
      cpSync(file('journal.sqlite-wal'), aside('saved-wal'));
      spoil();
      await expectNoStart(/entry \d+ was written here and is gone: .*journal -- restore/);
      cpSync(aside('saved-wal'), file('journal.sqlite-wal'));
      await expectGoesOn();
    },
  );
});

describe('pages of garbage', () => {
  // The first is read by every start, the others not before a sale or a refund needs them.
  test.each(['entries', 'counters', 'secrets', 'transactions_by_rrn'])(
    'all that holds %s: the start notices it before there is a customer, whatever it needs to read itself',
    { timeout: 180_000 },
    async (name) => {
      await countertop.cutPower();
      fold();
      cpSync(file(), aside('saved'));
      spoilPages(name);
      try {
        await expectNoStart(new RegExp(`the file is damaged|"${name}" is damaged`));
      } finally {
        for (const name of ['-wal', '-shm']) rmSync(`${file()}${name}`, { force: true });
        cpSync(aside('saved'), file());
        rmSync(file('journal.end'), { force: true });
      }
      await expectGoesOn();
    },
  );

  /** All of it stands in the one file. */
  function fold(): void {
    const db = new Database(file());
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }

  function spoilPages(name: string): void {
    const db = new Database(file(), { readonly: true });
    const pages = db.prepare<[string], number>('SELECT pageno FROM dbstat WHERE name = ?').pluck().all(name);
    db.close();
    for (const name of ['-wal', '-shm']) rmSync(`${file()}${name}`, { force: true });
    const handle = openSync(file(), 'r+');
    for (const page of pages) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
    expect(pages.length).toBeGreaterThan(0);
  }
});

describe('an old copy of the journal', () => {
  test('laid in its place by hand is refused; restored by the command it goes on, with no number used twice', {
    timeout: 240_000,
  }, async () => {
    const backup = aside('backup');
    expect((await countertop.journal('backup', backup)).code).toBe(0);
    await sellAndCut('1300');
    const lost = countertop.entries().findLast((entry) => entry.type === 'sale.submitted');
    const { nextStan, nextSlip } = countertop.books((books) => books.counters());
    for (const name of ['journal.sqlite', 'journal.sqlite-wal']) cpSync(file(name), aside(name));
    rmSync(file('journal.sqlite-wal'));
    cpSync(join(backup, 'journal.sqlite'), file());
    await expectNoStart(/older copy of the journal was laid in its place/);
    for (const name of ['journal.sqlite', 'journal.sqlite-wal']) cpSync(aside(name), file(name));
    const restored = await countertop.journal('restore', backup);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    await putRight(countertop);
    await sell(countertop, '1400');
    await countertop.press('confirm');
    const sold = countertop.entries().findLast((entry) => entry.type === 'sale.submitted');
    expect(Number(sold?.body.stan)).toBeGreaterThanOrEqual(Number(nextStan));
    expect(countertop.books((books) => books.counters()).nextSlip).toBeGreaterThan(nextSlip);
    // What the acquirer has seen since the backup is the difference of the day, and the only one.
    const { stan, batch } = lost?.body ?? {};
    expect((await judge(countertop)).filter((line) => !line.startsWith('paper: slip'))).toEqual([
      `money: the bank has booked sale ${batch}/${stan}, the journal does not know it`,
    ]);
  });

  test('of the whole folder, which nothing here can notice: the acquirer refuses the number, nobody is charged', {
    timeout: 240_000,
  }, async () => {
    await countertop.cutPower();
    cpSync(countertop.data, aside('image'), { recursive: true });
    await putRight(countertop);
    await sellAndCut('1700');
    rmSync(countertop.data, { recursive: true });
    cpSync(aside('image'), countertop.data, { recursive: true });
    await putRight(countertop);
    const booked = (await bankOf(countertop)).length;
    const slips = (await wholeSlips(countertop)).length;
    await ringUp(countertop, '1800');
    await countertop.firmware.screen(/94|Duplicate|DECLINED/i);
    expect((await bankOf(countertop)).filter(({ requestedMinor }) => requestedMinor === 1_800)).toEqual([]);
    expect((await bankOf(countertop)).length).toBe(booked);
    expect((await wholeSlips(countertop)).length).toBe(slips);
    expect(countertop.entries().at(-1)).toMatchObject({ type: 'sale.declined', body: { responseCode: '94' } });
  });
});
