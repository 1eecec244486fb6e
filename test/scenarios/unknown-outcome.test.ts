/** The acquirer does not answer (facts/acquirer §2.2; design §2 promise 1). */
import { describe, expect, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

describe('a sale without an answer', () => {
  test('booked by the bank: reversed at once, told as unknown, then as not charged', async () => {
    const countertop = await openTradingScene();
    await countertop.acquirer.do('silent', { kind: 'sale' });
    await ringUp(countertop, '4200');
    await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
    const bank = await bankOf(countertop);
    expect(bank.filter((booked) => booked.kind === 'sale').map((booked) => booked.state)).toEqual(['reversed']);
    expect(countertop.obligations()).toEqual([]);
    await countertop.press('confirm');
    await sell(countertop, '100');
    await expectPromisesKept(countertop);
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
    const countertop = await openTradingScene();
    await countertop.acquirer.do('cut-on-request', { kind: 'sale', bytes: 20, how: 'reset' });
    await ringUp(countertop, '4200');
    await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
    const types = countertop.entries().map((entry) => entry.type);
    expect(types.indexOf('sale.submitted')).toBeLessThan(types.indexOf('sale.unknown'));
    expect(types).toContain('reversal.accepted');
    await expectPromisesKept(countertop);
  });
});

describe('answers that cannot be believed', () => {
  test.each(['wrong-mac', 'wrong-amount', 'garbage', 'truncated', 'cut-in-answer'])(
    '%s: unknown, reversed, nothing lost',
    async (fault) => {
      const countertop = await openTradingScene();
      const how =
        fault === 'garbage'
          ? { hex: '00056000000000' }
          : fault === 'cut-in-answer' || fault === 'truncated'
            ? { bytes: 30 }
            : {};
      await countertop.acquirer.do(fault, { kind: 'sale', ...how });
      await ringUp(countertop, '4200');
      await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
      await expectPromisesKept(countertop);
    },
  );
});

test('the bank says no: declined, with the reason in both languages, and nothing is owed', async () => {
  const countertop = await openTradingScene();
  await countertop.acquirer.do('decline', { code: '51' });
  await ringUp(countertop, '4200');
  const screen = await countertop.firmware.screen(/DECLINED/);
  expect(screen).toContain('交易失败,未扣款 (51)');
  expect(screen).toContain('余额');
  expect(countertop.obligations()).toEqual([]);
  await expectPromisesKept(countertop);
});

test('the bank cannot be reached: nothing is submitted, nothing is charged', async () => {
  const countertop = await openTradingScene();
  await countertop.acquirer.do('refuse-connections', { on: true, cut: true });
  await ringUp(countertop, '4200');
  await countertop.firmware.screen(/BANK NOT REACHED, NOTHING CHARGED/);
  expect(countertop.entries().map((entry) => entry.type)).not.toContain('sale.submitted');
  await expectPromisesKept(countertop);
});
