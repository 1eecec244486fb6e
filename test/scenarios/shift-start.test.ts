/** The page on which a shift begins says whether the roll will do for it, and how old the backup is (requirements D14, H2). In process. */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

test('a roll that is shorter than what the last shift took is said before the next one begins', {
  timeout: 60_000,
}, () => {
  const counter = new QuietCounter({ ...DEFAULT_POLICY, roll: { lengthMm: 700 } });
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.rest();
  counter.sell('1000');
  counter.sell('2000');
  const printed = counter.journal.roll().printedMm;
  expect(printed).toBeGreaterThan(350);
  // Somebody takes over: the shift of operator 1 ends with it.
  counter.press('functions', '2');
  counter.until(/SHIFT/);
  counter.press('1', 'confirm', 'confirm');
  counter.until(/SIGN IN - TYPE/);
  expect(counter.journal.roll().lastShiftMm).toBe(printed);
  counter.press('2');
  const page = counter.until(/OPERATOR NO/);
  expect(page).toMatch(/! 纸约剩 0\.\d m,上一班用 0\.\d m/);
  expect(page).toContain('NO BACKUP YET');
});
