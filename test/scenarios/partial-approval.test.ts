/**
 * The account holds less than the sale (facts/acquirer §1.7, code 10; §1.3, 60.6): the customer is asked about the part, the rest is paid by another means, or
 * all of it is undone.
 */
import { describe, expect, it } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

async function counterWithPoorCard(): Promise<Countertop> {
  const it = await openTradingScene({ acquirer: { partialApproval: true } });
  await it.acquirer.do('seal-approvals', { on: true });
  await it.acquirer.do('account', { pan: TEST_CARDS.visa.pan, balance: 6_000 });
  return it;
}

async function askForHundred(it: Countertop): Promise<void> {
  await it.type('10000');
  await it.press('confirm');
  await it.firmware.screen(/SWIPE THE CARD/);
  await it.swipe(TEST_CARDS.visa);
  expect(await it.firmware.screen(/ONLY A PART/)).toMatch(/￥60\.00[\s\S]*￥40\.00/);
}

interface Ledger {
  readonly accounts: readonly { readonly maskedPan: string; readonly balanceMinor: number }[];
}
const balance = async (it: Countertop) =>
  ((await it.acquirer.do('ledger')) as Ledger).accounts.find(({ maskedPan }) => maskedPan === '476173******0010')
    ?.balanceMinor;

describe('a sale of 100.00 on an account of 60.00', () => {
  it('is paid in part and the rest by another card; refunds and settlement count the part', async () => {
    const it = await counterWithPoorCard();
    await askForHundred(it);
    await it.display?.until((event) => /PART[\s\S]*60\.00/.test(String(event['lines'])), 'the part on the display');
    await it.press('confirm');
    await it.firmware.screen(/CHARGED +￥60\.00[\s\S]*LEFT +￥40\.00/);
    await it.untilCuts(2);
    await it.untilNothingPrinted();
    const [slip] = await wholeSlips(it);
    expect(slip?.lines.join('\n')).toMatch(/PARTIAL APPROVAL[\s\S]*REQUESTED[\s\S]*100\.00[\s\S]*40\.00/);
    await it.press('confirm');
    expect(await it.firmware.screen(/AMOUNT +￥40\.00/)).not.toContain('PART');
    await it.press('confirm');
    await it.firmware.screen(/SWIPE THE CARD/);
    await it.swipe(TEST_CARDS.mastercard);
    await it.firmware.screen(/APPROVED/);
    await it.untilCuts(4);
    await it.untilNothingPrinted();
    await it.press('confirm');
    expect(await balance(it)).toBe(0);
    const types = it.entries().map(({ type }) => type);
    expect(types.indexOf('consent.given')).toBe(types.indexOf('sale.approved') - 1);
    await expectPromisesKept(it);
  });

  it('is undone where the customer does not agree; nothing is charged, and the next sale goes', async () => {
    const it = await counterWithPoorCard();
    await askForHundred(it);
    await it.press('cancel');
    await it.firmware.screen(/REVERSED, NOTHING CHARGED/);
    expect(await balance(it)).toBe(6_000);
    expect(it.entries().find(({ type }) => type === 'reversal.sent')?.body).toMatchObject({ reason: '96' });
    await it.press('confirm');
    await sell(it, '500');
    expect(await balance(it)).toBe(5_500);
    await expectPromisesKept(it);
  });

  it('is undone after a power cut while the customer thinks', async () => {
    const it = await counterWithPoorCard();
    await askForHundred(it);
    await it.cutPower();
    await it.powerOn();
    await it.untilSignedOn();
    await it.firmware.screen(/^(?![\s\S]*REVERSALS OWED)/);
    expect(it.entries().at(-1)?.type).not.toBe('sale.approved');
    expect(await balance(it)).toBe(6_000);
    await expectPromisesKept(it);
  });
});
