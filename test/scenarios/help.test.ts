/** Help at the counter: emergency cards on the screen and on paper, a code explained, whom to call (requirements H6, E7). In process. */
import { expect, test } from 'vitest';
import { EMERGENCY_CARDS } from '../../firmware/rules/emergency-cards.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 };

test('each card is three keys away, every step of it can be read on the smallest screen', SLOW, () => {
  const counter = new QuietCounter();
  EMERGENCY_CARDS.forEach(({ title, steps }, i) => {
    counter.presses = 0;
    counter.press('functions', 'correct', String(i + 1));
    expect(counter.presses).toBe(3);
    counter.until(new RegExp(title.zh));
    for (const { zh } of steps) {
      // A line may break anywhere.
      expect(counter.screen(SMALL).replaceAll(/\s/g, '')).toContain(zh.replaceAll(/\s/g, ''));
      expect(counter.screen(SMALL)).toMatch(/联系|致电/);
      counter.press('confirm');
    }
    counter.press('cancel');
    counter.until(/EXPLAIN A CODE/);
    counter.press('cancel');
    counter.until(/READY/);
  });
  expect(counter.world.broken).toEqual([]);
});

test('a card is printed while there is paper, and only read when there is none', SLOW, () => {
  const counter = new QuietCounter();
  counter.press('functions', 'correct', '3', 'reprint', 'reprint');
  counter.until(/WILL BE PRINTED/);
  counter.rest();
  const paper = counter.paper.pieces().map(({ lines }) => lines.join('\n'));
  expect(paper).toHaveLength(1);
  expect(paper[0]).toMatch(/应急卡[\s\S]*银行无应答[\s\S]*1\. 等屏幕给出结果[\s\S]*请联系收单行/);
  counter.press('cancel', 'cancel');
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.press('functions', 'correct', '1', 'reprint');
  counter.until(/Cannot be printed now/);
  expect(counter.journal.copiesOwed()).toEqual([]);
  expect(counter.world.broken).toEqual([]);
});

test('a code is explained with what to do and whom to call, offline', SLOW, () => {
  const counter = new QuietCounter();
  counter.world.devices.do('acquirer', 'refuse-connections', { on: true, cut: true });
  counter.press('functions', 'correct', '0', '51', 'confirm');
  expect(counter.until(/Insufficient funds/)).toMatch(/CALL THE ACQUIRER/);
  counter.press('cancel', '0', '5', 'confirm');
  expect(counter.until(/CALL THE ACQUIRER/)).not.toMatch(/Insufficient/);
  counter.press('cancel', '0', '.', '0');
  expect(counter.screen(SMALL)).toMatch(/应答码 CODE +A0\n\.=字母/);
  counter.press('confirm');
  counter.until(/MAC error/);
  expect(counter.world.broken).toEqual([]);
});
