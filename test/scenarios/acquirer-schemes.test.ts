/**
 * Cards of another scheme than the acquirer's own, told in DE 63.1 (facts/acquirer §1.3, §1.5): counted apart in the journal, the 0510 and on the slip;
 * where one group does not agree, the upload names the trace.
 */
import { expect, test } from 'vitest';
import { settlementSlipFacts } from '../../firmware/effects/slips/acquirer-slips.ts';
import { copyId } from '../../storage/facts.ts';
import { AcquirerWorld } from './acquirer-world.ts';

const VISA = '4761739001010010';

function abroad(): AcquirerWorld {
  const world = new AcquirerWorld();
  const home = world.request('sale', 1_000);
  world.tell('account', { pan: VISA, scheme: 'VIS' });
  world.request('sale', 5_000);
  const refunded = world.request('sale', 7_000);
  world.request('refund', 2_000, refunded);
  world.request('sale', 300);
  // The same card, as the bank knows it again from now on.
  world.tell('account', { pan: VISA, scheme: 'CUP' });
  world.request('refund', 400, home);
  return world;
}

test('foreign cards are counted apart, and both groups balance', () => {
  const world = abroad();
  const [totals] = world.journal.totals();
  expect(totals).toMatchObject({
    saleCount: 4,
    saleMinor: 13_300,
    refundCount: 2,
    refundMinor: 2_400,
    foreign: [{ scheme: 'VIS', saleCount: 3, saleMinor: 12_300, refundCount: 1, refundMinor: 2_000 }],
  });
  const settlement = world.startSettlement();
  const claimed = (
    world.tell('ledger') as { readonly batches: readonly { readonly claimed?: string; readonly flags: string }[] }
  ).batches[0];
  expect(claimed?.flags).toBe('11');
  expect(world.entries().find(({ type }) => type === 'settlement.answered')?.body).toMatchObject({
    result: 'balanced',
  });
  const slip = { copy: copyId(settlement, 'merchant'), txn: settlement, kind: 'settlement', slip: 9 };
  const facts = settlementSlipFacts(world.desk.ports, slip as never, { marking: { kind: 'original' }, atMs: 0 });
  expect(facts.totals.schemes).toEqual([
    { scheme: null, debit: { count: 1, amountMinor: 1_000 }, credit: { count: 1, amountMinor: 400 } },
    { scheme: 'VIS', debit: { count: 3, amountMinor: 12_300 }, credit: { count: 1, amountMinor: 2_000 } },
  ]);
  expect(world.journal.verify().problems).toEqual([]);
  expect(world.broken()).toEqual([]);
});

test('one record of the foreign group is missing at the bank: not balanced, uploaded as foreign, its trace named', () => {
  const world = abroad();
  const [stan] = world
    .entries()
    .flatMap((entry) => (entry.type === 'sale.submitted' && entry.body.amountMinor === 5_000 ? [entry.body.stan] : []));
  world.tell('out-of-balance', { drop: stan });
  world.startSettlement();
  expect(world.entries().find(({ type }) => type === 'settlement.answered')?.body).toMatchObject({
    result: 'notBalanced',
  });
  expect(world.journal.settlement()).toBeNull();
  const { reconciliation } =
    (
      world.tell('ledger') as {
        readonly batches: readonly { readonly reconciliation?: { readonly unknownToHost: readonly string[] } }[];
      }
    ).batches[0] ?? {};
  expect(reconciliation?.unknownToHost).toEqual([stan]);
});

test("a batch of the acquirer's own cards says nothing of schemes, in the journal as on the slip", () => {
  const world = new AcquirerWorld();
  world.request('sale', 1_000);
  expect(world.journal.totals()[0]).not.toHaveProperty('foreign');
  expect(world.entries().find(({ type }) => type === 'sale.approved')?.body).not.toHaveProperty('scheme');
});
