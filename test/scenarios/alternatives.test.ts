/**
 * In the place of paper (requirement D13): after a sale that nothing could be printed of, a coupon within what the policy allows, and goods that are
 * picked up another day: numbered, told at once, printed when there is paper, to do until they are handed over. In process.
 */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const policy = { ...DEFAULT_POLICY, alternatives: { couponLimitMinor: 1_000, perOutageMinor: 1_500 } };

/** A sale in emergency mode, up to its e-slip. */
function sellWithoutPaper(counter: QuietCounter): void {
  counter.sellWithoutPaper('3000');
  counter.until(/E-SLIP/);
}

/** One more key on the result. */
function offer(counter: QuietCounter): void {
  counter.press('.');
  counter.until(/IN PLACE OF PAPER/);
}

test('a coupon and a pick-up: capped, once each, printed when there is paper, handed over', SLOW, () => {
  const counter = new QuietCounter(policy);
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  sellWithoutPaper(counter);
  offer(counter);
  counter.press('1');
  expect(counter.until(/ENTER give it/)).toContain('￥10.00');
  counter.press('2000', 'confirm');
  counter.until(/A coupon is at most ￥10\.00/);
  counter.press('correct', 'correct', 'correct', 'correct', '800', 'confirm');
  counter.until(/C-000001[\s\S]*￥8\.00/);
  counter.press('confirm');
  counter.until(/READY/);

  sellWithoutPaper(counter);
  offer(counter);
  counter.press('1', 'confirm');
  counter.until(/￥7\.00 left/);
  counter.press('cancel', '2');
  counter.until(/P-000002/);
  counter.press('confirm');
  counter.until(/READY/);

  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.rest();
  const paper = counter.paper.whole().map(({ lines }) => lines.join('\n'));
  expect(paper.filter((slip) => /优惠券 COUPON[\s\S]*C-000001[\s\S]*￥8\.00/.test(slip))).toHaveLength(1);
  expect(paper.filter((slip) => /自取单 PICK UP LATER[\s\S]*P-000002/.test(slip))).toHaveLength(1);

  counter.press('functions', 'refund');
  expect(counter.until(/TO DO/)).toMatch(/优惠券 C-000001[\s\S]*改日自取 P-000002/);
  counter.press('2', '0', '1');
  counter.until(/OPERATOR NO/);
  counter.press('1', 'confirm', '1111', 'confirm');
  counter.until(/^(?![\s\S]*P-000002)[\s\S]*C-000001/);
  const ended = counter.world.entries.findLast((entry) => entry.type === 'alternative.ended');
  expect(ended?.body).toEqual({ how: 'handed-over', by: '1' });
});

test('what stands survives the power cut; the number is not given twice', SLOW, () => {
  const counter = new QuietCounter(policy);
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  sellWithoutPaper(counter);
  offer(counter);
  counter.press('2');
  counter.until(/P-000001/);
  counter.world.cutPower();
  counter.world.powerOn();
  counter.until(/READY/);
  expect(counter.journal.openAlternatives()).toHaveLength(1);
  expect(counter.journal.nextAlternative()).toBe(2);
});
