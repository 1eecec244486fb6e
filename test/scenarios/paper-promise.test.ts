/**
 * Every row of design §6 on one counter that lives through all of them, each with SIGKILL at its worst moment (paper-rows.ts and
 * paper-rows-debts.ts say which and why). After each: every promise kept, nothing owed but what a person must say, tape, ledger and journal agree.
 */
import { describe, expect, test } from 'vitest';
import { putRight } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf, judge } from '../countertop/judge.ts';
import { PAPER_ROWS } from './paper-rows.ts';
import { DEBT_ROWS, resolveUnknown } from './paper-rows-debts.ts';
import { shareTradingScene } from './scene.ts';

/** The rows of the table in design §6. */
const ROWS = [
  'paper near end',
  'before the card',
  'paper ends in the middle of a receipt',
  'paper back, same power',
  'paper back, printer lost its memory',
  'cannot be known',
  'refund asked for without paper: now',
  'refund asked for without paper: deferred',
  'hand-written slips',
  'paper back: the routine',
];

const ALL = [...PAPER_ROWS, ...DEBT_ROWS];

let it: Countertop;

shareTradingScene((opened) => {
  it = opened;
});

/** What a manager can say is said; what may stay is a difference that was signed for. */
async function clear(): Promise<void> {
  if (it.obligations().some(({ kind, state }) => kind === 'outcome' && state === 'unknown')) await resolveUnknown(it);
  expect(it.obligations().filter(({ kind }) => kind !== 'task')).toEqual([]);
}

async function booksAgree(): Promise<void> {
  expect(await judge(it)).toEqual([]);
  const approved = it
    .entries()
    .filter(
      ({ type, body }) => /^(sale|refund)\.approved$/.test(type) || (type === 'refund.resolved' && body.approved),
    );
  const inForce = (await bankOf(it)).filter(({ state }) => state === 'in-force');
  expect(inForce).toHaveLength(approved.length);
}

describe('the paper promise, cut at its worst moments', () => {
  test('no row of the design is left out', () => {
    for (const row of ROWS) expect(ALL.some((scenario) => scenario.row.includes(row))).toBe(true);
  });

  test.each(ALL)('$row: $scenario', { timeout: 120_000 }, async ({ reach, meanwhile, shows, after }) => {
    await reach(it);
    await it.cutPower();
    await meanwhile?.(it);
    if (shows !== undefined || after !== undefined) {
      await it.powerOn(shows ?? /READY/);
      // Before that no key is heard.
      await it.firmware.screen(/READY/);
      await it.untilSignedOn();
      await after?.(it);
    }
    await putRight(it);
    // The next row waits for a warning of its own, not for what is left of this one's.
    await it.firmware.screen(/^(?![\s\S]*(PAPER LOW|OUT OF PAPER))/);
    await clear();
    await booksAgree();
    await it.press('cancel');
    await it.firmware.screen(/READY/);
  });
});
