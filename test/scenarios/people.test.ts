/** People at the counter: signing in, a wrong PIN over a power cut, handing over, who may do what (requirements A14, B2, H10, H11). */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const SMALL = { columns: 24, rows: 6 } as const;
const bodies = (counter: QuietCounter, type: string) =>
  counter.world.entries.filter((entry) => entry.type === type).map(({ body, operator }) => ({ ...body, operator }));

describe('signing in', () => {
  test('nothing happens before somebody has; afterwards every act carries who', () => {
    const counter = new QuietCounter({}, false);
    counter.press('functions');
    counter.until(/操作员编号 OPERATOR NO/);
    counter.press('cancel');
    counter.press('5', 'confirm');
    counter.until(/Operator 5 is a technician/);
    counter.press('7', 'confirm');
    counter.until(/There is no operator 7/);
    counter.press('2', 'confirm', '1111', 'confirm');
    counter.until(/Not the PIN of operator 2/);
    counter.press('2222', 'confirm');
    counter.until(/READY/);
    expect(counter.screen(SMALL).split('\n')[0]).toMatch(/DEMO #2$/);
    counter.sell('1200');
    const acts = counter.world.entries.filter(({ type }) => /^(sale|receipt|shift|drawer)\./.test(type));
    expect(new Set(acts.map(({ operator }) => operator))).toEqual(new Set(['2']));
    expect(counter.world.entries.find(({ type }) => type === 'terminal.started')).toMatchObject({ operator: '0' });
    expect(counter.slips('SALE').at(-1)?.lines.join('\n')).toMatch(/操作员 OPERATOR +2/);
  });

  test('three wrong PINs lock, and a power cut does not help', () => {
    const counter = new QuietCounter({}, false);
    counter.press('1', 'confirm');
    for (const pin of ['0000', '0001', '0002']) counter.press(pin, 'confirm');
    counter.until(/Operator 1 is locked: 3 wrong PINs[\s\S]*Wait 30 s/);
    counter.world.cutPower();
    counter.world.pass(2_000);
    counter.world.powerOn();
    counter.until(/SIGN IN - TYPE/);
    counter.press('1', 'confirm');
    counter.until(/Operator 1 is locked/);
    // Who may unlock it signs in; or one waits.
    counter.world.pass(30_000);
    counter.signIn();
    counter.until(/READY/);
    expect(bodies(counter, 'operator.locked')).toMatchObject([{ operator: '0', failures: 3 }]);
  });

  test('who is on duty stays so over a power cut', () => {
    const counter = new QuietCounter();
    counter.world.cutPower();
    counter.world.pass(2_000);
    counter.world.powerOn();
    counter.until(/READY/);
    counter.world.pass(5_000);
    counter.sell('1200');
    expect(bodies(counter, 'shift.opened')).toHaveLength(1);
  });
});

describe('the shift', () => {
  test('is handed over with a note and with what is open, and the next one must acknowledge it', {
    timeout: 30_000,
  }, () => {
    const counter = new QuietCounter();
    counter.sell('4500');
    counter.press('functions');
    expect(counter.screen(SMALL)).toMatch(/0钱箱/);
    expect(counter.screen(SMALL).split('\n')).toHaveLength(6);
    counter.press('2');
    expect(counter.until(/SHIFT 1/)).toMatch(/消费 SALE +1 {2}￥45\.00/);
    counter.press('1', '1', '5', '1', 'confirm');
    counter.until(/号码 NUMBER/);
    counter.press('2', 'confirm');
    counter.until(/SIGN IN - TYPE/);
    // Paper goes while nobody is there: nothing is asked of anybody.
    counter.press('2', 'confirm', '2222', 'confirm');
    const shown = counter.until(/HAND-OVER/);
    expect(shown).toMatch(/1 号: 顾客会再来,见留言/);
    expect(shown).not.toMatch(/Paper is running low/);
    expect(shown).toMatch(/1 号留言 NOTE +2/);
    counter.press('cancel');
    counter.until(/SIGN IN - TYPE/);
    expect(bodies(counter, 'shift.opened')).toHaveLength(1);
    counter.press('2', 'confirm', '2222', 'confirm');
    counter.until(/HAND-OVER/);
    counter.press('confirm');
    counter.until(/READY/);
    expect(bodies(counter, 'shift.closed')).toEqual([
      { shift: 1, notes: ['customer-back'], number: '2', by: '1', operator: '1' },
    ]);
    expect(bodies(counter, 'shift.opened')[1]).toMatchObject({
      shift: 2,
      operator: '2',
      handOver: { from: 1, receipts: 0, promises: 0 },
    });
  });

  test('what is open is handed over with its age: a hold on money, a promised refund', {
    timeout: 60_000,
  }, () => {
    const counter = new QuietCounter({ refund: { ...DEFAULT_POLICY.refund, withoutPaper: 'defer' } });
    const slip = counter.sell('4500');
    counter.press('functions', '6', '3000', 'confirm');
    counter.presents();
    counter.until(/PRE-AUTHORISED|APPROVED|HELD/);
    counter.rest();
    counter.press('confirm');
    counter.world.devices.do('printer', 'paper-end', {});
    counter.world.pass(5_000);
    counter.press(
      'refund',
      String(slip.number),
      'confirm',
      '1000',
      'confirm',
      '1',
      '13900008000',
      'confirm',
      'confirm',
    );
    counter.until(/REGISTERED, AMOUNT RESERVED/);
    counter.press('confirm');
    counter.world.pass(3 * 3_600_000);
    counter.press('functions', '2', '1', 'confirm', 'confirm');
    counter.until(/SIGN IN - TYPE/);
    counter.press('2', 'confirm', '2222', 'confirm');
    const shown = counter.until(/HAND-OVER/);
    expect(shown).toMatch(/待办退货 REFUNDS +1 \(3h\)/);
    expect(shown).toMatch(/预授权未完成 PRE-AUTH OPEN +1 \(3h\)/);
    // Nobody sells before it is acknowledged.
    counter.press('cancel', '100', 'confirm');
    expect(counter.screen()).not.toMatch(/SWIPE/);
    counter.press('cancel', 'cancel', '2', 'confirm', '2222', 'confirm');
    counter.until(/HAND-OVER/);
    counter.press('confirm');
    counter.until(/已等 3h[\s\S]*REFUNDS PROMISED 1, 3h/);
    expect(bodies(counter, 'shift.opened')[1]).toMatchObject({
      handOver: { from: 1, promises: 1, preauths: 1, freezes: 0, sinceMs: { promises: expect.any(Number) } },
    });
    expect(counter.world.broken).toEqual([]);
  });

  test('can be locked, and taken over by another person', () => {
    const counter = new QuietCounter();
    counter.press('functions', '2', '2');
    counter.until(/LOCKED - OPERATOR 1/);
    counter.signIn();
    counter.until(/READY/);
    counter.press('functions', '2', '2');
    counter.until(/LOCKED/);
    counter.signIn('9', '9999');
    counter.until(/READY/);
    expect(counter.types().filter((type) => type.startsWith('shift.'))).toEqual([
      ...['shift.opened', 'shift.locked', 'shift.resumed', 'shift.locked'],
      ...['shift.closed', 'shift.opened'],
    ]);
    expect(bodies(counter, 'shift.closed')).toMatchObject([{ shift: 1, by: '9', operator: '9' }]);
  });
});

test('locks by itself after the minutes of the policy, not while somebody is served', { timeout: 30_000 }, () => {
  const counter = new QuietCounter({ people: { lockAfterIdleMinutes: 1 } });
  counter.press('100', 'confirm');
  counter.world.pass(70_000);
  counter.until(/SWIPE THE CARD/);
  counter.press('cancel');
  counter.until(/READY/);
  counter.world.pass(61_000);
  counter.until(/LOCKED - OPERATOR 1/);
  counter.signIn();
  counter.until(/READY/);
  expect(bodies(counter, 'shift.locked')).toEqual([{ shift: 1, why: 'idle', operator: '1' }]);
});

describe('the manager', () => {
  test('registers somebody, unlocks, gives a new PIN, dismisses; a cashier changes only their own', {
    timeout: 30_000,
  }, () => {
    const counter = new QuietCounter();
    counter.press('functions', '3', '9', 'confirm', '9999', 'confirm');
    counter.until(/1 登记/);
    counter.press('1', '1', 'confirm');
    counter.until(/is somebody's number/);
    counter.press('3', 'confirm', '1', '3071', 'confirm', '3070', 'confirm');
    counter.until(/The two do not agree/);
    counter.press('3071', 'confirm', '3071', 'confirm');
    counter.until(/Registered/);
    counter.press('2', '2', 'confirm', '4711', 'confirm', '4711', 'confirm');
    counter.until(/The PIN is changed/);
    counter.press('3', '2', 'confirm');
    counter.until(/Unlocked/);
    counter.press('4', '9', 'confirm', 'confirm');
    counter.until(/The last manager stays/);
    counter.press('4', '2', 'confirm', 'confirm');
    counter.until(/Dismissed/);
    counter.press('cancel', 'functions', '3', '3', 'confirm', '3071', 'confirm');
    counter.until(/0 改自己的密码/);
    expect(counter.screen()).not.toMatch(/登记/);
    counter.press('0', '5829', 'confirm', '5829', 'confirm');
    counter.until(/The PIN is changed/);
    const acts = counter.world.entries.filter(({ type }) =>
      /^operator\.(registered|changed|unlocked|dismissed)/.test(type),
    );
    expect(acts.slice(4).map(({ type, body }) => `${type} ${'by' in body ? body.by : ''}`)).toEqual([
      'operator.registered 9',
      'operator.changed 9',
      'operator.unlocked 9',
      'operator.dismissed 9',
      'operator.changed 3',
    ]);
    expect(counter.world.broken).toEqual([]);
  });
});
