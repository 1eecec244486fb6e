/**
 * The money desk at an acquirer that speaks ISO 8583:1987 (facts/acquirer §1.8): no MAC, no batch upload, and a refund of unknown outcome is
 * reversed. Real journal, desk and driver on moved time; the bank's books are the judge.
 */
import { describe, expect, test } from 'vitest';
import { type Iso87Encoding, iso87With } from '../../drivers/acquirer/profiles/iso87.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { iso87Dialect } from '../emulators/acquirer/iso87/dialect.ts';
import { AcquirerWorld } from './acquirer-world.ts';
import { CUT_POINTS } from './power-cut.ts';

const PLAIN: Iso87Encoding = { digits: 'ascii', bitmap: 'hex', length: 'binary2' };
const PACKED: Iso87Encoding = { digits: 'bcd', bitmap: 'binary', length: 'vml' };
const neutral = (encoding: Iso87Encoding) =>
  new AcquirerWorld({ profile: iso87With(encoding), dialect: iso87Dialect(encoding) });

const states = (world: AcquirerWorld) => world.bankBooks().map(({ kind, state }) => `${kind} ${state}`);

test('the pre-authorisation family: a cancel, an advice told again as 0221, a completion and its cancel', () => {
  const world = neutral(PLAIN);
  const state = (txn: TransactionId) => world.journal.transaction(txn)?.state;
  const first = world.request('preauth', 5_000);
  expect(state(world.request('preauthCancel', 5_000, first))).toBe('approved');
  const second = world.request('preauth', 8_000);
  world.tell('silent', { kind: 'completion-advice' });
  const told = world.request('completionAdvice', 7_000, second);
  world.settle();
  expect(state(told)).toBe('approved');
  expect(world.entries().some(({ type }) => type === 'advice.sent')).toBe(true);
  const third = world.request('preauth', 6_000);
  const done = world.request('completion', 6_000, third);
  expect(state(world.request('completionCancel', 6_000, done))).toBe('approved');
  expect(world.broken()).toEqual([]);
});

describe.each([PLAIN, PACKED])('iso87, $digits', (encoding) => {
  test('sale, void and refund, each once silent: reversed, told once, settled in balance', () => {
    const world = neutral(encoding);
    const first = world.request('sale', 5_000);
    world.tell('silent', { kind: 'sale' });
    const lost = world.request('sale', 1_100);
    expect(world.journal.transaction(lost)?.state).toBe('reversed');
    world.tell('silent', { kind: 'void' });
    const undone = world.request('void', 5_000, first);
    expect(world.journal.transaction(undone)?.state).toBe('reversed');
    world.tell('silent', { kind: 'refund' });
    const gone = world.request('refund', 2_000, first);
    expect(world.journal.transaction(gone)?.state).toBe('reversed');
    // The cashier was told that it is being undone, not that it stays open.
    const told = world.desk.reports.find(({ type, txn }) => type === 'money.decided' && txn === gone);
    expect(told?.['outcome']).toEqual({ is: 'unknown', reversing: true, cause: 'timeout' });
    // Nothing of it is reserved any more: the whole can be refunded.
    const refund = world.request('refund', 5_000, first);
    expect(world.journal.transaction(refund)?.state).toBe('approved');
    expect(states(world)).toEqual([
      expect.stringMatching(/^sale /),
      'sale reversed',
      'void reversed',
      'refund reversed',
      'refund in-force',
    ]);
    world.startSettlement();
    expect(world.journal.settlement()).toBeNull();
    expect(world.entries().find(({ type }) => type === 'settlement.answered')?.body).toEqual({
      result: 'balanced',
      upload: false,
    });
    expect(world.broken()).toEqual([]);
    expect(world.journal.obligations().filter(({ kind }) => kind === 'reversal')).toEqual([]);
  });

  test('out of balance: there is no upload, the batch closes all the same, the next one trades', () => {
    const world = neutral(encoding);
    world.request('sale', 5_000);
    world.tell('out-of-balance', { drop: true });
    world.startSettlement();
    const answered = world.entries().find(({ type }) => type === 'settlement.answered');
    expect(answered?.body).toEqual({ result: 'notBalanced', upload: false });
    expect(world.journal.settlement()).toBeNull();
    const next = world.request('sale', 700);
    expect(world.journal.transaction(next)).toMatchObject({ state: 'approved', batch: '000002' });
  });

  test('the answer to the settlement is lost: asked again, the host says the same of the batch that it has closed', () => {
    const world = neutral(encoding);
    world.request('sale', 5_000);
    world.tell('silent', { kind: 'settlement' });
    world.startSettlement();
    expect(world.journal.settlement()).toBeNull();
    expect(world.entries().filter(({ type }) => type === 'settlement.sent')).toHaveLength(2);
    expect(world.entries().find(({ type }) => type === 'settlement.answered')?.body).toMatchObject({
      result: 'balanced',
    });
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });
});

describe.each(['sale', 'void', 'refund'] as const)('iso87: a %s and a power cut', (kind) => {
  test.each(CUT_POINTS)('%s', (point) => {
    const world = neutral(PACKED);
    const original = kind === 'sale' ? null : world.request('sale', 5_000);
    world.cutPowerAt({ message: `${kind}.submitted`, point });
    world.request(kind, 5_000, original);
    world.powerOn();
    world.settle();
    expect(world.broken()).toEqual([]);
    expect(world.journal.reversals()).toEqual([]);
  });
});
