/**
 * ntp-78: the paper ran out, the application asked again for what it had asked before, and when the roll was changed more receipts came out than
 * anybody had asked for. Here a job that is held is the printer's: it is finished once, and what waits behind it comes once, in order.
 */
import { expect, it } from 'vitest';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { slipOf } from '../drivers/printer/rig.ts';
import {
  counterWithPaper,
  newRoll,
  originals,
  owedFor,
  paperEnds,
  powerCut,
  sellOnly,
  sellWithoutPaper,
  traces,
  wholeSlips,
} from './till-paper.ts';

const WINDOWS = [
  ['45 bytes', 'serial:/dev/pos/printer?baud=115200', 45],
  ['4096 bytes', 'serial:/dev/pos/printer?baud=115200&flow=rtscts', 4096],
] as const;

it.each(WINDOWS)(
  'ntp-78: three asked for, paper out in the first, three come out; buffer of %s',
  (_, address, bufferBytes) => {
    for (const afterLines of [1, 3, 6, 9]) {
      const flow = bufferBytes === 45 ? 'none' : 'dtrdsr';
      const paper = new EmulatedPaper({ address, printer: { bufferBytes, flow, lineMs: 10 } });
      paper.hand('paper-end', { afterLines });
      const first = paper.start(slipOf(6, 'receipt 1'));
      paper.until((event) => event.type === 'printer.jobHeld');
      paper.clock.advance(60_000);
      paper.hand('new-roll');
      expect(paper.end(first).type).toBe('printer.jobPrinted');
      for (const n of [2, 3]) expect(paper.print(slipOf(6, `receipt ${n}`)).type).toBe('printer.jobPrinted');
      paper.clock.advance(60_000);
      const lines = paper.printer.tape().flatMap((slip) => slip.lines);
      expect(
        lines
          .filter((line) => line.startsWith('receipt') || line.trim().startsWith('receipt'))
          .map((line) => line.trim()),
      ).toEqual(['receipt 1', 'receipt 2', 'receipt 3']);
      expect(lines.filter((line) => line.startsWith('1 商品'))).toHaveLength(3);
    }
  },
);

it('ntp-78: at the till: paper out within a slip, two sales more, a power cut: six slips, no more', () => {
  const counter = counterWithPaper();
  paperEnds(counter, 9);
  sellOnly(counter, '4500');
  counter.press('confirm');
  counter.until(/OUT OF PAPER/);
  for (const fen of ['300', '200']) sellWithoutPaper(counter, fen);
  powerCut(counter);
  newRoll(counter);
  expect(originals(counter)).toEqual(owedFor(...traces(counter)));
  expect(wholeSlips(counter)).toHaveLength(6);
  counter.world.pass(600_000);
  expect(wholeSlips(counter)).toHaveLength(6);
});
