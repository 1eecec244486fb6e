/** A technician on the maintenance port of a whole counter, through a real pseudo-terminal, while the till trades. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { TEST_CARDS } from '../countertop/countertop.ts';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

function technicianOf({ technician }: { technician: TechnicianLine | null }): TechnicianLine {
  if (technician === null) throw new Error('no technician stands at this counter');
  return technician;
}

it('sees the status without login, logs in, verifies the journal and prints a test slip while the till sells', async () => {
  const countertop = await openTradingScene({ technician: true });
  const technician = technicianOf(countertop);
  await technician.asks('status', /Printer[\s\S]*\[ok\] status/);
  expect(await technician.asks('journal verify', /Log in first[\s\S]*tillproof> $/)).toMatch(/Log in first/);
  await technician.logsIn();
  await technician.asks('journal verify', /\[ok\] journal verify/);
  await countertop.press('1', '00', 'confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await technician.asks('4.1 3', /maintenance\.commanded[\s\S]*\[ok\] journal last/);
  await countertop.swipe(TEST_CARDS.visa);
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
  await technician.asks('printer test', /\[ok\] printer test/);
  await technician.asks('logout', /Logged out/);
  await countertop.untilCuts(3);
  expect(
    countertop
      .entries()
      .filter(({ type }) => type.startsWith('maintenance.'))
      .map(({ type, operator }) => `${operator} ${type}`),
  ).toEqual([
    '5 maintenance.loggedIn',
    '5 maintenance.commanded',
    '5 maintenance.ended',
    '5 maintenance.commanded',
    '5 maintenance.ended',
    '5 maintenance.commanded',
    '5 maintenance.slipStarted',
    '5 maintenance.slipEnded',
    '5 maintenance.ended',
    '5 maintenance.loggedOut',
  ]);
  await expectPromisesKept(countertop);
});

it('tries every device with the counter in hand, and the cashier takes it back', async () => {
  const countertop = await openTradingScene({ technician: true });
  const technician = technicianOf(countertop);
  await countertop.firmware.screen(/^(?![\s\S]*NOT CONNECTED)/);
  await technician.logsIn();
  await technician.asks('device identify 2', /MagTek[\s\S]*\[ok\] device identify/);
  await technician.asks('reader test', /Swipe a card/);
  await countertop.firmware.screen(/MAINTENANCE BY 5/);
  await countertop.swipe(TEST_CARDS.visa);
  const card = await technician.sees(/\[ok\] reader test/);
  expect(card).toContain('476173******0010');
  await countertop.firmware.screen(/READY/);
  await technician.asks('keypad test', /Press every key/);
  await countertop.press('7', '00', 'sale');
  await technician.sees(/sale\r\n/);
  await countertop.press('cancel', 'cancel', 'cancel');
  expect(await technician.sees(/\[ok\] keypad test/)).toMatch(/seen +4: 7 00 sale cancel/);
  await countertop.firmware.screen(/READY/);
  await technician.asks('display pattern customerDisplay', /\[ok\] display pattern/);
  await technician.asks('raw printer', /RAW: $/);
  await technician.asks('RAW', /hex> $/);
  await technician.asks('10 04 01', /< 16\r\nhex> $/);
  await technician.asks('', /\[ok\] raw/);
  await countertop.firmware.screen(/^(?![\s\S]*NOT CONNECTED)/);
  await technician.asks('network test', /acquirer host +ok[\s\S]*\[ok\] network test/);
  await technician.asks('network signon', /\[ok\] network signon/);
  expect(await technician.asks('network echo', /\[ok\] network echo/)).toMatch(/echo 0820\/0830 +ok +\d+ ms/);
  await technician.asks('printer status', /\[ok\] printer status/);
  await technician.asks('drawer open', /\[ok\] drawer open/);
  expect(JSON.stringify(countertop.entries())).not.toContain(TEST_CARDS.visa.pan);
  await expectPromisesKept(countertop);
});

it('changes a key, sets the clock, backs up, exports and restarts between two customers', async () => {
  const countertop = await openTradingScene({ technician: true });
  const technician = technicianOf(countertop);
  await technician.logsIn();
  await technician.asks('configuration show acquirer', /tmk = "?\*+[\s\S]*\[ok\]/);
  await technician.asks(
    'configuration set acquirer.timeoutSeconds 0',
    /\[failed\] configuration set: [\s\S]*acquirer\.timeoutSeconds/,
  );
  await technician.asks('configuration set acquirer.timeoutSeconds 7', /YES: $/);
  await technician.asks('YES', /\[ok\] configuration set/);
  await technician.asks('clock set 1962-11-21 10:00:00', /not before the year 2020/);
  await technician.asks('clock set 2031-05-06 07:08:09', /YES: $/);
  await technician.asks('YES', /\[ok\] clock set/);
  await technician.asks('clock show', /2031-05-06 07:08/);
  await technician.asks('backup now', /\[ok\] backup now/);
  await technician.asks('export journal', /SHA-256[\s\S]*\[ok\] export journal/);
  await technician.asks('export bundle', /\[ok\] export bundle/);
  await technician.asks('counters', /boots +1[\s\S]*\[ok\] counters/);
  const { firmware } = countertop;
  await technician.asks('restart', /RESTART: $/);
  await technician.line('RESTART');
  expect(await firmware.ended).toEqual({ code: 75, signal: null });
  await countertop.powerOn();
  await technician.sees(/Maintenance port/);
  await technician.logsIn();
  await technician.asks('configuration show acquirer.timeout', /= 7\r\n/);
  await technician.asks('clock show', /2031-05-06 07:0/);
  await technician.asks('configuration undo', /YES: $/);
  await technician.asks('YES', /\[ok\] configuration undo/);
  await technician.asks('configuration show acquirer.timeout', /= 5\r\n/);
  await technician.asks('journal verify', /\[ok\] journal verify/);
  await technician.asks('journal rebuild', /\[ok\] journal rebuild/);
  await technician.asks('logs follow money', /any key ends/);
  await sell(countertop, '1500');
  await technician.sees(/ money +\d+ sale\.approved/);
  await technician.line('');
  expect(await technician.sees(/\[ok\] logs follow/)).not.toMatch(/ devices | tech /);
  await countertop.press('confirm');
  await technician.asks('reboot', /REBOOT: $/);
  await technician.asks('REBOOT', /No maintenance\.rebootCommand[\s\S]*restarting the program only/);
  expect(await countertop.firmware.ended).toEqual({ code: 75, signal: null });
  await countertop.powerOn();
  await expectPromisesKept(countertop);
});

it('goes on from a backup without using a number twice, and starts anew only with a manager’s word', async () => {
  const countertop = await openTradingScene({ technician: true });
  const technician = technicianOf(countertop);
  await technician.logsIn();
  const made = /backups\/(\S+)/.exec(await technician.asks('backup now', /\[ok\] backup now/))?.[1] ?? '';
  await sell(countertop, '1500');
  await countertop.press('confirm');
  const { nextStan } = countertop.books((books) => books.counters());
  await technician.asks(`backup restore ${made}`, /RESTORE: $/);
  await technician.line('RESTORE');
  expect((await countertop.firmware.ended).code).toBe(75);
  await countertop.powerOn();
  const restored = countertop.entries().find(({ type }) => type === 'journal.restored');
  expect(restored).toMatchObject({ operator: '5' });
  expect(Number(countertop.books((books) => books.counters()).nextStan)).toBeGreaterThan(Number(nextStan) + 1_000);
  await technician.sees(/Maintenance port/);
  await sell(countertop, '1600');
  await countertop.press('confirm');
  await technician.logsIn();
  await technician.asks('factory reset', /ERASE: $/);
  await technician.asks('ERASE', /number: $/);
  await technician.asks('9', /PIN: $/);
  await technician.line('9999');
  expect((await countertop.firmware.ended).code).toBe(75);
  await countertop.powerOn();
  expect(countertop.entries().some(({ type }) => type === 'sale.approved')).toBe(false);
  expect(countertop.entries()[0]?.type).toBe('terminal.started');
});

it('reboots the machine only by the command that stands in its file, which this port cannot change; a command that fails brings the terminal back', async () => {
  const mark = join(mkdtempSync(join(tmpdir(), 'tillproof-host-')), 'went-down');
  const countertop = await openTradingScene({
    technician: true,
    configuration: {
      maintenance: { rebootCommand: ['/bin/sh', '-c', `echo down > ${mark}`], shutdownCommand: ['/bin/false'] },
    },
  });
  const technician = technicianOf(countertop);
  await technician.logsIn();
  expect(
    await technician.asks(
      'configuration set maintenance.shutdownCommand ["/bin/sh"]',
      /\] configuration set[\s\S]*# $/,
    ),
  ).toMatch(/\[failed\][\s\S]*changed on the\s+machine itself/);
  expect(await technician.asks('logs warn devices', /\[ok\] logs/)).not.toMatch(/ money | tech /);
  expect(await technician.asks('logs tech', /\[ok\] logs/)).toMatch(/tech +\d+ maintenance\.commanded/);
  await technician.asks('logs loud', /\[failed\] logs[\s\S]*modules money/);
  await technician.asks('shutdown', /SHUTDOWN: $/);
  await technician.line('SHUTDOWN');
  expect(await countertop.firmware.ended).toEqual({ code: 75, signal: null });
  await countertop.powerOn();
  await technician.sees(/Maintenance port/);
  await technician.logsIn();
  await technician.asks('reboot', /REBOOT: $/);
  await technician.asks('REBOOT', /runs +\/bin\/sh[\s\S]*Rebooting/);
  expect(await countertop.firmware.ended).toEqual({ code: 0, signal: null });
  expect(readFileSync(mark, 'utf8')).toBe('down\n');
  expect(countertop.entries().findLast(({ type }) => type === 'maintenance.nextStart')).toMatchObject({
    operator: '5',
    body: { what: 'reboot', detail: expect.stringContaining('/bin/sh') },
  });
  rmSync(dirname(mark), { recursive: true });
});
