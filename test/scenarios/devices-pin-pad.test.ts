/** The PIN pad in a sale: asked, wrong, cancelled, pulled; its block in one request and nowhere else (facts/peripherals §1c; promise 5). */
import { describe, expect, test } from 'vitest';
import { ringUp } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import type { EmulatorProcess } from '../countertop/emulator-process.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const PIN = '1234';

function padOf(countertop: Countertop): EmulatorProcess {
  if (countertop.pinPad === null) throw new Error('there is no PIN pad on this counter');
  return countertop.pinPad;
}

/** Rings up, and waits until the customer is asked on the pad. */
async function askedForPin(countertop: Countertop): Promise<EmulatorProcess> {
  const pad = padOf(countertop);
  const since = pad.events.length;
  await ringUp(countertop, '4500');
  await countertop.firmware.screen(/PIN ON THE PIN PAD/);
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'the PIN is asked for', since);
  return pad;
}

async function slipsOut(countertop: Countertop): Promise<void> {
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
}

test('the PIN goes to the bank, which finds it right; its block is in no file and no log', async () => {
  const countertop = await openTradingScene({ pinPad: true });
  const pad = await askedForPin(countertop);
  await pad.do('enter-pin', { pin: PIN });
  await slipsOut(countertop);
  // Eight bytes as hex in capitals stand nowhere: the block went into the request and was wiped.
  const told = (await countertop.entries()).filter(({ type }) => type.startsWith('sale.'));
  for (const text of [JSON.stringify(told), countertop.firmware.stderr, countertop.firmware.frame.join()]) {
    expect(text).not.toMatch(/(?<![0-9A-Fa-f])[0-9A-F]{16}(?![0-9A-Fa-f])/);
  }
  const bank = await bankOf(countertop);
  expect(bank.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['sale in-force']);
  await expectPromisesKept(countertop);
});

test('a wrong PIN: nothing charged, asked again under a new trace number, then approved', async () => {
  const countertop = await openTradingScene({ pinPad: true });
  const pad = await askedForPin(countertop);
  await pad.do('enter-pin', { pin: '9999' });
  await countertop.firmware.screen(/WRONG PIN, NOTHING CHARGED/);
  const since = pad.events.length;
  await countertop.press('confirm');
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'asked again', since);
  await pad.do('enter-pin', { pin: PIN });
  await slipsOut(countertop);
  const bank = (await bankOf(countertop)).filter(({ kind }) => kind === 'sale');
  expect(bank.filter(({ state }) => state === 'in-force')).toHaveLength(1);
  const submitted = (await countertop.entries()).filter(({ type }) => type === 'sale.submitted');
  expect(new Set(submitted.map(({ txn }) => txn)).size).toBe(2);
  await expectPromisesKept(countertop);
});

describe('no PIN', () => {
  test('the customer cancels: nothing is submitted; ESC gives the sale up', async () => {
    const countertop = await openTradingScene({ pinPad: true });
    const pad = await askedForPin(countertop);
    await pad.do('press-cancel');
    await countertop.firmware.screen(/CUSTOMER CANCELLED THE PIN/);
    await countertop.press('cancel');
    await countertop.firmware.screen(/READY/);
    expect((await countertop.entries()).map(({ type }) => type)).not.toContain('sale.submitted');
    await expectPromisesKept(countertop);
  });

  test('the pad is pulled while it is asked: said at once, asked again when it is back', async () => {
    const countertop = await openTradingScene({ pinPad: true });
    const pad = await askedForPin(countertop);
    await pad.do('unplug');
    await countertop.firmware.screen(/PIN PAD NOT CONNECTED/);
    const since = pad.events.length;
    await pad.do('replug');
    await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'asked again', since);
    await pad.do('enter-pin', { pin: PIN });
    await slipsOut(countertop);
    await expectPromisesKept(countertop);
  });
});

test('the cashier gives up while the customer is asked: the pad goes back to its idle page, the next sale goes through', async () => {
  const countertop = await openTradingScene({ pinPad: true });
  const pad = await askedForPin(countertop);
  await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);
  const since = pad.events.length;
  await countertop.type('4500');
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.visa);
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'asked for the next', since);
  await pad.do('enter-pin', { pin: PIN });
  await slipsOut(countertop);
  await expectPromisesKept(countertop);
});
