/** What is odd about a shift (requirements G1, F9): each rule at its limit and just below. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { alertsOf, type WatchFacts } from '../../../firmware/rules/watch.ts';

const MINUTE_MS = 60_000;
/** 2026-11-21 10:00 in Beijing. */
const TEN_MS = Date.UTC(2026, 10, 21, 2, 0);
const BEIJING_MINUTES = 480;

type Move = WatchFacts['moves'][number];
const sale = (atMs = TEN_MS): Move => ({ kind: 'sale', amountMinor: 1_000, currency: 'CNY', atMs, original: null });
const back = ({ kind = 'refund', amountMinor = 1_000, minutes = 600, by = '2', printed = false } = {}): Move => ({
  kind,
  amountMinor,
  currency: 'CNY',
  atMs: TEN_MS,
  original: { operator: by, atMs: TEN_MS - minutes * MINUTE_MS, printed },
});
const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

const QUIET: WatchFacts = { operator: '1', moves: [], reprints: 0, drawerOpens: 0, paperEnds: 0, wrongPins: 0 };
const rulesOf = (facts: Partial<WatchFacts>, watch: Partial<typeof DEFAULT_POLICY.watch> = {}) =>
  alertsOf({ ...QUIET, ...facts }, { ...DEFAULT_POLICY.watch, ...watch }, BEIJING_MINUTES).map(({ rule }) => rule);

describe('what is told', () => {
  test.each<[string, Partial<WatchFacts>, string[], Partial<typeof DEFAULT_POLICY.watch>?]>([
    ['nothing happened', {}, []],
    ['three given back of fifteen sales', { moves: [...times(15, sale), ...times(3, back)] }, ['givenBackPercent']],
    ['three given back of sixteen', { moves: [...times(16, sale), ...times(3, back)] }, []],
    ['a refund that names no sale', { moves: [{ ...back(), original: null }] }, ['withoutSale']],
    ['the same, the rule off', { moves: [{ ...back(), original: null }] }, [], { withoutSale: 0 }],
    ['a sale names none either', { moves: [sale()] }, []],
    ['two given back and nothing sold', { moves: times(2, back) }, []],
    ['three given back and nothing sold', { moves: times(3, back) }, ['givenBackPercent']],
    ['a large refund', { moves: [back({ amountMinor: 500_000 })] }, ['givenBackMinor']],
    ['a refund just below', { moves: [back({ amountMinor: 499_999 })] }, []],
    ['a large sale', { moves: [{ ...sale(), amountMinor: 9_000_000 }] }, []],
    [
      'three voided after the slip',
      { moves: [...times(30, sale), ...times(3, () => back({ kind: 'void', printed: true }))] },
      ['voidsAfterPrint'],
    ],
    [
      'two of three voids after the slip',
      { moves: [...times(30, sale), ...times(2, () => back({ kind: 'void', printed: true })), back({ kind: 'void' })] },
      [],
    ],
    [
      'a refund after the slip is no void',
      { moves: [...times(30, sale), ...times(3, () => back({ printed: true }))] },
      [],
    ],
    [
      'two given back by the seller within ten minutes',
      { moves: [...times(30, sale), ...times(2, () => back({ by: '1', minutes: 9 }))] },
      ['soonAfterSaleMinutes'],
    ],
    ['ten minutes later', { moves: [...times(30, sale), ...times(2, () => back({ by: '1', minutes: 10 }))] }, []],
    ['by another cashier', { moves: [...times(30, sale), ...times(2, () => back({ by: '2', minutes: 1 }))] }, []],
    [
      'that rule off',
      { moves: [...times(30, sale), ...times(2, () => back({ by: '1', minutes: 1 }))] },
      [],
      { soonAfterSaleMinutes: 0 },
    ],
    ['five reprints', { reprints: 5 }, ['reprints']],
    ['four reprints', { reprints: 4 }, []],
    ['reprints not watched', { reprints: 99 }, [], { reprints: 0 }],
    ['the drawer five times', { drawerOpens: 5 }, ['drawerOpens']],
    ['paper three times', { paperEnds: 3 }, ['paperEnds']],
    ['five wrong PINs', { wrongPins: 5 }, ['wrongPins']],
    ['ten o’clock in a shop open from nine', { moves: [sale()] }, [], { hours: { fromMinute: 540, toMinute: 1_320 } }],
    [
      'ten o’clock in a shop open until ten',
      { moves: [sale()] },
      ['hours'],
      { hours: { fromMinute: 420, toMinute: 600 } },
    ],
    ['ten o’clock in a bar', { moves: [sale()] }, ['hours'], { hours: { fromMinute: 1_080, toMinute: 120 } }],
    [
      'one o’clock at night in a bar',
      { moves: [sale(TEN_MS - 9 * 60 * MINUTE_MS)] },
      [],
      { hours: { fromMinute: 1_080, toMinute: 120 } },
    ],
  ])('%s', (_, facts, rules, watch) => {
    expect(rulesOf(facts, watch)).toEqual(rules);
  });
});

test('an alert says what was counted, against which limit, in both languages', () => {
  const [alert] = alertsOf({ ...QUIET, moves: times(3, back) }, DEFAULT_POLICY.watch, BEIJING_MINUTES);
  expect(alert).toEqual({
    rule: 'givenBackPercent',
    facts: { found: 300, limit: 20 },
    words: { zh: '退款占销售 300%(3/0)', en: 'GIVEN BACK 300% OF SALES (3/0)' },
  });
});
