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
  },
);
