/** A refund that names no sale: the journal's own door (policy, limits, reason, a manager of this shop), and what it means for totals and figures. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

const POLICY = {
  'approvals.demanded': 'true',
  'limits.perManagerMinor': '50000',
  'limits.secondPerson': '"manager"',
  'limits.secondPersonFromMinor': '500000',
  reasons: JSON.stringify([{ code: 'complaint', manager: true }]),
  'unreferencedRefunds.allow': '"manager"',
  'unreferencedRefunds.limitMinor': '5000',
  'unreferencedRefunds.perShiftMinor': '8000',
  'unreferencedRefunds.reasons': JSON.stringify(['complaint', 'double-charge']),
};

function shop(policy: Readonly<Record<string, string>> = POLICY): Till {
  const till = new Till();
  const roles = { '1': 'cashier', '2': 'cashier', '9': 'manager' } as const;
  const drafts = Object.entries(roles).map(([operator, role]) => ({
    type: 'operator.registered',
    txn: null,
    body: { operator, name: 'x', role, by: '0' },
  }));
  const pins = Object.keys(roles).map((operator) => ({ operator, pin: '3071', strength: 'published' }) as const);
  till.journal.append(drafts as never, till.stamp(), pins);
  const changes = Object.entries(policy).map(([key, after]) => ({ key, before: null, after }));
  till.append({ type: 'policy.changed', txn: null, body: { version: '1', hash: 'a'.repeat(64), changes } });
  till.append({ type: 'shift.opened', txn: null, body: { shift: 1, operator: '1', role: 'cashier', handOver: null } });
  return till;
}

function agree(till: Till, txn: string, { by = '9', amount = 5_000, rule = 'unreferenced' } = {}): void {
  const body = { operator: by, maker: '1', rule, amountMinor: amount, currency: 'CNY' };
  till.append({ type: 'approval.given', txn: id(txn), body });
}

const credit = (till: Till, txn: string, amount = 5_000, reason: string | null = 'complaint', tags: string[] = []) =>
  till.submit(txn, { kind: 'refund', amount, body: { reason, tags } });

describe('the last door', () => {
  test.each([
    ['no policy at all', {}, 'original-missing'],
    ['off', { ...POLICY, 'unreferencedRefunds.allow': '"off"' }, 'original-missing'],
    ['a limit of nothing', { ...POLICY, 'unreferencedRefunds.limitMinor': '0' }, 'unreferenced-over-limit'],
  ])('%s: refused, agreed to or not', (_, policy, rule) => {
    const till = shop(policy as Record<string, string>);
    agree(till, 'r');
    expect(refusal(() => credit(till, 'r'))).toBe(rule);
  });

  test.each([
    ['nobody has agreed', () => undefined, 5_000, 'complaint', 'approval-missing'],
    ['a cashier has', (till: Till) => agree(till, 'r', { by: '2' }), 5_000, 'complaint', 'approval-missing'],
    ['to less', (till: Till) => agree(till, 'r', { amount: 4_999 }), 5_000, 'complaint', 'approval-missing'],
    ['to another one', (till: Till) => agree(till, 'x'), 5_000, 'complaint', 'approval-missing'],
    [
      'as the second person of an amount',
      (till: Till) => agree(till, 'r', { rule: 'amount' }),
      5_000,
      'complaint',
      'approval-missing',
    ],
    [
      'over the limit',
      (till: Till) => agree(till, 'r', { amount: 6_000 }),
      5_001,
      'complaint',
      'unreferenced-over-limit',
    ],
    ['no reason', (till: Till) => agree(till, 'r'), 5_000, null, 'unreferenced-reason'],
    ['a reason of another list', (till: Till) => agree(till, 'r'), 5_000, 'goods-faulty', 'unreferenced-reason'],
  ])('%s', (_, before, amount, reason, rule) => {
    const till = shop();
    before(till);
    expect(refusal(() => credit(till, 'r', amount, reason))).toBe(rule);
  });

  test('the shift has a limit; what came to nothing takes none of it', () => {
    const till = shop();
    agree(till, 'r1');
    credit(till, 'r1');
    agree(till, 'r2');
    expect(refusal(() => credit(till, 'r2', 3_001))).toBe('unreferenced-over-shift');
    till.decline('r1', 'refund');
    credit(till, 'r2');
    expect(till.journal.withoutSaleInShiftMinor()).toBe(5_000);
  });

  test('a word is spent once; a further attempt of the same case needs no other', () => {
    const till = shop({ ...POLICY, 'unreferencedRefunds.perShiftMinor': '80000' });
    agree(till, 'r1', { amount: 2_000 });
    credit(till, 'r1', 2_000);
    expect(refusal(() => credit(till, 'r2', 2_000, 'complaint', ['case:r1']))).toBe('approval-missing');
    till.decline('r1', 'refund');
    credit(till, 'r2', 2_000, 'complaint', ['case:r1']);
    expect(refusal(() => credit(till, 'r3', 2_000, 'complaint', ['case:r1']))).toBe('approval-missing');
  });
});

test('counts in totals and figures, is no original of anything, and the entries alone make the same tables', () => {
  const till = shop();
  agree(till, 'r');
  credit(till, 'r');
  till.approve('r', 'refund');
  expect(till.row('r')).toMatchObject({ kind: 'refund', state: 'approved', original: null, refundedMinor: 0 });
  expect(till.journal.givenBackMinor(0, '1')).toBe(5_000);
  expect(till.journal.shiftWatch(1)?.moves).toMatchObject([{ kind: 'refund', amountMinor: 5_000, original: null }]);
  expect(refusal(() => till.refund('again', 'r', 100))).toBe('original-not-a-sale');
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
});

test('a clock that is set back takes nothing out of the limit of a shift', () => {
  const till = shop({ ...POLICY, 'shifts.countedInOrder': 'true' });
  till.setClock(-86_400_000);
  agree(till, 'r1');
  credit(till, 'r1');
  agree(till, 'r2', { amount: 3_001 });
  expect(till.journal.withoutSaleInShiftMinor()).toBe(5_000);
  expect(refusal(() => credit(till, 'r2', 3_001))).toBe('unreferenced-over-shift');
});

test('reversed: the shift has its limit back', () => {
  const till = shop();
  agree(till, 'r');
  till.submit('r', { kind: 'refund', amount: 5_000, needsReversal: true, body: { reason: 'complaint' } });
  till.loseSight('r', 'refund');
  expect(till.journal.withoutSaleInShiftMinor()).toBe(5_000);
  till.append({ type: 'reversal.sent', txn: id('r'), body: { attempt: 1, reason: '98' } });
  till.append({ type: 'reversal.accepted', txn: id('r'), body: { responseCode: '00' } });
  expect(till.row('r').state).toBe('reversed');
  expect(till.journal.withoutSaleInShiftMinor()).toBe(0);
});
