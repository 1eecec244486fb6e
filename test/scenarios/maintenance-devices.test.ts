/** Each device asked from the maintenance port, the emulators as witnesses; and money that is stuck: tried again, and resolved with a second person. */
import { expect, it } from 'vitest';
import { ringUp } from '../countertop/cashier.ts';
import { TEST_CARDS } from '../countertop/countertop.ts';
import type { EmulatorProcess } from '../countertop/emulator-process.ts';
import { bankOf, tapeOf } from '../countertop/judge.ts';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

function standing<Device extends EmulatorProcess | TechnicianLine>(device: Device | null): Device {
  if (device === null) throw new Error('it does not stand at this counter');
  return device;
}

it('PIN pad, scanner, displays, printer and reader: what each does is what the technician is told', async () => {
  const countertop = await openTradingScene({ technician: true, pinPad: true, scanner: true });
  const [technician, pad] = [standing(countertop.technician), standing(countertop.pinPad)];
  const [scanner, display] = [standing(countertop.scanner), standing(countertop.display)];
  await countertop.firmware.screen(/^(?![\s\S]*NOT CONNECTED)/);
  await technician.logsIn();

  await technician.asks('pinpad health', /pinpad1000se[\s\S]*\[ok\] pinpad health/);
  await pad.do('health', { found: '2' });
  expect(await technician.asks('pinpad health', /\] pinpad health.*\r\n/)).toMatch(/\[failed\] pinpad health: .*ROM/);
  await pad.do('health', { found: '0' });
  await technician.asks('pinpad health', /\[ok\] pinpad health/);

  await technician.asks('scanner test', /Scan \(any key ends\)/);
  await scanner.do('scan', { code: '6901234567892' });
  await technician.sees(/6901234567892|\*{13}/);
  await scanner.do('scan', { code: 'WIFI-0042' });
  await technician.sees(/WIFI-0042/);
  await technician.key('enter');
  await technician.sees(/\[ok\] scanner test/);

  const shown = (text: string) =>
    display.until((event) => event.event === 'changed' && String(event['lines']).includes(text), text);
  await technician.asks('display pattern customerDisplay', /\[ok\] display pattern/);
  await Promise.all(['12345678901234567890', '中文显示测试一二三四', 'TILLPROOF'].map(shown));
  const frames: string[] = [];
  const stop = countertop.firmware.onFrame((frame) => frames.push(frame.join('\n')));
  await technician.asks('display pattern cashierScreen', /\[ok\] display pattern/);
  stop();
  expect(frames.join('\n')).toMatch(/12345678901234567890[\s\S]*中文显示测试/);

  expect(await technician.asks('printer selftest', /\[ok\] printer selftest/)).toMatch(/its answer +[0-9A-F]{2}/i);
  expect((await tapeOf(countertop)).flatMap(({ lines }) => lines)).toContain('S/N L3PF000001');
  await countertop.firmware.screen(/^(?![\s\S]*NOT CONNECTED)[\s\S]*READY/);
  await technician.asks('printer status', /online +true[\s\S]*cover +closed[\s\S]*paper +ok[\s\S]*\[ok\]/);
  await countertop.printer.do('cover-open');
  await countertop.firmware.screen(/COVER OPEN/);
  expect(await technician.asks('printer status', /\] printer status.*\r\n/)).toMatch(
    /cover +open[\s\S]*\[failed\].*COVER OPEN/,
  );
  await countertop.printer.do('cover-close');
  await countertop.firmware.screen(/READY/);

  await technician.asks('reader test', /Swipe a card/);
  await countertop.reader.do('swipe', { ...TEST_CARDS.visa, error: [1] });
  expect(await technician.sees(/\[ok\] reader test/)).toMatch(
    /476173\*{6}0010[\s\S]*1 error +2 read +3 blank[\s\S]*201/,
  );
  expect(technician.text).not.toContain(TEST_CARDS.visa.pan);
  await expectPromisesKept(countertop);
});

it('a stuck reversal is tried again now; one that the acquirer refuses is resolved by two persons, each in the journal', async () => {
  const countertop = await openTradingScene({
    technician: true,
    policy: { reversal: { immediateAttempts: 1, escalateAfterAttempts: 2 } },
  });
  const { acquirer, firmware } = countertop;
  const technician = standing(countertop.technician);
  await acquirer.do('silent', { kind: 'sale' });
  await ringUp(countertop, '4200');
  await acquirer.until((event) => event.event === 'fault' && event['kind'] === 'sale', 'silence on a sale');
  await acquirer.do('refuse-connections', { on: true, cut: true });
  await firmware.screen(/REVERSALS OWED/);
  await countertop.press('confirm');
  await technician.logsIn();
  expect(await technician.asks('reversals retry', /\] reversals retry[\s\S]*# $/)).toMatch(
    /\[failed\][\s\S]*nobody|\[failed\][\s\S]*ECONNREFUSED|\[failed\][\s\S]*not reached/,
  );
  await acquirer.do('refuse-connections', { on: false });
  await technician.asks('reversals retry', /\[ok\] reversals retry/);
  expect(countertop.obligations()).toEqual([]);

  await acquirer.do('silent-unbooked', { kind: 'sale' });
  await acquirer.do('refuse-reversal', { code: '96', count: 100 });
  const cuts = countertop.cuts();
  await ringUp(countertop, '1500');
  await firmware.screen(/CALL THE ACQUIRER/);
  await countertop.untilCuts(cuts + 1);
  await countertop.untilNothingPrinted();
  const listed = await technician.asks('reversals', /\[ok\] reversals\r\n/);
  const txn = / +(\S+) needsHuman/.exec(listed)?.[1] ?? '';
  await technician.asks(`resolve ${txn}`, /RESOLVE: $/);
  await technician.asks('RESOLVE', /1 .*never booked[\s\S]*acquirer say: $/);
  await technician.asks('1', /case number: $/);
  // Neither the technician himself nor a wrong PIN signs.
  await technician.asks('4712', /number: $/);
  await technician.asks('5', /PIN: $/);
  expect(await technician.asks('5555', /\] resolve.*\r\n/)).toMatch(/\[failed\] resolve: .*no manager has signed/);
  expect(countertop.obligations()).toHaveLength(1);
  for (const line of [`resolve ${txn}`, 'RESOLVE', '1', '4712', '9']) await technician.asks(line, /: $/);
  await technician.asks('9999', /\[ok\] resolve/);
  const [resolved] = countertop.entries().filter(({ type }) => type === 'reversal.resolved');
  expect(resolved).toMatchObject({
    operator: '5',
    txn,
    body: { manager: '9', reason: 'never-booked', evidence: '4712' },
  });
  expect(countertop.obligations()).toEqual([]);
  expect((await bankOf(countertop)).filter(({ state }) => state === 'in-force')).toEqual([]);
  await expectPromisesKept(countertop);
});
