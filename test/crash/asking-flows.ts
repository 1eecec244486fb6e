/** What moves no money, or asks before it does, to be cut: a balance, the question what became of a sale. */
import { ringUp } from '../countertop/cashier.ts';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { cutMore, type Flow } from './flows.ts';

const nothing = () => Promise.resolve();

const balance: Flow = {
  name: 'balance',
  title: 'a customer asks what the account holds; nothing is kept or owed',
  prepare: nothing,
  async play(it) {
    await it.press('functions', '.');
    await it.firmware.screen(/SWIPE THE CARD/);
    await it.swipe(TEST_CARDS.visa);
    await it.firmware.screen(/NOTHING CHARGED, NO SLIP/);
  },
};

const enquiry: Flow = {
  name: 'enquiry',
  title: 'a booked sale is not answered, the acquirer is asked, the sale stands',
  counter: { acquirer: { profile: 'unionpay-enquiry' } },
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.acquirer.do('silent', { kind: 'sale' });
      await ringUp(it, '450');
      await it.firmware.screen(/APPROVED/);
    }),
};

export const ASKING_FLOWS: readonly Flow[] = [balance, enquiry];
