/** Two people for one refund, and amounts that are looked at twice (requirements A13, A14, A17, A18, B1). */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const LIMITS = {
  ...DEFAULT_POLICY.limits,
  secondPersonFromMinor: 3_000,
  secondPerson: 'anyone' as const,
  perManagerMinor: 6_000,
};
const limits = { limits: LIMITS };

const approvals = (counter: QuietCounter) =>
  counter.world.entries.filter(({ type }) => type === 'approval.given').map(({ body }) => body);

describe('the second person', () => {
  test('the same one is refused, another one agrees, and it stands with the refund', { timeout: 30_000 }, () => {
    const counter = new QuietCounter(limits);
    const slip = counter.sell('9000');
    counter.settle();
    counter.press('refund', String(slip.number), 'confirm');
    expect(counter.until(/REMAINS +￥90\.00/)).toMatch(/自主额度 ALONE +￥29\.99/);
    counter.press('3500', 'confirm', '2');
    counter.until(/From ￥30\.00 it takes two people/);
    counter.press('1', 'confirm');
    counter.until(/Operator 1 does this already/);
    counter.press('2', 'confirm', '1111', 'confirm');
    counter.until(/Not the PIN of operator 2/);
    expect(approvals(counter)).toEqual([]);
    counter.press('2222', 'confirm');
    counter.until(/CUSTOMER AGREES/);
    expect(approvals(counter)).toEqual([
      { operator: '2', maker: '1', rule: 'amount', amountMinor: 3_500, currency: 'CNY' },
    ]);
    counter.press('confirm');
    counter.until(/APPROVED/);
    expect(counter.world.entries.find(({ type }) => type === 'refund.submitted')).toMatchObject({ operator: '1' });
    counter.press('confirm');
    // Whoever agrees has a limit, too: 35 of 60 are spent.
    counter.press('refund', String(slip.number), 'confirm');
    counter.until(/REMAINS +￥55\.00/);
    counter.press('3000', 'confirm', '2', '2', 'confirm', '2222', 'confirm');
    counter.until(/limit ￥60\.00/);
    expect(approvals(counter)).toHaveLength(1);
    expect(counter.world.broken).toEqual([]);
  });

  test('a reason can take a manager, whatever the amount: 8 leads to all reasons by group', { timeout: 30_000 }, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('1000');
    counter.press('refund', String(slip.number), 'confirm', '100', 'confirm');
    counter.until(/8 其他/);
    counter.press('8');
    counter.until(/3 第三方 Third party/);
    counter.press('1');
    counter.until(/2 消费者投诉/);
    counter.press('2');
    // One manager in the shop: the number goes without saying.
    counter.until(/"Complaint" takes a manager[\s\S]*9 号密码 PIN/);
    counter.press('9999', 'confirm');
    counter.until(/CUSTOMER AGREES/);
    counter.press('confirm');
    counter.until(/APPROVED/);
    expect(approvals(counter)).toMatchObject([{ operator: '9', maker: '1', rule: 'reason' }]);
    expect(counter.world.entries.find(({ type }) => type === 'refund.submitted')).toMatchObject({
      body: { reason: 'complaint' },
    });
  });

  test('the limit of the shift sends to the manager as well', { timeout: 30_000 }, () => {
    const counter = new QuietCounter({ limits: { ...DEFAULT_POLICY.limits, perShiftMinor: 150 } });
    const slip = counter.sell('1000');
    for (const [amount, next] of [
      ['100', /CUSTOMER AGREES/],
      ['51', /￥1\.00 given back in this shift, limit\s+￥1\.50/],
    ] as const) {
      counter.press('refund', String(slip.number), 'confirm', amount, 'confirm', '1');
      counter.until(next);
      counter.press('confirm');
      counter.world.pass(2_000);
      counter.rest();
      counter.press('confirm');
    }
    counter.press('cancel', 'cancel', 'cancel', 'refund', String(slip.number), 'confirm');
    counter.until(/自主额度 ALONE +￥0\.50/);
  });
});

test('large amounts are typed twice, and a slip is noticed', { timeout: 30_000 }, () => {
  const counter = new QuietCounter({ amounts: { ...DEFAULT_POLICY.amounts, typedTwiceFromMinor: 5_000 } });
  const slip = counter.sell('1000');
  counter.press('6000', 'confirm');
  counter.until(/LARGE: TYPE IT ONCE MORE/);
  counter.press('60000', 'confirm');
  counter.until(/Not the same twice: ￥60\.00 and ￥600\.00/);
  counter.press('6000', 'confirm', '6000', 'confirm');
  counter.until(/SWIPE THE CARD/);
  counter.press('cancel', 'refund', String(slip.number), 'confirm', '5000', 'confirm');
  counter.until(/At most ￥10\.00/);
  counter.press('cancel');
});

test('ten times the usual asks again, for a sale and for a refund', { timeout: 60_000 }, () => {
  const counter = new QuietCounter({ amounts: { ...DEFAULT_POLICY.amounts, unusualFromMinor: 5_000 } });
  for (let i = 0; i < 10; i += 1) counter.sell('500');
  counter.press('5000', 'confirm');
  counter.until(/MORE THAN 10 TIMES THE USUAL ￥5\.00/);
  counter.press('cancel', '4999', 'confirm');
  counter.until(/SWIPE THE CARD/);
  counter.press('cancel', '5000', 'confirm', 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.rest();
  counter.press('confirm');
  const slip = counter.slips('SALE').at(-1);
  counter.press('refund', String(slip?.number), 'confirm', 'confirm');
  counter.until(/MORE THAN 10 TIMES THE USUAL/);
  counter.press('confirm');
  counter.until(/1 商品问题/);
});
