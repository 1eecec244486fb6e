/** The pre-authorisation family at the money desk: holds, completions, cancels, advices that are told again (facts/acquirer §1.2, §1.5, §2.1). */
import { describe, expect, test } from 'vitest';
import type { TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from './acquirer-world.ts';

function state(world: AcquirerWorld, txn: TransactionId) {
  return world.journal.transaction(txn)?.state;
}
const heldAtBank = (world: AcquirerWorld) =>
  (world.tell('ledger') as { accounts: { heldMinor: number }[] }).accounts.reduce((sum, it) => sum + it.heldMinor, 0);

describe('a pre-authorisation', () => {
  test('holds, moves nothing, and counts in no totals', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    expect(state(world, hold)).toBe('approved');
    expect(world.journal.preauthsInForce().map(({ txn }) => txn)).toEqual([hold]);
    expect(world.journal.totals()).toEqual([]);
    expect(heldAtBank(world)).toBe(10_000);
    expect(world.broken()).toEqual([]);
  });

  test('is given back whole by its cancel', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    const cancel = world.request('preauthCancel', 10_000, hold);
    expect([state(world, hold), state(world, cancel)]).toEqual(['voided', 'approved']);
    expect(world.journal.preauthsInForce()).toEqual([]);
    expect(heldAtBank(world)).toBe(0);
    expect(world.broken()).toEqual([]);
  });

  test('is completed for less; the completion counts as a debit, its cancel brings the hold back', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    const done = world.request('completion', 8_000, hold);
    expect(state(world, done)).toBe('approved');
    expect(world.journal.transaction(hold)?.endedBy).toBe(done);
    expect(heldAtBank(world)).toBe(0);
    const undone = world.request('completionCancel', 8_000, done);
    expect([state(world, done), state(world, undone)]).toEqual(['voided', 'approved']);
    expect(world.journal.preauthsInForce().map(({ txn }) => txn)).toEqual([hold]);
    expect(heldAtBank(world)).toBe(10_000);
    expect(world.journal.totals()[0]?.completions).toEqual({
      count: 1,
      minor: 8_000,
      cancelCount: 1,
      cancelMinor: 8_000,
    });
    const again = world.request('completion', 9_000, hold);
    expect(state(world, again)).toBe('approved');
    expect(world.broken()).toEqual([]);
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });

  test('above what the scheme allows is refused by the host; the hold stays', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    const greedy = world.request('completion', 11_501, hold);
    expect(state(world, greedy)).toBe('declined');
    expect(world.journal.preauthsInForce()).toHaveLength(1);
    expect(state(world, world.request('completion', 11_500, hold))).toBe('approved');
    expect(world.broken()).toEqual([]);
  });

  test('is completed in a later batch, from the card number that was kept for it', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000002');
    const done = world.request('completion', 10_000, hold);
    expect(state(world, done)).toBe('approved');
    world.request('refund', 4_000, done);
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000003');
    expect(world.journal.secret(hold, 'pan')).toBeNull();
    expect(world.broken()).toEqual([]);
  });

  test('has one taker: while the outcome of a completion is unknown, no other may begin', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.tell('silent', { kind: 'completion' });
    world.tell('silent', { kind: 'reversal', count: 100 });
    const lost = world.request('completion', 8_000, hold);
    expect(state(world, lost)).toBe('unknown');
    const second = world.request('preauthCancel', 10_000, hold);
    expect(world.journal.transaction(second)).toBeNull();
    world.tell('clear-faults');
    world.settle();
    expect(state(world, lost)).toBe('reversed');
    expect(heldAtBank(world)).toBe(10_000);
    expect(state(world, world.request('preauthCancel', 10_000, hold))).toBe('approved');
    expect(world.broken()).toEqual([]);
  });
});

describe('a completion that is told afterwards', () => {
  test('met with silence: told again under its own trace number until it is answered, and booked once', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.tell('silent', { kind: 'completion-advice', count: 2 });
    const told = world.request('completionAdvice', 9_000, hold);
    world.settle();
    expect(state(world, told)).toBe('approved');
    expect(world.journal.advices()).toEqual([]);
    const types = world.journal.timeline(told).map(({ type }) => type);
    expect(types.slice(0, 6)).toEqual([
      'completionAdvice.submitted',
      'completionAdvice.unknown',
      'advice.sent',
      'advice.unanswered',
      'advice.sent',
      'completionAdvice.approved',
    ]);
    expect(world.bankBooks().filter(({ kind }) => kind === 'completion-advice')).toHaveLength(1);
    expect(world.broken()).toEqual([]);
  });

  test('without end; a person is called, trade goes on, settlement waits for it', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.tell('silent-unbooked', { kind: 'completion-advice', count: 1000 });
    const told = world.request('completionAdvice', 9_000, hold);
    for (let i = 0; i < 20; i++) world.settle();
    const [advice] = world.journal.advices();
    expect(advice?.state).toBe('needsHuman');
    expect(advice?.attempts).toBeGreaterThan(10);
    expect(world.journal.obligations().map(({ kind, state: it }) => `${kind} ${it}`)).toContain('advice needsHuman');
    expect(state(world, world.request('sale', 100))).toBe('approved');
    world.startSettlement();
    expect(world.journal.settlement()?.step).toBe('started');
    world.tell('clear-faults');
    world.settle();
    world.settle();
    expect(state(world, told)).toBe('approved');
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });

  test('in a batch that does not balance it goes up by itself', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.request('completionAdvice', 9_000, hold);
    world.request('completion', 5_000, world.request('preauth', 5_000));
    world.tell('out-of-balance', { add: 777 });
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000002');
    const sent = world.entries().flatMap((entry) => (entry.type === 'settlement.uploadSent' ? [entry.body.what] : []));
    expect(sent).toEqual(['sales', 'advice', 'end']);
    expect(world.broken()).toEqual([]);
  });
});
