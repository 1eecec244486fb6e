/**
 * The main job with the power cut (SIGKILL) at one point after another: sale, paper out, deferred refund, its completion. Whatever
 * the point, after the power and the paper are back every promise of design §2 holds, nothing is owed, and the next point begins with
 * a sale: one counter lives through all of them.
 */
import { describe, expect, test } from 'vitest';
import { putRight, ringUp, sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import type { EmulatorEvent } from '../countertop/emulator-process.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, shareTradingScene } from './scene.ts';

/** Brings the counter to the point at which the power goes. */
type Reach = (countertop: Countertop) => Promise<unknown>;

const printerSays = (countertop: Countertop, event: string) => {
  const since = countertop.printer.events.length;
  return () => countertop.printer.until((told: EmulatorEvent) => told.event === event, event, since);
};
const acquirerHears = (countertop: Countertop, event: string, kind: string) => {
  const since = countertop.acquirer.events.length;
  return () =>
    countertop.acquirer.until((told) => told.event === event && told['kind'] === kind, `${event} ${kind}`, since);
};

async function askForRefund(countertop: Countertop, fen: string): Promise<void> {
  const sold = (await wholeSlips(countertop)).filter(({ title, duplicate }) => title === 'SALE' && !duplicate);
  const receipt = sold.findLast(({ copy }) => copy === 'customer');
  await countertop.printer.do('paper-end');
  await countertop.firmware.screen(/OUT OF PAPER/);
  await countertop.press('refund', ...String(receipt?.number), 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.press(...fen, 'confirm', '1');
  await countertop.firmware.screen(/WHEN PAPER IS BACK/);
  await countertop.press('confirm', ...'13800138000');
}

async function deferRefund(countertop: Countertop, fen: string): Promise<void> {
  await askForRefund(countertop, fen);
  await countertop.press('confirm', '1');
  await countertop.firmware.screen(/AMOUNT RESERVED/);
}

async function offerPromise(countertop: Countertop): Promise<void> {
  await deferRefund(countertop, '3000');
  await countertop.press('confirm');
  await countertop.printer.do('new-roll');
  await countertop.firmware.screen(/A PROMISED REFUND/);
}

const POINTS: readonly (readonly [string, Reach])[] = [
  [
    'while the card is asked for',
    async (it) => {
      await it.press('4', '5', '00', 'confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
    },
  ],
  [
    'when the bank reads the request',
    async (it) => {
      const heard = acquirerHears(it, 'request', 'sale');
      await ringUp(it, '4500');
      await heard();
    },
  ],
  [
    'while the bank is silent',
    async (it) => {
      await it.acquirer.do('silent', { kind: 'sale' });
      await ringUp(it, '4500');
      await it.firmware.screen(/WAITING FOR THE BANK/);
    },
  ],
  [
    'when the answer arrives',
    async (it) => {
      const heard = acquirerHears(it, 'answer', 'sale');
      await ringUp(it, '4500');
      await heard();
    },
  ],
  [
    'at the first line of the slip',
    async (it) => {
      const said = printerSays(it, 'line');
      await ringUp(it, '4500');
      await said();
    },
  ],
  [
    'when the paper ends in the middle of the slip',
    async (it) => {
      await it.printer.do('paper-end', { afterLines: 12 });
      const said = printerSays(it, 'paper-end');
      await ringUp(it, '4500');
      await said();
    },
  ],
  [
    'when the terminal has written that down',
    async (it) => {
      await it.printer.do('paper-end', { afterLines: 12 });
      await ringUp(it, '4500');
      await it.firmware.screen(/UNFINISHED/);
    },
  ],
  [
    'at the cut between the copies',
    async (it) => {
      const said = printerSays(it, 'cut');
      await ringUp(it, '4500');
      await said();
    },
  ],
  [
    'when the printer goes on after a new roll',
    async (it) => {
      await it.printer.do('paper-end', { afterLines: 12 });
      await ringUp(it, '4500');
      await it.firmware.screen(/UNFINISHED/);
      const said = printerSays(it, 'line');
      await it.printer.do('new-roll');
      await said();
    },
  ],
  [
    'in the middle of a refund that is being asked for',
    async (it) => {
      await sell(it, '8800');
      await askForRefund(it, '3000');
    },
  ],
  [
    'when a refund has been deferred',
    async (it) => {
      await sell(it, '8800');
      await deferRefund(it, '3000');
    },
  ],
  [
    'when a promised refund is offered',
    async (it) => {
      await sell(it, '8800');
      await offerPromise(it);
    },
  ],
  [
    'when the bank reads the promised refund',
    async (it) => {
      await sell(it, '8800');
      await offerPromise(it);
      const heard = acquirerHears(it, 'request', 'refund');
      await it.press('confirm');
      await heard();
    },
  ],
  [
    'while its slip is printed',
    async (it) => {
      await sell(it, '8800');
      await offerPromise(it);
      const said = printerSays(it, 'line');
      await it.press('confirm');
      await said();
    },
  ],
];

let it: Countertop;

shareTradingScene((opened) => {
  it = opened;
});

describe('the power is cut', () => {
  test.each(POINTS)('%s', { timeout: 120_000 }, async (_, reach) => {
    await reach(it);
    await it.cutPower();
    await putRight(it);
    // The next point waits for a warning of its own, not for what is left of this one's.
    await it.firmware.screen(/^(?![\s\S]*OUT OF PAPER)/);
    await expectPromisesKept(it);
    const owed = it.obligations();
    expect(owed.filter(({ kind, state }) => !(kind === 'outcome' && state === 'unknown'))).toEqual([]);
    // What the bank holds is approved in the journal, or is the refund whose answer the power cut swallowed: named, its amount reserved.
    const approved = it.entries().filter((entry) => /\.approved$/.test(entry.type)).length;
    const inForce = (await bankOf(it)).filter(({ state }) => state === 'in-force').length;
    expect(inForce - approved).toBeLessThanOrEqual(owed.length);
    expect(inForce).toBeGreaterThanOrEqual(approved);
    await it.press('cancel');
    await it.firmware.screen(/READY/);
  });

  test('and trade goes on; a card that nobody has asked for is not taken', async () => {
    await it.swipe(TEST_CARDS.visa);
    await sell(it, '123');
    await expectPromisesKept(it);
  });
});
