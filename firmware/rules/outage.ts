/** What was sold since nothing could be printed (requirement D4). */
import type { Entry } from '../../storage/entries/entry.ts';
import type { OutageTally } from './sale-limits.ts';

/** `entries`: the latest ones, oldest first. A good print or the return of the paper ends an outage. */
export function tallyOutage(entries: readonly Entry[]): OutageTally {
  let count = 0;
  let sumMinor = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry === undefined || entry.type === 'paper.returned' || entry.type === 'receipt.printed') break;
    if (entry.type === 'sale.submitted' && entry.body.tags.includes('no-paper')) {
      count += 1;
      sumMinor += entry.body.amountMinor;
    }
  }
  return { count, sumMinor };
}
