/** Money of a refund that the customer does not find (requirement C9): written down from the day after on, told what to say and to do. */
import { describe, expect, test } from 'vitest';
import {
  fileDueMs,
  isArrivalOver,
  judgeMissed,
  type MissedFacts,
  missedWords,
} from '../../../firmware/rules/arrivals.ts';

const HOUR_MS = 3_600_000;
/** Monday 2026-03-09 18:00 in China. */
const EXPECTED_MS = Date.UTC(2026, 2, 9, 10);
const facts = (over: Partial<MissedFacts> = {}): MissedFacts => ({
  ...{ status: 'accepted', expectedMs: EXPECTED_MS, nowMs: EXPECTED_MS + 30 * HOUR_MS, utcOffsetMinutes: 480 },
  ...over,
});

test.each<readonly [string, number, boolean]>([
  ['an hour before', -1, false],
  ['the evening of that day', 5.9, false],
  ['the first hour of the next day, on the wall here', 6, true],
  ['a week later', 168, true],
])('%s', (_, hours, isOver) => {
  expect(isArrivalOver(EXPECTED_MS, EXPECTED_MS + hours * HOUR_MS, 480)).toBe(isOver);
});

describe('it is written down', () => {
  test.each<readonly [string, Partial<MissedFacts>, string | null]>([
    ['from the day after on', {}, null],
    ['not on that day', { nowMs: EXPECTED_MS }, 'refund-not-due'],
    ['not of a sale', { status: 'charged', expectedMs: null }, 'no-refund-on-its-way'],
    ['not of cash', { expectedMs: null }, 'no-refund-on-its-way'],
    ['not while the outcome is unknown', { status: 'sent' }, 'no-refund-on-its-way'],
    ['not of a promise', { status: 'promised' }, 'no-refund-on-its-way'],
  ])('%s', (_, over, rule) => {
    const verdict = judgeMissed(facts(over));
    expect(verdict.allowed ? null : verdict.rule).toBe(rule);
  });

  test('the refusal names the day until which the customer waits', () => {
    expect(judgeMissed(facts({ nowMs: EXPECTED_MS }))).toMatchObject({
      facts: { expected: '2026-03-09', today: '2026-03-09' },
      why: { zh: '未到预计日 2026-03-09' },
    });
  });
});

test('what to tell and what to do, before and after the acquirer has it', () => {
  expect(missedWords('606109000003', null)).toMatchObject({
    tell: { en: 'TELL: YOUR BANK FINDS IT BY RRN 606109000003' },
    todo: { en: '2: REPORT IT, THEN 3: BANK REF' },
  });
  expect(missedWords(null, '5566')).toMatchObject({
    tell: { en: 'TELL: THE BANK TOOK IT, WE ASK' },
    todo: { en: 'THE ACQUIRER LOOKS, REF 5566' },
  });
});

test.each<readonly [string, { awaitedMs: number | null; reference: string | null }, number]>([
  ['nobody misses anything: its reminder', { awaitedMs: null, reference: null }, 50],
  ['missed, and the acquirer was not asked: at once', { awaitedMs: 10, reference: null }, 10],
  ['missed, and the acquirer has it: its reminder', { awaitedMs: 10, reference: '5566' }, 50],
])('a case file is due: %s', (_, file, dueMs) => {
  expect(fileDueMs({ remindMs: 50, ...file })).toBe(dueMs);
});
