/** The acquirer does not answer (facts/acquirer §2.2; design §2 promise 1). One counter lives through all but the restarts. */
import { afterEach, describe, expect, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene, shareTradingScene } from './scene.ts';

let counter: Countertop;

shareTradingScene((opened) => {
  counter = opened;
});
// The next test does not take this one's page for its own.
afterEach(async () => {
  await counter.press('confirm');
  await counter.firmware.screen(/READY/);
});

/** What the journal holds that it does not hold yet. */
function fromNow(): () => readonly string[] {
  const before = counter.entries().length;
  return () =>
    counter
      .entries()
      .slice(before)
      .map((entry) => entry.type);
}

describe('a sale without an answer', () => {
  test('booked by the bank: reversed at once, told as unknown, then as not charged', async () => {
    await counter.acquirer.do('silent', { kind: 'sale' });
    await ringUp(counter, '4200');
    await counter.firmware.screen(/REVERSED, NOTHING CHARGED/);
    const bank = await bankOf(counter);
    expect(bank.filter((booked) => booked.kind === 'sale').map((booked) => booked.state)).toEqual(['reversed']);
    expect(counter.obligations()).toEqual([]);
    await counter.press('confirm');
    await sell(counter, '100');
    await expectPromisesKept(counter);
  });

  test('the reversal survives restarts, goes before the next sale, and is never dropped', async () => {
    const countertop = await openTradingScene();
    await countertop.acquirer.do('silent', { kind: 'sale' });
    await countertop.acquirer.do('silent-unbooked', { kind: 'reversal', count: 4 });
    await ringUp(countertop, '4200');
    await countertop.firmware.screen(/BEING REVERSED/);
    for (let restart = 0; restart < 2; restart++) {
      await countertop.cutPower();
      const [owed] = countertop.obligations();
      expect(owed).toMatchObject({ kind: 'reversal', state: 'due' });
      await countertop.powerOn(/REVERSALS OWED 1/);
    }
    await countertop.acquirer.do('clear-faults');
    await countertop.firmware.screen(/READY/);
    await sell(countertop, '100');
    const mtis = countertop.acquirer.events
      .filter((event) => event.event === 'request')
      .map((event) => String(event['kind']));
    const lastSale = mtis.lastIndexOf('sale');
    expect(mtis.slice(0, lastSale)).toContain('reversal');
    expect(countertop.obligations()).toEqual([]);
    await expectPromisesKept(countertop);
  });

  test('written before the first byte left: cut while the request is read, the image is there', async () => {
    const written = fromNow();
    await counter.acquirer.do('cut-on-request', { kind: 'sale', bytes: 20, how: 'reset' });
    await ringUp(counter, '4200');
    await counter.firmware.screen(/REVERSED, NOTHING CHARGED/);
    const types = written();
    expect(types.indexOf('sale.submitted')).toBeLessThan(types.indexOf('sale.unknown'));
    expect(types).toContain('reversal.accepted');
    await expectPromisesKept(counter);
  });
});

describe('answers that cannot be believed', () => {
  test.each(['wrong-mac', 'wrong-amount', 'garbage', 'truncated', 'cut-in-answer'])(
    '%s: unknown, reversed, nothing lost',
    async (fault) => {
      const how =
        fault === 'garbage'
          ? { hex: '00056000000000' }
          : fault === 'cut-in-answer' || fault === 'truncated'
            ? { bytes: 30 }
            : {};
      const written = fromNow();
      await counter.acquirer.do(fault, { kind: 'sale', ...how });
      await ringUp(counter, '4200');
      await counter.firmware.screen(/REVERSED, NOTHING CHARGED/);
      expect(written()).toEqual(expect.arrayContaining(['sale.unknown', 'reversal.accepted']));
      await expectPromisesKept(counter);
    },
  );
});

test('the bank says no: declined, with the reason in both languages, and nothing is owed', async () => {
  await counter.acquirer.do('decline', { code: '51' });
  await ringUp(counter, '4200');
  const screen = await counter.firmware.screen(/DECLINED/);
  expect(screen).toContain('交易失败,未扣款 (51)');
  expect(screen).toContain('余额');
  expect(counter.obligations()).toEqual([]);
  await expectPromisesKept(counter);
});

test('the bank cannot be reached: nothing is submitted, nothing is charged', async () => {
  const written = fromNow();
  await counter.acquirer.do('refuse-connections', { on: true, cut: true });
  await ringUp(counter, '4200');
  await counter.firmware.screen(/BANK NOT REACHED, NOTHING CHARGED/);
  expect(written()).not.toContain('sale.submitted');
  await expectPromisesKept(counter);
});
