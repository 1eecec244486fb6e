/**
 * A whole counter at an acquirer that speaks ISO 8583:1987 (facts/acquirer §1.8): the firmware's process against the bank's, packed digits, a binary bitmap
 * and a BCD length. Sale, refund, two lost answers, of which the refund's is reversed here, too, a power cut, the day's close.
 */
import { expect, test } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const ENCODING = { digits: 'bcd', bitmap: 'binary', length: 'bcd2' } as const;

async function refund(it: Countertop, slip: string, fen: string): Promise<void> {
  await it.press('refund', ...slip, 'confirm');
  await it.firmware.screen(/REMAINS/);
  await it.type(fen);
  await it.press('confirm');
  await it.firmware.screen(/1 \S+ Goods faulty/);
  await it.press('1');
  await it.firmware.screen(/ENTER:? DO IT/);
  await it.press('confirm');
}

async function backToRest(it: Countertop): Promise<void> {
  await it.untilNothingPrinted();
  await it.press('confirm');
  await it.firmware.screen(/READY/);
}

const reversals = (it: Countertop) =>
  it.acquirer.events.filter((event) => event.event === 'answer' && event['kind'] === 'reversal').length;
async function untilReversals(it: Countertop, count: number): Promise<void> {
  if (reversals(it) >= count) return;
  await it.acquirer.until(
    (event) => event.event === 'answer' && event['kind'] === 'reversal' && reversals(it) >= count,
    `reversal ${count}`,
    0,
  );
}

test('sale, refund, silence, power cut and settlement in the neutral dialect', async () => {
  const it = await openTradingScene({
    acquirer: { profile: 'iso87', encoding: ENCODING, keys: undefined },
    acquirerArgs: ['--dialect', 'iso87', '--digits', 'bcd', '--bitmap', 'binary', '--length', 'bcd2'],
  });
  await sell(it, '4500');
  await it.press('confirm');
  await it.firmware.screen(/READY/);
  const slip = String((await wholeSlips(it)).find(({ copy }) => copy === 'customer')?.number);
  await refund(it, slip, '1200');
  await it.firmware.screen(/APPROVED/);
  await it.untilCuts(4);
  await backToRest(it);

  // A refund of unknown outcome raises a reversal in this dialect: nothing of it stays reserved.
  await it.acquirer.do('silent', { kind: 'refund' });
  await refund(it, slip, '300');
  await untilReversals(it, 1);
  await it.firmware.screen(/REVERSED, NOTHING CHARGED|已冲正/);
  await it.press('confirm');
  await it.firmware.screen(/READY/);

  // A sale whose answer is lost, and the power with it.
  const since = it.acquirer.events.length;
  await it.acquirer.do('silent', { kind: 'sale' });
  await it.type('700');
  await it.press('confirm');
  await it.firmware.screen(/SWIPE THE CARD/);
  await it.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
  await it.acquirer.until((event) => event.event === 'fault' && event['name'] === 'silent', 'booked, not said', since);
  await it.cutPower();
  await it.powerOn();
  await untilReversals(it, 2);
  await it.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
  expect((await bankOf(it)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'sale in-force',
    'refund in-force',
    'refund reversed',
    'sale reversed',
  ]);

  await refund(it, slip, '3300');
  await it.firmware.screen(/APPROVED/);
  await it.untilCuts(6);
  await backToRest(it);
  await it.press('functions', '8');
  await it.firmware.screen(/ENTER: SETTLE/);
  await it.press('confirm');
  await it.firmware.screen(/NEXT BATCH IS OPEN/);
  expect(it.entries().find(({ type }) => type === 'settlement.answered')?.body).toEqual({
    result: 'balanced',
    upload: false,
  });
  await it.untilNothingPrinted();
  expect(it.obligations()).toEqual([]);
  await expectPromisesKept(it);
});
