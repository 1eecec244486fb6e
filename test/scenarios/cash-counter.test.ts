/** Cash and Hold on the whole counter: real lines, a drawer that opens, SIGKILL behind the sale and while the terminal is frozen. */
import { expect, it } from 'vitest';
import { putRight } from '../countertop/cashier.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

it('a sale in cash, the power goes; frozen, the power goes again; released, a part is given back in cash', async () => {
  const counter = await openTradingScene();
  const { firmware, printer } = counter;
  const drawers = () => printer.events.filter(({ event }) => event === 'drawer').length;
  await counter.type('4500');
  await counter.press('confirm');
  await firmware.screen(/\+: CASH/);
  await counter.press('sale');
  await firmware.screen(/ENTER: EXACT/);
  await counter.type('5000');
  await counter.press('confirm');
  await firmware.screen(/CHANGE +￥5\.00[\s\S]*PAID IN CASH/);
  await printer.until(({ event }) => event === 'drawer', 'the drawer');
  await counter.cutPower();
  await putRight(counter);
  expect(drawers()).toBe(1);

  await counter.press('functions', '4');
  await counter.firmware.screen(/STOP THIS TERMINAL/);
  await counter.press('1', '5');
  await counter.firmware.screen(/√ 已冻结 FROZEN/);
  await counter.cutPower();
  await counter.powerOn(/TRADING STOPPED/);
  await counter.untilSignedOn();
  await counter.press('5');
  await counter.firmware.screen(/no money moved/);
  await counter.press('confirm');
  await counter.firmware.screen(/9 号密码/);
  await counter.press('9', '9', '9', '9', 'confirm');
  await counter.firmware.screen(/√ 已解除 RELEASED/);
  await counter.press('cancel');
  await counter.firmware.screen(/READY/);

  const slips = await wholeSlips(counter);
  const receipt = slips.find(({ title, copy, duplicate }) => title === 'SALE' && copy === 'customer' && !duplicate);
  const cuts = counter.cuts();
  await counter.press('refund', ...String(receipt?.number), 'confirm');
  await counter.firmware.screen(/REMAINS +￥45\.00/);
  await counter.press('7', '0', '0', 'confirm');
  await counter.firmware.screen(/1 \S+ Goods faulty/);
  await counter.press('1');
  await counter.firmware.screen(/ENTER:? DO IT/);
  await counter.press('confirm');
  await counter.firmware.screen(/GIVE THE CASH/);
  await counter.untilCuts(cuts + 2);
  await counter.untilNothingPrinted();
  expect(drawers()).toBe(2);
  const types = counter.entries().map(({ type }) => type);
  expect(types.filter((type) => type === 'cash.taken' || type === 'cash.givenBack')).toHaveLength(2);
  expect(types.filter((type) => type.endsWith('.submitted'))).toEqual([]);
  await expectPromisesKept(counter);
});
