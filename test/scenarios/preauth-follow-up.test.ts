/** Pre-authorisation, what follows it, and the balance, at the keys: few presses, both languages, a slip of each. In process. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 };

/** A hold of so many fen, to its last slip. */
function hold(counter: QuietCounter, fen: string): void {
  counter.press('functions', '6', fen, 'confirm');
  counter.presents();
  counter.until(/HELD, NOTHING CHARGED/);
  counter.rest();
  counter.press('confirm');
}

function held(counter: QuietCounter): number {
  const { accounts } = counter.world.devices.do('acquirer', 'ledger') as {
    readonly accounts: readonly { readonly heldMinor: number }[];
  };
  return accounts.reduce((sum, { heldMinor }) => sum + heldMinor, 0);
}

describe('a pre-authorisation', () => {
  test(
    "is held, completed for part of it, and the completion is cancelled, with a reason and the customer's word",
    SLOW,
    () => {
      const counter = new QuietCounter();
      hold(counter, '10000');
      expect(held(counter)).toBe(10_000);
      counter.presses = 0;
      counter.press('functions', '7', 'confirm');
      expect(counter.until(/1 完成/)).toContain('ADVICE');
      counter.press('1');
      expect(counter.until(/AT MOST/)).toContain('￥115.00');
      counter.press('12000', 'confirm');
      expect(counter.until(/Over 115%/)).toContain('最多 ￥115.00');
      counter.press('correct', 'correct', 'correct', 'correct', 'correct', '8000', 'confirm');
      counter.until(/DO IT/);
      counter.press('confirm');
      counter.until(/COMPLETED AND CHARGED/);
      expect(counter.customer()[1]).toContain('成功');
      expect(held(counter)).toBe(0);
      const [slip] = counter.slips('COMPLETION');
      counter.press('confirm');
      counter.press('functions', '7', String(slip?.number), 'confirm', 'confirm');
      counter.until(/撤销完成/);
      counter.press('2');
      expect(counter.until(/CUSTOMER AGREES/)).toMatch(/扣款退回,预授权恢复[\s\S]*REFUND INSTEAD/);
      expect(counter.customer()).toEqual(['退款 REFUND  ￥80.00', expect.stringContaining('请按确认')]);
      counter.press('confirm');
      counter.until(/HELD AGAIN/);
      expect(counter.customer()[1]).toContain('恢复预留');
      expect(held(counter)).toBe(10_000);
      counter.press('confirm');
      expect(counter.types().filter((type) => /^(consent|customer)\./.test(type))).toEqual([
        'consent.given',
        'customer.told',
      ]);
      expect(counter.slips('COMPLETION CANCEL')).toHaveLength(1);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test(
    "whose completion is over the shop's limits is not cancelled by one person: a manager agrees, or nothing is sent",
    SLOW,
    () => {
      const limits = { ...DEFAULT_POLICY.limits, secondPersonFromMinor: 5_000, perManagerMinor: 9_000 };
      const counter = new QuietCounter({ limits });
      hold(counter, '10000');
      counter.press('functions', '7', 'confirm', '1', '8000', 'confirm', 'confirm');
      counter.until(/COMPLETED AND CHARGED/);
      counter.rest();
      const [slip] = counter.slips('COMPLETION');
      counter.press('confirm', 'functions', '7', String(slip?.number), 'confirm', '1', '2');
      expect(counter.until(/From ￥50\.00 it takes two people/)).toMatch(/9 号密码 PIN/);
      counter.press('1111', 'confirm');
      counter.until(/Not the PIN of operator 9/);
      expect(counter.types()).not.toContain('completionCancel.submitted');
      counter.press('9999', 'confirm');
      counter.until(/CUSTOMER AGREES/);
      counter.press('confirm');
      counter.until(/HELD AGAIN/);
      const [agreed] = counter.world.entries.filter(({ type }) => type === 'approval.given');
      expect(agreed?.body).toMatchObject({ operator: '9', maker: '1', rule: 'amount', amountMinor: 8_000 });
      expect(held(counter)).toBe(10_000);
      counter.rest();
      // The manager has a limit, too: of 90.00 in a day 80.00 are spent, and there is no smaller amount to be typed.
      counter.press('confirm', 'functions', '7', 'confirm', '1', '8000', 'confirm', 'confirm');
      counter.until(/COMPLETED AND CHARGED/);
      counter.rest();
      const second = counter.slips('COMPLETION').at(-1);
      counter.press('confirm', 'functions', '7', String(second?.number), 'confirm', '1', '2', '9999', 'confirm');
      expect(counter.until(/limit ￥90\.00/)).not.toMatch(/ALONE/);
      expect(counter.screen(SMALL)).toMatch(/已批/);
      expect(held(counter)).toBe(0);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test('is cancelled; afterwards nothing is in force, and it says so', SLOW, () => {
    const counter = new QuietCounter();
    hold(counter, '5000');
    const [slip] = counter.slips('PRE-AUTH');
    counter.press('functions', '7', 'confirm', '2');
    counter.until(/DO IT/);
    counter.press('confirm');
    counter.until(/THE HOLD IS RELEASED/);
    expect(held(counter)).toBe(0);
    counter.rest();
    counter.press('confirm', 'functions', '7', 'confirm');
    counter.until(/No hold is in force/);
    counter.press(String(slip?.number), 'confirm');
    counter.until(/was undone/);
    expect(counter.screen(SMALL).split('\n')).toHaveLength(6);
  });

  test('completed by an advice that meets silence: told again by itself, one slip, no second charge', SLOW, () => {
    const counter = new QuietCounter();
    hold(counter, '10000');
    counter.world.devices.do('acquirer', 'silent', { kind: 'completion-advice' });
    counter.press('functions', '7', 'confirm', '3', 'confirm', 'confirm');
    counter.until(/IT IS TOLD AGAIN/);
    counter.world.pass(10 * 60_000);
    expect(counter.slips('COMPLETION ADVICE')).toHaveLength(1);
    expect(counter.types().filter((type) => type === 'completionAdvice.approved')).toHaveLength(1);
    expect(counter.journal.obligations()).toEqual([]);
  });
});

describe('a balance', () => {
  test('is told to the customer; nothing of it is kept, printed or owed', SLOW, () => {
    const counter = new QuietCounter();
    const slips = counter.journal.counters().nextSlip;
    counter.press('functions', '.');
    counter.presents();
    counter.until(/NOTHING CHARGED, NO SLIP/);
    expect(counter.customer()[1]).toMatch(/可用 +￥\d/);
    counter.press('confirm');
    counter.until(/READY/);
    expect(counter.journal.counters().nextSlip).toBe(slips);
    expect(counter.journal.obligations()).toEqual([]);
    const kept = JSON.stringify(counter.world.entries.slice(-4));
    expect(kept).not.toMatch(/minor|card/i);
    expect(counter.types().at(-1)).toBe('stan.spent');
  });

  test('that nobody answers leaves nothing behind', SLOW, () => {
    const counter = new QuietCounter();
    counter.world.devices.do('acquirer', 'silent', { kind: 'balance' });
    counter.press('functions', '.');
    counter.presents();
    counter.until(/NO ANSWER, NOTHING CHARGED/);
    expect(counter.journal.obligations()).toEqual([]);
  });
});

describe('the host wants a sign-on first', () => {
  test('the same card is asked for again under new keys, once, without a second swipe', SLOW, () => {
    const counter = new QuietCounter();
    counter.world.devices.do('acquirer', 'forget-keys');
    counter.press('1200', 'confirm');
    counter.presents();
    counter.until(/APPROVED/);
    expect(counter.types().filter((type) => type.startsWith('sale.'))).toEqual([
      'sale.submitted',
      'sale.declined',
      'sale.submitted',
      'sale.approved',
    ]);
  });
});

test('every page of it fits the smallest screen and says what to do in both languages', SLOW, () => {
  const counter = new QuietCounter();
  const pages: string[] = [];
  const see = () => pages.push(counter.screen(SMALL));
  counter.press('functions');
  see();
  counter.press('cancel');
  hold(counter, '10000');
  counter.press('functions', '7');
  see();
  counter.press('confirm');
  see();
  counter.press('1');
  see();
  counter.press('confirm');
  see();
  for (const page of pages) {
    expect(page.split('\n')).toHaveLength(6);
    expect(page).toMatch(/[\u4e00-\u9fff]/);
    expect(page).toMatch(/[A-Z]{3}/);
  }
  expect(pages[0]).toMatch(/\+手单.*-待办/s);
});
