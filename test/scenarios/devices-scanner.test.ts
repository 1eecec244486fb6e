/** The scanner finds a slip by its code (facts/peripherals §1e): one scan is one item, a stale one is none. */
import { expect, test } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

test('a slip is scanned to be printed again and to be given back; what is scanned at other times is dropped', async () => {
  const countertop = await openTradingScene({ scanner: true });
  const { scanner, firmware } = countertop;
  await sell(countertop, '4500');
  await countertop.press('confirm');
  await firmware.screen(/READY/);
  const scan = (code: string) => scanner?.do('scan', { code, aim: ']Q3' });
  const qr = 'TP1/10000001/1/';
  await scan(qr);
  await countertop.press('reprint');
  await firmware.screen(/SLIP\/RRN/);
  await scan('6901234567892');
  await firmware.screen(/not the code of a slip/);
  await scan('TP1/20000002/1/');
  await firmware.screen(/another terminal/);
  await scan(qr);
  expect(await firmware.screen(/CUSTOMER COPY/)).toMatch(/45\.00/);
  await countertop.press('cancel');
  await firmware.screen(/READY/);
  await countertop.press('refund');
  await firmware.screen(/SLIP\/RRN/);
  await scanner?.do('double', { code: '00000001', aim: ']C0' });
  await firmware.screen(/REMAINS +￥45\.00/);
  await countertop.press('cancel');
  await firmware.screen(/READY/);
  await expectPromisesKept(countertop);
});
