/**
 * Look-ups in a used journal. Ten million entries would take hours to write, so the same look-ups are made in a tenth of the sales and in all of them:
 * an index that answers hardly notices the difference, a table that is walked takes ten times as long.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { TransactionKey } from '../../storage/journal/look-ups.ts';
import { BETWEEN_SALES_MS, cardOf, MORNING_MS, openShop, rrnOf, SALES_OF_A_BATCH, type Shop } from './shop.ts';
import { type Line, median, ms, quantile } from './verdict.ts';

const SALES = 20_000;
const LOOK_UPS = 2_000;
const AN_HOUR_MS = 3_600_000;
/** Reading is measured, not the disk. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

type Ask = (shop: Shop, n: number, sold: number) => TransactionKey;

const BY: Readonly<Record<string, Ask>> = {
  'slip number': (_, n) => ({ slip: 2 * n + 1 }),
  RRN: (_, n) => ({ rrn: rrnOf(n) }),
  STAN: (_, n, sold) => {
    // Numbers run on over the batches: the last one is open.
    const stan = sold - SALES_OF_A_BATCH + (n % SALES_OF_A_BATCH) + 1;
    return { stan: String(stan).padStart(6, '0'), batches: 2 };
  },
  card: (shop, n) => ({ card: cardOf(shop.journal, n).facts.token }),
  time: (_, n) => ({ fromMs: MORNING_MS + n * BETWEEN_SALES_MS, toMs: MORNING_MS + n * BETWEEN_SALES_MS + AN_HOUR_MS }),
};

/** Milliseconds of each look-up; each finds something, or the figure would mean nothing. */
function timesOf(shop: Shop, sold: number, ask: Ask): readonly number[] {
  const times: number[] = [];
  for (let k = 0; k < LOOK_UPS; k += 1) {
    const key = ask(shop, (k * 7_919) % sold, sold);
    const from = performance.now();
    const found = shop.journal.find(key).length;
    times.push(performance.now() - from);
    if (found === 0) throw new Error(`nothing is found by ${JSON.stringify(key)}`);
  }
  return times;
}

export function lookUpLines(): readonly Line[] {
  const shop = openShop(FOLDER);
  try {
    shop.sell(SALES / 10);
    const few = new Map(Object.entries(BY).map(([by, ask]) => [by, median(timesOf(shop, SALES / 10, ask))]));
    shop.sell(SALES - SALES / 10);
    const { entries } = shop.journal.counters();
    return Object.entries(BY).map(([by, ask]): Line => {
      const times = timesOf(shop, SALES, ask);
      const p99 = quantile(times, 0.99);
      return {
        what: `look-up by ${by}, ${entries} entries`,
        measured: `p50 ${ms(median(times))}, p99 ${ms(p99)}; in a tenth p50 ${ms(few.get(by) ?? Number.NaN)}`,
        ratio: (median(times) / (few.get(by) ?? Number.NaN)).toFixed(2),
        budget: '≤ 1 ms p99',
        kept: p99 <= 1,
      };
    });
  } finally {
    shop.close();
  }
}
