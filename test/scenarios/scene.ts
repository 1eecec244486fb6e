/** A counter for one test: opened in a folder of its own, closed and swept away when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Countertop, type CountertopOptions, TEST_CARDS } from '../countertop/countertop.ts';
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

/** Types the amount, swipes when asked; does not wait for the outcome. */
export async function ringUp(countertop: Countertop, fen: string): Promise<void> {
  await countertop.type(fen);
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.visa);
}

/** A sale from the first key to the last slip. */
export async function sell(countertop: Countertop, fen: string): Promise<void> {
  const cuts = countertop.cuts();
  await ringUp(countertop, fen);
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
}

export async function expectPromisesKept(countertop: Countertop): Promise<void> {
  expect(await judge(countertop)).toEqual([]);
}
