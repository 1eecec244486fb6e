/**
 * Two printers on the whole counter (requirement D3), with SIGKILL at the worst moments of the change from one to the other: the judge reads both
 * tapes. 25 s.
 */
import { beforeEach, expect, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import type { EmulatorProcess } from '../countertop/emulator-process.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

let it: Countertop;
let printer2: EmulatorProcess;

beforeEach(async () => {
  it = await openTradingScene({ secondPrinter: true, technician: true });
  if (it.printer2 === null) throw new Error('there is no second printer');
  printer2 = it.printer2;
});

async function halfASlip(): Promise<void> {
  await it.printer.do('paper-end', { afterLines: 12 });
  await ringUp(it, '4500');
  await it.firmware.screen(/UNFINISHED/);
  await it.press('confirm');
  await it.firmware.screen(/READY[\s\S]*\* \*: PRINTER 2/);
}

/** Nobody has answered for the operator: the paper is looked at. */
async function untilPaid(): Promise<void> {
  const shown = await it.firmware.screen(
    /Is slip \d+ complete[\s\S]*ENTER yes|^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|THEN PRINTER|Is slip))/,
  );
  const asked = /Is slip (\d+) complete/.exec(shown);
  if (asked === null) return;
  const complete = (await wholeSlips(it)).some(({ number }) => number === Number(asked[1]));
  await it.press(complete ? 'confirm' : 'cancel');
  await it.firmware.screen(new RegExp(`^(?![\\s\\S]*Is slip ${asked[1]} complete)`));
  await untilPaid();
}

async function isBack(): Promise<void> {
  await it.powerOn(/READY/);
  await it.untilSignedOn();
  await it.firmware.screen(/ON PRINTER 2|\* \*: PRINTER 2/);
}

const places = (): readonly unknown[] =>
  it.entries().flatMap((entry) => (entry.type === 'paper.moved' ? [entry.body.to] : []));

test('the power goes between the slip that is thrown away and the one that takes its place', {
  timeout: 120_000,
}, async () => {
  await halfASlip();
  const cleared = it.printer.until(({ event }) => event === 'cleared', 'thrown away', it.printer.events.length);
  await it.press('functions', 'functions');
  await cleared;
  await it.cutPower();
  await isBack();
  if (places().length === 0) await it.press('functions', 'functions');
  await untilPaid();
  await expectPromisesKept(it);
  expect(places()).toEqual(['printer2']);
  // What the first one may still hold comes out, and the way back is the same.
  await it.printer.do('new-roll');
  await it.press('functions', 'functions');
  await it.firmware.screen(/^(?![\s\S]*ON PRINTER 2)/);
  await sell(it, '1200');
  await expectPromisesKept(it);
  const on = it
    .entries()
    .flatMap((entry) => (entry.type === 'receipt.started' ? [entry.body.printer ?? 'printer'] : []));
  expect(on.slice(-2)).toEqual(['printer', 'printer']);
});

test('a deaf printer keeps its slip: the power goes while it is asked about, and again while the other one prints', {
  timeout: 120_000,
}, async () => {
  await halfASlip();
  await it.printer.do('mute', { deaf: true });
  await it.press('functions', 'functions');
  await it.firmware.screen(/Is slip 1 complete|ON PRINTER 2/);
  await it.cutPower();
  await it.printer.do('unmute');
  await isBack();
  if (places().length === 0) await it.press('functions', 'functions');
  const line = printer2.until(({ event }) => event === 'line', 'the other one prints', printer2.events.length);
  await Promise.race([line, untilPaid()]);
  await line;
  await it.cutPower();
  // Meanwhile somebody puts a roll into the first one: what it kept comes out.
  await it.printer.do('new-roll');
  await isBack();
  await untilPaid();
  await expectPromisesKept(it);
  expect(it.obligations()).toEqual([]);

  // The technician sees both, each under its own name.
  const { technician } = it;
  if (technician === null) throw new Error('no technician');
  await technician.logsIn();
  expect(await technician.asks('status devices', /\[ok\] status devices/)).toMatch(/Printer 2 +ready/);
  await technician.asks('device identify printer2', /\[ok\] device identify/);
  await technician.asks('printer test', /\[ok\] printer test/);
  expect(JSON.stringify(await printer2.do('tape'))).toContain('TEST');

  // Another one in the place of the second, out of which slips come: tried on its own paper, then bound, then paid from.
  await technician.asks('swap printer2', /Unplug the old one/);
  await it.exchangePrinter('printer2', '--serial', 'P9');
  await technician.sees(/Trying the new one[\s\S]*Use serial P9, retire \S+\? Type YES: $/);
  expect(JSON.stringify(await it.printer2?.do('tape'))).toContain('TEST');
  await technician.asks('YES', /\[ok\] swap/);
  await it.firmware.screen(/READY/);
  await ringUp(it, '700');
  await it.firmware.screen(/APPROVED/);
  await it.untilNothingPrinted();
  expect(JSON.stringify(await it.printer2?.do('tape'))).toContain('7.00');
  await expectPromisesKept(it);
});
