/** How a transaction stands, in words; the day on which money should be there; the code of a case file (requirements C8, C9, E10). */
import { describe, expect, test } from 'vitest';
import {
  bringWords,
  caseCode,
  nextWords,
  readCaseCode,
  statusOf,
  statusWords,
  whatToBring,
  workingDaysLater,
} from '../../../firmware/rules/case-status.ts';
import type { MoneyKind, MoneyState } from '../../../storage/facts.ts';

test.each<[MoneyKind, MoneyState, string]>([
  ['sale', 'submitted', 'undoing'],
  ['sale', 'unknown', 'undoing'],
  ['sale', 'approved', 'charged'],
  ['sale', 'declined', 'not-charged'],
  ['sale', 'notSent', 'not-charged'],
  ['sale', 'reversed', 'undone'],
  ['sale', 'voided', 'voided'],
  ['void', 'approved', 'voided'],
  // What would have given money back, and has not: the sale stands.
  ['void', 'unknown', 'sent'],
  ['void', 'declined', 'given-up'],
  ['void', 'reversed', 'given-up'],
  ['refund', 'reversed', 'given-up'],
  ['completionCancel', 'unknown', 'sent'],
  ['completionCancel', 'reversed', 'given-up'],
  ['preauthCancel', 'declined', 'held'],
  ['preauthCancel', 'reversed', 'held'],
  ['refund', 'deferred', 'promised'],
  ['refund', 'submitted', 'sent'],
  ['refund', 'unknown', 'sent'],
  ['refund', 'approved', 'accepted'],
  ['refund', 'declined', 'given-up'],
  ['refund', 'cancelled', 'given-up'],
  ['preauth', 'approved', 'held'],
  ['preauthCancel', 'approved', 'undone'],
  ['completion', 'approved', 'charged'],
  ['completionCancel', 'approved', 'held'],
])('%s %s is %s, said in both languages', (kind, state, status) => {
  const is = statusOf({ kind, state, needsReversal: false });
  expect(is).toBe(status);
  const { zh, en } = statusWords(is);
  expect([zh, en]).not.toContain('');
  // What cannot be known is not called done (promise 3).
  if (state === 'unknown' || state === 'submitted') expect(nextWords(is)).not.toBeNull();
});

test('what to bring: the way it was paid, the statement where the bank must be asked, the goods where they come back', () => {
  expect(whatToBring('sent', 'card')).toEqual(['slip', 'card', 'statement']);
  expect(whatToBring('undoing', 'code')).toEqual(['slip', 'account', 'statement']);
  expect(whatToBring('charged', 'card')).toEqual(['slip', 'card', 'goods']);
  expect(whatToBring('promised', 'cash')).toEqual(['slip']);
  for (const what of whatToBring('charged', 'code')) expect(bringWords(what).zh).not.toBe('');
});

describe('working days', () => {
  /** 2026-03-02 was a Monday. */
  const MONDAY_MS = Date.UTC(2026, 2, 2, 1);
  test.each<[number, number, string]>([
    [0, 0, '2026-03-02'],
    [0, 4, '2026-03-06'],
    [0, 5, '2026-03-09'],
    [4, 1, '2026-03-09'],
    [5, 1, '2026-03-09'],
    [6, 1, '2026-03-09'],
    [0, 15, '2026-03-23'],
  ])('%i days after a Monday, %i working days later: %s', (offset, workingDays, date) => {
    const later = workingDaysLater(MONDAY_MS + offset * 86_400_000, workingDays, 480);
    expect(new Date(later + 480 * 60_000).toISOString().slice(0, 10)).toBe(date);
  });

  test('by the day on the wall, not by that of Greenwich', () => {
    // Friday 23:00 in China is Friday 15:00 UTC; Saturday 07:00 there is still Friday 23:00 in UTC.
    const saturday = Date.UTC(2026, 2, 6, 23);
    const later = workingDaysLater(saturday, 1, 480);
    expect(new Date(later + 480 * 60_000).toISOString().slice(0, 10)).toBe('2026-03-09');
  });
});

describe('the code of a case file', () => {
  test('carries a check digit: no single wrong digit and no swap of neighbours names another file', () => {
    expect(caseCode(17)).toBe('0000174');
    for (const number of [1, 17, 4_711, 999_999]) {
      const code = caseCode(number);
      expect(readCaseCode(code)).toBe(number);
      for (let at = 0; at < code.length; at += 1) {
        for (let digit = 0; digit <= 9; digit += 1) {
          const wrong = `${code.slice(0, at)}${digit}${code.slice(at + 1)}`;
          if (wrong !== code) expect(readCaseCode(wrong)).toBeNull();
        }
      }
    }
  });

  test.each(['', '17', '000000', '0000000', '12345678901', 'abcdefg'])('%j is none', (typed) => {
    expect(readCaseCode(typed)).toBeNull();
  });
});
