/** Hold 冻结: the terminal, a card, a transaction stand still until a manager releases them (requirement C11). In process. */
import { describe, expect, test } from 'vitest';
import { QuietTechnician } from '../firmware/maintenance/quiet-technician.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 };
const MANAGER = ['9999', 'confirm'] as const;

const sent = (counter: QuietCounter) => counter.types().filter((type) => type.endsWith('.submitted'));

describe('the terminal', () => {
  test(
    'is stopped by the cashier with four keys, says so on every screen, survives a power cut, is released by a manager',
    SLOW,
    () => {
      const counter = new QuietCounter();
      const slip = counter.sell('4500');
      counter.presses = 0;
      counter.press('functions', '4');
      counter.until(/1 停用本终端 STOP THIS TERMINAL/);
      counter.press('1', '5');
      counter.until(/√ 已冻结 FROZEN/);
      expect(counter.presses).toBe(4);
      expect(counter.screen()).toContain('!! 本终端已冻结 FROZEN (设备可疑)');
      expect(counter.customer().join()).toContain('OUT OF SERVICE');
      counter.press('cancel');
      const asked = sent(counter).length;
      for (const keys of [['1'], ['sale'], ['functions', '6'], ['functions', '7'], ['functions', '.']] as const) {
        counter.press(...keys);
        expect(counter.until(/no money moved/)).toMatch(/→ 主管按\*再按4可解除/);
        counter.press('cancel');
      }
      counter.press('refund', String(slip.number), 'confirm');
      expect(counter.until(/no money moved/)).toMatch(/× 本终端已冻结,未动账/);
      counter.press('cancel');
      counter.world.cutPower();
      counter.world.powerOn();
      counter.until(/!! 本终端已冻结/);
      counter.world.pass(5_000);
      counter.press('5');
      counter.until(/This terminal is frozen/);
      const small = counter.screen(SMALL);
      expect(small).toMatch(/!! 本终端已冻结/);
      expect(small).toMatch(/× 本终端已冻结/);
      expect(small).toMatch(/确认=解除/);
      counter.press('cancel', 'reprint', 'confirm');
      counter.until(/REPRINT/);
      counter.press('confirm');
      counter.until(/DUPLICATE 1/);
      counter.press('confirm');
      expect(sent(counter)).toHaveLength(asked);
      // A cashier's PIN releases nothing.
      counter.press('functions', '4', 'confirm', '1111', 'confirm');
      counter.until(/Not the PIN of operator 9/);
      counter.press(...MANAGER);
      counter.until(/√ 已解除 RELEASED/);
      expect(counter.screen()).not.toContain('!!');
      counter.press('cancel');
      counter.sell('100');
      expect(counter.world.broken).toEqual([]);
    },
  );

  test('stands in the technician’s status, and in what the next cashier takes over', SLOW, async () => {
    const technician = new QuietTechnician();
    const { counter } = technician;
    counter.press('functions', '4', '1', '2');
    counter.until(/FROZEN/);
    counter.press('cancel');
    await technician.asks('lang en', /tillproof> $/);
    expect(await technician.asks('status', /Obligations/)).toMatch(/== On hold ==\s+TERMINAL {2}suspected fraud {2}#1/);
    counter.press('functions', '2', '1');
    counter.until(/NOTE FOR THE NEXT/);
    counter.press('confirm', 'confirm');
    counter.until(/SIGN IN/);
    counter.signIn('2', '2222');
    counter.until(/冻结 ON HOLD +1/);
  });
});

describe('a card', () => {
  test('is refused before anything is sent, and its sales are not given back; other cards go on', SLOW, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('functions', '4', '3');
    counter.until(/OR SWIPE THE CARD/);
    counter.world.pass(700);
    counter.swipe();
    counter.until(/2 疑似欺诈/);
    counter.press('2');
    counter.until(/9 号密码/);
    counter.press(...MANAGER);
    counter.until(/√ 已冻结 FROZEN/);
    counter.press('cancel');
    counter.until(/ON HOLD 1: \* THEN 4/);
    const asked = sent(counter).length;
    counter.press('100', 'confirm');
    counter.presents();
    expect(counter.until(/This card is frozen, no money moved/)).toMatch(/→ 主管按\*再按4可解除/);
    expect(counter.customer()[1]).toContain('NOT CHARGED');
    counter.press('confirm');
    counter.press('functions', '6', '100', 'confirm');
    counter.presents();
    counter.until(/This card is frozen/);
    counter.press('confirm', 'refund', String(slip.number), 'confirm');
    counter.until(/This card is frozen/);
    counter.press('cancel');
    expect(sent(counter)).toHaveLength(asked);
    counter.sell('200', 'mastercard');
    expect(counter.world.broken).toEqual([]);
  });
});

describe('a transaction', () => {
  test('is not given back, nor is a promise of it kept; eleven keys place it, eight release it', SLOW, () => {
    const counter = new QuietCounter();
    const first = counter.sell('4500');
    const second = counter.sell('1200');
    counter.world.devices.do('printer', 'paper-end');
    counter.until(/OUT OF PAPER/);
    counter.press('refund', String(second.number), 'confirm', '500', 'confirm', '2');
    counter.until(/WHEN PAPER IS BACK/);
    counter.press('confirm', '13800138000', 'confirm', 'confirm');
    counter.until(/REGISTERED/);
    counter.press('confirm');
    counter.presses = 0;
    counter.press('functions', '4', '2', String(second.number), 'confirm');
    expect(counter.until(/3 转错一方 wrong party/)).toContain('￥12.00');
    counter.press('3', ...MANAGER);
    counter.until(/√ 已冻结/);
    expect(counter.presses).toBe(11);
    counter.press('cancel', 'functions', 'refund', '1', 'confirm');
    expect(counter.until(/This transaction is frozen/)).toContain('转错一方');
    counter.press('cancel', 'refund', String(second.number), 'confirm');
    counter.until(/This transaction is frozen/);
    counter.press('cancel');
    expect(counter.screen(SMALL).split('\n')[0]).toContain('!冻1 #1');
    counter.press('functions');
    expect(counter.screen(SMALL).split('\n')[0]).toContain('!冻1 #1');
    counter.press('cancel', 'refund', String(first.number), 'confirm');
    counter.until(/REMAINS +￥45\.00/);
    counter.press('cancel');
    counter.press('functions', '4', 'confirm', ...MANAGER);
    counter.until(/RELEASED/);
    counter.press('cancel');
    const sale = counter.journal.find({ slip: second.number })[0]?.txn;
    const held = counter.world.entries.filter(({ type }) => type.startsWith('freeze.'));
    expect(held.map(({ txn }) => txn)).toEqual([sale, sale]);
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    counter.until(/A PROMISED REFUND/);
    expect(counter.world.broken).toEqual([]);
  });

  test('a freeze is not placed twice, and a number that means nothing is told', SLOW, () => {
    const counter = new QuietCounter();
    counter.sell('4500');
    const place = () => {
      counter.press('functions', '4', '2', 'confirm');
      counter.until(/1 有争议/);
      counter.press('1', ...MANAGER);
    };
    place();
    counter.until(/√ 已冻结/);
    counter.press('cancel');
    place();
    counter.until(/It is frozen already/);
    counter.press('2', '777777', 'confirm');
    counter.until(/No transaction 777777/);
    expect(counter.journal.freezes()).toHaveLength(1);
  });
});
