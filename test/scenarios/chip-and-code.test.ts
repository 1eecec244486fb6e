/**
 * A chip in the slot, a phone on the field, a payment code before the scanner: through the devices' own lines to the bank and back (facts/peripherals §1b, §1e;
 * facts/acquirer §1.3, §1.4). A lost answer is reversed by the next life of the terminal.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const CODE = '6212345678901234567';

async function askForAccount(it: Countertop, fen: string): Promise<void> {
  await it.type(fen);
  await it.press('confirm');
  await it.firmware.screen(/SWIPE THE CARD/);
}

async function untilPaid(it: Countertop, cuts: number): Promise<void> {
  await it.firmware.screen(/APPROVED/);
  await it.untilCuts(cuts);
  await it.untilNothingPrinted();
  await it.press('confirm');
  await it.firmware.screen(/READY/);
}

/** The bank books it and says nothing; the power goes while the cashier waits, and comes back. */
async function loseAnswer(it: Countertop, account: () => Promise<unknown>): Promise<void> {
  const since = it.acquirer.events.length;
  await it.acquirer.do('silent', { kind: 'sale' });
  await account();
  await it.acquirer.until((event) => event.event === 'fault' && event['name'] === 'silent', 'booked, not said', since);
  await it.cutPower();
  await it.powerOn();
  await it.acquirer.until((event) => event.event === 'answer' && event['kind'] === 'reversal', 'reversed', since);
  await it.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
}

const states = async (it: Countertop) => (await bankOf(it)).map(({ kind, state }) => `${kind} ${state}`);

describe('a chip reader', () => {
  test('insert and tap: DE 55 to the bank, the application on the slip, scripts answered for, and up with the batch; a lost answer is reversed', async () => {
    const it = await openTradingScene({ chipReader: true });
    await it.acquirer.do('issue-scripts', { scripts: 1 });
    await askForAccount(it, '4500');
    await it.firmware.screen(/请插\/挥\/刷卡 INSERT, TAP OR SWIPE THE CARD/);
    await it.present('insert', TEST_CARDS.visa);
    await untilPaid(it, 2);
    await askForAccount(it, '1200');
    await it.present('tap', TEST_CARDS.mastercard);
    await untilPaid(it, 4);
    const slips = await wholeSlips(it);
    expect(slips[0]?.lines.join('\n')).toMatch(/AID +A000000333010102/);
    expect(slips[2]?.lines.join('\n')).toMatch(/541333\*{6}1155/);

    await askForAccount(it, '700');
    await loseAnswer(it, () => it.present('insert', TEST_CARDS.visa));
    expect(await states(it)).toEqual(['sale in-force', 'sale in-force', 'sale reversed']);
    const ledger = (await it.acquirer.do('ledger')) as { readonly transactions: readonly { scriptResult: string }[] };
    expect(ledger.transactions.map(({ scriptResult }) => scriptResult)).toEqual(['0000000001', null, null]);

    await it.press('functions', '8');
    await it.firmware.screen(/ENTER: SETTLE/);
    await it.press('confirm');
    await it.firmware.screen(/NEXT BATCH IS OPEN/);
    const sent = it.entries().flatMap((entry) => (entry.type === 'settlement.uploadSent' ? [entry.body.what] : []));
    expect(sent).toEqual(['chip', 'chip', 'end']);
    await it.untilNothingPrinted();
    // Neither the number of a card nor what its chip said is left anywhere in the data.
    const data = readFileSync(join(it.data, 'journal.sqlite'), 'latin1');
    expect(data).not.toContain(TEST_CARDS.visa.pan);
    expect(JSON.stringify(it.entries())).not.toMatch(/4761739001010010|07010103A02002010A01/);
    await expectPromisesKept(it);
  });
});

describe('a payment code before the scanner', () => {
  test('pays once; a lost answer is reversed, and the code is nowhere', async () => {
    const it = await openTradingScene({ scanner: true });
    await it.acquirer.do('account', { pan: CODE, balance: 100_000, pin: null });
    const other = '6299999999999999999';
    await it.acquirer.do('account', { pan: other, balance: 100_000, pin: null });
    const scan = (code: string) => async () => it.scanner?.do('scan', { code, aim: ']Q1' });
    await askForAccount(it, '4500');
    await scan(CODE)();
    await untilPaid(it, 2);
    await askForAccount(it, '4500');
    await scan(CODE)();
    await it.firmware.screen(/DECLINED, NOTHING CHARGED/);
    await it.press('confirm');
    await it.firmware.screen(/READY/);
    await askForAccount(it, '900');
    await loseAnswer(it, scan(other));
    expect(await states(it)).toEqual(['sale in-force', 'sale declined', 'sale reversed']);
    expect(JSON.stringify(it.entries())).not.toContain(CODE);
    await expectPromisesKept(it);
  });
});
