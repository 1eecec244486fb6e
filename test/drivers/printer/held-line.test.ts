/**
 * Hardware flow control holds the rest of a slip on this side of the cable while the printer is off; when it is back, that rest comes out of
 * a printer that knows nothing of the beginning: wrong characters, lines missing, and all the right answers.
 */
import { expect, it } from 'vitest';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { EmulatedPaper } from './emulated-paper.ts';
import { slipOf } from './rig.ts';

const BOOT_MS = 3_000;
const OFF_MS = 2_000;

it.each([45, 4096] as const)(
  'a power cycle behind a held line, buffer of %i bytes: never called printed',
  (bufferBytes) => {
    const paper = new EmulatedPaper({
      printer: { flow: 'dtrdsr', bufferBytes, busyWhen: 'full-or-offline', baud: 115_200, lineMs: 30, bootMs: BOOT_MS },
    });
    paper.dsr(true);
    printerVerbs(paper.printer)['power-off']?.({ afterLines: 3 });
    const watch = (): void => {
      if (paper.printer.works.keeper.now.power !== 'off') paper.clock.after(10, watch);
      else {
        paper.dsr(false);
        paper.clock.after(OFF_MS, () => {
          paper.printer.mishaps.powerOn();
          paper.dsr(true);
        });
      }
    };
    watch();
    expect(paper.print(slipOf(30)).type).toBe('printer.jobUnknown');
    // At once, so that it stands in the journal before anything else can happen.
    expect(paper.printer.works.keeper.now.power).not.toBe('on');
  },
);

it('a question lost with the power is asked again, also when ASB is off at power-on', () => {
  const paper = new EmulatedPaper({
    printer: { flow: 'dtrdsr', bufferBytes: 45, baud: 115_200, lineMs: 85, bootMs: BOOT_MS, coverRecovery: 'dle-enq' },
  });
  paper.dsr(true);
  const verbs = printerVerbs(paper.printer);
  verbs['cover-open']?.({ afterLines: 2 });
  const after = (ms: number, act: () => void): void => void paper.clock.after(ms, act);
  after(4_000, () => paper.printer.mishaps.coverClose());
  after(7_000, () => {
    paper.printer.mishaps.powerOff();
    paper.dsr(false);
  });
  after(9_000, () => {
    paper.printer.mishaps.powerOn();
    paper.dsr(true);
  });
  paper.print(slipOf(12));
  paper.clock.advance(30_000);
  expect(paper.events.findLast((event) => event.type === 'printer.statusChanged')).toMatchObject({
    status: { online: true, fault: 'none' },
  });
  expect(paper.print(slipOf(2)).type).toBe('printer.jobPrinted');
});

it.each([45, 4096] as const)(
  'a long slip on a slow printer that proves nothing, buffer of %i bytes: a question behind a full buffer is no silence',
  (bufferBytes) => {
    const paper = new EmulatedPaper({
      grade: 'C',
      printer: { grade: 'C', flow: 'dtrdsr', bufferBytes, baud: 115_200, lineMs: 85 },
    });
    paper.dsr(true);
    expect(paper.print(slipOf(250)).type).toBe('printer.jobUnknown');
    expect(paper.events.filter(({ type }) => type === 'printer.jobHeld')).toEqual([]);
  },
);
