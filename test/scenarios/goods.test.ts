/**
 * Sales by items and the return wizard (requirements A8–A11, A15, B9, B10, E9): fixed order, three different refusals of a code, side by side,
 * condition and window by class, fees with who bears them, refund, exchange, voucher, refusal in writing. In process.
 */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { Profile } from '../simulation/profile.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const CSV = `code,name_zh,name_en,price,tax,return_class
6901234567892,无线耳机,Wireless earphones,200.00,13,electronics
4006381333931,记号笔,Marker pen,8.50,13,standard
12,矿泉水,Mineral water,2.00,13,standard
21,鲜牛奶,Fresh milk,9.00,9,fresh
22,毛巾,Towel,30.00,13,hygiene
`;
const EARPHONES = '6901234567892';

function shop(more: Partial<Profile> = {}): QuietCounter {
  return new QuietCounter({}, true, catalogueOf(new TextEncoder().encode(CSV), 2), undefined, more);
}

function ofType<T extends Entry['type']>(counter: QuietCounter, type: T): readonly Extract<Entry, { type: T }>[] {
  return counter.world.entries.filter((entry): entry is Extract<Entry, { type: T }> => entry.type === type);
}

/** Earphones and three bottles of water by card. @returns the number of the customer's slip */
function sellGoods(counter: QuietCounter): number {
  counter.press('sale', 'sale', EARPHONES, 'sale', '12', 'sale', '3', 'functions');
  counter.until(/TOTAL +￥206\.00/);
  counter.press('confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.press('confirm');
  return counter.slips('SALE').at(-1)?.number ?? 0;
}

function saleOf(counter: QuietCounter): TransactionId {
  const sold = ofType(counter, 'goods.sold')[0];
  if (sold === undefined) throw new Error('nothing was sold');
  return sold.txn;
}

describe('a sale by items', () => {
  test('keyed, counted, a line taken out; the lines are on the slip and in the journal', SLOW, () => {
    const counter = shop();
    counter.press('sale', '12', 'sale', '4006381333931', 'sale');
    counter.until(/TOTAL +￥10\.50/);
    counter.press('correct');
    counter.until(/TOTAL +￥2\.00/);
    counter.press('0', 'functions');
    counter.until(/0 is no quantity/);
    counter.press('3', 'functions');
    counter.until(/TOTAL +￥6\.00/);
    counter.press('confirm');
    counter.presents();
    counter.until(/APPROVED/);
    expect(counter.slips('SALE').at(-1)?.lines.join('\n')).toMatch(/矿泉水[\s\S]*3 x ￥2\.00 +12 +￥6\.00/);
    expect(ofType(counter, 'goods.sold')[0]?.body.lines).toMatchObject([{ code: '12', quantity: 3, unitMinor: 200 }]);
    expect(ofType(counter, 'catalogue.adopted')).toMatchObject([{ body: { version: 1, items: 5 } }]);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test(
    'a code of nothing and a code with a wrong digit are told apart; the amount is sold as quickly as ever',
    SLOW,
    () => {
      const counter = shop();
      counter.press('sale', '99', 'sale');
      counter.until(/No goods with the code 99/);
      counter.press('cancel', 'sale', 'sale', '6901234567890', 'sale');
      counter.until(/校验位不对/);
      counter.press('cancel');
      counter.presses = 0;
      counter.press('450', 'confirm');
      counter.until(/SWIPE THE CARD/);
      expect(counter.presses).toBe(4);
    },
  );
});

describe('goods come back', () => {
  test('voucher, goods, barcode: three ticks, three different refusals of a code', SLOW, () => {
    const counter = shop();
    const slip = sellGoods(counter);
    counter.press('refund', String(slip), 'confirm');
    expect(counter.until(/GOODS AND PACKING/)).toMatch(/√凭证 -商品 -条码/);
    counter.press('confirm', '6901234567890', 'confirm');
    counter.until(/校验位不对/);
    counter.press('cancel', 'refund', String(slip), 'confirm', 'confirm', '777', 'confirm');
    counter.until(/This shop has no goods 777/);
    counter.press('cancel', 'refund', String(slip), 'confirm', 'confirm', '22', 'confirm');
    counter.until(/Towel is not on this receipt/);
    counter.press('correct', 'correct', EARPHONES, 'confirm');
    expect(counter.until(/SOLD\/LEFT +1\/1/)).toMatch(/√凭证 √商品 √条码/);
  });

  test('opened electronics: the fee, who bears it, the net; part of the sale, twice at most', SLOW, () => {
    const counter = shop();
    const slip = sellGoods(counter);
    counter.press('refund', String(slip), 'confirm', 'confirm', EARPHONES, 'confirm', 'confirm', '2', 'confirm');
    const page = counter.until(/净退 NET +￥180\.00/);
    expect(page).toMatch(/折旧费\(顾客承担\) ￥20\.00/);
    counter.press('1', '1');
    expect(counter.until(/DO IT/)).toMatch(/顾客承担/);
    counter.press('confirm');
    counter.until(/APPROVED/);
    counter.rest();
    expect(ofType(counter, 'goods.returned')[0]?.body).toMatchObject({
      lines: [{ line: 1, quantity: 1, condition: 'opened', keyed: true, amountMinor: 20_000 }],
      fees: [{ what: 'restocking', bearer: 'customer', amountMinor: 2_000 }],
      outcome: 'refund',
    });
    expect(counter.journal.goods(saleOf(counter)).map(({ left }) => left)).toEqual([0, 3]);
    counter.press('confirm', 'refund', String(slip), 'confirm', 'confirm', EARPHONES, 'confirm');
    counter.until(/All of Wireless earphones has come back/);
    counter.press('functions', '2', '4', 'confirm', '1');
    expect(counter.until(/数量不符/)).toMatch(/At most 3/);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test('a decline releases the goods: the same return goes on under the same case', SLOW, () => {
    const counter = shop();
    const slip = sellGoods(counter);
    counter.settle();
    counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
    counter.press(
      'refund',
      String(slip),
      'confirm',
      'confirm',
      '12',
      'confirm',
      '2',
      'confirm',
      '1',
      'confirm',
      '1',
      '1',
      'confirm',
    );
    counter.until(/DECLINED/);
    expect(counter.journal.goods(saleOf(counter))[1]?.left).toBe(3);
    counter.press('1');
    counter.until(/APPROVED/);
    expect(counter.journal.goods(saleOf(counter))[1]?.left).toBe(1);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test(
    'what is scanned in the place of goods may be the IMEI of a phone: the refusal in writing shows its ends',
    SLOW,
    () => {
      const counter = shop({ scanner: true });
      counter.press('sale', '22', 'sale', 'confirm');
      counter.presents();
      counter.until(/APPROVED/);
      counter.press('confirm');
      const slip = counter.slips('SALE').at(-1)?.number;
      counter.press('refund', String(slip), 'confirm', 'confirm');
      counter.world.devices.do('scanner', 'scan', { code: '490154203237518' });
      counter.world.pass(1_000);
      counter.press('reprint');
      counter.until(/REFUSAL RECORDED/);
      expect(ofType(counter, 'return.refused')).toMatchObject([{ body: { code: '490154*****7518' } }]);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test(
    'refused by the rules of its class: which one, what would make it valid, and the refusal in writing',
    SLOW,
    () => {
      const counter = shop();
      counter.press('sale', '22', 'sale', 'confirm');
      counter.presents();
      counter.until(/APPROVED/);
      counter.press('confirm');
      const slip = counter.slips('SALE').at(-1)?.number;
      counter.press('refund', String(slip), 'confirm', 'confirm', '22', 'confirm', 'confirm', '2');
      expect(counter.until(/Hygiene goods: not once opened/)).toMatch(/may come back if it is damaged/);
      counter.press('reprint');
      counter.until(/REFUSAL RECORDED/);
      counter.rest();
      expect(ofType(counter, 'return.refused')).toMatchObject([{ body: { rule: 'opened', code: '22' } }]);
      expect(counter.paper.pieces().at(-1)?.lines.join('\n')).toMatch(/拒退单 RETURN REFUSED[\s\S]*没有退款/);
      // Damaged goods come back at the shop's expense.
      counter.press(
        'confirm',
        'refund',
        String(slip),
        'confirm',
        'confirm',
        '22',
        'confirm',
        'confirm',
        '3',
        'confirm',
      );
      counter.until(/净退 NET +￥30\.00/);
    },
  );

  test('the receipt is lost: a manager answers for it', SLOW, () => {
    const counter = shop();
    sellGoods(counter);
    counter.press('refund', '206.00', 'confirm');
    counter.until(/NO RECEIPT: MANAGER/);
    counter.press('1111', 'confirm');
    counter.until(/×/);
    counter.press('9999', 'confirm');
    counter.until(/GOODS AND PACKING/);
    expect(ofType(counter, 'operator.recognised').at(-1)?.body).toMatchObject({ operator: '9', purpose: 'approval' });
    expect(ofType(counter, 'approval.given').map(({ body }) => body)).toMatchObject([
      { operator: '9', maker: '1', rule: 'receipt-lost', amountMinor: 0 },
    ]);
    counter.press('confirm', '12', 'confirm', 'confirm', '1', 'confirm', '1', '1', 'confirm');
    counter.until(/APPROVED/);
    expect(ofType(counter, 'goods.returned')[0]?.body).toMatchObject({ receiptLost: true, outcome: 'refund' });
    expect(counter.world.broken).toEqual([]);
  });

  test('against the rule of its class on a manager’s word, journaled with the rule', SLOW, () => {
    const counter = shop();
    counter.press('sale', '22', 'sale', 'confirm');
    counter.presents();
    counter.until(/APPROVED/);
    counter.press('confirm');
    const slip = counter.slips('SALE').at(-1)?.number;
    counter.press('refund', String(slip), 'confirm', 'confirm', '22', 'confirm', 'confirm', '2');
    expect(counter.until(/not once opened/)).toMatch(/MANAGER OVERRIDES/);
    counter.press('sale', 'cancel');
    counter.until(/not once opened/);
    counter.press('sale', '9999', 'confirm');
    expect(counter.until(/净退 NET +￥30\.00/)).toContain('毛巾');
    counter.press('confirm', '1', '1', 'confirm');
    counter.until(/APPROVED/);
    expect(ofType(counter, 'goods.returned')[0]?.body.lines).toMatchObject([
      { condition: 'opened', overrode: 'opened' },
    ]);
    expect(ofType(counter, 'approval.given').map(({ body }) => body.rule)).toEqual(['return-override']);
    expect(counter.world.broken).toEqual([]);
  });

  test('a voucher over the threshold takes two people, as money would', SLOW, () => {
    const counter = new QuietCounter(
      { limits: { ...DEFAULT_POLICY.limits, secondPersonFromMinor: 10_000 } },
      true,
      catalogueOf(new TextEncoder().encode(CSV), 2),
    );
    const slip = sellGoods(counter);
    counter.press('refund', String(slip), 'confirm', 'confirm', EARPHONES, 'confirm', 'confirm', '1', 'confirm', '3');
    expect(counter.until(/VOUCHER: ANOTHER PERSON/)).toMatch(/From ￥100\.00 it takes two people/);
    expect(ofType(counter, 'compensation.issued')).toEqual([]);
    counter.press('9999', 'confirm');
    counter.until(/VOUCHER ISSUED/);
    expect(ofType(counter, 'compensation.issued')).toHaveLength(1);
    expect(counter.world.broken).toEqual([]);
  });

  test('exchange: the refund, then the new goods, both under one case', SLOW, () => {
    const counter = shop();
    const slip = sellGoods(counter);
    counter.press(
      'refund',
      String(slip),
      'confirm',
      'confirm',
      '12',
      'confirm',
      '3',
      'confirm',
      '1',
      'confirm',
      '2',
      '2',
      'confirm',
    );
    counter.until(/RING UP THE NEW GOODS/);
    counter.press('3', '4006381333931', 'sale', 'confirm');
    counter.presents();
    counter.until(/APPROVED/);
    counter.rest();
    const [returned] = ofType(counter, 'goods.returned');
    expect(returned?.body.outcome).toBe('exchange');
    expect(ofType(counter, 'sale.submitted').at(-1)?.body.tags).toEqual([`case:${returned?.txn}`]);
  });

  test(
    'a voucher pays for part of other goods, once; wrong, spent and too large ones are refused by name',
    SLOW,
    () => {
      const counter = shop();
      const slip = sellGoods(counter);
      // Three bottles of water come back for a voucher of 6.00.
      counter.press('refund', String(slip), 'confirm', 'confirm', '12', 'confirm', '3', 'confirm', '1', 'confirm', '3');
      counter.until(/VOUCHER ISSUED/);
      counter.rest();
      const code = ofType(counter, 'compensation.issued')[0]?.body.code ?? '';
      expect(counter.paper.pieces().at(-1)?.lines.join('\n')).toContain(code.replace(/(\d{3})(?=\d)/g, '$1 '));
      counter.press('confirm', 'sale', 'sale', '12', 'sale', '999999999', 'reprint');
      counter.until(/There is no voucher 999999999/);
      for (let i = 0; i < 9; i += 1) counter.press('correct');
      counter.press(code, 'reprint');
      counter.until(/The voucher of ￥6\.00 covers all/);
      for (let i = 0; i < 9; i += 1) counter.press('correct');
      counter.press('4006381333931', 'sale', code, 'reprint');
      expect(counter.until(/应付 DUE +￥4\.50/)).toMatch(/合计 TOTAL +￥10\.50/);
      counter.press(code, 'reprint');
      counter.until(/is in this sale\s+already/);
      for (let i = 0; i < 9; i += 1) counter.press('correct');
      // Declined: the voucher is as good as before.
      counter.world.devices.do('acquirer', 'decline', { code: '51', kind: 'sale' });
      counter.press('confirm');
      counter.presents();
      counter.until(/DECLINED/);
      expect(counter.journal.voucher(code)?.spentOn).toBeNull();
      counter.press('confirm', 'sale', 'sale', '12', 'sale', '4006381333931', 'sale', code, 'reprint');
      counter.until(/DUE +￥4\.50/);
      counter.press('confirm');
      counter.presents();
      counter.until(/APPROVED/);
      counter.press('confirm');
      expect(counter.slips('SALE').at(-1)?.lines.join('\n')).toMatch(/￥4\.50[\s\S]*BY VOUCHER +-￥6\.00/);
      const sale = ofType(counter, 'sale.approved').at(-1)?.txn;
      expect(counter.journal.voucher(code)?.spentOn).toBe(sale);
      counter.press('sale', 'sale', '21', 'sale', code, 'reprint');
      counter.until(/This voucher was used: .*slip \d+/s);
      counter.press('cancel', 'cancel');
      expect(counter.journal.verify().ok).toBe(true);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test('compensation: a voucher of the shop, which takes from the sale what a refund would', SLOW, () => {
    const counter = shop();
    const slip = sellGoods(counter);
    counter.press('refund', String(slip), 'confirm', 'confirm', EARPHONES, 'confirm', 'confirm', '1', 'confirm', '3');
    counter.until(/VOUCHER ISSUED/);
    counter.rest();
    const [voucher] = ofType(counter, 'compensation.issued');
    expect(voucher?.body.amountMinor).toBe(20_000);
    const [merchant, customer] = counter.paper
      .pieces()
      .slice(-2)
      .map(({ lines }) => lines.join('\n'));
    const code = voucher?.body.code?.replace(/(\d{3})(?=\d)/g, '$1 ') ?? '';
    expect(customer).toContain(code);
    // What is as good as money stands on the customer's copy alone.
    expect(merchant).not.toContain(code);
    expect(merchant).toContain(String(voucher?.txn));
    expect(counter.journal.transaction(saleOf(counter))).toMatchObject({ refundedMinor: 20_000 });
    expect(counter.journal.verify().ok).toBe(true);
  });
});
