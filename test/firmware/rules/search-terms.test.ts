import { describe, expect, test } from 'vitest';
import { searchTerms, spanOf } from '../../../firmware/rules/search-terms.ts';

const readings = (typed: string) => searchTerms(typed, 2).map(({ by }) => by);

describe('what digits may name', () => {
  test.each([
    ['', []],
    ['4', ['slip', 'trace']],
    ['45.00', ['amount']],
    ['4500', ['slip', 'trace', 'last-four', 'amount']],
    ['000002', ['slip', 'trace', 'amount']],
    ['11211345', ['slip', 'time', 'amount']],
    ['13211345', ['slip', 'amount']],
    ['606109000003', ['rrn']],
    ['6061090000031', []],
  ])('%s', (typed, expected) => expect(readings(typed)).toEqual(expected));

  test('an amount as it is typed everywhere, with and without a point', () => {
    expect(searchTerms('45.5', 2)).toEqual([{ by: 'amount', amountMinor: 4_550 }]);
    expect(searchTerms('4500', 2)).toContainEqual({ by: 'amount', amountMinor: 4_500 });
    expect(searchTerms('4500', 0)).toContainEqual({ by: 'amount', amountMinor: 4_500 });
  });
});

describe('a minute on the wall', () => {
  const minute = { by: 'time', month: 11, day: 21, hour: 13, minute: 45 } as const;
  const at = Date.UTC(2026, 10, 21, 5, 45, 0);
  const margin = 120_000;

  test('is the latest one that has passed', () => {
    expect(spanOf(minute, at + 86_400_000, 480)).toEqual({ fromMs: at - margin, toMs: at + 60_000 + margin });
    expect(spanOf(minute, at - 86_400_000, 480).fromMs).toBe(Date.UTC(2025, 10, 21, 5, 45, 0) - margin);
  });

  test('around the turn of the year, on the clock of the shop', () => {
    const newYear = { by: 'time', month: 1, day: 1, hour: 0, minute: 5 } as const;
    const now = Date.UTC(2026, 11, 31, 16, 10, 0); // 2027-01-01 00:10 in China
    expect(spanOf(newYear, now, 480).fromMs).toBe(Date.UTC(2026, 11, 31, 16, 5, 0) - margin);
    const leap = { by: 'time', month: 2, day: 29, hour: 8, minute: 0 } as const;
    expect(spanOf(leap, Date.UTC(2028, 2, 1), 480).fromMs).toBe(Date.UTC(2028, 1, 29) - margin);
  });
});
