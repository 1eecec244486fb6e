/**
 * "退货无效" on the whole counter, one counter for all of it: full and part after the settlement, the acquirer's eight refusals, two presses of the key, too much,
 * another card, the network gone in the middle, and the window that is over. What was typed survives; the same refund goes on.
 */
import { expect, test } from 'vitest';
import { writeClockOffset } from '../../storage/settings/clock-offset.ts';
import { sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const DAY_MS = 86_400_000;
/** Response code and the number of its cause (facts/acquirer §3). */
const REFUSALS = [
  ['14', 4],
  ['22', 6],
  ['25', 5],
  ['57', 7],
  ['58', 7],
  ['61', 8],
  ['64', 3],
  ['91', 9],
] as const;

/** To the page on which the customer agrees. */
async function askBack(countertop: Countertop, slip: string, fen: string): Promise<void> {
  await countertop.press('refund', ...slip, 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.press(...fen, 'confirm');
  await countertop.firmware.screen(/1 商品问题/);
  await countertop.press('1');
  await countertop.firmware.screen(/DO IT/);
}

/** Told to the customer, and the slips are out. */
async function done(countertop: Countertop): Promise<void> {
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
}

async function settled(): Promise<Countertop> {
  const countertop = await openTradingScene();
  await sell(countertop, '9000');
  await countertop.press('confirm', 'functions', '8');
  await countertop.firmware.screen(/ENTER: SETTLE/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/NEXT BATCH IS OPEN/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
  return countertop;
}

test('the acquirer refuses eight ways: cause, next step, and the same refund once more; twice pressed, too much, another card', async () => {
  const countertop = await settled();
  await askBack(countertop, '1', '1000');
  for (const [code] of REFUSALS) await countertop.acquirer.do('decline', { code, kind: 'refund' });
  for (const [i, [code, no]] of REFUSALS.entries()) {
    // The first from the page of consent; each further one is the same refund, asked for with one key.
    await countertop.press(i === 0 ? 'confirm' : '1');
    const shown = await countertop.firmware.screen(new RegExp(`\\(${code}\\)[\\s\\S]*原因${no}`));
    expect(shown).toMatch(/DECLINED|NOTHING REFUNDED/);
  }
  await countertop.press('1', 'confirm', 'confirm');
  await countertop.firmware.screen(/APPROVED|READY/);
  await countertop.untilNothingPrinted();
  await countertop.firmware.screen(/READY|APPROVED/);
  await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);
  const submitted = countertop.entries().filter(({ type }) => type === 'refund.submitted');
  expect(submitted).toHaveLength(REFUSALS.length + 1);
  const cases = submitted.slice(1).map(({ body }) => (body as { tags: readonly string[] }).tags);
  expect(cases.every(([tag]) => tag === `case:${submitted[0]?.txn}`)).toBe(true);
  expect(
    (await bankOf(countertop)).filter(({ kind, state }) => kind === 'refund' && state === 'in-force'),
  ).toHaveLength(1);

  // More than what remains: refused here, nothing is sent, and the digits stay on the line.
  await countertop.press('refund', '1', 'confirm');
  await countertop.firmware.screen(/REMAINS +￥80\.00/);
  await countertop.press(...'8001', 'confirm');
  await countertop.firmware.screen(/At most ￥80\.00/);
  await countertop.press('cancel');
  // Another card has no sale here.
  await countertop.press('refund');
  await countertop.firmware.screen(/SLIP\/RRN/);
  await countertop.swipe(TEST_CARDS.mastercard);
  await countertop.firmware.screen(/没有交易 5413/);
  await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);
  expect(countertop.entries().filter(({ type }) => type === 'refund.submitted')).toHaveLength(REFUSALS.length + 1);
  await expectPromisesKept(countertop);
});

test('the network goes in the middle of a refund, the rest is paid back, and past the window nothing more', async () => {
  const countertop = await settled();
  await askBack(countertop, '1', '2500');
  await countertop.acquirer.do('silent', { kind: 'refund' });
  await countertop.press('confirm', 'confirm');
  // The acquirer has it, the answer never came: never repeated, its amount stays reserved.
  await countertop.firmware.screen(/OUTCOME UNKNOWN|REFUND OUTCOME/);
  const asked = () => countertop.entries().filter(({ type }) => type === 'refund.submitted');
  await countertop.press('1', 'cancel');
  await countertop.firmware.screen(/REFUNDS UNKNOWN 1/);
  expect(asked()).toHaveLength(1);
  await askBack(countertop, '1', '');
  await countertop.press('confirm');
  await done(countertop);
  expect(asked()[1]?.body).toMatchObject({ amountMinor: 6_500 });
  await sell(countertop, '3000');
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);

  await countertop.cutPower();
  writeClockOffset(countertop.data, 31 * DAY_MS);
  await countertop.powerOn(/READY/);
  await countertop.untilSignedOn();
  await countertop.untilNothingPrinted();
  const slip = String(countertop.entries().filter(({ type }) => type === 'receipt.started').length);
  await countertop.press('refund');
  await countertop.firmware.screen(/SLIP\/RRN/);
  await countertop.press(...slip, 'confirm');
  await countertop.firmware.screen(/REMAINS +￥30\.00/);
  await countertop.press('1', 'confirm');
  await countertop.firmware.screen(/Past the window of 30 days/);
  await countertop.press('cancel');
  expect(asked()).toHaveLength(2);
  await expectPromisesKept(countertop);
});
