/** Flows without paper, and when it is back (design §6): a sale in emergency mode, a slip written by hand, the routine that is signed off. */

import { ringUp } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { cutMore, type Flow, whileAlive } from './flows.ts';

const READY = /^(?=[\s\S]*READY)(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|REVERSALS OWED))/;

async function sellWithoutPaper(countertop: Countertop, fen: string): Promise<void> {
  await countertop.type(fen);
  await countertop.press('confirm');
  await countertop.firmware.screen(/GO ON WITHOUT PAPER/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
  await countertop.firmware.screen(/E-SLIP/);
}

const emergency: Flow = {
  name: 'emergency',
  title: 'a sale without paper, with an e-slip; a new roll, and its slips come out',
  prepare: () => Promise.resolve(),
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.printer.do('paper-end');
      await it.firmware.screen(/OUT OF PAPER/);
      await sellWithoutPaper(it, '650');
      await it.press('confirm');
      await it.printer.do('new-roll');
    }),
};

/** Nobody signs the outages of such a counter off, so its coupons add up to one outage: as many as it lives through cuts, and more (a coupon is 10.00 at most). */
const COUPONS_OF_A_LIFE = { alternatives: { perOutageMinor: 100_000 } };

/** What the customer takes instead of a slip; told at once, printed when there is paper. */
function inPlaceOfPaper(name: string, title: string, keys: readonly string[], shown: RegExp): Flow {
  return {
    name,
    title,
    counter: { policy: COUPONS_OF_A_LIFE },
    prepare: () => Promise.resolve(),
    play: (it) =>
      cutMore(it, 3, async () => {
        await it.printer.do('paper-end');
        await it.firmware.screen(/OUT OF PAPER/);
        await sellWithoutPaper(it, '650');
        await it.press('.');
        await it.firmware.screen(/IN PLACE OF PAPER/);
        for (const key of keys) await it.press(key);
        await it.firmware.screen(shown);
        await it.press('confirm');
        await it.firmware.screen(/READY/);
        await it.printer.do('new-roll');
      }),
  };
}

const coupon = inPlaceOfPaper('coupon', 'no paper: a coupon in its place', ['1', 'confirm'], /C-\d{6}/);
const pickUp = inPlaceOfPaper('pick-up', 'no paper: the goods are picked up another day', ['2'], /P-\d{6}/);

const STOCK = { first: '1', last: '9000' };

/** A pad of slips is registered once; the next one is the first that nobody has entered. */
async function nextHandSlip(countertop: Countertop): Promise<string> {
  const entries = countertop.entries();
  if (!entries.some(({ type }) => type === 'handStock.issued')) {
    await countertop.press('functions', 'sale');
    await countertop.firmware.screen(/HAND SLIPS/);
    await countertop.press('functions', ...STOCK.first, 'confirm', ...STOCK.last, 'confirm');
    await countertop.firmware.screen(/HAND SLIPS[\s\S]*new pad/);
    await countertop.press('cancel');
    await countertop.firmware.screen(/READY/);
  }
  const used = entries.flatMap((entry) => (entry.type === 'handSlip.entered' ? [entry.body.number] : []));
  return String(Math.max(0, ...used) + 1);
}

const handSlip: Flow = {
  name: 'hand-slip',
  title: 'a slip that was written by hand is typed in',
  prepare: async (it) => void (await nextHandSlip(it)),
  play: (it) =>
    cutMore(it, 1, async () => {
      const number = await nextHandSlip(it);
      await it.press('functions', 'sale');
      await it.firmware.screen(/HAND SLIPS/);
      await it.press(...number, 'confirm');
      await it.firmware.screen(/1 消费/);
      await it.press('1', '1', ...'2500', 'confirm');
      await it.firmware.screen(/HHMM/);
      await it.press('confirm');
      await it.firmware.screen(/WRITTEN BY/);
      await it.press('confirm');
      await it.firmware.screen(/ENTER keep/);
      await it.press('confirm');
      await it.firmware.screen(/ENTERED/);
      await it.press('cancel');
    }),
};

const paperBack: Flow = {
  name: 'paper-back',
  title: 'the routine after an outage: counted, compared with the acquirer one by one, signed off',
  mayLeaveTask: true,
  counter: { acquirer: { profile: 'unionpay-enquiry' } },
  async prepare(it) {
    await it.printer.do('paper-end');
    await it.firmware.screen(/OUT OF PAPER/);
    await sellWithoutPaper(it, '650');
    await it.press('confirm');
    await it.printer.do('new-roll');
    await it.firmware.screen(READY);
  },
  play: (it) =>
    cutMore(it, 1, async () => {
      await it.press('functions', 'reprint');
      const first = await it.firmware.screen(/COUNT THE SLIPS|WRITTEN BY HAND/);
      if (/COUNT THE SLIPS/.test(first)) await it.press('2', 'confirm');
      await it.firmware.screen(/WRITTEN BY HAND/);
      await it.press('confirm');
      const next = await it.firmware.screen(/COUNT THE CASH|EVERYTHING AGREES|manager signs/);
      if (/COUNT THE CASH/.test(next)) await it.press('confirm');
      const shown = await it.firmware.screen(/sign off|manager signs/);
      await it.press('confirm');
      if (!/sign off/.test(shown)) {
        await it.firmware.screen(/ PIN/);
        await it.press(...'9999', 'confirm');
      }
      await it.firmware.screen(/SIGNED OFF/);
      await it.press('confirm');
    }),
};

async function takeOther(it: Countertop, shown: RegExp): Promise<void> {
  await it.press('functions');
  // Not yet where the other one cannot print, or has not told who it is since the start.
  await it.firmware.screen(/\* ?用[12]号打印机/);
  await it.press('functions');
  await it.firmware.screen(shown);
}

const ON_FIRST = /^(?=[\s\S]*READY)(?![\s\S]*(ON PRINTER 2|PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED))/;

const otherPrinter: Flow = {
  name: 'other-printer',
  title: 'paper ends in a slip; the cashier takes the other printer, which pays; a new roll, and the same way back',
  counter: { secondPrinter: true },
  // The cut before may have come on the way there.
  async prepare(it) {
    if (/ON PRINTER 2/.test(it.firmware.frame.join('\n'))) await takeOther(it, ON_FIRST);
  },
  async play(it) {
    const { printer2 } = it;
    if (printer2 === null) throw new Error('there is no second printer');
    await it.printer.do('paper-end', { afterLines: 12 });
    await ringUp(it, '650');
    await it.firmware.screen(/UNFINISHED/);
    await it.press('confirm');
    await it.firmware.screen(/READY[\s\S]*\* \*: PRINTER 2/);
    const from = printer2.events.length;
    await takeOther(it, /ON PRINTER 2/);
    await whileAlive(
      it,
      printer2.until(({ event }) => event === 'cut', 'its first slip', from),
    );
    await it.untilNothingPrinted();
    await it.printer.do('new-roll');
    await takeOther(it, ON_FIRST);
  },
};

export const PAPER_FLOWS: readonly Flow[] = [emergency, handSlip, paperBack, coupon, pickUp, otherPrinter];
