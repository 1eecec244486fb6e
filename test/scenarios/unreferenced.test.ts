/** 无原单退货: a refund that names no sale, where the shop's policy has it and where the acquirer takes it. In process, the bank speaking ISO 8583:1987. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const ALLOWED = {
  unreferencedRefunds: { ...DEFAULT_POLICY.unreferencedRefunds, allow: 'manager' as const, perShiftMinor: 60_000 },
  amounts: { ...DEFAULT_POLICY.amounts, typedTwiceFromMinor: 40_000 },
};
const neutral = (policy: ConstructorParameters<typeof QuietCounter>[0] = ALLOWED) =>
  new QuietCounter(policy, true, undefined, undefined, { neutral: true });

const submitted = (counter: QuietCounter) =>
  counter.world.entries.flatMap((entry) => (entry.type === 'refund.submitted' ? [entry] : []));
const credits = (counter: QuietCounter) =>
  (
    counter.world.devices.do('acquirer', 'ledger') as {
      readonly transactions: readonly {
        readonly kind: string;
        readonly state: string;
        readonly creditedMinor: number;
      }[];
    }
  ).transactions.filter(({ kind, state }) => kind === 'refund' && state === 'in-force');

/** To the page on which the manager is asked. */
function toManager(counter: QuietCounter, fen: string): string {
  counter.press('refund');
  counter.until(/\+: NO SALE TO SHOW/);
  counter.press('sale');
  counter.until(/AT MOST/);
  counter.press(fen, 'confirm');
  counter.until(/1 商品问题/);
  counter.press('3');
  counter.until(/SWIPE THE CARD THAT GETS IT/);
  counter.world.pass(700);
  counter.swipe('visa');
  return counter.until(/takes a manager/);
}

describe('where the policy is off', () => {
  test('nothing is said of it, and the key does nothing', SLOW, () => {
    const counter = neutral({});
    counter.press('refund');
    expect(counter.until(/SLIP\/RRN/)).not.toMatch(/NO SALE/);
    counter.press('sale');
    expect(counter.screen()).toMatch(/SLIP\/RRN/);
  });
});

describe("over UnionPay's table, whose refund names its original", () => {
  test('refused with what to do instead', SLOW, () => {
    const counter = new QuietCounter(ALLOWED);
    counter.press('refund', 'sale');
    expect(counter.until(/RRN of its sale only/)).toMatch(/Find the sale by slip/);
    expect(submitted(counter)).toHaveLength(0);
  });
});

describe('where both have it', () => {
  test('amount, reason, card, manager, customer: one credit, told on slip, timeline and watch', SLOW, () => {
    const counter = neutral();
    expect(toManager(counter, '3000')).toMatch(/0010/);
    counter.press('9999', 'confirm');
    counter.until(/CUSTOMER AGREES/);
    expect(counter.customer()).toEqual([
      expect.stringContaining('￥30.00'),
      expect.stringMatching(/重复扣款 +请按确认/),
    ]);
    counter.world.devices.do('acquirer', 'answer-late', { ms: 4_000, kind: 'refund' });
    counter.press('confirm');
    counter.until(/WAITING FOR THE BANK/);
    expect(counter.presses).toBe(14);
    // Pressed twice, asked for once.
    counter.press('confirm');
    counter.until(/APPROVED/);
    counter.press('confirm');
    counter.rest();
    const [entry] = submitted(counter);
    expect(entry?.body).toMatchObject({ original: null, amountMinor: 3_000, reason: 'double-charge' });
    expect(submitted(counter)).toHaveLength(1);
    expect(credits(counter)).toMatchObject([{ creditedMinor: 3_000, original: null }]);
    const slip = counter.slips('REFUND').at(-1);
    expect(slip?.lines.join('\n')).toMatch(/无原交易[\s\S]*NO ORIGINAL SALE/);
    counter.press('functions', '5');
    expect(counter.until(/X REPORT/)).toMatch(/1 笔无原单退货|REFUNDED WITHOUT A SALE/);
    counter.press('cancel', 'refund', String(slip?.number), 'confirm');
    counter.until(/This is a refund; it cannot be refunded/);
    counter.press('functions');
    counter.until(/TIMELINE/);
    expect(counter.journal.timeline(entry?.txn ?? ('' as never)).map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'approval.given',
        'consent.given',
        'refund.submitted',
        'refund.approved',
        'customer.told',
      ]),
    );
    expect(counter.world.broken).toEqual([]);
  });

  test('large: typed twice; over the limit, over the shift: refused with what is left', SLOW, () => {
    const counter = neutral();
    counter.press('refund', 'sale', '50001', 'confirm');
    counter.until(/Without a sale at most ￥500\.00/);
    counter.press('correct', 'correct', 'correct', 'correct', 'correct', '40000', 'confirm');
    counter.until(/TYPE IT ONCE MORE/);
    counter.press('4000', 'confirm');
    counter.until(/Not the same twice/);
    counter.press('40000', 'confirm', '40000', 'confirm', '1');
    counter.world.pass(700);
    counter.swipe('visa');
    counter.press('9999', 'confirm');
    counter.until(/CUSTOMER AGREES/);
    counter.press('confirm');
    counter.until(/APPROVED/);
    counter.press('confirm');
    counter.press('refund', 'sale');
    counter.until(/AT MOST +￥200\.00/);
    counter.press('20001', 'confirm');
    counter.until(/￥400\.00 in this shift,\s+limit ￥600\.00/);
    expect(credits(counter)).toHaveLength(1);
  });

  test('the cashier cannot agree, and without a manager nothing leaves', SLOW, () => {
    const counter = neutral();
    toManager(counter, '3000');
    counter.press('1111', 'confirm');
    counter.until(/Not the PIN/);
    counter.press('cancel');
    counter.until(/READY/);
    expect(submitted(counter)).toHaveLength(0);
  });

  test(
    'declined: the cause, and the same once more with the same card, no other; the manager is not asked again',
    SLOW,
    () => {
      const counter = neutral();
      counter.world.devices.do('acquirer', 'decline', { code: '25', kind: 'refund' });
      toManager(counter, '3000');
      counter.press('9999', 'confirm', 'confirm');
      expect(counter.until(/DECLINED, NOTHING REFUNDED/)).toMatch(/The acquirer wants the original/);
      counter.press('1');
      counter.until(/SWIPE THE CARD THAT GETS IT/);
      counter.world.pass(700);
      counter.swipe('mastercard');
      counter.until(/Not the card that the manager agreed to/);
      counter.world.pass(700);
      counter.swipe('visa');
      counter.until(/CUSTOMER AGREES/);
      counter.press('confirm');
      counter.until(/APPROVED/);
      const [first, second] = submitted(counter);
      expect(second?.body.tags).toEqual([`case:${first?.txn}`]);
      expect(credits(counter)).toHaveLength(1);
    },
  );

  test('no answer: reversed, nothing is left of it, and the shift has its limit back', SLOW, () => {
    const counter = neutral();
    counter.world.devices.do('acquirer', 'silent', { kind: 'refund' });
    toManager(counter, '30000');
    counter.press('9999', 'confirm', 'confirm');
    counter.until(/REVERSED, NOTHING REFUNDED/);
    expect(credits(counter)).toHaveLength(0);
    expect(counter.journal.withoutSaleInShiftMinor()).toBe(0);
    expect(counter.journal.reversals()).toEqual([]);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test('a power cut while the bank is asked: reversed in the next life', SLOW, () => {
    const counter = neutral();
    counter.world.devices.do('acquirer', 'silent', { kind: 'refund' });
    toManager(counter, '30000');
    counter.press('9999', 'confirm', 'confirm');
    counter.until(/WAITING FOR THE BANK/);
    counter.world.cutPower();
    counter.world.powerOn();
    counter.until(/READY/);
    expect(counter.journal.reversals()).toEqual([]);
    expect(submitted(counter)).toHaveLength(1);
    expect(counter.journal.transaction(submitted(counter)[0]?.txn ?? ('' as never))?.state).toBe('reversed');
  });
});
