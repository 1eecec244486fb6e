/**
 * odoo-125037: a power cut within five seconds of the sale: the confirmed order was gone, and its number was given to the next sale, which
 * then vanished too. Here a fact is on the disk before anyone hears of it, and a number once spent is never given again, not by a
 * restart, not by a restore, not by a journal that has gone missing.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import { JournalBroken } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { putRight, ringUp, sell } from '../countertop/cashier.ts';
import { bankOf, judge, wholeSlips } from '../countertop/judge.ts';
import { openTradingScene } from '../scenarios/scene.ts';
import { merchant, TERMINAL, Till, temporaryFolder } from '../storage/acts.ts';

it('odoo-125037: killed at the moment of the acknowledgement', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'storage', 'appending-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    child.kill('SIGKILL');
  });
  await once(child, 'close');
  const [seq = '', hash] = (said.trimEnd().split('\n').at(-1) ?? '').split(' ');
  const till = new Till(folder);
  const entries = till.journal.last(1_000);
  expect(entries.find((entry) => entry.seq === Number(seq))?.hash).toBe(hash);
  const spent = entries.flatMap((entry) => (entry.type === 'sale.submitted' ? [Number(entry.body.stan)] : []));
  expect(spent.length).toBeGreaterThan(0);
  expect(Number(till.journal.counters().nextStan)).toBe(Math.max(...spent) + 1);
});

it('odoo-125037: restored from yesterday', async () => {
  const till = new Till();
  till.sale('yesterday');
  const backup = join(temporaryFolder(), 'backup');
  const { file } = await backUp(join(till.folder, 'journal.sqlite'), backup);
  till.sale('today');
  till.start(merchant('today'));
  const { nextStan, nextSlip } = till.journal.counters();
  till.journal.close();
  const stamp = { atMs: 1_763_800_000_000, clock: 'unsynchronised', operator: 'restore' } as const;
  restore({ backup: file, folder: till.folder, stamp, randomBytes, skip: 1_000 });
  till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
  expect(Number(till.journal.counters().nextStan)).toBeGreaterThanOrEqual(Number(nextStan));
  expect(till.journal.counters().nextSlip).toBeGreaterThanOrEqual(nextSlip);
});

it('odoo-125037: the journal has gone missing', () => {
  const till = new Till();
  till.sale('s');
  till.journal.close();
  rmSync(join(till.folder, 'journal.sqlite'));
  expect(() => openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes })).toThrow(JournalBroken);
});

it('odoo-125037: the counter loses power as the screen says approved; the next sale has numbers of its own', async () => {
  const countertop = await openTradingScene();
  for (const fen of ['4500', '300']) {
    await ringUp(countertop, fen);
    await countertop.firmware.screen(/APPROVED/);
    await countertop.cutPower();
    await putRight(countertop);
  }
  await sell(countertop, '200');
  expect(await judge(countertop)).toEqual([]);
  const sales = (await bankOf(countertop)).filter(({ kind, state }) => kind === 'sale' && state === 'in-force');
  expect(sales.map(({ chargedMinor }) => chargedMinor)).toEqual([4500, 300, 200]);
  expect(new Set(sales.map(({ stan }) => stan)).size).toBe(3);
  const approved = countertop.entries().flatMap(({ type, txn }) => (type === 'sale.approved' ? [txn] : []));
  expect(new Set(approved).size).toBe(3);
});

it('odoo-125037: the counter goes on from an old backup; the bank and the paper see no number twice', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '4500');
  const backup = join(countertop.folder, 'backup');
  expect((await countertop.journal('backup', backup)).code).toBe(0);
  await countertop.press('confirm');
  await sell(countertop, '300');
  await countertop.cutPower();
  const { code, stderr } = await countertop.journal('restore', backup);
  expect([code, stderr]).toEqual([0, '']);
  await putRight(countertop);
  await sell(countertop, '200');
  const bank = await bankOf(countertop);
  expect(bank.map(({ state, stan }) => [state, stan])).toEqual(
    [...new Set(bank.map(({ stan }) => stan))].map((stan) => ['in-force', stan]),
  );
  expect(bank).toHaveLength(3);
  const slips = (await wholeSlips(countertop)).map(({ number }) => number);
  expect(slips).toHaveLength(6);
  expect(new Set(slips).size).toBe(6);
  // What was lost with the disk is the bank's to tell: the settlement names the difference.
  expect(
    (await judge(countertop)).filter((promise) => !/the bank has booked|never spent in the journal/.test(promise)),
  ).toEqual([]);
});
