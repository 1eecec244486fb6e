/** The fourteen causes of "退货无效" (facts/acquirer §3) and the five steps of the guide. */
import { describe, expect, test } from 'vitest';
import { causeOfCode, causeOfRule, mayRepeat, REFUND_CAUSES } from '../../../firmware/rules/refund-causes.ts';
import { type GuideFacts, guideSteps } from '../../../firmware/rules/refund-guide.ts';
import type { SelfTest } from '../../../firmware/rules/self-test.ts';

describe('the causes', () => {
  test('are fourteen, numbered as in the facts, each seen by a rule or a code, in both languages', () => {
    expect(REFUND_CAUSES.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    for (const { rules, codes, why, remedy } of REFUND_CAUSES) {
      expect(rules.length + codes.length).toBeGreaterThan(0);
      for (const text of [why.zh, why.en, remedy.zh, remedy.en]) expect(text).not.toBe('');
    }
  });

  test('no rule and no code shows two causes', () => {
    const all = REFUND_CAUSES.flatMap(({ rules, codes }) => [...rules, ...codes]);
    expect(new Set(all).size).toBe(all.length);
  });

  test.each([
    ['14', 4],
    ['22', 6],
    ['25', 5],
    ['57', 7],
    ['58', 7],
    ['61', 8],
    ['64', 3],
    ['91', 9],
    ['77', 10],
    ['68', 11],
  ])('code %s is cause %i', (code, no) => expect(causeOfCode(code)?.no).toBe(no));

  test.each([
    ['original-voided', 2],
    ['refund-over-remainder', 3],
    ['original-not-found', 5],
    ['refund-window-over', 6],
    ['unreachable', 9],
    ['original-not-a-sale', 13],
    ['refund-amount-zero', 14],
    ['refund-over-limit', undefined],
  ])('rule %s is cause %s', (rule, no) => expect(causeOfRule(rule)?.no).toBe(no));

  test('what may be booked already is never repeated', () => {
    expect(mayRepeat(causeOfCode('68'))).toBe(false);
    expect(mayRepeat(causeOfRule('original-voided'))).toBe(false);
    expect(mayRepeat(causeOfCode('91'))).toBe(true);
    expect(mayRepeat(causeOfCode('05'))).toBe(true);
  });
});

const WELL: SelfTest = { writtenSeq: 12, freeBytes: 2 ** 31, nowMs: 10_000_000, newestMs: 10_000_000 };

describe('the five steps', () => {
  const facts = (over: Partial<GuideFacts> = {}): GuideFacts => ({
    originalFound: true,
    refusal: null,
    faulty: [],
    selfTest: WELL,
    network: null,
    reference: '10000001 000001 000002 91',
    servicePhone: null,
    ...over,
  });
  const verdicts = (over: Partial<GuideFacts>) => guideSteps(facts(over)).map(({ verdict }) => verdict);
  const layer = (name: string, verdict: 'ok' | 'failed' | 'skipped') => ({ layer: name, verdict, detail: name });

  test.each([
    ['all well', { network: { layers: [layer('host', 'ok'), layer('echo', 'ok')], done: true } }, 'ok ok ok ok ask'],
    ['still testing', { network: { layers: [], done: false } }, 'ok ok ok testing ask'],
    ['no cable', { network: { layers: [layer('link', 'failed')], done: true } }, 'ok ok ok failed ask'],
    ['not found', { originalFound: false }, 'ask ok ok ask ask'],
    ['refused', { refusal: { zh: '超过', en: 'over' } }, 'ok failed ok ask ask'],
    ['not tested yet', { selfTest: null }, 'ok ok testing ask ask'],
    ['journal lost what was written', { selfTest: { ...WELL, writtenSeq: null } }, 'ok ok failed ask ask'],
    ['disk nearly full', { selfTest: { ...WELL, freeBytes: 2 ** 26 - 1 } }, 'ok ok failed ask ask'],
    ['disk of unknown size', { selfTest: { ...WELL, freeBytes: null } }, 'ok ok ok ask ask'],
    ['clock a day back', { selfTest: { ...WELL, newestMs: 96_400_000 } }, 'ok ok failed ask ask'],
    ['clock set back a little', { selfTest: { ...WELL, newestMs: 10_060_000 } }, 'ok ok ok ask ask'],
    ['printer gone', { faulty: [{ zh: '打印机', en: 'printer' }] }, 'ok ok failed ask ask'],
  ] as const)('%s', (_, over, expected) => expect(verdicts(over as Partial<GuideFacts>).join(' ')).toBe(expected));

  test('the last one says whom to call and what to name', () => {
    expect(guideSteps(facts({ servicePhone: '400-000-0000' }))[4]?.found.en).toBe(
      'Call 400-000-0000, name 10000001 000001 000002 91',
    );
  });
});
