/** Devices exchanged under the eyes of the wizard (requirement H5): other emulators, with other serial numbers, in the place of those that stood there. */
import { expect, it } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { wholeSlips } from '../countertop/judge.ts';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

function technicianOf({ technician }: { technician: TechnicianLine | null }): TechnicianLine {
  if (technician === null) throw new Error('no technician stands at this counter');
  return technician;
}

const told = (countertop: Countertop, ...types: readonly string[]): readonly string[] =>
  countertop.entries().flatMap(({ type, operator, body }) => {
    if (!types.includes(type)) return [];
    const { serial = '', outcome = '' } = body as { serial?: string; outcome?: string };
    return [`${operator} ${type} ${serial}${outcome}`];
  });

it('a reader is exchanged: tried before it is bound; a pulled cable and a power cut on the way bind nothing', async () => {
  const countertop = await openTradingScene({ technician: true, readerSerial: 'A1' });
  const technician = technicianOf(countertop);
  await technician.logsIn();
  await technician.asks('swap cardReader', /old one +MagTek.* A1[\s\S]*Unplug the old one/);
  await countertop.reader.do('unplug');
  await technician.sees(/The old one is out/);
  await countertop.exchangeReader('B2');
  await technician.sees(/B2[\s\S]*Swipe a card/);
  await technician.cable.do('replug', { afterMs: 200 });
  await technician.sees(/Maintenance port/);
  await countertop.firmware.screen(/DIFFERENT DEVICE, NOT USED/);

  await technician.logsIn();
  await technician.asks('swap cardReader', /Swipe a card/);
  // Whatever the reader on trial reads is no customer's card.
  await countertop.swipe(TEST_CARDS.visa);
  expect(await technician.sees(/Use serial B2, retire A1\? Type YES: $/)).toContain('476173******0010');
  await countertop.cutPower();
  await countertop.powerOn(/DIFFERENT DEVICE, NOT USED/);
  expect(told(countertop, 'device.tried', 'device.accepted')).toEqual(['5 device.tried B2passed']);

  await technician.sees(/Maintenance port/);
  await technician.logsIn();
  await technician.asks('swap cardReader', /Swipe a card/);
  await countertop.reader.do('swipe', { ...TEST_CARDS.visa, error: [1, 2] });
  await technician.sees(/1 error +2 error +3 blank/);
  await countertop.swipe(TEST_CARDS.visa);
  await technician.sees(/Type YES: $/);
  await technician.asks('no', /\[given up\] swap/);
  await technician.asks('swap cardReader', /Swipe a card/);
  await countertop.swipe(TEST_CARDS.visa);
  await technician.sees(/Type YES: $/);
  const bound = await technician.asks('YES', /\[ok\] swap/);
  expect(bound).toMatch(/S\/N A1[\s\S]*retired .* 5;[\s\S]*S\/N B2[\s\S]*in use since/);
  expect(told(countertop, 'device.tried', 'device.accepted')).toEqual([
    '5 device.tried B2passed',
    '5 device.tried B2passed',
    '5 device.tried B2passed',
    '5 device.accepted B2',
  ]);
  await countertop.firmware.screen(/READY/);
  await sell(countertop, '200');
  expect(JSON.stringify(countertop.entries())).not.toContain(TEST_CARDS.visa.pan);
  await expectPromisesKept(countertop);
});

it('a printer is exchanged in the middle of a slip: the new one is tried on paper, bound, and pays the debts of the old one once', async () => {
  const countertop = await openTradingScene({ technician: true, printerArgs: ['--serial', 'P1'] });
  const technician = technicianOf(countertop);
  await countertop.printer.do('error', { kind: 'unrecoverable', afterLines: 4 });
  await ringUp(countertop, '4500');
  await countertop.firmware.screen(/PRINTER FAULT|PRINTER.*ERROR|打印机故障/);
  await technician.logsIn();
  await technician.asks('swap printer', /S?P1[\s\S]*Unplug the old one/);
  await countertop.exchangePrinter('printer', '--serial', 'P2');
  await technician.sees(/Trying the new one[\s\S]*Use serial P2, retire P1\? Type YES: $/);
  const trial = await wholeSlips(countertop);
  expect(trial.filter(({ title }) => title === 'SALE')).toEqual([]);
  await technician.asks('YES', /\[ok\] swap/);
  await countertop.untilNothingPrinted();
  expect(told(countertop, 'device.tried', 'device.accepted')).toEqual([
    '5 device.tried P2passed',
    '5 device.accepted P2',
  ]);
  expect(await technician.asks('inventory', /\[ok\] inventory/)).toMatch(
    /S\/N P1[\s\S]*retired[\s\S]*S\/N P2[\s\S]*in use/,
  );
  await technician.asks('receipts owed', /== *\r\n +0\r\n|\r\n +0\r\n/);
  await countertop.press('confirm');
  await expectPromisesKept(countertop);
});
