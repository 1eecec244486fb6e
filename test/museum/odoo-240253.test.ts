/**
 * odoo-240253, erpnetfp-90: the printer answered too late, the application tried again, and a second original came out; with a fiscal printer the
 * sale stood twice in its memory. Here nothing is sent again without proof that it was lost: silence makes a job unknown, never unprinted.
 */
import { expect, it } from 'vitest';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { slipOf } from '../drivers/printer/rig.ts';
import { counterWithPaper, originals as originalsOf, sellOnly, traces, wholeSlips } from './till-paper.ts';

const originals = (paper: EmulatedPaper): number =>
  paper.printer
    .tape()
    .flatMap((slip) => slip.lines)
    .filter((line) => line.trim() === 'the original').length;

it.each([1, 4, 7, 9])('odoo-240253, erpnetfp-90: the printer falls silent at line %i and prints on', (afterLines) => {
  const paper = new EmulatedPaper({ printer: { lineMs: 10 } });
  paper.hand('mute', { afterLines, deaf: false });
  const job = paper.start(slipOf(6, 'the original'));
  paper.clock.advance(45_000);
  expect(originals(paper)).toBe(1);
  paper.hand('unmute');
  const end = paper.end(job);
  expect(['printer.jobPrinted', 'printer.jobUnknown']).toContain(end.type);
  paper.clock.advance(120_000);
  expect(originals(paper)).toBe(1);
});

it.each([500, 3_000, 12_000])('odoo-240253, erpnetfp-90: every answer is %i ms late', (ms) => {
  const paper = new EmulatedPaper({ printer: { lineMs: 10 } });
  paper.hand('late-answers', { ms });
  const end = paper.print(slipOf(6, 'the original'));
  expect(['printer.jobPrinted', 'printer.jobUnknown']).toContain(end.type);
  paper.clock.advance(120_000);
  expect(originals(paper)).toBe(1);
});

it('odoo-240253, erpnetfp-90: at the till: one sale, one original, whatever is done about the silence', () => {
  const counter = counterWithPaper();
  counter.world.devices.do('printer', 'mute', { afterLines: 3, deaf: false });
  sellOnly(counter, '4500');
  // Somebody presses everything there is.
  for (const key of ['confirm', 'cancel', 'reprint', 'cancel', 'confirm'] as const) {
    counter.press(key);
    counter.world.pass(40_000);
  }
  counter.world.devices.do('printer', 'unmute');
  counter.world.pass(300_000);
  const [trace] = traces(counter);
  expect(traces(counter)).toHaveLength(1);
  const slips = originalsOf(counter);
  expect(slips.filter((slip) => slip === `merchant ${trace}`)).toHaveLength(1);
  expect(new Set(slips).size).toBe(slips.length);
  expect(counter.types().filter((type) => type === 'sale.approved')).toHaveLength(1);
  const numbers = wholeSlips(counter).map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
});
