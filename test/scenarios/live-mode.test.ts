/**
 * Money for real: keys in the PIN pad only, TLS with a pinned authority and a client certificate (facts/acquirer §1.6). The firmware's process is
 * given no key, and none may be found in it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ringUp } from '../countertop/cashier.ts';
import { bankOf } from '../countertop/judge.ts';
import { hirePeople, liveCounter, untilKeysProven } from '../countertop/live-counter.ts';
import { expectPromisesKept, openScene } from './scene.ts';

const TMK = '0123456789ABCDEFFEDCBA9876543210';

function liveScene() {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-pki-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return openScene({ technician: true, ...liveCounter(folder) });
}

async function openLiveScene() {
  const countertop = await liveScene();
  const { pinPad: pad } = countertop;
  if (pad === null) throw new Error('no PIN pad');
  hirePeople(countertop);
  await countertop.powerOn();
  await countertop.untilSignedOn();
  await untilKeysProven(countertop, 0);
  return { countertop, pad };
}

test('live: sign-on, PIN, MAC and its check by the pad; an answer that it cannot check is not believed, and reversed when the pad is back', async () => {
  const { countertop, pad } = await openLiveScene();
  // Nobody signs on before the pad can prove the keys.
  expect(countertop.entries().filter(({ type }) => type === 'stan.spent')).toHaveLength(1);
  await ringUp(countertop, '4500');
  await countertop.firmware.screen(/PIN ON THE PIN PAD/);
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'the PIN is asked for', 0);
  const macsBefore = pad.events.filter(({ event }) => event === 'mac').length;
  await pad.do('enter-pin', { pin: '1234' });
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
  // Two check values at the sign-on; two blocks for the MAC of the request, two for that of the answer.
  const macs = pad.events.filter(({ event }) => event === 'mac');
  expect(macsBefore).toBeGreaterThanOrEqual(2);
  expect(macs.length - macsBefore).toBe(4);
  expect(macs.every((event) => event['status'] === '0')).toBe(true);
  expect((await bankOf(countertop)).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['sale in-force']);
  expect(countertop.firmware.frame.join()).not.toContain('DEMO');
  expect(readFileSync(countertop.configuration, 'utf8')).not.toContain(TMK);
  expect(countertop.firmware.stderr).not.toContain('keys-in-software');

  // The technician sees by whom the line is answered, how long that is good, and why it is believed.
  const { technician } = countertop;
  await technician?.logsIn();
  const layers = await technician?.asks('network test', /\[ok\] network test/);
  expect(layers).toMatch(
    /TLS certificate ok +\d+ ms[\s\S]*certificate +emulated acquirer[\s\S]*2020-01-01[\s\S]*2049-12-31|2050-01-01/,
  );
  expect(layers).toMatch(/\d+ days left[\s\S]*pinned: only the configured CA[\s\S]*SHA-256 [0-9a-f]{64}/);

  // The next sale: the pad is pulled while the answer is on its way, so that nobody can check it.
  const since = { pad: pad.events.length, bank: countertop.acquirer.events.length };
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
  await ringUp(countertop, '1200');
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'the PIN is asked for', since.pad);
  // The answer comes late enough for the cable to be pulled before it.
  await countertop.acquirer.do('answer-late', { ms: 700 });
  await pad.do('enter-pin', { pin: '1234' });
  await countertop.acquirer.until(
    (event) => event.event === 'fault' && event['name'] === 'answer-late',
    'booked',
    since.bank,
  );
  await pad.do('unplug');
  await countertop.firmware.screen(/UNKNOWN|REVERS/);
  await pad.do('replug');
  await countertop.acquirer.until((event) => event.event === 'answer' && event['kind'] === 'reversal', 'reversed', 0);
  await countertop.firmware.screen(/^(?![\s\S]*REVERSALS OWED)/);
  expect((await bankOf(countertop)).map(({ state }) => state)).toEqual(['in-force', 'reversed']);
  const unknown = countertop.entries().find(({ type }) => type === 'sale.unknown');
  expect(unknown?.body).toMatchObject({ cause: 'mac-unchecked' });
  await countertop.firmware.screen(/READY|NOTHING/);
  await expectPromisesKept(countertop);
});

test('training in a live shop: a key that is worth nothing, a bank on this machine, nothing asked of the PIN pad', {
  timeout: 120_000,
}, async () => {
  const { countertop, pad } = await openLiveScene();
  await countertop.press('functions', '00');
  await countertop.firmware.screen(/ PIN/);
  await countertop.press(...'9999', 'confirm');
  await countertop.firmware.screen(/ENTER begin/);
  await countertop.press('confirm');
  expect((await countertop.firmware.ended).code).toBe(75);
  const asked = pad.events.length;
  await countertop.powerOn();
  expect(countertop.firmware.frame.join()).toContain('培训 TRAINING');
  await ringUp(countertop, '1250');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
  expect(pad.events.slice(asked).filter(({ event }) => event === 'mac' || event === 'awaiting')).toEqual([]);
  expect(await bankOf(countertop)).toEqual([]);
  await expectPromisesKept(countertop);
});

test('live: the answer to a sale is lost and the process killed; the next life reverses it under a MAC of the pad, and agrees with the bank', async () => {
  const { countertop, pad } = await openLiveScene();
  const payWithPin = async (fen: string) => {
    const since = pad.events.length;
    await ringUp(countertop, fen);
    await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'the PIN is asked for', since);
    await pad.do('enter-pin', { pin: '1234' });
  };
  await payWithPin('4500');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);

  const since = countertop.acquirer.events.length;
  await countertop.acquirer.do('silent', { kind: 'sale' });
  await payWithPin('1200');
  await countertop.acquirer.until(
    (event) => event.event === 'fault' && event['name'] === 'silent',
    'booked, not said',
    since,
  );
  await countertop.cutPower();
  const macsBefore = pad.events.filter(({ event }) => event === 'mac').length;
  await countertop.powerOn();
  await countertop.acquirer.until(
    (event) => event.event === 'answer' && event['kind'] === 'reversal' && event['responseCode'] === '00',
    'reversed',
    since,
  );
  await countertop.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
  expect((await bankOf(countertop)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'sale in-force',
    'sale reversed',
  ]);
  expect(pad.events.filter(({ event }) => event === 'mac').length).toBeGreaterThan(macsBefore);
  expect(countertop.obligations()).toEqual([]);
  await payWithPin('800');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(4);
  await countertop.untilNothingPrinted();
  await expectPromisesKept(countertop);
});

test('live: the first run makes the first manager at the keys; before that nobody trades, and no PIN is easy to guess', async () => {
  const countertop = await liveScene();
  await countertop.powerOn(/SIGN IN - TYPE/);
  await countertop.press('refund');
  await countertop.firmware.screen(/FIRST START: THE MANAGER/);
  await countertop.press('7', 'confirm', ...'1234', 'confirm', ...'1234', 'confirm');
  await countertop.firmware.screen(/This PIN is easy to guess/);
  await countertop.press(...'4826', 'confirm', ...'4827', 'confirm');
  await countertop.firmware.screen(/The two do not agree/);
  await countertop.press('cancel');
  await countertop.firmware.screen(/SIGN IN - TYPE/);
  expect(countertop.entries().map(({ type }) => type)).not.toContain('operator.registered');

  await countertop.press('7');
  await countertop.firmware.screen(/FIRST START: THE MANAGER/);
  await countertop.press('7', 'confirm', ...'4826', 'confirm', ...'4826', 'confirm');
  await countertop.firmware.screen(/SIGN IN - TYPE/);
  const [registered] = countertop.entries().filter(({ type }) => type === 'operator.registered');
  expect(registered?.body).toMatchObject({ operator: '7', role: 'manager', by: '7' });
  expect(JSON.stringify(countertop.entries())).not.toContain('4826');

  // The next start knows the manager: no second first one.
  await countertop.cutPower();
  await countertop.powerOn(/SIGN IN - TYPE/);
  await countertop.signIn('7', '4826');
  await countertop.firmware.screen(/READY/);
  const opened = countertop.entries().find(({ type }) => type === 'shift.opened');
  expect(opened?.body).toMatchObject({ operator: '7', role: 'manager' });
  await expectPromisesKept(countertop);
});
