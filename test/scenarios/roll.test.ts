/** "Enough for this report?" (requirement D14): the report as it will be printed against what is left of the roll: print, later, a new roll. In process. */
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

/** A counter whose roll was seen being loaded, with `leftMm` on it, and an X report asked for. */
function reportOn(leftMm: number): QuietCounter {
  const counter = new QuietCounter({ ...DEFAULT_POLICY, roll: { lengthMm: leftMm } });
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.until(/^(?![\s\S]*OUT OF PAPER)/);
  askForReport(counter);
  return counter;
}

function askForReport(counter: QuietCounter): void {
  counter.press('functions', '5');
  counter.until(/X REPORT/);
  counter.press('confirm');
  counter.until(/TO BE PRINTED/);
  counter.press('confirm');
  counter.until(/READY/);
}

const reports = (counter: QuietCounter): number =>
  counter.paper.whole().filter(({ lines }) => lines.some((line) => line.includes('X REPORT'))).length;
const answers = (counter: QuietCounter): readonly unknown[] =>
  counter.world.entries.flatMap((entry) => (entry.type === 'report.weighed' ? [entry.body.answer] : []));

test('a roll that will do is not asked about, and it is the length of the paper that counts', SLOW, () => {
  const counter = reportOn(30_000);
  counter.rest();
  expect(reports(counter)).toBe(1);
  expect(answers(counter)).toEqual([]);
  const printed = counter.world.entries.findLast((entry) => entry.type === 'receipt.printed');
  const lengthMm = printed?.type === 'receipt.printed' ? (printed.body.lengthMm ?? 0) : 0;
  const exact = reportOn(lengthMm);
  exact.rest();
  expect(reports(exact)).toBe(1);
  const short = reportOn(lengthMm - 1);
  expect(short.until(/ENOUGH PAPER/)).toContain('更正=换纸');
  expect(reports(short)).toBe(0);
});

test('the length is what the paper takes, a centimetre too much rather than one too little', SLOW, () => {
  const counter = new QuietCounter();
  const { roll } = counter.world.devices.printer.works;
  const lengths = () =>
    counter.world.entries.flatMap((entry) => (entry.type === 'receipt.printed' ? [entry.body.lengthMm ?? 0] : []));
  const take = (act: () => void) => {
    const [dots, slips] = [roll.leftDots, lengths().length];
    act();
    counter.rest();
    const weighed = lengths().slice(slips);
    const tooMuchMm = weighed.reduce((sum, mm) => sum + mm, 0) - (dots - roll.leftDots) / 8;
    expect(weighed.length).toBeGreaterThan(0);
    expect(tooMuchMm).toBeGreaterThanOrEqual(0);
    expect(tooMuchMm).toBeLessThan(15 * weighed.length);
  };
  take(() => counter.sell('1200'));
  take(() => askForReport(counter));
  take(() => counter.settle());
});

test('print all the same: it is printed, and the answer stands in the journal', SLOW, () => {
  const counter = reportOn(50);
  counter.until(/ENOUGH PAPER/);
  counter.press('confirm');
  counter.rest();
  expect(reports(counter)).toBe(1);
  expect(counter.world.entries.findLast((entry) => entry.type === 'report.weighed')?.body).toMatchObject({
    leftMm: 50,
    answer: 'print',
  });
});

test('later: receipts come out meanwhile, the question goes; with another roll it is asked again', SLOW, () => {
  const counter = reportOn(50);
  counter.until(/ENOUGH PAPER/);
  counter.press('cancel');
  counter.until(/^(?![\s\S]*ENOUGH PAPER)[\s\S]*RECEIPTS OWED/);
  counter.press('1200', 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.world.pass(5_000);
  expect(counter.paper.whole().filter(({ title }) => title === 'SALE')).toHaveLength(2);
  expect(reports(counter)).toBe(0);
  counter.press('confirm');
  counter.world.devices.do('printer', 'cover-open');
  counter.until(/COVER OPEN/);
  counter.world.devices.do('printer', 'cover-close');
  counter.until(/ENOUGH PAPER/);
  expect(answers(counter)).toEqual(['later']);
});

test('a new roll now: opened and closed, or the cashier says so; then it is printed', SLOW, () => {
  for (const says of [false, true]) {
    const counter = reportOn(50);
    counter.until(/ENOUGH PAPER/);
    counter.press('correct');
    counter.until(/NEW ROLL IN/);
    // The policy's roll is short on purpose: the shop has better ones.
    counter.world.policyFile = JSON.stringify(DEFAULT_POLICY);
    if (says) counter.press('confirm');
    else {
      counter.world.devices.do('printer', 'cover-open');
      counter.until(/COVER OPEN/);
      counter.world.devices.do('printer', 'cover-close');
    }
    counter.world.pass(3_000);
    expect(counter.types()).toContain('roll.loaded');
    expect(counter.journal.roll()).toMatchObject({ loadedMs: expect.any(Number) });
    // By the policy in force it is still too short: asked again, not guessed.
    counter.until(/ENOUGH PAPER|^(?![\s\S]*RECEIPTS OWED)/);
    counter.press('confirm');
    counter.rest();
    expect(reports(counter)).toBe(1);
    expect(answers(counter)[0]).toBe('change');
  }
});
