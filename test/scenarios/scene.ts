/** A counter for one test, or for a file: opened in a folder of its own, closed and swept away when it is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { CountertopOptions } from '../countertop/counter-configuration.ts';
import { Countertop } from '../countertop/countertop.ts';
import { judge } from '../countertop/judge.ts';

type Options = Omit<CountertopOptions, 'folder'>;

const open = (options: Options): Promise<Countertop> =>
  Countertop.open({ ...options, folder: mkdtempSync(join(tmpdir(), 'tillproof-')) });

async function sweepAway(countertop: Countertop): Promise<void> {
  await countertop.close();
  rmSync(countertop.folder, { recursive: true, force: true });
}

export async function openScene(options: Options = {}): Promise<Countertop> {
  const countertop = await open(options);
  onTestFinished(() => sweepAway(countertop));
  return countertop;
}

/** A counter that is switched on and signed on. */
export async function openTradingScene(options: Options = {}): Promise<Countertop> {
  const countertop = await openScene(options);
  await countertop.powerOn();
  await countertop.untilSignedOn();
  return countertop;
}

/** One counter that lives through all tests of a file, switched on and signed on before the first. @param opened gets it */
export function shareTradingScene(opened: (countertop: Countertop) => void): void {
  let shared: Countertop | null = null;
  beforeAll(async () => {
    shared = await open({});
    await shared.powerOn();
    await shared.untilSignedOn();
    opened(shared);
  });
  afterAll(async () => {
    if (shared !== null) await sweepAway(shared);
  });
}

export async function expectPromisesKept(countertop: Countertop): Promise<void> {
  expect(await judge(countertop)).toEqual([]);
}
