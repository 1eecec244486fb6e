/** Cash, to be cut: between the money, the drawer and the slip. */
import type { Countertop } from '../countertop/countertop.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { cutMore, type Flow } from './flows.ts';

async function payInCash(countertop: Countertop, fen: string): Promise<void> {
  await countertop.type(fen);
  await countertop.press('confirm');
  await countertop.firmware.screen(/\+: CASH/);
  await countertop.press('sale');
  await countertop.firmware.screen(/ENTER: EXACT/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/PAID IN CASH/);
}

const cashSale: Flow = {
  name: 'cash-sale',
  title: 'a sale in cash: drawer, both slips',
  prepare: () => Promise.resolve(),
  play: (it) => cutMore(it, 2, () => payInCash(it, '450')),
};

/** The newest slip without a trace: no host has seen it. */
async function cashReceipt(countertop: Countertop): Promise<string> {
  const slips = await wholeSlips(countertop);
  const found = slips.findLast((slip) => slip.title === 'SALE' && slip.copy === 'customer' && slip.trace === '');
  if (found === undefined) throw new Error('no slip of a cash sale came out whole');
  return String(found.number);
}

const cashRefund: Flow = {
  name: 'cash-refund',
  title: 'a part of a cash sale is given back in cash',
  async prepare(it) {
    await cutMore(it, 2, () => payInCash(it, '1200'));
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  },
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.press('refund', ...(await cashReceipt(it)), 'confirm');
      await it.firmware.screen(/REMAINS/);
      await it.press('7', 'confirm');
      await it.firmware.screen(/1 \S+ Goods faulty/);
      await it.press('1');
      await it.firmware.screen(/ENTER:? DO IT/);
      await it.press('confirm');
      await it.firmware.screen(/GIVE THE CASH/);
    }),
};

export const CASH_FLOWS: readonly Flow[] = [cashSale, cashRefund];
