/**
 * hyperswitch-13182: two refunds of 60 on a payment of 100, asked for at the same time, both saw 100 left and both succeeded.
 * Here the amount is reserved in the very transaction that lets the request go: the second one is refused before a byte leaves.
 */
import { expect, it } from 'vitest';
import { NO_CARD } from '../../storage/facts.ts';
import { refusal, Till } from '../storage/acts.ts';
import { cashSale, goodsSale, NOTHING_LEFT, ROADS } from './giving-back.ts';

it('hyperswitch-13182: two refunds that both looked before either was sent', () => {
  const till = new Till();
  till.sale('payment', 100);
  const left = () =>
    till.row('payment').amountMinor - till.row('payment').refundedMinor - till.row('payment').reservedMinor;
  const [seenByOne, seenByOther] = [left(), left()];
  expect([seenByOne, seenByOther]).toEqual([100, 100]);
  till.refund('one', 'payment', 60);
  expect(refusal(() => till.refund('other', 'payment', 60))).toBe('refund-exceeds-original');
  // No outcome of the first but a certain "no" frees what it holds.
  till.loseSight('one', 'refund');
  till.reopen();
  expect(refusal(() => till.refund('other', 'payment', 60))).toBe('refund-exceeds-original');
  till.approve('one', 'refund');
  expect(refusal(() => till.refund('other', 'payment', 60))).toBe('refund-exceeds-original');
  till.refund('rest', 'payment', 40);
  expect(left()).toBe(0);
});

it('hyperswitch-13182: two in one append are two', () => {
  const till = new Till();
  till.sale('payment', 100);
  const first = till.submittedDraft('one', { kind: 'refund', original: 'payment', amount: 60 });
  const second = till.submittedDraft('other', {
    kind: 'refund',
    original: 'payment',
    amount: 60,
    body: { stan: '000003' },
  });
  expect(refusal(() => till.append(first, second))).toBe('refund-exceeds-original');
  expect(till.row('payment').reservedMinor).toBe(0);
});

it('hyperswitch-13182: whatever the one is, and whatever the other', () => {
  const till = new Till();
  const pairs = Object.keys(ROADS).flatMap((one) => Object.keys(ROADS).map((other) => [one, other] as const));
  for (const [n, [one, other]] of pairs.entries()) {
    goodsSale(till, `payment${n}`, 1);
    ROADS[one]?.(till, `one${n}`, `payment${n}`);
    const rule = refusal(() => ROADS[other]?.(till, `other${n}`, `payment${n}`));
    expect(rule, `${one}, and meanwhile ${other}`).toMatch(NOTHING_LEFT);
  }
});

it('hyperswitch-13182: two promises of cash', () => {
  const till = new Till();
  cashSale(till, 'payment', 100);
  const promise = (txn: string) =>
    till.append({
      type: 'refund.deferred',
      txn,
      body: {
        original: 'payment',
        amountMinor: 60,
        currency: 'CNY',
        card: NO_CARD,
        reason: 'x',
        customerPhoneLast4: '8888',
        promisedForMs: 0,
        copies: ['customer'],
      },
    });
  promise('one');
  expect(refusal(() => promise('other'))).toBe('refund-exceeds-original');
});
