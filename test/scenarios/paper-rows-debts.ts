/** The rows of the paper promise (paper-rows.ts) about money that goes back, slips written by hand, and the routine when paper is back. */
import { expect } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { asked, bank, goOn, has, type PaperRow, withoutPaper } from './paper-rows.ts';

/** The newest whole customer slip of a sale. */
async function newestReceipt(it: Countertop): Promise<string> {
  const slips = await wholeSlips(it);
  const found = slips.findLast(({ title, copy, duplicate }) => title === 'SALE' && copy === 'customer' && !duplicate);
  if (found === undefined) throw new Error('no customer slip came out whole');
  return String(found.number);
}

/** A sale with its slips, then no paper, and ￥30.00 of it shall go back. */
async function askBack(it: Countertop): Promise<void> {
  await sell(it, '8800');
  await it.press('confirm');
  await it.firmware.screen(/READY/);
  const receipt = await newestReceipt(it);
  await withoutPaper(it);
  await it.press('refund', ...receipt, 'confirm');
  await it.firmware.screen(/REMAINS/);
  await it.press(...'3000', 'confirm', '1');
  await it.firmware.screen(/WHEN PAPER IS BACK/);
}

async function promise(it: Countertop): Promise<void> {
  await askBack(it);
  await it.press('confirm', ...'13800138000', 'confirm');
  await it.firmware.screen(/1 先生/);
}

/** What only the acquirer knows is asked, and a manager says it. */
export async function resolveUnknown(it: Countertop): Promise<void> {
  await it.press('functions', '9');
  await it.firmware.screen(/REFUND OUTCOME UNKNOWN/);
  await it.press('1', '4', '7', 'confirm', ...'9999', 'confirm');
  await it.firmware.screen(/NOTHING NEEDS A PERSON/);
  await it.press('cancel');
  await it.firmware.screen(/READY/);
  await it.untilNothingPrinted();
}

const REFUNDS: readonly PaperRow[] = [
  {
    row: 'refund asked for without paper: now',
    scenario: 'the bank has booked the refund',
    worst:
      'the answer is on the wire, a refund has no reversal: it can be neither repeated nor taken back, and there is no paper that tells',
    async reach(it) {
      await askBack(it);
      await it.press('2');
      await it.firmware.screen(/ENTER:? DO IT/);
      const answered = bank(it, 'answer', 'refund');
      await it.press('confirm');
      await answered();
    },
    shows: /REFUNDS UNKNOWN 1|RECEIPTS OWED/,
    async after(it) {
      // The same amount once more: what may have been given back counts as given back.
      const receipt = await newestReceipt(it);
      await it.press('refund', ...receipt, 'confirm');
      await it.firmware.screen(/REMAINS +￥58\.00/);
      await it.press('cancel');
      await it.firmware.screen(/READY/);
    },
  },
  {
    row: 'refund asked for without paper: deferred',
    scenario: 'the last key of the promise is pressed',
    worst:
      'the promise, the reserved amount and the customer’s number belong together: a part of them would be a refund that nobody can keep, or one that two can make',
    async reach(it) {
      await promise(it);
      await it.press('1');
    },
    shows: /READY/,
    async after(it) {
      const promised = it.obligations().filter(({ kind, state }) => kind === 'refund' && state === 'deferred');
      // The first promise on this counter: it stands whole, or not at all.
      expect(has(it, 'refund.deferred')).toBe(promised.length);
      await it.press('refund', ...(await newestReceipt(it)), 'confirm');
      await it.firmware.screen(promised.length === 1 ? /REMAINS +￥58\.00/ : /REMAINS +￥88\.00/);
      await it.press('cancel');
      await it.firmware.screen(/READY/);
    },
  },
  {
    row: 'refund asked for without paper: deferred',
    scenario: 'the promise is kept, the bank has booked it',
    worst: 'booked, and the answer is on the wire: were it still a promise, it would be offered and paid a second time',
    async reach(it) {
      await promise(it);
      await it.press('1');
      await it.firmware.screen(/AMOUNT RESERVED/);
      await it.press('confirm');
      await it.printer.do('new-roll');
      await it.firmware.screen(/A PROMISED REFUND/);
      const answered = bank(it, 'answer', 'refund');
      await it.press('confirm');
      await answered();
    },
    async after(it) {
      expect(it.obligations().filter(({ state }) => state === 'deferred')).toEqual([]);
      expect((await bankOf(it)).filter(({ kind }) => kind === 'refund')).not.toHaveLength(0);
    },
  },
];

const ROUTINE: readonly PaperRow[] = [
  {
    row: 'hand-written slips',
    scenario: 'slip 000001 is typed in',
    worst:
      'the last key is pressed: the entry may stand and its slip not be out, or neither; typed in again it must not stand twice',
    async reach(it) {
      await it.press('functions', 'sale');
      await it.firmware.screen(/HAND SLIPS/);
      await it.press('functions', '1', 'confirm', ...'50', 'confirm');
      await it.firmware.screen(/HAND SLIPS[\s\S]*new pad/);
      await it.press('1', 'confirm');
      await it.firmware.screen(/1 消费/);
      await it.press('1', '1', ...'2500', 'confirm');
      await it.firmware.screen(/HHMM/);
      await it.press('confirm');
      await it.firmware.screen(/WRITTEN BY/);
      await it.press('confirm');
      await it.firmware.screen(/ENTER keep/);
      await it.press('confirm');
    },
    shows: /READY/,
    async after(it) {
      await it.press('functions', 'sale');
      await it.firmware.screen(/HAND SLIPS/);
      await it.press('1', 'confirm');
      const entered = has(it, 'handSlip.entered');
      await it.firmware.screen(entered === 1 ? /has been entered/ : /1 消费/);
      await it.press('cancel', 'cancel');
      await it.firmware.screen(/READY/);
    },
  },
  {
    row: 'paper back: the routine',
    scenario: 'the manager signs off with a difference',
    worst:
      'the last digit of the PIN is in: report, tasks and the end of the outage are one entry’s work; half of it would lose the difference, or have it signed twice',
    async reach(it) {
      await withoutPaper(it);
      await asked(it, '650');
      await goOn(it);
      await it.firmware.screen(/E-SLIP/);
      await it.press('confirm');
      await it.printer.do('new-roll');
      await it.firmware.screen(/PAPER IS BACK/);
      await it.untilNothingPrinted();
      await signOff(it);
    },
    shows: /READY/,
    async after(it) {
      const signed = has(it, 'outage.reconciled');
      const tasks = it.obligations().filter(({ kind }) => kind === 'task').length;
      expect(tasks).toBe(signed === 0 ? 0 : has(it, 'task.opened'));
      if (signed > 0) return;
      await it.firmware.screen(/PAPER IS BACK/);
      await signOff(it);
      await it.firmware.screen(/SIGNED OFF/);
      await it.press('cancel');
      await it.firmware.screen(/READY/);
    },
  },
];

/** Counts one slip too many: a difference that a manager signs. */
async function signOff(it: Countertop): Promise<void> {
  await it.press('functions', 'reprint');
  // What was counted before the power went is not counted again.
  const first = await it.firmware.screen(/COUNT THE SLIPS|WRITTEN BY HAND/);
  if (/COUNT THE SLIPS/.test(first)) await it.press('9', '9', 'confirm');
  await it.firmware.screen(/WRITTEN BY HAND/);
  await it.press('confirm');
  const next = await it.firmware.screen(/COUNT THE CASH|manager signs/);
  if (/COUNT THE CASH/.test(next)) await it.press('confirm');
  await it.firmware.screen(/manager signs/);
  await it.press('confirm');
  await it.firmware.screen(/ PIN/);
  await it.press(...'9999', 'confirm');
}

/** In the order of design §6. */
export const DEBT_ROWS: readonly PaperRow[] = [...REFUNDS, ...ROUTINE];
