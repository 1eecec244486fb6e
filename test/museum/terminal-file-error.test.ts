/**
 * terminal-file-error: saving the log failed, the terminal said "file error" for two seconds and printed the slip anyway; a
 * sale without a record. Here nothing leaves the terminal that does not stand in the journal: no journal, no trade.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { putRight, ringUp, sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf, judge } from '../countertop/judge.ts';
import { type DiskFault, Knife, whyNoKnife } from '../crash/knife.ts';
import { openScene, openTradingScene } from '../scenarios/scene.ts';

const requests = (countertop: Countertop): number =>
  countertop.acquirer.events.filter(({ event, kind }) => event === 'request' && kind === 'sale').length;

/** The terminal stopped, said why, and what it had done stands in the journal, before and after the next start. */
async function expectNoTradeWithoutJournal(countertop: Countertop): Promise<void> {
  const { firmware } = countertop;
  expect((await firmware.ended).code).toBe(1);
  expect(firmware.frame.join('\n')).toMatch(/账本无法写入,停止交易/);
  const submitted = countertop.entries().filter(({ type }) => type === 'sale.submitted').length;
  expect(requests(countertop)).toBeLessThanOrEqual(submitted);
  await putRight(countertop);
  await sell(countertop, '200');
  expect(await judge(countertop)).toEqual([]);
}

test('terminal-file-error: the files may not grow any more', { timeout: 120_000 }, async () => {
  const countertop = await openScene();
  await countertop.powerOn(/READY/, ['sh', '-c', 'ulimit -f 1000; exec "$0" "$@"']);
  await countertop.untilSignedOn();
  holdLog(join(countertop.data, 'journal.sqlite'));
  let isOver = false;
  void countertop.firmware.ended.then(() => {
    isOver = true;
  });
  for (let sale = 0; sale < 20 && !isOver; sale++) await sellUntilTheEnd(countertop);
  await expectNoTradeWithoutJournal(countertop);
  expect((await bankOf(countertop)).length).toBeGreaterThan(0);
});

/** A reader that stays in the past, like a slow backup: the log cannot be folded into the file and grows with every entry. */
function holdLog(file: string): void {
  const reader = new Database(file, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM entries').get();
}

/** A sale, or as much of it as the terminal lives for. */
async function sellUntilTheEnd(countertop: Countertop): Promise<void> {
  const { firmware } = countertop;
  try {
    await ringUp(countertop, '100');
    await firmware.screen(/APPROVED/);
    await countertop.untilNothingPrinted();
    await countertop.press('confirm');
    await firmware.screen(/READY/);
  } catch (error) {
    if ((await Promise.race([firmware.ended, Promise.resolve(null)])) === null) throw error;
  }
}

const FAULTS: readonly DiskFault[] = [
  { call: 'pwrite64', error: 'EROFS' },
  { call: 'pwrite64', error: 'ENOSPC' },
  { call: 'fsync', error: 'EIO' },
];

for (const fault of whyNoKnife() === null ? FAULTS : []) {
  test(`terminal-file-error: ${fault.call} answers ${fault.error} while it runs`, { timeout: 120_000 }, async () => {
    const countertop = await openTradingScene();
    await sell(countertop, '100');
    await countertop.press('confirm');
    await countertop.firmware.screen(/READY/);
    const printed = countertop.cuts();
    const sent = requests(countertop);
    const knife = await Knife.breakDisk(countertop.firmware.pid, fault, join(countertop.folder, 'strace.log'));
    await ringUp(countertop, '4200');
    await countertop.firmware.ended;
    await knife.away();
    expect(requests(countertop)).toBe(sent);
    expect(countertop.cuts()).toBe(printed);
    await expectNoTradeWithoutJournal(countertop);
  });
}
