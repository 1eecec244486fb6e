/**
 * "退货无效" explained (facts/acquirer §3; requirements A3, A5, A12, C1, C5, C6, E1–E3, E8): what is refused, why, what to do, and the same
 * refund that goes on when the fault is gone. In process; the story `refund-invalid` plays it on the counter.
 */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

function ofType<T extends Entry['type']>(counter: QuietCounter, type: T): readonly Extract<Entry, { type: T }>[] {
  return counter.world.entries.filter((entry): entry is Extract<Entry, { type: T }> => entry.type === type);
}

/** A settled sale of ￥45.00 and the page on which the customer agrees to ￥10.00 of it. */
function readyToRefund(counter: QuietCounter): number {
  const slip = counter.sell('4500');
  counter.settle();
  counter.press('refund', String(slip.number), 'confirm', '1000', 'confirm', '1');
  counter.until(/DO IT/);
  return slip.number;
}

/** The line breaks while nobody speaks, and the terminal has seen it. */
function lineDown(counter: QuietCounter): void {
  counter.world.devices.do('acquirer', 'refuse-connections', { on: true, cut: true });
  counter.world.pass(60_000);
}

const kinds = (counter: QuietCounter): readonly string[] => {
  const ledger = counter.world.devices.do('acquirer', 'ledger') as {
    readonly transactions: readonly { readonly kind: string; readonly state: string }[];
  };
  return ledger.transactions
    .filter(({ kind, state }) => (kind === 'refund' || kind === 'void') && state === 'in-force')
    .map(({ kind }) => kind);
};

describe('the acquirer refuses', () => {
  test.each([
    ['14', 4, /Not the card of the sale/],
    ['22', 6, /Beyond the allowed days/],
    ['25', 5, /The original was not found/],
    ['57', 7, /Refunds are not enabled/],
    ['58', 7, /Refunds are not enabled/],
    ['61', 8, /balance is short/],
    ['64', 3, /More than the original/],
    ['91', 9, /issuer or the network is down/],
  ])('with %s: cause %i, the next step, and the same refund once more', SLOW, (code, no, why) => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.world.devices.do('acquirer', 'decline', { code, kind: 'refund' });
    counter.press('confirm');
    const screen = counter.until(/DECLINED, NOTHING REFUNDED/);
    expect(screen).toContain(`(${code})`);
    expect(screen).toContain(`原因${no}`);
    expect(screen).toMatch(why);
    expect(counter.customer()[1]).toContain('未退款');
    // The fault is gone: nothing is typed again.
    counter.press('1');
    counter.until(/APPROVED/);
    counter.rest();
    const [first, second] = ofType(counter, 'refund.submitted');
    expect(second?.body).toMatchObject({ amountMinor: 1_000, tags: [`case:${first?.txn}`] });
    expect(kinds(counter)).toEqual(['refund']);
    expect(counter.journal.transaction(second?.body.original ?? first!.txn)).toMatchObject({
      refundedMinor: 1_000,
      reservedMinor: 0,
    });
  });
});

describe('asked for once', () => {
  test('two presses, one refund; the state is shown with the time it takes', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.world.devices.do('acquirer', 'answer-late', { ms: 8_000, kind: 'refund' });
    counter.press('confirm', 'confirm', 'confirm');
    expect(counter.until(/已提交/)).toMatch(/WAITING FOR THE BANK/);
    counter.until(/WAITED +3 s/);
    counter.press('1', '2', 'refund', 'cancel');
    counter.until(/APPROVED/);
    counter.rest();
    expect(ofType(counter, 'refund.submitted')).toHaveLength(1);
    expect(kinds(counter)).toEqual(['refund']);
  });

  test('two conversations on the same sale cannot give back more than it was', SLOW, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.settle();
    counter.world.devices.do('acquirer', 'silent', { kind: 'refund' });
    counter.press('refund', String(slip.number), 'confirm', '3000', 'confirm', '1', 'confirm');
    expect(counter.until(/REFUND OUTCOME UNKNOWN/)).toMatch(/原因11/);
    // Unknown is never repeated: key 1 begins a sale, it does not ask again.
    counter.press('1', 'cancel', 'refund', String(slip.number), 'confirm', '1501', 'confirm');
    expect(counter.until(/At most ￥15\.00/)).toMatch(/REMAINS +￥15\.00/);
    counter.press('correct', 'correct', 'correct', 'correct', '1500', 'confirm', '1', 'confirm');
    counter.until(/APPROVED/);
    expect(ofType(counter, 'refund.submitted')).toHaveLength(2);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test('the key of the first press goes along: nothing sent under it, so the same one is sent', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    lineDown(counter);
    counter.press('confirm');
    expect(counter.until(/BANK NOT REACHED, NOTHING REFUNDED/)).toMatch(/原因9/);
    expect(ofType(counter, 'refund.submitted')).toHaveLength(0);
    const [consent] = ofType(counter, 'consent.given');
    counter.world.devices.do('acquirer', 'refuse-connections', { on: false });
    counter.press('1');
    counter.until(/APPROVED/);
    expect(ofType(counter, 'refund.submitted').map(({ txn }) => txn)).toEqual([consent?.txn]);
  });
});

describe('the network goes down in mid-refund', () => {
  test('five steps; the layers are tried again by themselves, and the refund goes on when it is back', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    lineDown(counter);
    counter.press('confirm');
    counter.until(/BANK NOT REACHED/);
    counter.press('functions');
    const screen = counter.until(/自动继续/);
    expect(screen).toMatch(/1√[\s\S]*2√[\s\S]*3√ 设备: 3 个有应答,账本试写 #\d+[\s\S]*4× 网络: 银行应答不通/);
    // Written once for the page, not with every further try of the network.
    expect(ofType(counter, 'selfTest.made')).toMatchObject([
      { body: { devices: ['printer', 'cardReader', 'keypad'] } },
    ]);
    counter.world.pass(12_000);
    expect(ofType(counter, 'selfTest.made')).toHaveLength(1);
    counter.world.devices.do('acquirer', 'refuse-connections', { on: false });
    counter.until(/APPROVED/);
    expect(ofType(counter, 'refund.submitted')).toHaveLength(1);
    expect(kinds(counter)).toEqual(['refund']);
  });

  test('a printer that has gone deaf is found by asking it; well again, it answers', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
    counter.press('confirm');
    counter.until(/DECLINED/);
    counter.world.devices.do('printer', 'mute', { deaf: true });
    counter.press('functions');
    counter.until(/3× 设备: 打印机没有应答,查电源和线/);
    expect(ofType(counter, 'selfTest.made')).toMatchObject([
      { body: { devices: ['cardReader', 'keypad'], silent: ['printer'] } },
    ]);
    counter.world.devices.do('printer', 'unmute');
    counter.world.pass(10_000);
    counter.press('functions');
    counter.until(/3√ 设备: 3 个有应答/);
    expect(ofType(counter, 'selfTest.made')).toHaveLength(2);
  });

  test('a printer without paper is no silent one', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
    counter.press('confirm');
    counter.until(/DECLINED/);
    counter.world.devices.do('printer', 'paper-end');
    counter.until(/OUT OF PAPER/);
    counter.press('functions');
    expect(counter.until(/3× 设备: 打印机缺纸/)).not.toMatch(/没有应答/);
    counter.world.until(() => ofType(counter, 'selfTest.made').length > 0, 20_000);
    expect(ofType(counter, 'selfTest.made')[0]?.body.silent).toBeUndefined();
  });

  test('a decline for the issuer: the network is proven up, the refund is registered for later', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
    counter.press('confirm');
    counter.until(/DECLINED/);
    counter.press('functions');
    expect(counter.until(/4√/)).toMatch(/银行应答/);
    counter.press('confirm');
    counter.until(/REGISTER IT FOR LATER/);
    counter.press('2', '13800138000', 'confirm', '0');
    counter.until(/AMOUNT RESERVED/);
    expect(counter.journal.deferredRefunds()).toMatchObject([{ amountMinor: 1_000 }]);
    expect(counter.journal.verify().ok).toBe(true);
  });
});

describe('refused before anything is sent', () => {
  test('over what remains; the amount stays on the line', SLOW, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', '4501', 'confirm');
    expect(counter.until(/At most ￥45\.00/)).toMatch(/REFUND +￥45\.01/);
    counter.press('correct', '0', 'confirm');
    counter.until(/1 商品问题/);
  });

  test('another card: its own sales are found, not this one', SLOW, () => {
    const counter = new QuietCounter();
    counter.sell('4500', 'visa');
    counter.press('refund');
    counter.world.pass(700);
    counter.swipe('mastercard');
    counter.until(/No transaction/);
    counter.press('cancel');
  });

  test('past the window: the rule and the day', SLOW, () => {
    const counter = new QuietCounter({ refund: { ...DEFAULT_POLICY.refund, windowDays: 1 } });
    const slip = counter.sell('4500');
    counter.settle();
    counter.world.pass(2 * 86_400_000);
    counter.press('refund', String(slip.number), 'confirm', '1000', 'confirm');
    expect(counter.until(/Past the window of 1 days/)).toMatch(/2026-03-03/);
  });
});

describe('the two roads', () => {
  test('the terminal voids, and refunds where the operator wants it', SLOW, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', 'confirm', '2');
    expect(counter.until(/Whole amount, open batch: void/)).toMatch(/1: REFUND INSTEAD/);
    counter.press('1');
    counter.until(/As a refund/);
    counter.press('confirm');
    counter.until(/APPROVED/);
    counter.rest();
    expect(kinds(counter)).toEqual(['refund']);
  });
});

describe('the customer', () => {
  test('sees amount and reason, agrees by a key; what was told is kept', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    expect(counter.customer()).toEqual([
      expect.stringContaining('￥10.00'),
      expect.stringMatching(/商品问题.*请按确认/),
    ]);
    counter.press('confirm');
    counter.until(/APPROVED/);
    counter.press('confirm');
    counter.until(/READY/);
    const [consent] = ofType(counter, 'consent.given');
    expect(consent?.body).toMatchObject({ by: 'keypad', amountMinor: 1_000, reason: 'goods-faulty' });
    expect(ofType(counter, 'customer.told')).toMatchObject([{ txn: consent?.txn }]);
  });

  test('is absent and agrees by phone: four digits of the number are the note', SLOW, () => {
    const counter = new QuietCounter();
    readyToRefund(counter);
    counter.press('2', '13800138000', 'confirm');
    counter.until(/APPROVED/);
    expect(ofType(counter, 'consent.given')[0]?.body).toMatchObject({ by: 'phone', note: 'TEL *8000' });
  });
});

describe('the wrong party was charged', () => {
  test('void and a new sale of the same amount, both under one case', SLOW, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', 'confirm', '6', 'confirm');
    counter.until(/CHARGE THE RIGHT PARTY/);
    counter.press('3');
    counter.until(/AMOUNT +￥45\.00/);
    counter.press('confirm');
    counter.world.pass(700);
    counter.swipe('mastercard');
    counter.until(/APPROVED/);
    counter.rest();
    const [voided] = ofType(counter, 'void.submitted');
    const sold = ofType(counter, 'sale.submitted').at(-1);
    expect(voided?.body.tags).toEqual([`case:${voided?.txn}`]);
    expect(sold?.body.tags).toEqual([`case:${voided?.txn}`]);
  });
});
