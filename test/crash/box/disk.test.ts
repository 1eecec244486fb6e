/** What the box does to the disk under the real terminal: full, read-only, slow. In the middle of a sale: museum/terminal-file-error. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { putRight, sell } from '../../countertop/cashier.ts';
import type { Countertop } from '../../countertop/countertop.ts';
import { FirmwareProcess } from '../../countertop/firmware-process.ts';
import { bankOf } from '../../countertop/judge.ts';
import { expectPromisesKept, openScene, openTradingScene } from '../../scenarios/scene.ts';
import { Knife, whyNoKnife } from '../knife.ts';
import { SmallDisk, whyNoMount } from './small-disk.ts';

const MAIN = new URL('../../../firmware/main.ts', import.meta.url).pathname;
const missing = whyNoMount();

/** How a start ends that cannot go on, and its one line beside the log. */
async function failedStart(countertop: Countertop): Promise<{ readonly code: number | null; readonly said: string }> {
  const firmware = new FirmwareProcess(MAIN, countertop.configuration);
  const { code } = await firmware.ended;
  const lines = firmware.stderr.trim().split('\n');
  return { code, said: lines.filter((line) => !line.startsWith('{')).join('\n') };
}

/** A counter whose books lie on a disk of 12 MB, with one sale; the power is off. */
async function onSmallDisk(): Promise<{ readonly countertop: Countertop; readonly disk: SmallDisk }> {
  const countertop = await openScene();
  const disk = new SmallDisk(countertop.data, 12);
  await countertop.powerOn();
  await countertop.untilSignedOn();
  await sell(countertop, '100');
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
  // Shut down in order: a log that is left has room of its own, and a start on a full disk goes on in it.
  await countertop.firmware.stop();
  await countertop.cutPower();
  return { countertop, disk };
}

describe(`the disk at a start (${missing ?? 'mount is here'})`, () => {
  test('this machine can mount, or says in one line why it cannot', () => {
    if (missing !== null) expect(missing).toMatch(/^mount .*\(.+\)$/);
    else expect(missing).toBeNull();
  });

  if (missing !== null) return;

  test('full: it does not trade, says what and what to do in both languages, exit 1; with room again it goes on', {
    timeout: 180_000,
  }, async () => {
    const { countertop, disk } = await onSmallDisk();
    disk.fill();
    const { code, said } = await failedStart(countertop);
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^账本无法写入,停止交易 .*NOT TRADING.*the disk is full.*Free space.*检查磁盘.*Check the disk/,
      ),
    });
    expect(said.split('\n')).toHaveLength(1);
    disk.empty();
    await putRight(countertop);
    await sell(countertop, '200');
    await expectPromisesKept(countertop);
  });

  test('filling up while it trades: it stops, says so, and what was done is kept', { timeout: 180_000 }, async () => {
    const { countertop, disk } = await onSmallDisk();
    await countertop.powerOn();
    await countertop.untilSignedOn();
    disk.fill();
    const { firmware } = countertop;
    let isRunning = true;
    void firmware.ended.then(() => {
      isRunning = false;
    });
    // What the log has room for already is still sold and saved; then the disk has its say.
    let sold = 1;
    for (let tries = 0; isRunning && tries < 60; tries++) {
      try {
        await sell(countertop, '4200');
        sold += 1;
      } catch {
        await firmware.ended;
      }
    }
    expect((await firmware.ended).code).toBe(1);
    expect(firmware.frame.join('\n')).toMatch(/账本无法写入,停止交易/);
    disk.empty();
    expect((await bankOf(countertop)).filter(({ kind }) => kind === 'sale').length - sold).toBeLessThanOrEqual(1);
    await putRight(countertop);
    await sell(countertop, '200');
    await expectPromisesKept(countertop);
  });

  test('read-only: the configuration is told apart from a fault, exit 2; writable again it goes on', {
    timeout: 180_000,
  }, async () => {
    const { countertop, disk } = await onSmallDisk();
    disk.remount('ro');
    const { code, said } = await failedStart(countertop);
    disk.remount('rw');
    expect({ code, said }).toEqual({
      code: 2,
      said: expect.stringMatching(/^数据目录不能使用 .*data folder cannot be used.*read-only.*请检查/i),
    });
    expect(said.split('\n')).toHaveLength(1);
    await putRight(countertop);
    await sell(countertop, '200');
    await expectPromisesKept(countertop);
  });
});

const noKnife = whyNoKnife();

describe(`a slow disk (${noKnife ?? 'strace is here'})`, () => {
  test('this machine can slow its disk, or says in one line why it cannot', () => {
    if (noKnife !== null) expect(noKnife).toMatch(/^strace .*: .+/);
    else expect(noKnife).toBeNull();
  });

  if (noKnife !== null) return;

  test('every commit takes longer than the patience with the acquirer: nothing is reversed, each slip comes out once', {
    timeout: 180_000,
  }, async () => {
    const countertop = await openTradingScene();
    const knife = await Knife.slowDisk(countertop.firmware.pid, 6_000, join(countertop.folder, 'strace.log'));
    await countertop.type('4200');
    await countertop.press('confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
    await countertop.firmware.screen(/APPROVED/, 60_000);
    await knife.away();
    await countertop.untilCuts(2);
    await countertop.untilNothingPrinted();
    expect(countertop.entries().filter(({ type }) => /unknown|reversal/.test(type))).toEqual([]);
    expect((await bankOf(countertop)).map(({ state }) => state)).toEqual(['in-force']);
    await expectPromisesKept(countertop);
  });
});
