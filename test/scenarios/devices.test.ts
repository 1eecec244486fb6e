/** Devices pulled and put back, exchanged, and gone for long (facts/peripherals §0, §2, §6; design §7). */
import { describe, expect, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const typesOf = async (countertop: Countertop) => (await countertop.entries()).map(({ type }) => type);

describe('a replug in the middle of a sale', () => {
  test.each([0, 700, 2_000])(
    'after %i ms: the reader is armed again, the customer display painted again',
    async (afterMs) => {
      const countertop = await openTradingScene();
      const { reader, display, keypad, firmware } = countertop;
      await countertop.type('4500');
      await countertop.press('confirm');
      await firmware.screen(/SWIPE THE CARD/);
      await Promise.all([reader, display, keypad].map((device) => device?.do('replug', { afterMs })));
      await firmware.screen(/Card reader: |SWIPE THE CARD/);
      for (const device of [reader, display, keypad]) {
        if (device !== null) await device.until((event) => event.event === 'host-open', 'a new host', opens(device));
      }
      await firmware.screen(/^(?![\s\S]*GONE)[\s\S]*SWIPE THE CARD/);
      await countertop.swipe(TEST_CARDS.visa);
      await firmware.screen(/APPROVED/);
      await display?.until((event) => String(event['lines']).includes('APPROVED'), 'the result');
      await countertop.untilCuts(2);
      await countertop.press('confirm');
      await firmware.screen(/READY/);
      await expectPromisesKept(countertop);
    },
  );
});

/** Behind the last time that a host opened the device before it was pulled. */
function opens(device: Countertop['reader']): number {
  return device.events.findIndex((event) => event.event === 'host-open') + 1;
}

test('the printer is pulled in the middle of a slip: the stub is named, both copies come out once', async () => {
  const countertop = await openTradingScene();
  const line = countertop.printer.until((event) => event.event === 'line', 'a line', countertop.printer.events.length);
  await ringUp(countertop, '4500');
  await line;
  void countertop.printer.do('replug', { ms: 800 });
  await countertop.firmware.screen(/PRINTER NOT CONNECTED/);
  await countertop.firmware.screen(/^(?![\s\S]*(NOT CONNECTED|PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED))/);
  const slips = await wholeSlips(countertop);
  expect(slips.map(({ copy }) => copy)).toEqual(['merchant', 'customer']);
  const [merchant] = slips;
  // Pulled at its first line, the slip on the tape is a stub; the whole one names it.
  expect(merchant?.replaces ?? merchant?.number).toBe(1);
  await expectPromisesKept(countertop);
});

test('a device that stays away is asked for ever more rarely, and found when it is back', async () => {
  const countertop = await openTradingScene();
  const { reader, firmware } = countertop;
  await reader.do('unplug');
  await firmware.screen(/Card reader: /);
  await countertop.press('functions', '1');
  await firmware.screen(/STATUS/);
  await countertop.press('2');
  const first = attemptsOn(await firmware.screen(/TRIES +\d/));
  const later = attemptsOn(await firmware.screen(new RegExp(`TRIES +(?!${first}$)\\d+`, 'm')));
  expect(later).toBe(first + 1);
  await reader.do('replug');
  await firmware.screen(/Card reader !? +就绪 ready/);
  await countertop.press('cancel', 'cancel');
  await sell(countertop, '100');
  await expectPromisesKept(countertop);
});

const attemptsOn = (screen: string): number => Number(/TRIES +(\d+)/.exec(screen)?.[1]);

describe('another device in the place of a known one', () => {
  test('is not used before a person says so on the health page', async () => {
    const countertop = await openTradingScene({ readerSerial: 'A1' });
    const { firmware } = countertop;
    await sell(countertop, '100');
    await countertop.exchangeReader('B2');
    await firmware.screen(/DIFFERENT DEVICE, NOT USED/);
    await countertop.press('functions', '1');
    await firmware.screen(/STATUS/);
    await countertop.press('2');
    expect(await firmware.screen(/SERIAL +B2/)).toMatch(/原序列号 A1/);
    await countertop.press('confirm');
    await firmware.screen(/Card reader !? +就绪 ready/);
    await countertop.press('cancel');
    await sell(countertop, '200');
    const types = await typesOf(countertop);
    expect(types.indexOf('device.differed')).toBeLessThan(types.indexOf('device.accepted'));
    expect(types.filter((type) => type === 'device.differed')).toHaveLength(1);
    await expectPromisesKept(countertop);
  });

  test('is known as another also after the power was off, and forgotten when the right one is back', async () => {
    const countertop = await openTradingScene({ readerSerial: 'A1' });
    await countertop.cutPower();
    await countertop.exchangeReader('B2');
    await countertop.powerOn(/DIFFERENT DEVICE, NOT USED/);
    await countertop.exchangeReader('A1');
    await countertop.firmware.screen(/READY/);
    expect(await typesOf(countertop)).not.toContain('device.accepted');
    await sell(countertop, '100');
    await expectPromisesKept(countertop);
  });
});
