/** The totals of a batch are told in counts of three digits (facts/acquirer §1.5): it is settled before it holds more than they can say. At the money desk. */
import { expect, test } from 'vitest';
import { unionpay } from '../../drivers/acquirer/profiles/unionpay.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { AcquirerWorld } from './acquirer-world.ts';

test('a batch that is full takes no further transaction, says so, and is settled; what is declined takes no place', () => {
  const profile = { ...unionpay, terms: { ...unionpay.terms, batchLimit: 3 } };
  const world = new AcquirerWorld({ profile, dialect: unionpayDialect });
  const first = world.request('sale', 100);
  world.tell('decline', { kind: 'sale', code: '51' });
  world.request('sale', 100);
  world.request('refund', 50, first);
  expect(world.journal.transaction(world.request('void', 300, world.request('sale', 300)))).toBeNull();
  expect(world.desk.reports.at(-1)).toMatchObject({
    type: 'money.decided',
    outcome: { is: 'notReached', why: 'refusedByJournal', detail: 'batch-full' },
  });
  world.startSettlement();
  expect(world.journal.settlement()).toBeNull();
  expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
  expect(world.broken()).toEqual([]);
});
