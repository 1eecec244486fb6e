/**
 * hyperswitch-13182: two refunds of 60 on a payment of 100, asked for at the same time, both saw 100 left and both succeeded.
 * Here the amount is reserved in the very transaction that lets the request go: the second one is refused before a byte leaves.
 */
import { expect, it } from 'vitest';
import { refusal, Till } from '../storage/acts.ts';

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
