/**
 * What a long run comes to, over one stretch or several: memory, descriptors, bytes of the disk. Pure.
 *
 * Each stretch is a process of its own on the same data folder. Memory is judged within each, and between them: what a process keeps may not depend
 * on how much its journal holds.
 */
import { type Point, slopeOf, troughs } from './meter.ts';

export interface Sample {
  /** 0 is the first process on this folder. */
  readonly stretch: number;
  /** Of all stretches together. */
  readonly sales: number;
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly dataBytes: number;
}

export interface Finding {
  readonly words: string;
  readonly kept: boolean;
}

/** Design §12. */
export const BYTES_A_SALE = 2_048;
const WHOLE_RUN_SALES = 100_000;
/** Growth of the least memory, from the second tenth of a stretch on, that is still called flat over 100 000 sales; and between two stretches. */
const FLAT_BYTES = 32 * 1024 * 1024;
const TENTHS = 10;
/** Before that the collector has not yet made up its mind how much it keeps. */
export const FEWEST_SALES_TO_JUDGE_MEMORY = 3_000;
const MIB = 1024 * 1024;

const mib = (bytes: number): string => `${(bytes / MIB).toFixed(0)} MiB`;

/** @param samples of all stretches, in the order in which they were taken */
export function verdict(samples: readonly Sample[]): readonly Finding[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.sales === first.sales)
    return [{ words: 'nothing was sold', kept: false }];
  const stretches = [...new Set(samples.map(({ stretch }) => stretch))].map((stretch) =>
    samples.filter((sample) => sample.stretch === stretch),
  );
  const long = stretches.filter((stretch) => salesOf(stretch) >= FEWEST_SALES_TO_JUDGE_MEMORY);
  const bytes = (last.dataBytes - first.dataBytes) / (last.sales - first.sales);
  return [
    ...(long.length === 0
      ? [{ words: `memory: not judged before ${FEWEST_SALES_TO_JUDGE_MEMORY} sales`, kept: true }]
      : long.map(memoryWithin)),
    ...(long.length < 2 ? [] : [memoryBetween(long)]),
    descriptorsOf(stretches),
    {
      words: `journal: ${bytes.toFixed(0)} bytes a sale, all told (budget ${BYTES_A_SALE})`,
      kept: bytes <= BYTES_A_SALE,
    },
  ];
}

function memoryWithin(stretch: readonly Sample[]): Finding {
  const least = leastOfTenths(stretch);
  const growth = slopeOf(least) * WHOLE_RUN_SALES;
  return {
    words: `memory of stretch ${(stretch[0]?.stretch ?? 0) + 1}, ${salesOf(stretch)} sales: the least of each tenth ${least.map(({ y }) => (y / MIB).toFixed(0)).join(' ')} MiB; ${mib(growth)} over 100 000`,
    kept: growth <= FLAT_BYTES,
  };
}

function memoryBetween(stretches: readonly (readonly Sample[])[]): Finding {
  const least = stretches.map((stretch) => Math.min(...leastOfTenths(stretch).map(({ y }) => y)));
  const growth = (least.at(-1) ?? 0) - (least[0] ?? 0);
  return {
    words: `memory over all: the least of each stretch ${least.map((bytes) => (bytes / MIB).toFixed(0)).join(' ')} MiB`,
    kept: growth <= FLAT_BYTES,
  };
}

/** Of the second tenth and the later ones: the first warms up, code is compiled, caches fill. */
function leastOfTenths(stretch: readonly Sample[]): readonly Point[] {
  const warm = stretch.slice(Math.ceil(stretch.length / TENTHS));
  return troughs(
    warm.map(({ sales, residentBytes }) => ({ x: sales, y: residentBytes })),
    TENTHS - 1,
  );
}

function descriptorsOf(stretches: readonly (readonly Sample[])[]): Finding {
  const warm = stretches.flatMap((stretch) => stretch.slice(Math.ceil(stretch.length / TENTHS)));
  const seen = [...new Set(warm.map(({ descriptors }) => descriptors))].sort((a, b) => a - b);
  return {
    words: `descriptors: ${seen.join(', ')}`,
    kept: (seen.at(-1) ?? 0) - (seen[0] ?? 0) <= 2 && (warm.at(-1)?.descriptors ?? 0) <= (warm[0]?.descriptors ?? 0),
  };
}

const salesOf = (stretch: readonly Sample[]): number => (stretch.at(-1)?.sales ?? 0) - (stretch[0]?.sales ?? 0);
