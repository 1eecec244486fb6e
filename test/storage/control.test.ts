/** Policy, approvals and freezes as the journal keeps them, and the last door before money moves. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../firmware/rules/timeline.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { card, id, MORNING_MS, refusal, Till } from './acts.ts';

function shop(): Till {
  const till = new Till();
  const drafts = ['1', '9'].map((operator) => ({
    type: 'operator.registered',
    txn: null,
    body: { operator, name: 'x', role: operator === '9' ? 'manager' : 'cashier', by: '0' },
  }));
  const pins = ['1', '9'].map((operator) => ({ operator, pin: '3071', strength: 'published' }) as const);
  till.journal.append(drafts as never, till.stamp(), pins);
  return till;
}

const freeze = (n: number, on: object) => ({
  type: 'freeze.placed',
  txn: null,
  body: { freeze: n, on, reason: 'dispute', by: '9' },
});
const lift = (n: number) => ({ type: 'freeze.lifted', txn: null, body: { freeze: n, by: '9' } });

describe('freezes', () => {
  test('the terminal: nothing new moves money, what is under way comes to its end', () => {
    const till = shop();
    till.submit('old');
    till.append(freeze(1, { is: 'terminal' }));
    till.approve('old');
    expect(refusal(() => till.submit('new'))).toBe('frozen-terminal');
    expect(refusal(() => till.refund('back', 'old', 100))).toBe('frozen-terminal');
    expect(refusal(() => till.promise('later', 'old', 100))).toBe('frozen-terminal');
    till.reopen();
    expect(till.journal.freezes()).toMatchObject([{ freeze: 1, on: { is: 'terminal' }, reason: 'dispute', by: '9' }]);
    till.append(lift(1));
    till.sale('new');
    expect(till.journal.freezes()).toEqual([]);
  });

  test('a card and a transaction: only what is theirs', () => {
    const till = shop();
    till.sale('a');
    till.sale('b');
    const { token, maskedPan } = card('6205509999999999990');
    till.append(freeze(1, { is: 'transaction', of: id('a') }));
    till.append(freeze(2, { is: 'card', token, maskedPan }));
    expect(refusal(() => till.refund('ra', 'a', 100))).toBe('frozen-transaction');
    till.refund('rb', 'b', 100);
    const other = { body: { card: card('6205509999999999990') } };
    expect(refusal(() => till.submit('c', other))).toBe('frozen-card');
    till.append(lift(2));
    till.submit('c', other);
  });

  test('no voucher in the place of money, either: of the transaction, of its card, of the terminal', () => {
    const till = shop();
    const line = {
      code: '12',
      zh: '水',
      en: 'Water',
      quantity: 1,
      unitMinor: 500,
      taxBasisPoints: 0,
      returnClass: 'x',
    };
    till.submit('a', { amount: 500 });
    till.append({ type: 'goods.sold', txn: id('a'), body: { lines: [line] } });
    till.approve('a');
    const lines = [{ line: 1, quantity: 1, condition: 'sealed', keyed: false, amountMinor: 500 }];
    const body = { original: id('a'), amountMinor: 500, currency: 'CNY', lines, code: '012345678', copies: [] };
    const issue = () => till.append({ type: 'compensation.issued', txn: id('v'), body });
    const { token, maskedPan } = card();
    const frozen = [{ is: 'transaction', of: id('a') }, { is: 'card', token, maskedPan }, { is: 'terminal' }];
    for (const [i, on] of frozen.entries()) {
      till.append(freeze(i + 1, on));
      expect(refusal(issue)).toBe(`frozen-${on.is}`);
      till.append(lift(i + 1));
    }
    issue();
  });

  test('of a transaction: placed and released stand in its story, under no other name', () => {
    const till = shop();
    till.sale('a');
    till.sale('b');
    const placed = freeze(1, { is: 'transaction', of: id('a') });
    expect(refusal(() => till.append({ ...placed, txn: id('b') }))).toBe('freeze-transaction');
    till.append({ ...placed, txn: id('a') });
    expect(refusal(() => till.append({ ...lift(1), txn: id('b') }))).toBe('freeze-transaction');
    till.append({ ...lift(1), txn: id('a') });
    expect(till.journal.timeline(id('a')).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['freeze.placed', 'freeze.lifted']),
    );
    const told = timelineOf(till.journal.timeline(id('a'))).map(({ what, detail }) => `${what.en} ${detail}`);
    expect(told).toContain('PUT ON HOLD #9 有争议 dispute');
    expect(told).toContain('HOLD RELEASED #9');
  });

  test('anybody stops the terminal; what is somebody else’s, and every release, takes a manager', () => {
    const till = shop();
    till.sale('a');
    const by1 = (draft: { readonly body: object }) => ({ ...draft, body: { ...draft.body, by: '1' } });
    expect(refusal(() => till.append(by1(freeze(1, { is: 'transaction', of: id('a') }))))).toBe('freeze-manager');
    expect(till.journal.nextFreeze()).toBe(1);
    till.append(by1(freeze(1, { is: 'terminal' })));
    expect(till.journal.nextFreeze()).toBe(2);
    expect(refusal(() => till.append(by1(lift(1))))).toBe('freeze-manager');
    till.append(lift(1));
    expect(till.journal.nextFreeze()).toBe(2);
  });

  test('are counted, are not placed twice, are lifted once', () => {
    const till = shop();
    expect(refusal(() => till.append(freeze(2, { is: 'terminal' })))).toBe('freeze-number');
    till.append(freeze(1, { is: 'terminal' }));
    expect(refusal(() => till.append(freeze(2, { is: 'terminal' })))).toBe('frozen-already');
    till.append(lift(1));
    expect(refusal(() => till.append(lift(1)))).toBe('freeze-missing');
    till.append(freeze(2, { is: 'terminal' }));
  });
});

describe('limits', () => {
  test('what has been given back counts from the promise on, until it is known not to be', () => {
    const till = shop();
    till.sale('a', 10_000);
    till.refund('r1', 'a', 1_000);
    till.promise('r2', 'a', 2_000);
    till.refund('r3', 'a', 4_000);
    till.decline('r3', 'refund');
    expect(till.journal.givenBackMinor(MORNING_MS, '1')).toBe(3_000);
    expect(till.journal.givenBackMinor(MORNING_MS, null)).toBe(3_000);
    expect(till.journal.givenBackMinor(MORNING_MS, '2')).toBe(0);
    expect(till.journal.givenBackMinor(till.stamp().atMs, '1')).toBe(0);
    expect(till.journal.recentSales('CNY', 5)).toEqual([10_000]);
    expect(till.journal.recentSales('USD', 5)).toEqual([]);
  });

  test('approvals are another person’s and are summed', () => {
    const till = shop();
    const approval = (operator: string, maker: string) => ({
      type: 'approval.given',
      txn: id('r'),
      body: { operator, maker, rule: 'amount', amountMinor: 700, currency: 'CNY' },
    });
    expect(refusal(() => till.append(approval('1', '1')))).toBe('same-person');
    expect(refusal(() => till.append(approval('7', '1')))).toBe('operator-missing');
    till.append(approval('9', '1'));
    till.append(approval('9', '1'));
    expect(till.journal.approvedMinor(MORNING_MS, '9')).toBe(1_400);
    expect(till.journal.approvedMinor(till.stamp().atMs, '9')).toBe(0);
  });
});

test('a policy says what was before, and the entries alone make the same tables', () => {
  const till = shop();
  const change = (before: string | null, after: string | null) => ({
    type: 'policy.changed',
    txn: null,
    body: { version: '1', hash: 'a'.repeat(64), changes: [{ key: 'k', before, after }] },
  });
  till.append(change(null, '1'));
  expect(refusal(() => till.append(change('2', '3')))).toBe('policy-before');
  till.append(change('1', null));
  expect(till.journal.policyKeys().size).toBe(0);
  till.append(freeze(1, { is: 'terminal' }));
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
});
