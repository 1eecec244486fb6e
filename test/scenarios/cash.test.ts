/** Cash: sold, given back, promised, counted; the drawer as a journaled act; cut off between the money and the drawer (requirement G4). In process. */
import { describe, expect, test } from 'vitest';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 };

/** To the last slip; `given` empty: exactly. @returns its slip number. */
function sellForCash(counter: QuietCounter, fen: string, given: readonly string[] = []): string {
  counter.press(fen, 'confirm');
  counter.until(/\+=收现金 \+: CASH/);
  counter.press('sale', ...given, 'confirm');
  counter.until(/PAID IN CASH/);
  counter.rest();
  counter.press('confirm');
  return String(counter.slips('SALE').at(-1)?.number);
}

const sent = (counter: QuietCounter) => counter.types().filter((type) => type.endsWith('.submitted'));
const drawers = (counter: QuietCounter) =>
  counter.world.told.filter(({ device, event }) => device === 'printer' && event === 'drawer').length;
const about = (counter: QuietCounter, txn: string | null) =>
  counter.world.entries.filter((entry) => entry.txn === txn).map(({ type }) => type);

describe('a sale in cash', () => {
  test('given, change, drawer, slip: three keys more than the amount when it is exact', SLOW, () => {
    const counter = new QuietCounter();
    counter.press('4500', 'confirm');
    counter.until(/\+=收现金/);
    expect(counter.screen(SMALL)).toMatch(/\+=收现金/);
    counter.press('sale', '5000');
    expect(counter.until(/找零 CHANGE +￥5\.00/)).toMatch(/收 GIVEN +￥50\.00/);
    expect(counter.customer().join()).toMatch(/45\.00.*找零 CHANGE +￥5\.00/);
    counter.press('confirm');
    const screen = counter.until(/√ 现金已收/);
    expect(screen).toMatch(/找零 CHANGE +￥5\.00/);
    expect(counter.screen(SMALL)).toMatch(/找零 CHANGE +￥5\.00/);
    expect(counter.customer().join()).toMatch(/收 GIVEN +￥50\.00.*找零 CHANGE +￥5\.00/);
    counter.rest();
    const taken = counter.world.entries.find(({ type }) => type === 'cash.taken');
    expect(taken?.body).toMatchObject({ amountMinor: 4_500, givenMinor: 5_000, changeMinor: 500 });
    expect(about(counter, taken?.txn ?? null).slice(0, 3)).toEqual(['cash.taken', 'drawer.requested', 'drawer.pulsed']);
    const [slip] = counter.slips('SALE');
    const text = slip?.lines.join('\n') ?? '';
    expect(text).toMatch(/付款方式 TENDER +现金 CASH/);
    expect(text).toMatch(/顾客存根 CUSTOMER COPY/);
    expect(text).toMatch(/实收 GIVEN +￥50\.00/);
    expect(text).toMatch(/找零 CHANGE +￥5\.00/);
    expect(text).not.toMatch(/RRN|TRACE|\*\*\*\*/);
    expect(sent(counter)).toEqual([]);
    expect(drawers(counter)).toBe(1);
    counter.press('confirm');
    counter.presses = 0;
    sellForCash(counter, '1200');
    expect(counter.presses).toBe(4 + 1 + 2 + 1);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 5_700 });
    expect(counter.world.broken).toEqual([]);
  });

  test('too little is told by how much, a slipped digit is asked about; a double press pays once', SLOW, () => {
    const counter = new QuietCounter();
    counter.press('4500', 'confirm');
    counter.until(/\+=收现金/);
    counter.press('sale', '4499', 'confirm');
    counter.until(/￥0\.01 short/);
    counter.press('500000', 'confirm');
    counter.until(/超过金额十倍/);
    counter.press('cancel');
    counter.until(/SWIPE THE CARD/);
    counter.press('sale', 'confirm', 'confirm', 'confirm', 'sale', 'confirm');
    counter.rest();
    expect(counter.types().filter((type) => type === 'cash.taken')).toHaveLength(1);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 4_500, moves: 1 });
  });

  test('without paper it is a sale like another: the customer agrees, it is tagged, the slips are owed', SLOW, () => {
    const counter = new QuietCounter();
    counter.world.devices.do('printer', 'paper-end');
    counter.until(/OUT OF PAPER/);
    counter.press('4500', 'confirm');
    counter.until(/GO ON WITHOUT PAPER/);
    counter.press('confirm');
    counter.until(/\+=收现金/);
    counter.press('sale', 'confirm');
    counter.until(/PAID IN CASH/);
    counter.press('confirm');
    expect(counter.world.entries.find(({ type }) => type === 'cash.taken')?.body).toMatchObject({
      tags: ['no-paper', 'customer-agreed'],
    });
    expect(counter.journal.outage()?.tally).toMatchObject({ count: 1, sumMinor: 4_500 });
    expect(counter.journal.copiesOwed()).toHaveLength(2);
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    expect(counter.slips('SALE')).toHaveLength(1);
    expect(counter.world.broken).toEqual([]);
  });
});

describe('cash given back', () => {
  test(
    'whole on the same day it is voided, in part refunded; the road says why; the bank hears of nothing',
    SLOW,
    () => {
      const counter = new QuietCounter();
      const first = sellForCash(counter, '4500');
      const second = sellForCash(counter, '10000');
      counter.press('refund', first, 'confirm', 'confirm', '2');
      counter.until(/当批全额现金,撤销并退现金/);
      counter.press('confirm');
      expect(counter.until(/GIVE THE CASH FROM THE DRAWER/)).toContain('￥45.00');
      expect(counter.customer().join()).toContain('退现金 CASH BACK');
      counter.rest();
      counter.press('confirm');
      counter.press('refund', second, 'confirm', '3000', 'confirm', '2');
      counter.until(/走退货,退现金/);
      counter.press('confirm');
      counter.until(/GIVE THE CASH/);
      counter.rest();
      const text = counter.slips('REFUND').at(-1)?.lines.join('\n') ?? '';
      expect(text).toMatch(/付款方式 TENDER +现金 CASH/);
      expect(text).toMatch(/请当面点清/);
      counter.press('confirm');
      counter.press('refund', second, 'confirm', '7001', 'confirm');
      counter.until(/More than what remains/);
      expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 7_000 });
      expect(sent(counter)).toEqual([]);
      expect(drawers(counter)).toBe(4);
      expect(counter.types().filter((type) => type === 'consent.given')).toHaveLength(2);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test('promised while there is no paper, handed over when it is back', SLOW, () => {
    const counter = new QuietCounter();
    const slip = sellForCash(counter, '4500');
    counter.world.devices.do('printer', 'paper-end');
    counter.until(/OUT OF PAPER/);
    counter.press('refund', slip, 'confirm', '500', 'confirm', '2');
    counter.until(/WHEN PAPER IS BACK/);
    counter.press('confirm', '13800138000', 'confirm', 'confirm');
    counter.until(/REGISTERED/);
    counter.press('confirm');
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    counter.until(/A PROMISED REFUND/);
    counter.press('confirm');
    counter.until(/GIVE THE CASH/);
    counter.rest();
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 4_000 });
    expect(counter.slips('REFUND')).toHaveLength(1);
    expect(counter.world.broken).toEqual([]);
  });

  test('a card sale is given back to its card, whatever lies in the drawer', SLOW, () => {
    const counter = new QuietCounter();
    sellForCash(counter, '10000');
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', '500', 'confirm', '2');
    counter.until(/CUSTOMER AGREES/);
    counter.press('confirm');
    counter.until(/APPROVED/);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 10_000 });
    expect(sent(counter)).toContain('refund.submitted');
  });
});

describe('a power cut between the money and the drawer', () => {
  test('the sale stands once, its slips come, and the drawer is asked about, not opened by itself', SLOW, () => {
    const counter = new QuietCounter();
    counter.press('4500', 'confirm');
    counter.until(/\+=收现金/);
    // The append of the money is committed, the process dies before the pulse leaves.
    counter.world.planCut({ at: 'append', n: 1, committed: true });
    counter.press('sale', 'confirm');
    expect(counter.world.powered).toBe(false);
    counter.world.cutPower();
    counter.world.powerOn();
    counter.until(/DRAWER SHUT\? \* THEN 0/);
    counter.world.pass(5_000);
    counter.rest();
    expect(counter.slips('SALE')).toHaveLength(1);
    expect(drawers(counter)).toBe(0);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 4_500 });
    counter.press('functions', '0');
    counter.world.pass(500);
    expect(drawers(counter)).toBe(1);
    expect(counter.screen()).not.toMatch(/DRAWER SHUT/);
    expect(counter.world.broken).toEqual([]);
  });
});

describe('the drawer is asked for while a slip is being printed', () => {
  const SLOW_PRINTER = {
    printer: { grade: 'A', flow: 'dtrdsr', bufferBytes: 4096, linesLeft: 100_000, lineMs: 120, baud: 0, bootMs: 0 },
  } as const;
  const busyCounter = () => {
    const counter = new QuietCounter({}, true, undefined, undefined, SLOW_PRINTER);
    counter.press('100', 'confirm');
    counter.presents();
    counter.until(/PRINTING SLIP 1/);
    counter.press('confirm', '4500', 'confirm', 'sale', 'confirm');
    expect(counter.until(/PAID IN CASH/)).toMatch(/PRINTING SLIP 1/);
    return counter;
  };
  const story = (counter: QuietCounter) =>
    counter.types().filter((type) => /^(drawer|receipt)\.|cash\.taken|terminal\.started/.test(type));

  test('it opens behind that slip and before the next one, once', SLOW, () => {
    const counter = busyCounter();
    expect(drawers(counter)).toBe(0);
    counter.rest();
    expect(story(counter)).toEqual([
      ...['terminal.started', 'receipt.started', 'cash.taken', 'drawer.requested'],
      ...['receipt.printed', 'drawer.pulsed', 'receipt.started', 'receipt.printed'],
      ...['receipt.started', 'receipt.printed', 'receipt.started', 'receipt.printed'],
    ]);
    expect(drawers(counter)).toBe(1);
    expect(counter.journal.drawerDoubt()).toBeNull();
    expect(counter.world.broken).toEqual([]);
  });

  test('the paper ends in that slip: refused by name, asked about, and not opened when paper is back', SLOW, () => {
    const counter = busyCounter();
    counter.world.devices.do('printer', 'paper-end');
    counter.until(/OUT OF PAPER/);
    const [pulsed] = counter.world.entries.filter(({ type }) => type === 'drawer.pulsed');
    expect(pulsed?.body).toEqual({ executed: 'refused' });
    counter.press('confirm');
    counter.until(/DRAWER SHUT\? \* THEN 0/);
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    counter.rest();
    expect(drawers(counter)).toBe(0);
    counter.press('functions', '0');
    counter.rest();
    expect(drawers(counter)).toBe(1);
    expect(counter.journal.drawerDoubt()).toBeNull();
    expect(counter.world.broken).toEqual([]);
  });

  test(
    'the power goes meanwhile: the request has its answer in the next life; a key meanwhile asks for nothing new',
    SLOW,
    () => {
      const counter = busyCounter();
      counter.press('confirm', 'functions', '0');
      counter.world.cutPower();
      counter.world.powerOn();
      counter.world.pass(5_000);
      counter.rest();
      expect(drawers(counter)).toBe(0);
      expect(story(counter).slice(0, 6)).toEqual([
        ...['terminal.started', 'receipt.started', 'cash.taken', 'drawer.requested'],
        ...['terminal.started', 'drawer.pulsed'],
      ]);
      expect(counter.journal.drawersAsked()).toEqual([]);
      expect(counter.world.broken).toEqual([]);
    },
  );
});

describe('the drawer', () => {
  test('stands in the X report, is counted before signing out; a difference is named and becomes a task', SLOW, () => {
    const counter = new QuietCounter();
    sellForCash(counter, '4500');
    counter.press('functions', '5');
    const report = counter.until(/X REPORT/);
    expect(report).toMatch(/消费 SALE +0 +￥0\.00/);
    expect(report).toMatch(/现金 CASH +1 +￥45\.00/);
    expect(report).toMatch(/钱箱应有 DRAWER +￥45\.00/);
    counter.press('confirm');
    counter.until(/TO BE PRINTED/);
    counter.rest();
    counter.press('cancel', 'functions', '2');
    expect(counter.until(/SIGN OUT/)).toMatch(/其中现金 CASH +￥45\.00/);
    // The first count: what lay in it before is nobody's difference.
    counter.press('1');
    counter.until(/COUNT ALL CASH/);
    counter.press('34500', 'confirm');
    counter.until(/TO THE SAFE/);
    counter.press('99999', 'confirm');
    counter.until(/More than was counted/);
    counter.press('30000', 'confirm');
    counter.until(/NOTE FOR THE NEXT/);
    counter.press('confirm');
    counter.until(/SIGN IN/);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 4_500, moves: 0 });
    expect(counter.journal.tasks()).toEqual([]);
    counter.signIn('2', '2222');
    expect(counter.until(/HAND-OVER|交接/)).toMatch(/钱箱应有 DRAWER +￥45\.00/);
    counter.press('confirm');
    counter.until(/READY/);
    sellForCash(counter, '1000');
    counter.press('functions', '2', '1');
    counter.until(/COUNT ALL CASH/);
    counter.press('5000', 'confirm');
    const screen = counter.until(/差异 DIFFERENCE +-￥5\.00/);
    expect(screen).toMatch(/应有 EXPECTED +￥55\.00/);
    expect(counter.screen(SMALL)).toMatch(/更正=重点/);
    counter.press('correct', '5000', 'confirm', 'confirm', 'confirm');
    counter.until(/NOTE FOR THE NEXT/);
    counter.press('confirm');
    counter.until(/SIGN IN/);
    expect(counter.journal.tasks()).toMatchObject([
      { owner: '2', difference: { what: 'cash', ours: '￥55.00', theirs: '￥50.00' } },
    ]);
    expect(counter.journal.drawer('CNY')).toMatchObject({ expectedMinor: 5_000, moves: 0 });
    expect(counter.world.broken).toEqual([]);
  });

  test(
    'is counted by who takes a shift over, blind; a count that is put off is a task until somebody makes it',
    SLOW,
    () => {
      const counter = new QuietCounter();
      sellForCash(counter, '4500');
      counter.press('functions', '2', '2');
      counter.until(/LOCKED/);
      counter.signIn('2', '2222');
      expect(counter.until(/COUNT ALL CASH/)).not.toContain('45.00');
      const [task] = counter.journal.tasks();
      expect(task).toMatchObject({ owner: '1', difference: { what: 'uncounted', ours: '￥45.00' } });
      const taken = counter.types().lastIndexOf('shift.closed');
      expect(counter.types().slice(taken, taken + 3)).toEqual(['shift.closed', 'task.opened', 'shift.opened']);
      counter.press('cancel');
      counter.until(/DIFFERENCES 1/);
      counter.world.cutPower();
      counter.world.powerOn();
      counter.until(/DIFFERENCES 1/);
      counter.world.pass(5_000);
      counter.rest();
      counter.press('functions', 'refund', '1');
      counter.until(/接班前钱箱未点,应有 ￥45\.00/);
      counter.press('cancel', 'cancel', 'functions', '2', '1');
      counter.until(/COUNT ALL CASH/);
      counter.press('4500', 'confirm', 'confirm');
      counter.until(/NOTE FOR THE NEXT/);
      expect(counter.journal.tasks()).toEqual([]);
      const done = counter.world.entries.find(({ type }) => type === 'task.done');
      expect(done).toMatchObject({ txn: task?.txn, body: { finding: 'counted' } });
      expect(counter.world.broken).toEqual([]);
    },
  );

  test('whoever comes back to a locked terminal, or takes over one without cash, is asked for no count', SLOW, () => {
    const counter = new QuietCounter();
    counter.press('functions', '2', '2');
    counter.until(/LOCKED/);
    counter.signIn('2', '2222');
    counter.until(/READY/);
    sellForCash(counter, '4500');
    counter.press('functions', '2', '2');
    counter.until(/LOCKED/);
    counter.signIn('2', '2222');
    counter.until(/READY/);
    expect(counter.journal.tasks()).toEqual([]);
  });

  test(
    'is counted with the day; whoever has a customer goes on, and the bank has settled without the cash',
    SLOW,
    () => {
      const counter = new QuietCounter();
      counter.sell('1000');
      sellForCash(counter, '4500');
      counter.press('functions', '8');
      expect(counter.until(/ENTER: SETTLE/)).not.toMatch(/￥55\.00/);
      counter.press('confirm');
      counter.until(/NEXT BATCH IS OPEN/);
      counter.rest();
      counter.press('confirm');
      counter.until(/COUNT ALL CASH/);
      counter.press('4500', 'confirm', 'confirm');
      counter.until(/READY/);
      expect(counter.world.entries.findLast(({ type }) => type === 'drawer.counted')?.body).toMatchObject({
        at: 'day-close',
        expectedMinor: 4_500,
        countedMinor: 4_500,
      });
      expect(counter.world.broken).toEqual([]);
    },
  );
});
