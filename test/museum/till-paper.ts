/** Paper trouble at a whole till on virtual time: real machines, drivers and journal, the emulated printer (scenarios/quiet-counter.ts). */
import type { PrintedSlip } from '../countertop/promises.ts';
import { QuietCounter } from '../scenarios/quiet-counter.ts';

/** Lines that a new roll has: more than any test prints. */
const ROLL = { lines: 10_000 };

/** A counter whose printer works. */
export const counterWithPaper = (): QuietCounter => new QuietCounter();

/** Whose printer takes no more than it can say is printed: what it held when it lost its power is known to a line. */
export const counterWithSmallBuffer = (): QuietCounter =>
  new QuietCounter({}, true, undefined, undefined, {
    line: 'bare',
    printer: { grade: 'A', flow: 'none', bufferBytes: 45, linesLeft: 100_000, lineMs: 8, baud: 0, bootMs: 0 },
  });

export function paperEnds(counter: QuietCounter, afterLines?: number): void {
  counter.world.devices.do('printer', 'paper-end', afterLines === undefined ? {} : { afterLines });
}

export function newRoll(counter: QuietCounter): void {
  counter.world.devices.do('printer', 'new-roll', ROLL);
}

/** Key, card, approved; whatever the printer does meanwhile. */
export function sellOnly(counter: QuietCounter, fen: string): void {
  counter.press(fen, 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.world.pass(5_000);
}

/** The cashier and the customer agree to go on without paper. */
export function sellWithoutPaper(counter: QuietCounter, fen: string): void {
  counter.sellWithoutPaper(fen);
  counter.world.pass(5_000);
  counter.press('confirm');
}

export function powerCut(counter: QuietCounter): void {
  counter.world.cutPower();
  counter.world.powerOn();
  counter.world.pass(20_000);
}

/** What came out whole, `copy of trace` by `copy of trace`, without those marked as duplicates. */
export function originals(counter: QuietCounter): readonly string[] {
  return wholeSlips(counter)
    .filter(({ duplicate }) => !duplicate)
    .map(({ copy, trace }) => `${copy} ${trace}`)
    .sort();
}

export function wholeSlips(counter: QuietCounter): readonly PrintedSlip[] {
  counter.rest();
  return counter.paper.whole().filter(({ title }) => title === 'SALE');
}

/** What `originals` should be: both copies of each sale, once. */
export function owedFor(...traces: readonly string[]): readonly string[] {
  return traces.flatMap((trace) => [`customer ${trace}`, `merchant ${trace}`]).sort();
}

/** Trace numbers of the sales, in order. */
export function traces(counter: QuietCounter): readonly string[] {
  return counter.world.entries.flatMap((entry) => (entry.type === 'sale.submitted' ? [entry.body.stan] : []));
}
