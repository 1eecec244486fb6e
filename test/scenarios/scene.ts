/** A counter for one test: opened in a folder of its own, closed and swept away when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Countertop, type CountertopOptions } from '../countertop/countertop.ts';
import { judge } from '../countertop/judge.ts';

export async function openScene(options: Omit<CountertopOptions, 'folder'> = {}): Promise<Countertop> {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-'));
  const countertop = await Countertop.open({ ...options, folder });
  onTestFinished(async () => {
    await countertop.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return countertop;
}

/** A counter that is switched on and signed on. */
export async function openTradingScene(options: Omit<CountertopOptions, 'folder'> = {}): Promise<Countertop> {
  const countertop = await openScene(options);
  await countertop.powerOn();
  await countertop.untilSignedOn();
  return countertop;
}

export async function expectPromisesKept(countertop: Countertop): Promise<void> {
  expect(await judge(countertop)).toEqual([]);
}
