/**
 * The twelve rules about unknown outcomes (facts/acquirer §2.2), each by its number. Tried here on the real journal, desk and driver against the
 * emulated bank; where a rule is proven at length elsewhere, the name of the file stands with it.
 */
import { describe, expect, test } from 'vitest';
import { copyId, type TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from '../scenarios/acquirer-world.ts';
import { CUT_POINTS } from '../scenarios/power-cut.ts';
import { refusal, Till } from '../storage/acts.ts';

const types = (world: AcquirerWorld) => world.entries().map(({ type }) => type);
const requests = (world: AcquirerWorld, kind: string) =>
  world.told.filter((told) => told.event === 'request' && told.kind === kind).length;

describe('rule 1: intent, reversal image and trace number are durable before the first byte', () => {
  test('the power goes before the entry: nothing has left; after it: the image is there', () => {
    for (const point of ['before its entry', 'before send'] as const) {
      const world = new AcquirerWorld();
      world.cutPowerAt({ message: 'sale.submitted', point });
      const txn = world.request('sale', 5_000);
      world.powerOn();
      expect(requests(world, 'sale')).toBe(0);
      const image = world.journal.secret(txn, 'reversalImage');
      if (point === 'before its entry') expect(image).toBeNull();
      else expect(Object.keys(JSON.parse(image ?? '{}').fields)).not.toEqual(expect.arrayContaining(['35', '52']));
    }
  });

  test('a journal that refuses: nothing is sent (storage/entries, storage/reversals)', () => {
    const world = new AcquirerWorld();
    const sale = world.request('sale', 5_000);
    const refund = world.request('refund', 5_001, sale);
    expect(world.desk.reports).toContainEqual(
      expect.objectContaining({ txn: refund, outcome: expect.objectContaining({ why: 'refusedByJournal' }) }),
    );
    expect(requests(world, 'refund')).toBe(0);
  });

  test('trace numbers are never used twice, also after restarts (storage/numbers)', () => {
    const world = new AcquirerWorld();
    for (let life = 0; life < 3; life++) {
      world.request('sale', 100);
      world.powerOn();
    }
    const spent = world
      .entries()
      .flatMap((entry) => (entry.type === 'sale.submitted' || entry.type === 'stan.spent' ? [entry.body.stan] : []));
    expect(new Set(spent).size).toBe(spent.length);
  });
});

test('rule 2: what certainly has not left is notSent, without a reversal; any doubt is unknown (drivers/acquirer/session)', () => {
  const world = new AcquirerWorld();
  world.tell('cut-on-request', { kind: 'sale' });
  const doubtful = world.request('sale', 5_000);
  expect(types(world)).toContain('sale.unknown');
  expect(world.journal.transaction(doubtful)?.state).toBe('reversed');
  const till = new Till();
  till.submit('a');
  till.notSent('a');
  expect(till.journal.reversals()).toEqual([]);
});

test.each([['wrong-mac'], ['wrong-amount'], ['answer-other-stan'], ['wrong-terminal']])(
  'rule 3: an answer with %s is not believed; a believed one approves, ends the obligation, counts and owes the slips at once',
  (fault) => {
    const world = new AcquirerWorld();
    world.tell(fault, { kind: 'sale', ...(fault === 'wrong-amount' ? { amountMinor: 1 } : {}) });
    const first = world.request('sale', 5_000);
    expect(world.journal.transaction(first)?.state).toBe('reversed');
    const second = world.request('sale', 5_000);
    expect(world.journal.transaction(second)?.state).toBe('approved');
    expect(world.journal.reversals()).toEqual([]);
    expect(world.journal.totals()).toMatchObject([{ saleCount: 1, saleMinor: 5_000 }]);
    expect(world.journal.copiesOf(second)).toHaveLength(2);
    expect(world.broken()).toEqual([]);
  },
);

test('rule 4: a printer that fails reverses nothing (scenarios/power-cuts)', () => {
  const world = new AcquirerWorld();
  const sale = world.request('sale', 5_000);
  for (let life = 0; life < 3; life++) {
    world.powerOn();
    world.settle();
  }
  expect(world.journal.copiesOwed()).toHaveLength(2);
  expect(world.journal.transaction(sale)?.state).toBe('approved');
  expect(types(world).filter((type) => type.startsWith('reversal.'))).toEqual([]);
});

describe('rule 5: an unknown outcome is reversed before anything else, without end', () => {
  test('first the reversal, then the next sale; A0 signs on anew', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    world.tell('silent-unbooked', { kind: 'reversal', count: 3 });
    world.tell('refuse-reversal', { code: 'A0' });
    world.request('sale', 5_000);
    world.request('sale', 100);
    const kinds = world.told.flatMap(({ event, kind }) => (event === 'answer' ? [kind] : []));
    expect(kinds).toEqual(['sign-on', 'reversal', 'sign-on', 'reversal', 'sale']);
    expect(world.broken()).toEqual([]);
  });

  test('after nine failures a person is called; it goes on being tried (museum/reversal-dropped)', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    world.tell('silent-unbooked', { kind: 'reversal', count: 12 });
    const lost = world.request('sale', 5_000);
    world.settle();
    const escalated = world.entries().find(({ type }) => type === 'reversal.escalated');
    expect(escalated?.body).toMatchObject({ attempts: 9, copies: ['merchant'] });
    expect(world.journal.transaction(lost)?.state).toBe('reversed');
  });
});

test('rule 6: an unknown refund is never repeated, counts as refunded, and is ended by the upload or a manager (scenarios/settlement)', () => {
  const world = new AcquirerWorld();
  const sale = world.request('sale', 5_000);
  world.tell('silent', { kind: 'refund' });
  const refund = world.request('refund', 3_000, sale);
  for (let life = 0; life < 3; life++) world.powerOn();
  world.settle();
  expect(requests(world, 'refund')).toBe(1);
  expect(world.journal.transaction(refund)?.state).toBe('unknown');
  expect(world.journal.transaction(sale)).toMatchObject({ reservedMinor: 3_000, refundedMinor: 0 });
  const more = world.request('refund', 2_001, sale);
  expect(world.journal.transaction(more)).toBeNull();
});

test('rule 7: an unknown void is reversed, and the original is in force again', () => {
  const world = new AcquirerWorld();
  const sale = world.request('sale', 5_000);
  world.tell('silent', { kind: 'void' });
  const lost = world.request('void', 5_000, sale);
  expect(world.journal.transaction(lost)?.state).toBe('reversed');
  expect(world.journal.transaction(sale)?.state).toBe('approved');
  expect(world.bankBooks()[0]).toMatchObject({ state: 'in-force', netMinor: 5_000 });
  world.request('void', 5_000, sale);
  expect(world.journal.transaction(sale)?.state).toBe('voided');
});

test('rule 8: an approval that comes too late is evidence and decides nothing (drivers/acquirer/late-answers)', () => {
  const world = new AcquirerWorld();
  world.tell('answer-late', { kind: 'sale', ms: 70_000 });
  world.tell('silent-unbooked', { kind: 'reversal' });
  const sale = world.request('sale', 5_000);
  const noted = world.entries().find(({ type }) => type === 'evidence.noted');
  expect(noted?.body).toMatchObject({ what: 'late-answer', detail: `${sale}: 00` });
  expect(world.journal.transaction(sale)?.state).toBe('reversed');
  expect(world.broken()).toEqual([]);
});

describe('rule 9: how a reversal ends', () => {
  test.each([
    ['12', 'reversed'],
    ['25', 'reversed'],
    ['96', 'unknown'],
    ['94', 'unknown'],
  ])('%s: %s', (code, state) => {
    const world = new AcquirerWorld();
    world.tell('silent-unbooked', { kind: 'sale' });
    world.tell('refuse-reversal', { code, count: 1_000 });
    const sale = world.request('sale', 5_000);
    expect(world.journal.transaction(sale)?.state).toBe(state);
    const reasons = world.entries().flatMap((entry) => (entry.type === 'reversal.sent' ? [entry.body.reason] : []));
    expect(reasons.slice(0, 2)).toEqual(state === 'reversed' ? ['98'] : ['98', '06']);
  });
});

test.each(CUT_POINTS)(
  'rule 10: a start recovers open outcomes, then reversals, then the settlement; cut %s (scenarios/acquirer-matrix)',
  (point) => {
    const world = new AcquirerWorld();
    world.request('sale', 5_000);
    world.cutPowerAt({ message: 'sale.submitted', point });
    world.request('sale', 100);
    world.powerOn();
    world.startSettlement();
    const recovered = types(world).filter((type) =>
      ['sale.unknown', 'reversal.sent', 'settlement.sent'].includes(type),
    );
    expect(recovered).toEqual([...recovered].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  },
);
const ORDER = ['sale.unknown', 'reversal.sent', 'settlement.sent'];

test('rule 11: settlement needs every outcome known or a signature; the batch advances with the end answer; paper has no say (scenarios/settlement, museum/liaoyang)', () => {
  const world = new AcquirerWorld();
  world.request('sale', 5_000);
  world.tell('silent', { kind: 'sale' });
  world.tell('refuse-reversal', { code: '96', count: 1_000 });
  world.request('sale', 100);
  world.desk.open('settlement', 'day' as TransactionId);
  world.press('confirm');
  expect(types(world)).not.toContain('settlement.sent');
  world.press('1', '9', '9', '9', '9', 'confirm');
  expect(types(world).filter((type) => type === 'settlement.ended')).toHaveLength(1);
  expect(world.journal.counters().batch).toBe('000002');
  expect(world.journal.copiesOf('day' as TransactionId)).toMatchObject([{ state: 'owed' }]);
});

test('rule 12: a doubtful copy is never an original again (storage/receipts, scenarios/power-cuts)', () => {
  const till = new Till();
  till.sale('a');
  const copy = copyId('a' as TransactionId, 'customer');
  till.start(copy);
  till.doubtful(copy);
  till.paper('judged', copy, { complete: false });
  expect(till.copy(copy)).toMatchObject({ state: 'owed', nextMarking: { kind: 'duplicate', n: 1 } });
  expect(refusal(() => till.start(copy, { kind: 'original' }))).toBe('copy-marking');
});
