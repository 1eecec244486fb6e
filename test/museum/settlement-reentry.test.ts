/**
 * settlement-reentry: a settlement that was entered again after a power cut set the pending reversal to "none". Here each step stands in the
 * journal, and the reversal is an obligation of its own that no step of a settlement touches.
 */
import { expect, test } from 'vitest';
import type { TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from '../scenarios/acquirer-world.ts';

const STEPS = ['settlement.sent', 'settlement.uploadSent sales', 'settlement.uploadSent end'];

test.each(STEPS)('settlement-reentry: the power goes after %s, with a reversal signed off but owed', (message) => {
  const world = new AcquirerWorld();
  world.request('sale', 5_000);
  world.tell('silent', { kind: 'sale' });
  world.tell('refuse-reversal', { code: '96', count: 1_000 });
  const lost = world.request('sale', 4_200);
  world.desk.open('settlement', 'day' as TransactionId);
  world.press('confirm');
  world.cutPowerAt({ message, point: 'after send' });
  // The bank holds the lost sale: the totals differ, and everything is uploaded.
  world.press('1', '9', '9', '9', '9', 'confirm');
  expect(world.isPowered).toBe(false);
  world.powerOn();
  world.settle();
  expect(world.journal.counters().batch).toBe('000002');
  expect(world.journal.reversals()).toMatchObject([{ txn: lost, state: 'needsHuman' }]);
  expect(world.entries().find(({ type }) => type === 'settlement.ended')?.body).toMatchObject({
    differences: [{ txn: lost, what: 'open' }],
  });
  world.tell('clear-faults');
  world.settle();
  expect(world.journal.reversals()).toEqual([]);
  expect(world.bankBooks().find(({ stan }) => stan === world.journal.transaction(lost)?.stan)?.state).toBe('reversed');
  expect(world.broken()).toEqual([]);
});
