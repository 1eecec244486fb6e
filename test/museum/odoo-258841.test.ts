/**
 * odoo-258841, dantsu-415: the receipt stops half-way; what the printer still holds comes out on top of the next customer's receipt, or turns it
 * into garbage. Here a slip that is given up is cleared, with the printer's own acknowledgement, and its stub is cut off before anything else.
 */
import { expect, it } from 'vitest';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { slipOf } from '../drivers/printer/rig.ts';
import {
  counterWithSmallBuffer,
  newRoll,
  originals,
  owedFor,
  paperEnds,
  sellOnly,
  traces,
  wholeSlips,
} from './till-paper.ts';

const BRANCHES = [
  ['the cashier gives it up', (paper: EmulatedPaper, job: string) => paper.abandon(job)],
  ['the printer is switched off and on', (paper: EmulatedPaper) => paper.hand('power-cycle', { offMs: 2_000 })],
] as const;

/** Lines of goods on the paper, whoever's they are. */
const items = (paper: EmulatedPaper): number =>
  paper.printer.tape().flatMap(({ lines }) => lines.filter((line) => line.includes('商品 ITEM'))).length;

it.each(BRANCHES)('odoo-258841, dantsu-415: %s; the next slip stands alone', (_, act) => {
  for (const afterLines of [1, 2, 5, 8]) {
    const paper = new EmulatedPaper({
      address: 'serial:/dev/pos/printer?baud=115200',
      driver: { buffer: 4096 },
      printer: { lineMs: 10 },
    });
    paper.hand('paper-end', { afterLines });
    const first = paper.start(slipOf(6, 'first customer'));
    paper.until((event) => event.type === 'printer.jobHeld');
    const before = items(paper);
    act(paper, first);
    paper.hand('new-roll');
    expect(paper.end(first).type).not.toBe('printer.jobPrinted');
    paper.clock.advance(10_000);
    expect(paper.print(slipOf(3, 'second customer')).type).toBe('printer.jobPrinted');
    const pieces = paper.printer.tape().filter((slip) => slip.end !== 'open');
    const second = pieces.find(({ lines }) => lines.some((line) => line.trim() === 'second customer'));
    expect(second?.lines.filter((line) => line.includes('商品 ITEM'))).toHaveLength(3);
    expect(second?.lines[0]?.trim()).toBe('示例商店 EXAMPLE STORE');
    expect(second?.broken).toEqual([]);
    // Nothing more of the first one has come out, on no piece of paper, but for the line under the head.
    expect(items(paper)).toBeLessThanOrEqual(before + 3 + 1);
    expect(paper.complaints.filter(({ event }) => event !== 'lost')).toEqual([]);
  }
});

it('odoo-258841, dantsu-415: at the till: the slip in the place of a stub names it', () => {
  const counter = counterWithSmallBuffer();
  paperEnds(counter, 6);
  sellOnly(counter, '4500');
  counter.until(/OUT OF PAPER/);
  const stub = counter.journal.copiesOwed().find(({ state }) => state === 'held')?.slip;
  counter.world.devices.do('printer', 'power-cycle', { offMs: 2_000 });
  counter.world.pass(10_000);
  newRoll(counter);
  counter.rest();
  counter.press('confirm');
  sellOnly(counter, '300');
  expect(originals(counter)).toEqual(owedFor(...traces(counter)));
  const [again] = wholeSlips(counter).filter(({ replaces }) => replaces !== null);
  expect(again?.replaces).toBe(stub);
  // Nothing of the first customer stands on the paper of the second.
  const second = wholeSlips(counter).filter(({ trace }) => trace === traces(counter)[1]);
  for (const { lines } of second) expect(lines.join('\n')).not.toMatch(/45\.00/);
});
