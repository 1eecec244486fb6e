/** The machine's clock is set, by a person, NTP or a dead battery, under the real terminal: during a sale, over a batch, over the refund window. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ringUp, sell } from '../../countertop/cashier.ts';
import type { Countertop } from '../../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from '../../scenarios/scene.ts';

const DAY_MS = 86_400_000;
const PRELOAD = new URL('./shifted-clock.ts', import.meta.url).href;

/** A trading counter whose clock can be set. */
async function withClock(): Promise<{ readonly countertop: Countertop; readonly setDays: (days: number) => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'offset');
  const setDays = (days: number): void => writeFileSync(file, String(days * DAY_MS));
  setDays(0);
  const env = { ...process.env, NODE_OPTIONS: `--import=${PRELOAD}`, TILLPROOF_CLOCK_FILE: file };
  return { countertop: await openTradingScene({ env }), setDays };
}

async function backToReady(countertop: Countertop): Promise<void> {
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
}

async function settle(countertop: Countertop): Promise<void> {
  await countertop.press('functions', '8');
  await countertop.firmware.screen(/ENTER: SETTLE/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/NEXT BATCH IS OPEN/);
  await countertop.untilNothingPrinted();
  await backToReady(countertop);
}

const customerSlip = async (countertop: Countertop): Promise<string> =>
  String((await wholeSlips(countertop)).findLast(({ title, copy }) => title === 'SALE' && copy === 'customer')?.number);

test.each([
  ['forward', 400],
  ['back', -20_000],
])(
  'set %s while the acquirer works on a sale: the answer is believed, nothing is reversed, the order is that of the journal',
  {
    timeout: 180_000,
  },
  async (_, days) => {
    const { countertop, setDays } = await withClock();
    await countertop.acquirer.do('answer-late', { kind: 'sale', ms: 1_500 });
    const heard = countertop.acquirer.until(({ event, kind }) => event === 'request' && kind === 'sale', 'the request');
    await ringUp(countertop, '4200');
    await heard;
    setDays(days);
    await countertop.firmware.screen(/APPROVED/);
    await countertop.untilCuts(2);
    await countertop.untilNothingPrinted();
    const about = countertop.entries().filter(({ type }) => type.startsWith('sale.'));
    expect(about.map(({ type }) => type)).toEqual(['sale.submitted', 'sale.approved']);
    const [submitted, approved] = about.map(({ atMs }) => atMs);
    expect(Math.round(((approved ?? 0) - (submitted ?? 0)) / DAY_MS)).toBe(days);
    await backToReady(countertop);
    setDays(0);
    await sell(countertop, '300');
    await backToReady(countertop);
    await settle(countertop);
    expect((await bankOf(countertop)).filter(({ state }) => state === 'in-force')).toHaveLength(2);
    await expectPromisesKept(countertop);
  },
);

test('over a batch and over the refund window, and back: nothing is promised that cannot be paid, what can be is', {
  timeout: 240_000,
}, async () => {
  const { countertop, setDays } = await withClock();
  await sell(countertop, '8800');
  await backToReady(countertop);
  const wiped = await customerSlip(countertop);
  setDays(-3);
  await sell(countertop, '6600');
  await backToReady(countertop);
  setDays(40);
  await settle(countertop);
  // The window is over by this clock.
  await askBack(countertop, wiped);
  await countertop.firmware.screen(/Past the window of 30 days/);
  await countertop.press('cancel', 'cancel');
  await countertop.firmware.screen(/READY/);
  // Set right, the window is open, but the close has wiped the card: refused when it is asked for, with paper and without.
  setDays(0);
  await askBack(countertop, wiped);
  await countertop.firmware.screen(/card number of that sale has been\s+wiped|原卡号已按规定清除/);
  await countertop.press('cancel', 'cancel');
  await countertop.firmware.screen(/READY/);
  expect(countertop.entries().filter(({ type }) => /^refund\./.test(type))).toEqual([]);
  // What is sold by the right clock is given back by it.
  await sell(countertop, '5500');
  await backToReady(countertop);
  await askBack(countertop, await customerSlip(countertop));
  await countertop.firmware.screen(/1 \S+ Goods faulty/);
  await countertop.press('1');
  await countertop.firmware.screen(/ENTER:? DO IT/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await expectPromisesKept(countertop);
});

/** A part, so that the road is a refund's. */
async function askBack(countertop: Countertop, slip: string): Promise<void> {
  await countertop.press('refund', ...slip, 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.press(...'700', 'confirm');
}
