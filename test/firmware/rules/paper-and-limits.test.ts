import { describe, expect, test } from 'vitest';
import { awaitsCashier, type PaperFacts, paperTrouble, paperTurn } from '../../../firmware/rules/paper-policy.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { judgeEmergencySale, judgeSaleAmount } from '../../../firmware/rules/sale-limits.ts';

const fine: PaperFacts = { online: true, cover: 'closed', paper: 'ok', fault: 'none' };

describe('what the printer says decides whether anything can be printed', () => {
  test.each<[string | null, PaperFacts | null]>([
    [null, fine],
    [null, { ...fine, paper: 'near-end' }],
    ['printer-absent', null],
    ['paper-end', { ...fine, online: false, paper: 'end' }],
    ['cover-open', { ...fine, online: false, cover: 'open' }],
    ['cutter-jam', { ...fine, online: false, fault: 'cutter' }],
    ['head-hot', { ...fine, online: false, fault: 'auto-recoverable' }],
    ['printer-error', { ...fine, online: false, fault: 'recoverable' }],
    ['printer-fault', { ...fine, online: false, fault: 'unrecoverable' }],
    ['printer-silent', { ...fine, paper: 'unknown' }],
    ['printer-silent', { ...fine, online: 'unknown' }],
    ['printer-offline', { ...fine, online: false }],
  ])('%s', (trouble, status) => {
    expect(paperTrouble(status)).toBe(trouble);
  });

  test('a printer without back channel is printed on where it is known to be one', () => {
    const silent: PaperFacts = { online: 'unknown', cover: 'unknown', paper: 'unknown', fault: 'unknown' };
    expect(paperTrouble(silent)).toBe('printer-silent');
    expect(paperTrouble({ ...silent, tellsNothing: true })).toBe(null);
  });

  test.each([
    [null, 'paper-end', false, 'ended'],
    [null, 'cover-open', true, 'ended'],
    ['cover-open', 'paper-end', true, 'ended'],
    ['paper-end', 'paper-end', true, null],
    ['paper-end', null, true, 'returned'],
    ['head-hot', null, false, 'returned'],
    // Silence and absence are no word about the paper: they neither begin an outage nor end one that did not begin.
    [null, 'printer-silent', false, null],
    ['paper-end', 'printer-silent', true, null],
    ['printer-silent', null, false, null],
    ['printer-silent', null, true, 'returned'],
    ['printer-silent', 'paper-end', false, 'ended'],
    [null, 'printer-absent', false, null],
    ['printer-absent', null, false, null],
    ['printer-absent', null, true, 'returned'],
  ] as const)('from %s to %s, outage open: %s', (was, is, isOutage, turn) => {
    expect(paperTurn(was, is, isOutage)).toBe(turn);
  });

  test('only an error that DLE ENQ clears waits for the cashier', () => {
    const waits = (['none', 'cutter', 'recoverable', 'unrecoverable', 'auto-recoverable', 'unknown'] as const).filter(
      (fault) => awaitsCashier({ ...fine, fault }),
    );
    expect(waits).toEqual(['cutter', 'recoverable']);
    expect(awaitsCashier(null)).toBe(false);
  });
});

describe('amounts', () => {
  test('zero and over the limit are refused with the limit named', () => {
    expect(judgeSaleAmount(0, 'CNY', DEFAULT_POLICY)).toMatchObject({ allowed: false, rule: 'sale-amount-zero' });
    const over = judgeSaleAmount(DEFAULT_POLICY.saleLimitMinor + 1, 'CNY', DEFAULT_POLICY);
    expect(over).toMatchObject({ allowed: false, rule: 'sale-amount-over-limit' });
    if (!over.allowed) expect(over.why.zh).toContain('￥50000.00');
    expect(judgeSaleAmount(DEFAULT_POLICY.saleLimitMinor, 'CNY', DEFAULT_POLICY).allowed).toBe(true);
  });

  test('without paper: per sale, in all, by count and by age', () => {
    const { perSaleLimitMinor, perOutageLimitMinor, perOutageCount, perOutageHours } = DEFAULT_POLICY.emergency;
    const none = { count: 0, sumMinor: 0, ageMs: 0 };
    expect(judgeEmergencySale(perSaleLimitMinor, 'CNY', none, DEFAULT_POLICY).allowed).toBe(true);
    expect(judgeEmergencySale(perSaleLimitMinor + 1, 'CNY', none, DEFAULT_POLICY)).toMatchObject({
      rule: 'emergency-per-sale',
    });
    expect(
      judgeEmergencySale(2, 'CNY', { ...none, count: 1, sumMinor: perOutageLimitMinor - 1 }, DEFAULT_POLICY),
    ).toMatchObject({ rule: 'emergency-sum' });
    expect(judgeEmergencySale(1, 'CNY', { ...none, count: perOutageCount }, DEFAULT_POLICY)).toMatchObject({
      rule: 'emergency-count',
    });
    const ageMs = perOutageHours * 3_600_000;
    expect(judgeEmergencySale(1, 'CNY', { ...none, ageMs }, DEFAULT_POLICY).allowed).toBe(true);
    expect(judgeEmergencySale(1, 'CNY', { ...none, ageMs: ageMs + 1 }, DEFAULT_POLICY)).toMatchObject({
      rule: 'emergency-age',
    });
  });
});
