/** Settlement 结算 from its first step to the next batch (facts/acquirer §1.5, §2.2 rules 6, 10, 11; design §13), in process on moved time. */
import { describe, expect, test } from 'vitest';
import { slipLines } from '../../firmware/effects/slips/slip-lines.ts';
import { reconcile, type StatementTrace, tracesOfBatch } from '../../firmware/rules/reconciliation.ts';
import { faultCopyId, type TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from './acquirer-world.ts';

const types = (world: AcquirerWorld) => world.entries().map(({ type }) => type);
const statusOf = (world: AcquirerWorld) => world.desk.conversation()?.context['status'];
const ended = (world: AcquirerWorld) => {
  const entry = world.entries().find(({ type }) => type === 'settlement.ended');
  if (entry?.type !== 'settlement.ended') throw new Error('the settlement has not ended');
  return entry.body;
};
const hostBatch = (world: AcquirerWorld) =>
  (world.tell('state') as { readonly terminals: readonly { readonly batch: string }[] }).terminals[0]?.batch;

/** A settlement asked for by keys. */
function settleByKeys(world: AcquirerWorld): TransactionId {
  const txn = 'day' as TransactionId;
  world.desk.open('settlement', txn);
  world.press('confirm');
  return txn;
}

describe('balanced', () => {
  test('the batch advances in the very append of the 0510; the slip is owed from then on and nothing waits for it', () => {
    const world = new AcquirerWorld();
    const sale = world.request('sale', 5_000);
    world.request('refund', 700, sale);
    const txn = settleByKeys(world);
    expect(types(world).slice(-2)).toEqual(['settlement.answered', 'settlement.ended']);
    expect(statusOf(world)).toMatchObject({ is: 'ended', batch: '000001', result: 'balanced', differences: [] });
    expect(hostBatch(world)).toBe(world.journal.counters().batch);
    expect(world.journal.copiesOf(txn)).toMatchObject([{ kind: 'settlement', state: 'owed' }]);
    expect(world.told.filter(({ event, kind }) => event === 'request' && kind === 'upload')).toEqual([]);
  });

  test('a sale of the closed batch can still be refunded: its card number is kept while there is something to refund', () => {
    const world = new AcquirerWorld();
    const [first, second] = [world.request('sale', 5_000), world.request('sale', 6_000)];
    world.request('void', 6_000, second);
    settleByKeys(world);
    expect(world.journal.secret(first, 'pan')).not.toBeNull();
    expect(world.journal.secret(second, 'pan')).toBeNull();
    const refund = world.request('refund', 5_000, first);
    expect(world.journal.transaction(refund)?.state).toBe('approved');
    world.desk.open('settlement', 'next' as TransactionId);
    world.press('confirm');
    for (const txn of [first, refund]) expect(world.journal.secret(txn, 'pan')).toBeNull();
    expect(world.broken()).toEqual([]);
  });

  test('an empty batch is not settled', () => {
    const world = new AcquirerWorld();
    world.desk.open('settlement', 'day' as TransactionId);
    expect(statusOf(world)).toMatchObject({ is: 'offered', records: 0 });
    world.press('confirm');
    expect(types(world)).not.toContain('settlement.started');
  });
});

describe('while it runs', () => {
  test('no new transaction is submitted', () => {
    const world = new AcquirerWorld();
    world.request('sale', 5_000);
    world.tell('silent-unbooked', { kind: 'settlement', count: 1_000 });
    settleByKeys(world);
    expect(world.journal.obligations().at(-1)).toMatchObject({ kind: 'settlement', state: 'sent' });
    const sale = world.request('sale', 100);
    expect(world.desk.reports).toContainEqual({
      type: 'money.decided',
      txn: sale,
      outcome: { is: 'notReached', why: 'settling', detail: '' },
    });
    expect(world.journal.transaction(sale)).toBeNull();
    world.tell('clear-faults');
    world.settle();
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });

  test('an error of the host decides nothing: it is tried again, and can be taken back', () => {
    const world = new AcquirerWorld();
    world.request('sale', 5_000);
    world.tell('settlement-flag', { flag: '3', count: 1_000 });
    const txn = settleByKeys(world);
    expect(statusOf(world)).toMatchObject({ is: 'running', step: 'started', mayCancel: true });
    world.press('cancel');
    expect(world.journal.settlementOf(txn)?.step).toBe('cancelled');
    world.tell('clear-faults');
    world.request('sale', 100);
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });
});

describe('not balanced', () => {
  test("the exact trace is named against the acquirer's statement, whichever side has it", () => {
    for (const fault of [{ drop: '000003' }, { add: 777, stan: '000009' }]) {
      const world = new AcquirerWorld();
      for (const amount of [1_000, 2_000, 3_000]) world.request('sale', amount);
      world.tell('out-of-balance', fault);
      settleByKeys(world);
      expect(statusOf(world)).toMatchObject({ is: 'ended', result: 'notBalanced' });
      const { records } = world.tell('statement', { batch: '000001' }) as {
        readonly records: readonly StatementTrace[];
      };
      const differences = reconcile(tracesOfBatch(world.entries(), '000001'), records);
      expect(differences).toMatchObject(
        'drop' in fault
          ? [{ stan: '000003', what: 'not-at-acquirer', journal: { kind: 'sale', amountMinor: 2_000 } }]
          : [{ stan: '000009', what: 'not-in-journal', acquirer: { amountMinor: 777 } }],
      );
      expect(hostBatch(world)).toBe('000002');
    }
  });

  test('a record that the acquirer does not take is named with its code; the upload goes on and ends', () => {
    const world = new AcquirerWorld();
    const sale = world.request('sale', 5_000);
    const refund = world.request('refund', 700, sale);
    world.tell('out-of-balance', { add: 1 });
    world.tell('decline', { kind: 'upload', code: '64', skip: 1 });
    settleByKeys(world);
    expect(ended(world)).toMatchObject({
      by: 'acquirer',
      differences: [{ txn: refund, what: 'upload-refused', code: '64' }],
    });
    expect(statusOf(world)).toMatchObject({ differences: [expect.stringContaining('UPLOAD REFUSED 64')] });
    expect(hostBatch(world)).toBe('000002');
  });

  test('a reversal in the batch is named: it is where the two sides most likely differ', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    const lost = world.request('sale', 1_500);
    world.request('sale', 5_000);
    world.tell('out-of-balance', { add: 1_500 });
    settleByKeys(world);
    expect(ended(world).differences).toMatchObject([{ txn: lost, what: 'reversed', code: '00' }]);
  });

  test('an end that the acquirer refuses is repeated; a manager may close the batch, by name', () => {
    const world = new AcquirerWorld();
    world.request('sale', 5_000);
    world.tell('out-of-balance', { add: 1 });
    world.tell('decline', { kind: 'upload-end', code: '30', count: 1_000 });
    settleByKeys(world);
    expect(statusOf(world)).toMatchObject({ is: 'running', step: 'uploading', refused: '30', done: 1, all: 1 });
    expect(world.journal.counters().batch).toBe('000001');
    world.press('1', '1', '2', '3', '4', 'confirm');
    expect(world.journal.counters().batch).toBe('000001');
    world.press('9', '9', '9', '9', 'confirm');
    expect(ended(world)).toMatchObject({ by: 'manager', manager: '9' });
    expect(world.journal.counters().batch).toBe('000002');
  });
});

describe('unknown outcomes', () => {
  function withOpenItems(world: AcquirerWorld, refundFault: 'silent' | 'silent-unbooked') {
    const sale = world.request('sale', 5_000);
    world.tell(refundFault, { kind: 'refund' });
    const refund = world.request('refund', 700, sale);
    world.tell('silent-unbooked', { kind: 'sale' });
    world.tell('refuse-reversal', { code: '96', count: 1_000 });
    const lost = world.request('sale', 1_500);
    return { refund, lost };
  }

  test('stand in the way by name, until a manager signs them off by name; they outlive the batch', () => {
    const world = new AcquirerWorld();
    const { refund, lost } = withOpenItems(world, 'silent-unbooked');
    settleByKeys(world);
    expect(statusOf(world)).toMatchObject({
      is: 'blocked',
      mayCancel: true,
      items: [expect.stringMatching(/REVERSAL .*SALE 000004/), expect.stringMatching(/UNKNOWN .*REFUND 000003/)],
    });
    expect(types(world)).not.toContain('settlement.sent');
    world.press('1', '9', '9', '9', '9', 'confirm');
    expect(world.entries().find(({ type }) => type === 'settlement.excepted')?.body).toMatchObject({
      manager: '9',
      exceptions: [{ txn: lost }, { txn: refund }],
    });
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.journal.reversals()).toMatchObject([{ txn: lost, state: 'needsHuman' }]);
    world.tell('clear-faults');
    world.settle();
    expect(world.journal.reversals()).toEqual([]);
    expect(world.journal.transaction(refund)?.state).toBe('unknown');
    expect(world.broken()).toEqual([]);
  });

  test.each(['silent', 'silent-unbooked'] as const)(
    'the upload brings a refund (%s) into the books, once, and its answer ends the doubt',
    (fault) => {
      const world = new AcquirerWorld();
      const { refund } = withOpenItems(world, fault);
      world.tell('out-of-balance', { add: 1 });
      settleByKeys(world);
      world.press('1', '9', '9', '9', '9', 'confirm');
      expect(world.journal.transaction(refund)).toMatchObject({ state: 'approved' });
      expect(world.bankBooks().filter(({ kind }) => kind === 'refund')).toMatchObject([{ state: 'in-force' }]);
      expect(world.journal.copiesOf(refund)).toHaveLength(2);
      expect(world.broken()).toEqual([]);
    },
  );

  test('a reversal that fails nine times calls a person; its fault slip says the same whenever it is rendered', () => {
    const world = new AcquirerWorld();
    world.tell('silent-unbooked', { kind: 'sale' });
    world.tell('refuse-reversal', { code: '96', count: 1_000 });
    const lost = world.request('sale', 1_500);
    expect(world.journal.reversals()).toMatchObject([{ txn: lost, state: 'needsHuman' }]);
    const copy = faultCopyId(lost, 'merchant');
    const { nextSlip: slip } = world.journal.counters();
    world.journal.append(
      [{ type: 'receipt.started', txn: lost, body: { copy, slip, marking: { kind: 'original' } } }],
      world.desk.stamp(),
    );
    const render = () => JSON.stringify(slipLines(world.desk.ports, { txn: lost, copy, slip, job: `slip ${slip}` }));
    const first = render();
    const attempts = world.journal.reversals()[0]?.attempts ?? 0;
    world.powerOn();
    world.settle();
    expect(world.journal.reversals()[0]?.attempts).toBeGreaterThan(attempts);
    expect(render()).toBe(first);
    expect(types(world).filter((type) => type === 'reversal.escalated')).toHaveLength(1);
  });

  test('a manager resolves them with a reason and evidence; an unknown refund stays reserved until then', () => {
    const world = new AcquirerWorld();
    const { refund, lost } = withOpenItems(world, 'silent');
    const original = world.journal.transaction(refund)?.original ?? null;
    expect(original && world.journal.transaction(original)?.reservedMinor).toBe(700);
    world.desk.open('resolution', 'unused' as TransactionId);
    // Evidence first, and not by a wrong PIN.
    world.press('1', 'confirm', '4', '7', 'confirm', '1', '1', '1', '1', 'confirm');
    expect(world.journal.reversals()).toHaveLength(1);
    world.press('9', '9', '9', '9', 'confirm');
    expect(world.journal.transaction(lost)?.state).toBe('reversed');
    world.press('1', '4', '8', 'confirm', '9', '9', '9', '9', 'confirm');
    expect(world.journal.transaction(refund)?.state).toBe('approved');
    expect(world.entries().filter(({ type }) => type.endsWith('.resolved'))).toMatchObject([
      { txn: lost, body: { manager: '9', reason: 'never-booked', evidence: '47' } },
      { txn: refund, body: { manager: '9', reason: 'booked', evidence: '48', approved: true } },
    ]);
    expect(world.desk.conversation()?.context['item']).toBeNull();
    expect(world.broken()).toEqual([]);
  });
});
