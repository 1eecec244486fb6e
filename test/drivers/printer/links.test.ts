/** The same slip over every kind of link, on the emulated printer: whole, once, also when the paper ends in the middle (facts/printer §1.8, §1.10). */
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../emulators/printer/settings.ts';
import { EmulatedPaper } from './emulated-paper.ts';
import { slipOf } from './rig.ts';

const LINES = 12;
const itemsOn = (paper: EmulatedPaper) =>
  paper.printer.tape().flatMap(({ lines }) => lines.filter((line) => line.includes('ITEM')));

const LINKS: readonly (readonly [string, string, Partial<Settings>])[] = [
  ['serial, nothing holds the flow, 45 bytes', 'serial:/dev/p?baud=115200', { bufferBytes: 45, baud: 115_200 }],
  [
    'serial, RTS/CTS',
    'serial:/dev/p?baud=115200&flow=rtscts',
    { flow: 'dtrdsr', busyWhen: 'full-or-offline', baud: 115_200 },
  ],
  [
    'serial, DTR/DSR, 45 bytes',
    'serial:/dev/p?baud=115200&flow=dtrdsr',
    { flow: 'dtrdsr', bufferBytes: 45, baud: 115_200 },
  ],
  // Where the kernel eats XON and XOFF it holds the line; where it does not, they reach the driver.
  [
    'serial, XON/XOFF, 45 bytes',
    'serial:/dev/p?baud=115200',
    { flow: 'xonxoff', bufferBytes: 45, baud: 115_200, xonAtPowerOn: true },
  ],
  ['TCP 9100', 'tcp:printer:9100', { flow: 'dtrdsr' }],
  ['usblp', 'file:/dev/usb/lp0', { flow: 'dtrdsr', busyWhen: 'full-or-offline' }],
];

describe.each(LINKS)('%s', (_, address, settings) => {
  const connect = () => new EmulatedPaper({ address, printer: { lineMs: 20, ...settings } });

  it('two slips, one after the other', () => {
    const paper = connect();
    for (let n = 0; n < 2; n += 1) expect(paper.print(slipOf(LINES)).type).toBe('printer.jobPrinted');
    expect(itemsOn(paper)).toHaveLength(2 * LINES);
    expect(paper.complaints).toEqual([]);
  });

  it('the paper ends in the middle, a new roll comes', () => {
    const paper = connect();
    paper.hand('paper-end', { afterLines: 5 });
    const job = paper.start(slipOf(LINES));
    paper.until(({ type }) => type === 'printer.jobHeld');
    paper.clock.advance(7_000);
    paper.hand('new-roll');
    expect(paper.end(job).type).toBe('printer.jobPrinted');
    expect(itemsOn(paper)).toHaveLength(LINES);
    expect(paper.complaints).toEqual([]);
  });
});

describe('a USB board that hands out the previous answer', () => {
  it('is asked twice and believed once; paper end is seen', () => {
    const paper = new EmulatedPaper({
      address: 'file:/dev/usb/lp0',
      printer: { lineMs: 20, flow: 'dtrdsr', grade: 'C' },
      grade: 'C',
    });
    paper.hand('stale-answer', { on: true });
    paper.hand('paper-end');
    paper.until((event) => event.type === 'printer.statusChanged' && event.status.paper === 'end');
    paper.hand('new-roll');
    paper.clock.advance(10_000);
    const last = paper.events.findLast((event) => event.type === 'printer.statusChanged');
    expect(last).toMatchObject({ status: { paper: 'ok', cover: 'closed', online: true } });
  });
});
