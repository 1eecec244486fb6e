/**
 * A sale that a voucher helped to pay comes back (requirement B10): the money first, as it was paid, then a new voucher; no void sets the old one free while
 * goods stay with the customer. And an exchange of goods that were paid in cash. In process.
 */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const CSV = `code,name_zh,name_en,price,tax,return_class
12,矿泉水,Water,6.00,13,standard
13,电池,Battery,4.50,13,standard
`;
const shop = () => new QuietCounter({}, true, catalogueOf(new TextEncoder().encode(CSV), 2));

function ofType<T extends Entry['type']>(counter: QuietCounter, type: T): readonly Extract<Entry, { type: T }>[] {
  return counter.world.entries.filter((entry): entry is Extract<Entry, { type: T }> => entry.type === type);
}

function pay(counter: QuietCounter, how: 'card' | 'cash'): number {
  counter.press('confirm');
  counter.until(/SWIPE THE CARD/);
  if (how === 'cash') counter.press('sale', 'confirm');
  else {
    counter.world.pass(700);
    counter.swipe();
  }
  counter.until(/APPROVED|√/);
  counter.rest();
  counter.press('confirm');
  return counter.slips('SALE').at(-1)?.number ?? 0;
}

/** A bottle came back for a voucher of 6.00, which pays for the next one; a battery beside it is paid with 4.50. */
function soldForBoth(counter: QuietCounter, how: 'card' | 'cash'): { slip: number; code: string } {
  counter.press('sale', '12', 'sale');
  const first = pay(counter, 'card');
  counter.press('refund', String(first), 'confirm', 'confirm', '12', 'confirm', 'confirm', '1', 'confirm', '3');
  counter.until(/VOUCHER ISSUED/);
  counter.rest();
  counter.press('confirm');
  const code = ofType(counter, 'compensation.issued')[0]?.body.code ?? '';
  counter.press('sale', '12', 'sale', '13', 'sale', code, 'reprint');
  counter.until(/应付 DUE +￥4\.50/);
  return { slip: pay(counter, how), code };
}

/** The goods with these codes, to the page of the outcome. */
function bring(counter: QuietCounter, slip: number, ...codes: readonly string[]): string {
  counter.press('refund', String(slip), 'confirm', 'confirm');
  for (const code of codes) counter.press(code, 'confirm', 'confirm', '1');
  counter.press('confirm');
  return counter.until(/净退 NET/);
}

const credits = (counter: QuietCounter): number =>
  (
    counter.world.devices.do('acquirer', 'ledger') as {
      readonly transactions: readonly {
        readonly state: string;
        readonly creditedMinor: number;
        readonly kind: string;
      }[];
    }
  ).transactions
    .filter(({ kind, state }) => (kind === 'refund' || kind === 'void') && state === 'in-force')
    .reduce((sum, { creditedMinor }) => sum + creditedMinor, 0);

describe('paid by card and voucher', () => {
  test('all of it comes back: the card gets 4.50, the customer a new voucher of 6.00, once', SLOW, () => {
    const counter = shop();
    const { slip, code } = soldForBoth(counter, 'card');
    expect(bring(counter, slip, '12', '13')).toMatch(/净退 NET +￥10\.50[\s\S]*其中券 BY VOUCHER +￥6\.00/);
    counter.press('1', '1');
    const page = counter.until(/CUSTOMER AGREES/);
    expect(page).toMatch(/退款 REFUND +￥4\.50[\s\S]*￥6\.00 of it was paid by|VOUCHER +￥6\.00/);
    expect(page).not.toMatch(/1: VOID INSTEAD/);
    // Declined first: there is no voucher yet, and the same goes on.
    counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
    counter.press('confirm');
    counter.until(/DECLINED/);
    expect(counter.journal.voucherPart(ofType(counter, 'sale.submitted').at(-1)?.txn ?? ('' as never)).leftMinor).toBe(
      600,
    );
    counter.press('1');
    expect(counter.until(/APPROVED/)).toMatch(/另开券 \+ VOUCHER +￥6\.00/);
    counter.rest();
    counter.press('confirm');
    expect(credits(counter)).toBe(450);
    const fresh = ofType(counter, 'goods.returned').at(-1)?.body.byVoucher?.code ?? '';
    expect(fresh).not.toBe(code);
    expect(counter.journal.voucher(code)?.spentOn).not.toBeNull();
    expect(counter.journal.voucher(fresh)).toMatchObject({ amountMinor: 600, spentOn: null });
    const [merchant, customer] = counter.paper
      .whole()
      .filter(({ title }) => title === 'REFUND')
      .slice(-2)
      .map(({ lines }) => lines.join('\n'));
    const shown = fresh.replace(/(\d{3})(?=\d)/g, '$1 ');
    expect(customer).toMatch(/NEW VOUCHER +￥6\.00/);
    expect(customer).toContain(shown);
    expect(merchant).toMatch(/NEW VOUCHER +￥6\.00/);
    expect(merchant).not.toContain(shown);
    // As good as any other.
    counter.press('sale', '12', 'sale', '13', 'sale', fresh, 'reprint');
    counter.until(/应付 DUE +￥4\.50/);
    counter.press('cancel', 'cancel');
    expect(counter.journal.verify().ok).toBe(true);
    expect(counter.world.broken).toEqual([]);
  });

  test(
    'only what the card paid comes back, in the open batch: no void, the voucher stays spent; then the rest is a voucher',
    SLOW,
    () => {
      const counter = shop();
      const { slip, code } = soldForBoth(counter, 'card');
      bring(counter, slip, '13');
      counter.press('1', '1');
      expect(counter.until(/CUSTOMER AGREES/)).toMatch(/用券支付,走退货/);
      counter.press('confirm');
      counter.until(/APPROVED/);
      counter.rest();
      counter.press('confirm');
      expect(counter.journal.voucher(code)?.spentOn).not.toBeNull();
      expect(counter.types()).not.toContain('void.submitted');
      expect(bring(counter, slip, '12')).toMatch(/PAID BY VOUCHER: ENTER: A NEW ONE/);
      counter.press('confirm');
      counter.until(/VOUCHER ISSUED/);
      expect(ofType(counter, 'compensation.issued').at(-1)?.body.amountMinor).toBe(600);
      expect(credits(counter)).toBe(450);
      expect(counter.journal.verify().ok).toBe(true);
    },
  );
});

describe('paid in cash', () => {
  test('with a voucher: 4.50 from the drawer, a new voucher of 6.00', SLOW, () => {
    const counter = shop();
    const { slip } = soldForBoth(counter, 'cash');
    bring(counter, slip, '12', '13');
    counter.press('1', '1');
    counter.until(/CUSTOMER AGREES/);
    counter.press('confirm');
    expect(counter.until(/GIVE THE CASH FROM THE DRAWER/)).toMatch(/另开券 \+ VOUCHER +￥6\.00/);
    counter.rest();
    expect(ofType(counter, 'cash.givenBack').map(({ body }) => [body.kind, body.amountMinor])).toEqual([
      ['refund', 450],
    ]);
    const code = ofType(counter, 'goods.returned').at(-1)?.body.byVoucher?.code ?? '';
    expect(counter.journal.voucher(code)).toMatchObject({ amountMinor: 600, spentOn: null });
    expect(credits(counter)).toBe(0);
  });

  test('exchanged: cash back, then the new goods, both under one case; the drawer has what it should', SLOW, () => {
    const counter = shop();
    counter.press('sale', '12', 'sale');
    const slip = pay(counter, 'cash');
    bring(counter, slip, '12');
    counter.press('2', '2');
    counter.until(/CUSTOMER AGREES/);
    counter.press('confirm');
    counter.until(/3: RING UP THE NEW GOODS/);
    counter.press('3', '13', 'sale');
    pay(counter, 'cash');
    const [back] = ofType(counter, 'cash.givenBack');
    expect(back?.body).toMatchObject({ kind: 'void', amountMinor: 600, tags: [`case:${back?.txn}`] });
    expect(ofType(counter, 'goods.returned')[0]?.body.outcome).toBe('exchange');
    expect(ofType(counter, 'cash.taken').map(({ body }) => [body.amountMinor, body.tags])).toEqual([
      [600, []],
      [450, [`case:${back?.txn}`]],
    ]);
    expect(counter.journal.openCases()).toEqual([]);
    expect(counter.journal.drawer('CNY')?.expectedMinor).toBe(450);
    expect(counter.world.broken).toEqual([]);
  });
});
