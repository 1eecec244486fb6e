/** A short day of the long run (`npm run soak`): descriptors and disk; memory shows only in thousands of sales. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { bytesBelow, openDescriptors, residentBytes, slopeOf, troughs } from './meter.ts';
import { amountOf, soak } from './soak.ts';
import { BYTES_A_SALE, FEWEST_SALES_TO_JUDGE_MEMORY, type Sample, verdict } from './verdict.ts';

const SALES = 20;

test('sales and a settlement leave no descriptor open and stay within the budget of the disk; a card number left in the folder is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-soak-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const samples: Sample[] = [];
  const forgotten = join(folder, 'forgotten');
  // Two processes, one after the other, on one folder. In the second one a card number lies in it, packed: it must be found, and nothing else.
  for (const [stretch, found] of [[], [`secrets: ${forgotten}: BCD`]].entries()) {
    if (stretch === 1) writeFileSync(forgotten, Buffer.from(`${TEST_CARDS.visa.pan}d2912`, 'hex'));
    const sales = (SALES / 2) * (stretch + 1);
    const { broken, settlements, ...done } = await soak({
      folder,
      stretch,
      sales,
      settleEvery: SALES / 2,
      sampleEvery: SALES / 2,
      sampled: (sample) => samples.push(sample),
      enough: () => false,
    });
    expect({ broken, settlements, done }).toEqual({ broken: found, settlements: 1, done: { sales, sold: SALES / 2 } });
  }
  expect(samples.map(({ stretch, sales }) => [stretch, sales])).toEqual([
    [0, 0],
    [0, SALES / 2],
    [1, SALES / 2],
    [1, SALES],
  ]);
  const [start, half, , end] = samples;
  expect(end?.descriptors).toBe(start?.descriptors);
  // Both after a settlement; the second process has folded the log of the first into the file.
  expect(((end?.dataBytes ?? 0) - (half?.dataBytes ?? 0)) / (SALES / 2)).toBeLessThanOrEqual(BYTES_A_SALE);
  expect(end?.residentBytes).toBeGreaterThan(0);
});

test('the line through the troughs finds what grows under what comes and goes', () => {
  const sawtooth = (growth: number) =>
    Array.from({ length: 200 }, (_, x) => ({ x, y: 1_000 + growth * x + (x % 10) * 50 }));
  expect(slopeOf(troughs(sawtooth(0), 10))).toBeCloseTo(0);
  expect(slopeOf(troughs(sawtooth(7), 10))).toBeCloseTo(7);
  expect(slopeOf([{ x: 1, y: 5 }])).toBe(0);
});

test('the meter reads this very process', () => {
  expect(residentBytes(process.pid)).toBeGreaterThan(1_000_000);
  expect(openDescriptors(process.pid)).toBeGreaterThan(2);
  expect(bytesBelow(import.meta.dirname)).toBeGreaterThan(1_000);
  expect(() => residentBytes(0)).toThrow();
});

test('the amounts are typed without a pause: no digit follows itself', () => {
  const amounts = Array.from({ length: 900 }, (_, n) => amountOf(n));
  expect(amounts.filter((fen) => /([1-9])\1/.test(fen))).toEqual([]);
  expect(new Set(amounts).size).toBeGreaterThan(700);
});

/** Two stretches of a process that takes `start` MiB and leaks so many KiB a sale; the second starts where the first has ended. */
function stretches(leakKib: number, secondStartsHigherMib = 0): readonly Sample[] {
  const points = FEWEST_SALES_TO_JUDGE_MEMORY / 100;
  return [0, 1].flatMap((stretch) =>
    Array.from({ length: points + 1 }, (_, at) => ({
      stretch,
      sales: stretch * FEWEST_SALES_TO_JUDGE_MEMORY + at * 100,
      residentBytes: 2 ** 20 * (150 + stretch * secondStartsHigherMib + (at % 3) * 20) + at * 100 * leakKib * 1024,
      descriptors: 34,
      dataBytes: 100_000 + (stretch * points + at) * 100 * 1_800,
    })),
  );
}

test('what grows is told, within a stretch and from one to the next', () => {
  const kept = (samples: readonly Sample[]) => verdict(samples).map((finding) => finding.kept);
  expect(kept(stretches(0))).toEqual([true, true, true, true, true]);
  expect(kept(stretches(1))).toEqual([false, false, true, true, true]);
  expect(kept(stretches(0, 40))).toEqual([true, true, false, true, true]);
  const leaky = stretches(0).map((sample, at) => ({
    ...sample,
    descriptors: 34 + at,
    dataBytes: sample.dataBytes * 2,
  }));
  expect(kept(leaky)).toEqual([true, true, true, false, false]);
  expect(verdict([])).toMatchObject([{ kept: false }]);
});
