/** Flows of what else an account is for: a hold that is completed, a sale approved in part, a chip whose issuer sends a script, a payment code. */
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { cutMore, type Flow } from './flows.ts';

const nothing = () => Promise.resolve();

const hold: Flow = {
  name: 'hold',
  title: 'an amount is held, then completed for less',
  prepare: nothing,
  play: (it) =>
    cutMore(it, 4, async () => {
      await it.press('functions', '6', '9', '0', '0', 'confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
      await it.swipe(TEST_CARDS.visa);
      await it.firmware.screen(/HELD, NOTHING CHARGED/);
      await it.press('confirm');
      await it.firmware.screen(/READY/);
      await it.press('functions', '7', 'confirm');
      await it.firmware.screen(/1 完成/);
      await it.press('1');
      await it.firmware.screen(/AMOUNT/);
      await it.press('5', '0', '0', 'confirm');
      await it.firmware.screen(/DO IT/);
      await it.press('confirm');
      await it.firmware.screen(/COMPLETED AND CHARGED/);
    }),
};

const part: Flow = {
  name: 'part',
  title: 'the account holds less than the sale; the customer agrees to the part',
  counter: { acquirer: { partialApproval: true } },
  async prepare(it) {
    await it.acquirer.do('seal-approvals', { on: true });
    await it.acquirer.do('account', { pan: TEST_CARDS.visa.pan, balance: 600 });
  },
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.type('1000');
      await it.press('confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
      await it.swipe(TEST_CARDS.visa);
      await it.firmware.screen(/ONLY A PART/);
      await it.press('confirm');
      await it.firmware.screen(/PART PAID/);
      await it.press('cancel');
    }),
};

/** A reader that was looking for a card when its terminal died may give the first one to nobody: a customer puts it in again. */
async function insertUntilSeen(it: Countertop): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) {
    await it.present('insert', TEST_CARDS.visa);
    const seen = it.firmware.screen(/^(?![\s\S]*SWIPE THE CARD)/, 4_000);
    if (await seen.then(() => true).catch(() => false)) return;
  }
}

const script: Flow = {
  name: 'script',
  title: 'a chip pays, its issuer sends a script, the result is told',
  counter: { chipReader: true },
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.acquirer.do('issue-scripts', { scripts: 1 });
      await it.type('450');
      await it.press('confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
      await insertUntilSeen(it);
      await it.firmware.screen(/APPROVED/);
    }),
};

let codes = 0;
/** A code pays once. */
async function newCode(it: Countertop): Promise<string> {
  codes += 1;
  const code = `62${String(codes).padStart(17, '0')}`;
  await it.acquirer.do('account', { pan: code, balance: 1_000_000, pin: null });
  return code;
}

const code: Flow = {
  name: 'code',
  title: 'a payment code is scanned and pays',
  counter: { scanner: true },
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      const scanned = await newCode(it);
      await it.type('450');
      await it.press('confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
      await it.scanner?.do('scan', { code: scanned, aim: ']Q1' });
      await it.firmware.screen(/APPROVED/);
    }),
};

/** Over the neutral dialect, whose refund of unknown outcome is reversed; a manager agrees to each. */
const unreferenced: Flow = {
  name: 'unreferenced',
  title: 'a refund that names no sale: card, manager, customer, two slips',
  counter: {
    acquirer: { profile: 'iso87', keys: undefined },
    acquirerArgs: ['--dialect', 'iso87'],
    policy: { unreferencedRefunds: { allow: 'manager', perShiftMinor: 5_000_000 } },
  },
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.press('refund');
      await it.firmware.screen(/\+: NO SALE TO SHOW/);
      await it.press('sale');
      await it.firmware.screen(/AT MOST/);
      await it.press('7', 'confirm');
      await it.firmware.screen(/1 商品问题/);
      await it.press('1');
      await it.firmware.screen(/SWIPE THE CARD THAT GETS IT/);
      await it.swipe(TEST_CARDS.visa);
      await it.firmware.screen(/takes a manager/);
      await it.press('9', '9', '9', '9', 'confirm');
      await it.firmware.screen(/CUSTOMER AGREES/);
      // Means nothing here: across a press of another key nothing bounces.
      await it.press('5', 'confirm');
      await it.firmware.screen(/APPROVED/);
    }),
};

export const ACCOUNT_FLOWS: readonly Flow[] = [unreferenced, hold, part, script, code];
