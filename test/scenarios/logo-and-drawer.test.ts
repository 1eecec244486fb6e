/** The shop's logo heads every slip and is written to the printer once; the drawer opens when somebody asks, and at no other time; the manager sees how often. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { expectPromisesKept, openScene } from './scene.ts';

it('a logo in NV memory, a drawer that is an act of its own', async () => {
  const counter = await openScene({ printerArgs: ['--flow', 'dtrdsr'] });
  const { printer } = counter;
  const count = (event: string) => printer.events.filter((one) => one.event === event).length;
  const file = JSON.parse(readFileSync(counter.configuration, 'utf8'));
  file.devices.printer.link += '&flow=rtscts';
  file.devices.printer.logo = './logo.pbm';
  file.policy = './policy.json';
  writeFileSync(counter.configuration, JSON.stringify(file));
  writeFileSync(
    join(counter.folder, 'logo.pbm'),
    Buffer.concat([Buffer.from('P4\n64 48\n'), Buffer.alloc(8 * 48, 0xaa)]),
  );

  writeFileSync(join(counter.folder, 'policy.json'), JSON.stringify({ watch: { drawerOpens: 1 } }));

  await counter.powerOn();
  await counter.untilSignedOn();
  await counter.press('functions', '1');
  await counter.firmware.screen(/Printer +.*ready/);
  await counter.press('cancel', 'functions');
  await counter.firmware.screen(/Drawer/);
  await counter.press('0');
  await printer.until(({ event }) => event === 'drawer', 'the drawer');
  await counter.firmware.screen(/READY/);
  await counter.press('functions', '5');
  await counter.firmware.screen(/X REPORT[\s\S]*1 DRAWER OPENED WITHOUT A SALE/);
  await counter.press('cancel');

  await counter.type('1250');
  await counter.press('confirm');
  await counter.firmware.screen(/SWIPE THE CARD/);
  await counter.swipe(TEST_CARDS.visa);
  await counter.untilCuts(2);
  await counter.untilNothingPrinted();
  await counter.cutPower();
  await counter.powerOn();
  await counter.press('reprint', 'confirm');
  await counter.firmware.screen(/COPY/);
  await counter.press('confirm');
  await counter.untilCuts(3);
  await counter.untilNothingPrinted();

  expect(count('nv-write')).toBe(1);
  expect(count('logo')).toBe(3);
  expect(count('drawer')).toBe(1);
  const acts = (await counter.entries()).flatMap((entry) => {
    if (entry.type === 'drawer.requested') return ['requested'];
    return entry.type === 'drawer.pulsed' ? [entry.body.executed] : [];
  });
  expect(acts).toEqual(['requested', 'yes']);
  await expectPromisesKept(counter);
});
