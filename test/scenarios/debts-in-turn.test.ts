/** Several debts to the acquirer at once: one that is refused for ever does not keep the others from being paid (facts/acquirer §2.2 rule 5). At the money desk. */
import { expect, test } from 'vitest';
import { leastTried } from '../../firmware/effects/least-tried.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from './acquirer-world.ts';

test('a reversal that the acquirer always refuses: the one behind it gets through', () => {
  const world = new AcquirerWorld();
  world.tell('silent', { kind: 'sale' });
  world.tell('silent-unbooked', { kind: 'reversal', count: 200 });
  const refused = world.request('sale', 5_000);
  // Its copy says another amount than the bank has booked: 64 for ever.
  const image = JSON.parse(world.journal.secret(refused, 'reversalImage') ?? '') as { fields: Record<string, string> };
  const plain = JSON.stringify({ ...image, fields: { ...image.fields, 4: '000000004999' } });
  const note = { what: 'test', detail: 'another image' };
  world.journal.append([{ type: 'evidence.noted', txn: refused, body: note }], world.desk.stamp(), [
    { txn: refused, name: 'reversalImage', plain },
  ]);
  world.tell('clear-faults');
  world.tell('silent', { kind: 'sale' });
  const other = world.request('sale', 700);
  expect(world.journal.transaction(other)?.state).toBe('reversed');
  expect(world.journal.reversals()).toMatchObject([{ txn: refused, state: 'needsHuman', reason: '06' }]);
  expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
});

test('what was tried least has its turn, the oldest of these', () => {
  const owed = (...attempts: readonly number[]) =>
    attempts.map((n, i) => ({ txn: `t${i}` as TransactionId, attempts: n }));
  expect(leastTried([])).toBeNull();
  expect(leastTried(owed(0, 0))?.txn).toBe('t0');
  expect(leastTried(owed(9, 3, 3, 4))).toEqual({ txn: 't1', attempts: 3 });
});
