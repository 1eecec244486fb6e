/** A short day of the long run (`npm run soak`): descriptors and disk; memory shows only in thousands of sales. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bytesBelow, openDescriptors, residentBytes, slopeOf, troughs } from './meter.ts';
import { type Sample, soak } from './soak.ts';

const BYTES_A_SALE = 2_048;
const SALES = 20;

test('sales and a settlement leave no descriptor open and stay within the budget of the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-soak-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const samples: Sample[] = [];
  const { broken, sales, settlements } = await soak({
    folder,
    sales: SALES,
    settleEvery: SALES / 2,
    sampleEvery: SALES / 2,
    sampled: (sample) => samples.push(sample),
    enough: () => false,
  });
  expect({ broken, sales, settlements }).toEqual({ broken: [], sales: SALES, settlements: 2 });
  const [start, half, end] = samples;
  expect(end?.descriptors).toBe(start?.descriptors);
  // Both after a settlement, where the write-ahead log has been folded in.
  expect(((end?.dataBytes ?? 0) - (half?.dataBytes ?? 0)) / (SALES / 2)).toBeLessThanOrEqual(2 * BYTES_A_SALE);
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
