/** The way into training from a terminal that trades (requirement H7): a manager's PIN, and what stands in the way, by name. In process. */
import { describe, expect, test } from 'vitest';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

class Shop extends QuietCounter {
  constructor() {
    super({}, true, undefined, undefined, { school: 'beside' });
  }

  /** To the page behind the manager's PIN. */
  door(): string {
    this.press('functions', '00');
    this.until(/ PIN/);
    this.press('9999', 'confirm');
    return this.until(/INTO TRAINING|进入培训/);
  }

  training(): readonly string[] {
    return this.types().filter((type) => type.startsWith('training.'));
  }
}

test('it takes a manager; then it begins, locked behind, with nothing of the money touched', SLOW, () => {
  const shop = new Shop();
  shop.sell('1200');
  shop.press('functions', '00');
  shop.until(/ PIN/);
  shop.press('1111', 'confirm');
  shop.until(/Not the PIN of operator 9/);
  shop.press('cancel');
  shop.until(/READY/);
  expect(shop.training()).toEqual([]);
  shop.door();
  expect(shop.world.trainingsBegun).toBe(0);
  shop.press('confirm');
  expect(shop.world.trainingsBegun).toBe(1);
  expect(shop.types().slice(-2)).toEqual(['shift.locked', 'training.began']);
  expect(shop.world.entries.at(-1)).toMatchObject({ body: { session: 1, by: '9' } });
  expect(shop.world.broken).toEqual([]);
});

describe('what stands in the way is named, and asked again at the last key', () => {
  test('frozen', SLOW, () => {
    const shop = new Shop();
    shop.press('functions', '4', '1', '5');
    shop.until(/FROZEN/);
    shop.press('cancel');
    expect(shop.door()).toMatch(/× 终端已冻结[\s\S]*A manager lifts that first/);
    shop.press('confirm');
    expect(shop.training()).toEqual([]);
  });

  test('money that is not resolved: not before the reversal is done', SLOW, () => {
    const shop = new Shop();
    shop.world.devices.do('acquirer', 'silent', { kind: 'sale' });
    shop.press('1000', 'confirm');
    shop.presents();
    shop.world.pass(2_000);
    // A customer is being served: no key leads away.
    shop.press('functions', '00');
    expect(shop.screen()).not.toMatch(/ PIN/);
    shop.world.devices.do('acquirer', 'refuse-connections', { on: true, cut: true });
    shop.until(/UNKNOWN|REVERS/);
    shop.press('confirm');
    shop.until(/READY/);
    expect(shop.door()).toMatch(/× 有 \d 笔钱未了结/);
    shop.press('confirm');
    expect(shop.training()).toEqual([]);
    shop.press('cancel');
    shop.world.devices.do('acquirer', 'refuse-connections', { on: false });
    shop.until(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/, 600_000);
    expect(shop.door()).not.toMatch(/×/);
    shop.press('confirm');
    expect(shop.training()).toEqual(['training.began']);
  });

  test('a slip in the printer; what is only owed may wait', SLOW, () => {
    const shop = new Shop();
    shop.world.devices.do('printer', 'paper-end', { afterLines: 8 });
    shop.press('1000', 'confirm');
    shop.presents();
    shop.until(/APPROVED/);
    shop.press('confirm');
    shop.until(/UNFINISHED/);
    expect(shop.door()).toMatch(/is still in the printer/);
    shop.press('confirm');
    expect(shop.training()).toEqual([]);
    shop.press('cancel');
    shop.world.devices.do('printer', 'new-roll');
    shop.rest();
    shop.world.devices.do('printer', 'paper-end');
    shop.until(/OUT OF PAPER/);
    shop.press('functions', '5', 'confirm', 'cancel');
    shop.until(/RECEIPTS OWED 1/);
    shop.door();
    shop.press('confirm');
    expect(shop.training()).toEqual(['training.began']);
    expect(shop.journal.copiesOwed()).toHaveLength(1);
  });

  test('nobody who could start the training host', SLOW, () => {
    const alone = new QuietCounter();
    alone.press('functions', '00');
    alone.until(/ PIN/);
    alone.press('9999', 'confirm');
    expect(alone.until(/no training host/)).toMatch(/npm start/);
    alone.press('confirm');
    expect(alone.types()).not.toContain('training.began');
  });
});

test.each([true, false])(
  'the power goes at the entry, committed: %s: it is one terminal or the other',
  SLOW,
  (committed) => {
    const shop = new Shop();
    shop.door();
    shop.world.planCut({ at: 'append', n: 1, committed });
    shop.press('confirm');
    expect(shop.world.powered).toBe(false);
    expect(shop.world.trainingsBegun).toBe(0);
    shop.world.cutPower();
    shop.world.pass(2_000);
    shop.world.powerOn();
    expect(shop.journal.training() !== null).toBe(committed);
    expect(shop.journal.shift()?.locked).toBe(committed);
  },
);
