/**
 * liaoyang-20080516: the total slip ran out of paper, and the batch number did not advance; the next day was booked into a settled batch. Here the
 * batch advances in the entry that ends the settlement, and the slip is a debt like any other, paid when there is paper.
 */
import { expect, test } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from '../scenarios/scene.ts';

test('liaoyang-20080516: the paper ends within the total slip, then the power goes', { timeout: 120_000 }, async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '8800');
  await countertop.press('confirm');
  await countertop.printer.do('paper-end', { afterLines: 8 });
  await countertop.press('functions', '8');
  await countertop.firmware.screen(/ENTER: SETTLE/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/BALANCED[\s\S]*UNFINISHED/);
  expect(countertop.books((books) => books.counters().batch)).toBe('000002');
  await countertop.cutPower();
  await countertop.powerOn();
  await countertop.untilSignedOn();
  const cuts = countertop.cuts();
  await countertop.printer.do('new-roll');
  await countertop.untilCuts(cuts + 1);
  await countertop.untilNothingPrinted();
  await sell(countertop, '4500');
  const entries = countertop.entries();
  expect(entries.filter(({ type }) => type === 'settlement.sent')).toHaveLength(1);
  const batches = entries.flatMap((entry) => (entry.type === 'sale.submitted' ? [entry.body.batch] : []));
  expect(batches).toEqual(['000001', '000002']);
  const slips = (await wholeSlips(countertop)).map(({ lines }) => lines.join('\n'));
  expect(slips.filter((text) => text.includes('SETTLEMENT'))).toHaveLength(1);
  await expectPromisesKept(countertop);
});
