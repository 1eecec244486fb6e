/**
 * A refund that names no sale on the whole counter: two people, a card, the customer's key, the power cut under a second one, which is reversed;
 * slip, bank, journal and the day's close agree about all of it (facts/acquirer §1.8, §3).
 */
import { expect, test } from 'vitest';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

/** To the page on which the customer agrees. */
async function toCustomer(it: Countertop, fen: string): Promise<void> {
  await it.press('refund');
  await it.firmware.screen(/\+: NO SALE TO SHOW/);
  await it.press('sale');
  await it.firmware.screen(/AT MOST/);
  await it.type(fen);
  await it.press('confirm');
  await it.firmware.screen(/1 商品问题/);
  await it.press('3');
  await it.firmware.screen(/SWIPE THE CARD THAT GETS IT/);
  await it.swipe(TEST_CARDS.visa);
  await it.firmware.screen(/takes a manager/);
  await it.press(...'9999', 'confirm');
  await it.firmware.screen(/CUSTOMER AGREES/);
  // Means nothing here. Across a press of another key nothing bounces, however late a busy machine reads the two Enters.
  await it.press('5');
}

test('given back once, reversed once, settled', async () => {
  const it = await openTradingScene({
    acquirer: { profile: 'iso87', keys: undefined },
    acquirerArgs: ['--dialect', 'iso87'],
    policy: { unreferencedRefunds: { allow: 'manager', limitMinor: 10_000 } },
  });
  await toCustomer(it, '3000');
  const cuts = it.cuts();
  await it.press('confirm');
  await it.firmware.screen(/APPROVED/);
  await it.untilCuts(cuts + 2);
  await it.untilNothingPrinted();
  await it.press('confirm');
  await it.firmware.screen(/READY/);
  expect((await wholeSlips(it)).map(({ title }) => title)).toEqual(['REFUND', 'REFUND']);

  const since = it.acquirer.events.length;
  await it.acquirer.do('silent', { kind: 'refund' });
  await toCustomer(it, '1000');
  await it.press('confirm');
  await it.acquirer.until((event) => event.event === 'fault' && event['name'] === 'silent', 'booked, not said', since);
  await it.cutPower();
  await it.powerOn();
  await it.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
  expect((await bankOf(it)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'refund in-force',
    'refund reversed',
  ]);
  expect(await it.acquirer.do('ledger')).toMatchObject({ isConsistent: true });
  expect(it.entries().filter(({ type }) => type === 'approval.given')).toHaveLength(2);

  await it.press('functions', '8');
  await it.firmware.screen(/ENTER: SETTLE/);
  await it.press('confirm');
  await it.firmware.screen(/NEXT BATCH IS OPEN/);
  expect(it.entries().find(({ type }) => type === 'settlement.answered')?.body).toMatchObject({ result: 'balanced' });
  await it.untilNothingPrinted();
  expect(it.obligations()).toEqual([]);
  await expectPromisesKept(it);
});
