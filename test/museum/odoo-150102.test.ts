/**
 * odoo-150102: polls for the outcome got lost, the till took it for "not paid" and sent the same payment again and again; one customer was
 * charged several times. Here an outcome that is unknown is reversed or kept open, and the request never leaves a second time.
 */
import { expect, test } from 'vitest';
import { AcquirerWorld } from '../scenarios/acquirer-world.ts';
import { CUT_POINTS } from '../scenarios/power-cut.ts';

const requests = (world: AcquirerWorld, kind: string) =>
  world.told.filter((told) => told.event === 'request' && told.kind === kind).length;

test.each(['sale', 'void', 'refund'] as const)(
  'odoo-150102: a %s without an answer leaves once, whatever happens',
  (kind) => {
    for (const fault of ['silent', 'silent-unbooked', 'cut-before-answer', 'answer-other-stan', 'wrong-amount']) {
      const world = new AcquirerWorld();
      const sale = kind === 'sale' ? null : world.request('sale', 5_000);
      const before = requests(world, kind);
      world.tell(fault, { kind, ...(fault === 'wrong-amount' ? { amountMinor: 1 } : {}) });
      const amount = kind === 'refund' ? 700 : 5_000;
      world.request(kind, amount, sale);
      for (let life = 0; life < 3; life++) {
        world.powerOn();
        world.settle();
      }
      expect(requests(world, kind) - before).toBe(1);
      expect(world.broken()).toEqual([]);
      const [booked] = world.bankBooks();
      const charged = kind === 'sale' ? 0 : 5_000;
      const given = kind === 'refund' ? (booked?.refundedMinor ?? 0) : 0;
      expect(booked?.netMinor ?? 0).toBe(charged - given);
    }
  },
);

test.each(CUT_POINTS)('odoo-150102: nor after a power cut %s', (point) => {
  const world = new AcquirerWorld();
  world.cutPowerAt({ message: 'sale.submitted', point });
  world.request('sale', 5_000);
  world.powerOn();
  world.settle();
  expect(requests(world, 'sale')).toBeLessThanOrEqual(1);
  expect(world.broken()).toEqual([]);
  // Not sent again, and not left lying either: whatever was under way has come to its end.
  expect(world.journal.openOutcomes()).toEqual([]);
  expect(world.journal.reversals()).toEqual([]);
});
