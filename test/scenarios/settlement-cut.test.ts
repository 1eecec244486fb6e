/** The power goes within a batch upload, on the whole counter: it goes on where it was, by itself (facts/acquirer §1.5, §2.2 rules 10, 11). */
import { expect, test } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

test('a settlement that is not balanced, cut between its sales and its end', { timeout: 120_000 }, async () => {
  const countertop = await openTradingScene();
  const { acquirer } = countertop;
  for (const fen of ['8800', '4500']) await sell(countertop, fen);
  await countertop.press('confirm');
  await acquirer.do('out-of-balance', { add: 777 });
  await acquirer.do('silent', { kind: 'upload-end' });
  await countertop.press('functions', '8');
  await countertop.firmware.screen(/ENTER: SETTLE/);
  await countertop.press('confirm');
  await acquirer.until((event) => event.event === 'fault' && event['kind'] === 'upload-end', 'a silent end');
  await countertop.cutPower();
  expect(countertop.obligations()).toMatchObject([{ kind: 'settlement', state: 'uploading', attempts: 3 }]);

  const cuts = countertop.cuts();
  await countertop.powerOn(/NOT BALANCED, UPLOADED[\s\S]*NEXT BATCH IS OPEN/);
  await countertop.untilCuts(cuts + 1);
  await countertop.untilNothingPrinted();
  const steps = countertop.entries().filter(({ type }) => type.startsWith('settlement.'));
  expect(steps.map(({ type, body }) => ('what' in body ? `${type} ${body.what}` : type))).toEqual([
    'settlement.started',
    'settlement.sent',
    'settlement.answered',
    'settlement.uploadSent sales',
    'settlement.uploaded',
    'settlement.uploadSent end',
    'settlement.uploadSent end',
    'settlement.ended',
  ]);
  await countertop.press('confirm');
  await sell(countertop, '100');
  expect(countertop.books((books) => books.counters().batch)).toBe('000002');
  await expectPromisesKept(countertop);
});
