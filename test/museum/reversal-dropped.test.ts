/**
 * reversal-dropped: after three tries the reversal was deleted, a slip told somebody to sort it out, and trade went on: a one-sided booking that
 * nobody remembered. Here it is never dropped: a person is called, it goes on being tried, it stands in the way of the settlement by name.
 */
import { expect, test } from 'vitest';
import type { TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from '../scenarios/acquirer-world.ts';

test('reversal-dropped: refused without end, three power cuts', () => {
  const world = new AcquirerWorld();
  world.tell('silent', { kind: 'sale' });
  world.tell('refuse-reversal', { code: '96', count: 1_000 });
  const lost = world.request('sale', 4_200);
  for (let life = 0; life < 3; life++) {
    world.powerOn();
    world.settle();
    expect(world.journal.obligations()).toContainEqual(
      expect.objectContaining({ kind: 'reversal', transaction: lost, state: 'needsHuman' }),
    );
    expect(world.broken()).toEqual([]);
  }
  world.desk.open('settlement', 'day' as TransactionId);
  world.press('confirm');
  expect(world.desk.conversation()?.context['status']).toMatchObject({
    is: 'blocked',
    items: [expect.stringContaining('REVERSAL')],
  });
  const { attempts } = world.journal.reversals()[0] ?? { attempts: 0 };
  expect(attempts).toBeGreaterThan(30);
  world.tell('clear-faults');
  world.settle();
  expect(world.journal.transaction(lost)?.state).toBe('reversed');
  expect(world.bankBooks()).toMatchObject([{ kind: 'sale', state: 'reversed' }]);
  // With it gone, the settlement went on by itself.
  expect(world.journal.counters().batch).toBe('000002');
});
