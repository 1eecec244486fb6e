/** Every way in which this till gives something back, as entries on a real journal: what must not happen twice by one road must not happen by two. */
import type { ReturnedLine } from '../../storage/entries/goods.ts';
import { minorUnits } from '../../storage/facts.ts';
import { id, refusal, type Till } from '../storage/acts.ts';

const COPIES = ['merchant', 'customer'];
export const UNIT_MINOR = 100;

/** A sale in cash. */
export function cashSale(till: Till, txn: string, amountMinor: number): void {
  const body = { amountMinor, currency: 'CNY', givenMinor: amountMinor, changeMinor: 0, tags: [], copies: COPIES };
  till.append({ type: 'cash.taken', txn, body });
}

/** Notes handed over for a sale in cash, whole (`void`) or in part. */
export function cashBack(till: Till, txn: string, original: string, amountMinor: number, kind = 'refund'): void {
  const body = { kind, original, amountMinor, currency: 'CNY', reason: 'x', tags: [], copies: COPIES };
  till.append({ type: 'cash.givenBack', txn, body });
}

/** A sale by card of so many pieces at `UNIT_MINOR`. */
export function goodsSale(till: Till, txn: string, quantity: number): void {
  till.submit(txn, { amount: quantity * UNIT_MINOR });
  till.append(soldLines(txn, quantity));
  till.approve(txn);
}

const soldLines = (txn: string, quantity: number) => ({
  type: 'goods.sold',
  txn: id(txn),
  body: {
    lines: [
      {
        code: '12',
        zh: '水',
        en: 'Water',
        quantity,
        unitMinor: minorUnits(UNIT_MINOR),
        taxBasisPoints: 1_300,
        returnClass: 'standard',
      },
    ],
  },
});

const pieces = (quantity: number): readonly ReturnedLine[] => [
  { line: 1, quantity, condition: 'sealed', keyed: false, amountMinor: minorUnits(quantity * UNIT_MINOR) },
];

/** Pieces come back for money, or in exchange, in the append that submits the refund. @param feeMinor that the customer bears */
export function goodsBack(
  till: Till,
  txn: string,
  original: string,
  quantity: number,
  outcome: 'refund' | 'exchange' = 'refund',
  feeMinor = 0,
): void {
  const fees =
    feeMinor === 0 ? [] : [{ what: 'restocking', bearer: 'customer', amountMinor: minorUnits(feeMinor) } as const];
  till.append(till.submittedDraft(txn, { kind: 'refund', original, amount: quantity * UNIT_MINOR - feeMinor }), {
    type: 'goods.returned',
    txn: id(txn),
    body: { original: id(original), lines: pieces(quantity), fees, outcome },
  });
}

/** Pieces come back for a voucher of the shop. */
export function voucherFor(till: Till, txn: string, original: string, quantity: number): void {
  const body = { original, amountMinor: quantity * UNIT_MINOR, currency: 'CNY', lines: pieces(quantity), copies: [] };
  till.append({ type: 'compensation.issued', txn: id(txn), body });
}

/** A sale of so many pieces, of which the voucher pays `byVoucher`. */
export function spendVoucher(till: Till, sale: string, voucher: string, byVoucher: number, quantity: number): void {
  till.append(
    till.submittedDraft(sale, { amount: (quantity - byVoucher) * UNIT_MINOR, needsReversal: false }),
    {
      type: 'voucher.redeemed',
      txn: id(sale),
      body: { voucher: id(voucher), amountMinor: byVoucher * UNIT_MINOR, currency: 'CNY' },
    },
    soldLines(sale, quantity),
  );
}

/** Every way to take `UNIT_MINOR` of a sale by card of goods, by name. */
export const ROADS: Readonly<Record<string, (till: Till, txn: string, original: string) => void>> = {
  'a refund': (till, txn, original) => till.refund(txn, original, UNIT_MINOR),
  'a promise': (till, txn, original) => till.promise(txn, original, UNIT_MINOR),
  'goods for money': (till, txn, original) => goodsBack(till, txn, original, 1),
  'goods in exchange': (till, txn, original) => goodsBack(till, txn, original, 1, 'exchange'),
  'a voucher': (till, txn, original) => voucherFor(till, txn, original, 1),
};

/** The rules that say "no more is left", of money and of goods. */
export const NOTHING_LEFT = /^(refund-exceeds-original|line-exceeds)$/;

/** @returns how often `act` was allowed before it was refused because nothing is left. */
export function allowedTimes(act: (n: number) => void): number {
  for (let n = 0; n < 100; n += 1) {
    try {
      act(n);
    } catch {
      if (!NOTHING_LEFT.test(refusal(() => act(n))))
        throw new Error(`refused for another reason: ${refusal(() => act(n))}`);
      return n;
    }
  }
  throw new Error('it was never refused');
}
