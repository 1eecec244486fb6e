/** The flows that are cut: what happens before the knife is at the throat, and what under it. Each is played by the cashier's hands. */
import { ringUp, sell } from '../countertop/cashier.ts';
import type { CountertopOptions } from '../countertop/counter-configuration.ts';
import type { Countertop } from '../countertop/countertop.ts';
import type { EmulatorEvent } from '../countertop/emulator-process.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { hirePeople, liveCounter, untilKeysProven } from '../countertop/live-counter.ts';

type Standing = Pick<
  CountertopOptions,
  | 'pinPad'
  | 'live'
  | 'secondPrinter'
  | 'technician'
  | 'acquirer'
  | 'acquirerArgs'
  | 'chipReader'
  | 'readerSerial'
  | 'scanner'
  | 'policy'
>;

export interface Flow {
  readonly name: string;
  readonly title: string;
  /** What stands on the counter besides; made for the folder of one where it needs files. */
  readonly counter?: Standing | ((folder: string) => Standing);
  readonly beforeFirstStart?: (countertop: Countertop) => void;
  /** Under no knife: what the flow needs. The terminal is ready before and after; with `fromPowerOff` the power is off after. */
  readonly prepare: (countertop: Countertop) => Promise<void>;
  /** True: the power is off, and the knife is there from the first instruction of the start. */
  readonly fromPowerOff?: true;
  readonly play: (countertop: Countertop) => Promise<void>;
  /** What is put on the counter before the power comes back. */
  readonly standsThere?: (countertop: Countertop) => Promise<void>;
  /** What only a person ends, wherever the cut was; the terminal is at rest before and after. */
  readonly mend?: (countertop: Countertop) => Promise<void>;
  /** A difference that was signed for is a person's task and may stay: after a cut the flow may count what it did not see coming out. */
  readonly mayLeaveTask?: true;
}

/** Lines of a slip after which its paper ends, somewhere in its middle. */
const LINES_LEFT = 12;

const nothing = () => Promise.resolve();

/** @throws Error when the process ends first: nobody waits for a device that a dead terminal would have worked. */
export function whileAlive<T>({ firmware }: Countertop, awaited: Promise<T>): Promise<T> {
  return Promise.race([awaited, firmware.ended.then(() => Promise.reject(new Error('the power went')))]);
}

export async function cutMore(countertop: Countertop, slips: number, act: () => Promise<void>): Promise<void> {
  const already = countertop.cuts();
  await act();
  await whileAlive(countertop, countertop.untilCuts(already + slips));
  await countertop.untilNothingPrinted();
}

/** The slip that the customer of the first sale holds; sold for so much that every point can give a little back. */
export async function firstReceipt(countertop: Countertop): Promise<string> {
  const receipt = async () =>
    (await wholeSlips(countertop)).find((slip) => slip.title === 'SALE' && slip.copy === 'customer' && !slip.duplicate);
  if ((await receipt()) === undefined) {
    await sell(countertop, '88800');
    await countertop.press('confirm');
    await countertop.firmware.screen(/READY/);
  }
  const found = await receipt();
  if (found === undefined) throw new Error('no customer slip came out whole');
  return String(found.number);
}

const needsReceipt = async (countertop: Countertop) => void (await firstReceipt(countertop));

export async function askBack(countertop: Countertop): Promise<void> {
  await countertop.press('refund', ...(await firstReceipt(countertop)), 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.press('7', 'confirm');
  await countertop.firmware.screen(/1 \S+ Goods faulty/);
  await countertop.press('1');
}

const sale: Flow = {
  name: 'sale',
  title: 'a sale, both slips',
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      await ringUp(it, '450');
      await it.firmware.screen(/APPROVED/);
    }),
};

const paperOut: Flow = {
  name: 'paper-out',
  title: 'the paper ends in the middle of the slip, a new roll is put in',
  prepare: nothing,
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.printer.do('paper-end', { afterLines: LINES_LEFT });
      await ringUp(it, '450');
      await it.firmware.screen(/UNFINISHED/);
      await it.printer.do('new-roll');
    }),
};

const refund: Flow = {
  name: 'refund',
  title: 'a part of a sale goes back',
  prepare: needsReceipt,
  play: (it) =>
    cutMore(it, 2, async () => {
      await askBack(it);
      await it.firmware.screen(/ENTER:? DO IT/);
      await it.press('confirm');
      await it.firmware.screen(/APPROVED/);
    }),
};

const deferred: Flow = {
  name: 'deferred',
  title: 'a refund is promised without paper and paid when paper is back',
  prepare: needsReceipt,
  play: (it) =>
    cutMore(it, 3, async () => {
      await it.printer.do('paper-end');
      await it.firmware.screen(/OUT OF PAPER/);
      await askBack(it);
      await it.firmware.screen(/WHEN PAPER IS BACK/);
      await it.press('confirm', ...'13800138000', 'confirm', '1');
      await it.firmware.screen(/AMOUNT RESERVED/);
      await it.press('confirm');
      await it.printer.do('new-roll');
      await it.firmware.screen(/A PROMISED REFUND/);
      await it.press('confirm');
      await it.firmware.screen(/APPROVED/);
    }),
};

const reversal: Flow = {
  name: 'reversal',
  title: 'the answer of a booked sale is lost, the sale is reversed',
  prepare: nothing,
  async play(it) {
    await it.acquirer.do('cut-before-answer', { kind: 'sale' });
    await ringUp(it, '450');
    await it.firmware.screen(/REVERSED, NOTHING CHARGED/);
  },
};

const reprint: Flow = {
  name: 'reprint',
  title: 'a receipt is printed again, marked',
  prepare: needsReceipt,
  play: (it) =>
    cutMore(it, 1, async () => {
      await it.press('reprint', ...(await firstReceipt(it)), 'confirm');
      await it.firmware.screen(/CUSTOMER COPY/);
      await it.press('confirm');
      await it.firmware.screen(/DUPLICATE \d/);
    }),
};

/** The slip of a sale that nobody has given anything back of. */
export async function newestReceipt(countertop: Countertop): Promise<string> {
  const slips = await wholeSlips(countertop);
  const found = slips.findLast((slip) => slip.title === 'SALE' && slip.copy === 'customer' && !slip.duplicate);
  if (found === undefined) throw new Error('no customer slip came out whole');
  return String(found.number);
}

const undo: Flow = {
  name: 'void',
  title: 'a sale of this batch is taken back whole',
  async prepare(it) {
    await sell(it, '1200');
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  },
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.press('refund', ...(await newestReceipt(it)), 'confirm');
      await it.firmware.screen(/REMAINS/);
      await it.press(...'1200', 'confirm');
      await it.firmware.screen(/1 \S+ Goods faulty/);
      await it.press('1');
      await it.firmware.screen(/ENTER:? DO IT/);
      await it.press('confirm');
      await it.firmware.screen(/APPROVED/);
    }),
};

const pin: Flow = {
  name: 'pin',
  title: 'a sale with a PIN',
  counter: { pinPad: true },
  prepare: nothing,
  play: payWithPin,
};

async function payWithPin(countertop: Countertop): Promise<void> {
  const { pinPad } = countertop;
  if (pinPad === null) throw new Error('there is no PIN pad on this counter');
  await cutMore(countertop, 2, async () => {
    const since = pinPad.events.length;
    await ringUp(countertop, '450');
    const asks = (event: EmulatorEvent) => event.event === 'awaiting' && event['what'] === 'pin';
    await whileAlive(countertop, pinPad.until(asks, 'the PIN', since));
    await pinPad.do('enter-pin', { pin: '1234' });
    await countertop.firmware.screen(/APPROVED/);
  });
}

const live: Flow = {
  name: 'live',
  title: 'money moves: keys, PIN block and MACs by the pad, TLS to the acquirer',
  counter: liveCounter,
  beforeFirstStart: hirePeople,
  prepare: (it) => untilKeysProven(it, 0),
  play: payWithPin,
};

/** A slip held for want of paper, and a sale that the bank was reading when the power went. */
async function leaveDebts(countertop: Countertop): Promise<void> {
  await countertop.printer.do('paper-end', { afterLines: LINES_LEFT });
  await ringUp(countertop, '450');
  await countertop.firmware.screen(/UNFINISHED/);
  await countertop.press('confirm');
  await countertop.type('350');
  await countertop.press('confirm');
  await countertop.firmware.screen(/GO ON WITHOUT PAPER/);
  const { events } = countertop.acquirer;
  const since = events.length;
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
  await countertop.acquirer.until(({ event, kind }) => event === 'request' && kind === 'sale', 'request', since);
  await countertop.cutPower();
  await countertop.printer.do('new-roll');
}

const recovery: Flow = {
  name: 'recovery',
  title: 'the start after a power cut that left a held slip and an outcome unknown',
  prepare: leaveDebts,
  fromPowerOff: true,
  async play(it) {
    await it.untilSignedOn();
    await it.firmware.screen(/^(?=[\s\S]*READY)(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|REVERSALS OWED))/);
  },
};

export const CASHIER_FLOWS: readonly Flow[] = [
  sale,
  pin,
  live,
  paperOut,
  refund,
  undo,
  deferred,
  reversal,
  reprint,
  recovery,
];
