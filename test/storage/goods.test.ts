/** Goods beside the money: a line comes back once, at its own price, whatever becomes of the refunds (requirements A1, A10, B10). */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReturnedLine } from '../../storage/entries/goods.ts';
import { minorUnits } from '../../storage/facts.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

const sold = (quantity: number, unitMinor: number) => ({
  code: '12',
  zh: '水',
  en: 'Water',
  quantity,
  unitMinor: minorUnits(unitMinor),
  taxBasisPoints: 1_300,
  returnClass: 'standard',
});
const back = (line: number, quantity: number, amount: number): ReturnedLine => ({
  line,
  quantity,
  condition: 'sealed',
  keyed: false,
  amountMinor: minorUnits(amount),
});

/** A sale of three at 200 and one at 400. */
function shop(): Till {
  const till = new Till();
  till.submit('s', { amount: 1_000 });
  till.append({ type: 'goods.sold', txn: id('s'), body: { lines: [sold(3, 200), sold(1, 400)] } });
  till.approve('s', 'sale');
  return till;
}
const claim = (till: Till, txn: string, ...lines: readonly ReturnedLine[]) =>
  till.append({
    type: 'goods.returned',
    txn: id(txn),
    body: { original: id('s'), lines, fees: [], outcome: 'refund' },
  });
const left = (till: Till) => till.journal.goods(id('s')).map((line) => line.left);

test('the lines make the amount, once, while the sale is under way', () => {
  const till = new Till();
  till.submit('s', { amount: 1_000 });
  const lines = (...all: ReturnType<typeof sold>[]) =>
    till.append({ type: 'goods.sold', txn: id('s'), body: { lines: all } });
  expect(refusal(() => lines(sold(3, 200)))).toBe('goods-amount');
  lines(sold(5, 200));
  expect(refusal(() => lines(sold(5, 200)))).toBe('goods-exist');
  till.approve('s', 'sale');
  expect(refusal(() => lines(sold(5, 200)))).toBe('goods-late');
  expect(till.journal.goods(id('s'))).toMatchObject([{ line: 1, quantity: 5, left: 5 }]);
});

test('never more than was sold of a line; a decline gives it free again', () => {
  const till = shop();
  till.refund('r1', 's', 400);
  claim(till, 'r1', back(1, 2, 400));
  expect(left(till)).toEqual([1, 1]);
  till.refund('r2', 's', 400);
  expect(refusal(() => claim(till, 'r2', back(1, 2, 400)))).toBe('line-exceeds');
  till.decline('r1', 'refund');
  expect(left(till)).toEqual([3, 1]);
  claim(till, 'r2', back(1, 2, 400));
  till.approve('r2', 'refund');
  expect(left(till)).toEqual([1, 1]);
  expect(till.journal.verify().ok).toBe(true);
});

test('at the price of the sale, of a line that there is, for the amount that goes back', () => {
  const till = shop();
  till.refund('r', 's', 400);
  expect(refusal(() => claim(till, 'r', back(3, 1, 400)))).toBe('line-missing');
  expect(refusal(() => claim(till, 'r', back(1, 1, 400)))).toBe('line-price');
  expect(refusal(() => claim(till, 'r', back(1, 1, 200)))).toBe('goods-net');
  const fees = [{ what: 'restocking', bearer: 'customer', amountMinor: minorUnits(200) }] as const;
  till.append({
    type: 'goods.returned',
    txn: id('r'),
    body: { original: id('s'), lines: [back(1, 3, 600)], fees, outcome: 'exchange' },
  });
  expect(left(till)).toEqual([0, 1]);
});

test('a voucher takes goods and money of the sale as a refund does; a refusal takes nothing', () => {
  const till = shop();
  const voucher = (txn: string, amount: number, ...lines: readonly ReturnedLine[]) =>
    till.append({
      type: 'compensation.issued',
      txn: id(txn),
      body: { original: id('s'), amountMinor: minorUnits(amount), currency: 'CNY', lines, copies: ['customer'] },
    });
  voucher('v', 400, back(2, 1, 400));
  expect(left(till)).toEqual([3, 0]);
  expect(till.row('s').refundedMinor).toBe(400);
  expect(refusal(() => voucher('w', 700))).toBe('refund-exceeds-original');
  expect(refusal(() => voucher('w', 400, back(2, 1, 400)))).toBe('line-exceeds');
  const words = { zh: '过期', en: 'late', remedyZh: '', remedyEn: '' };
  till.append({
    type: 'return.refused',
    txn: id('x'),
    body: { original: id('s'), rule: 'window', ...words, code: null, copies: ['customer'] },
  });
  expect(left(till)).toEqual([3, 0]);
  expect(till.journal.copiesOwed().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['voucher', 'refusal']));
});

test('a voucher waits for the outcome of a void, and is in the money of the sale', () => {
  const till = shop();
  const voucher = (currency: string) =>
    till.append({
      type: 'compensation.issued',
      txn: id('v'),
      body: { original: id('s'), amountMinor: minorUnits(400), currency, lines: [back(2, 1, 400)], copies: [] },
    });
  expect(refusal(() => voucher('USD'))).toBe('currency-differs');
  till.submit('whole', { kind: 'void', original: 's', amount: 1_000 });
  expect(refusal(() => voucher('CNY'))).toBe('void-under-way');
  till.loseSight('whole', 'void');
  expect(refusal(() => voucher('CNY'))).toBe('void-under-way');
  till.reversalSent('whole', 1);
  till.reversalAccepted('whole');
  voucher('CNY');
  expect(till.row('s').refundedMinor).toBe(400);
});

/** A voucher of 600 for the three that came back, and a sale of 1 000 that it helps to pay. */
function withVoucher(): Till {
  const till = shop();
  const body = { original: id('s'), amountMinor: 600, currency: 'CNY', lines: [back(1, 3, 600)], copies: [] };
  till.append({ type: 'compensation.issued', txn: id('v'), body: { ...body, code: '012345678' } });
  return till;
}
const spend = (till: Till, sale: string, over: object = {}) => {
  const draft = till.submittedDraft(sale, { amount: 400, needsReversal: false });
  const body = { voucher: id('v'), amountMinor: 600, currency: 'CNY', ...over };
  till.append(
    draft,
    { type: 'voucher.redeemed', txn: id(sale), body },
    { type: 'goods.sold', txn: id(sale), body: { lines: [sold(5, 200)] } },
  );
};

test('a voucher pays once and whole; of a sale that came to nothing it is good again', () => {
  const till = withVoucher();
  expect(refusal(() => spend(till, 'x', { voucher: id('w') }))).toBe('voucher-unknown');
  expect(refusal(() => spend(till, 'x', { amountMinor: 599 }))).toBe('voucher-amount');
  expect(refusal(() => spend(till, 'x', { currency: 'USD' }))).toBe('voucher-amount');
  spend(till, 'a');
  expect(till.journal.voucher('012345678')).toMatchObject({ txn: 'v', amountMinor: 600, spentOn: 'a' });
  expect(refusal(() => spend(till, 'b'))).toBe('voucher-spent');
  till.loseSight('a');
  // Nobody knows yet: it stays spent.
  expect(refusal(() => spend(till, 'b'))).toBe('voucher-spent');
  till.approve('a');
  expect(refusal(() => spend(till, 'b'))).toBe('voucher-spent');
  const other = withVoucher();
  spend(other, 'a');
  other.decline('a');
  expect(other.journal.voucher('012345678')?.spentOn).toBeNull();
  spend(other, 'b');
  other.reopen();
  expect(refusal(() => spend(other, 'c'))).toBe('voucher-spent');
  const books = openJournalReader(join(other.folder, 'journal.sqlite'));
  expect(books.rebuild()).toMatchObject({ ok: true, refused: null });
  books.close();
});

test('goods without their voucher do not make the amount, and no voucher comes after them', () => {
  const till = withVoucher();
  till.submit('a', { amount: 400 });
  const lines = { type: 'goods.sold', txn: id('a'), body: { lines: [sold(5, 200)] } };
  expect(refusal(() => till.append(lines))).toBe('goods-amount');
  till.append({ ...lines, body: { lines: [sold(2, 200)] } });
  const late = { voucher: id('v'), amountMinor: 600, currency: 'CNY' };
  expect(refusal(() => till.append({ type: 'voucher.redeemed', txn: id('a'), body: late }))).toBe('goods-exist');
});

/** Goods of 1 000, of which a voucher of 600 has paid its part: 400 in money. Line 1: one at 600, line 2: one at 400. */
function paidByBoth(policy = true): Till {
  const till = shop();
  if (policy) {
    const changes = [{ key: 'voucherParts.demanded', before: null, after: 'true' }];
    till.append({ type: 'policy.changed', txn: null, body: { version: '1', hash: 'a'.repeat(64), changes } });
  }
  issue(till, 'v', 600, [back(1, 3, 600)]);
  till.submit('m', { amount: 400 });
  till.append(
    { type: 'voucher.redeemed', txn: id('m'), body: { voucher: id('v'), amountMinor: 600, currency: 'CNY' } },
    { type: 'goods.sold', txn: id('m'), body: { lines: [sold(1, 600), sold(1, 400)] } },
  );
  till.approve('m', 'sale');
  return till;
}
function issue(till: Till, txn: string, amount: number, lines: readonly ReturnedLine[], original = 's'): void {
  const body = {
    original: id(original),
    amountMinor: minorUnits(amount),
    currency: 'CNY',
    lines,
    copies: ['customer'],
  };
  till.append({ type: 'compensation.issued', txn: id(txn), body: { ...body, code: codeOf(txn) } });
}
const codeOf = (txn: string) => `00000000${txn.length}`;
const bring = (till: Till, txn: string, lines: readonly ReturnedLine[], voucherMinor: number) =>
  till.append({
    type: 'goods.returned',
    txn: id(txn),
    body: {
      original: id('m'),
      lines,
      fees: [],
      outcome: 'refund',
      ...(voucherMinor === 0
        ? {}
        : { byVoucher: { amountMinor: minorUnits(voucherMinor), code: `11111111${txn.length}` } }),
    },
  });

test('what vouchers paid goes back as one, behind all of the money, good when the refund is approved', () => {
  const till = paidByBoth();
  expect(till.journal.voucherPart(id('m'))).toEqual({ spentMinor: 600, leftMinor: 600 });
  till.refund('r', 'm', 300);
  expect(refusal(() => bring(till, 'r', [back(1, 1, 600), back(2, 1, 400)], 600))).toBe('goods-net');
  expect(refusal(() => bring(till, 'r', [back(1, 1, 600), back(2, 1, 400)], 700))).toBe('voucher-part-first');
  till.refund('rr', 'm', 100);
  expect(refusal(() => bring(till, 'rr', [back(1, 1, 600), back(2, 1, 400)], 900))).toBe('voucher-part');
  till.decline('rr', 'refund');
  till.decline('r', 'refund');
  till.refund('back', 'm', 400);
  bring(till, 'back', [back(1, 1, 600), back(2, 1, 400)], 600);
  const code = '111111114';
  expect(till.journal.voucher(code)).toBeNull();
  expect(till.journal.voucherPart(id('m')).leftMinor).toBe(0);
  const spend = () => {
    till.submit('next', { amount: 100 });
    till.append({
      type: 'voucher.redeemed',
      txn: id('next'),
      body: { voucher: id('back'), amountMinor: 600, currency: 'CNY' },
    });
  };
  expect(refusal(spend)).toBe('voucher-not-yet');
  till.approve('back', 'refund');
  expect(till.journal.voucher(code)).toMatchObject({ amountMinor: 600, spentOn: null });
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
});

test('a refund that came to nothing gives no voucher, and the part is free again', () => {
  const till = paidByBoth();
  till.refund('r', 'm', 400);
  bring(till, 'r', [back(1, 1, 600), back(2, 1, 400)], 600);
  till.decline('r', 'refund');
  expect(till.journal.voucher('111111111')).toBeNull();
  expect(till.journal.voucherPart(id('m')).leftMinor).toBe(600);
});

test('a voucher in the place of all takes the money first, then what vouchers had paid, never more than both', () => {
  const till = paidByBoth();
  issue(till, 'vv', 400, [back(2, 1, 400)], 'm');
  expect(till.row('m').refundedMinor).toBe(400);
  expect(till.journal.voucherPart(id('m')).leftMinor).toBe(600);
  issue(till, 'vvv', 600, [back(1, 1, 600)], 'm');
  expect(till.journal.voucherPart(id('m')).leftMinor).toBe(0);
  expect(refusal(() => issue(till, 'vvvv', 1, [], 'm'))).toBe('voucher-part');
});

test.each([
  [true, 'void-with-voucher'],
  [false, null],
])('no void sets vouchers free while goods stay away (demanded: %s)', (demanded, rule) => {
  const till = paidByBoth(demanded);
  const voided = () => {
    till.journal.append(
      [
        till.submittedDraft('x', { kind: 'void', original: 'm', amount: 400 }),
        {
          type: 'goods.returned',
          txn: id('x'),
          body: { original: id('m'), lines: [back(2, 1, 400)], fees: [], outcome: 'refund' },
        },
      ],
      till.stamp(),
      [{ txn: id('x'), name: 'reversalImage', plain: 'image' }],
    );
  };
  if (rule === null) voided();
  else expect(refusal(voided)).toBe(rule);
});
