/** The fourteen causes of "退货无效" (facts/acquirer §3) and the five steps of the guide. */
import { describe, expect, test } from 'vitest';
import { causeOfCode, causeOfRule, mayRepeat, REFUND_CAUSES } from '../../../firmware/rules/refund-causes.ts';
import { type GuideFacts, guideSteps } from '../../../firmware/rules/refund-guide.ts';
import {
  clockBatteryOf,
  type DeviceTried,
  type SelfTest,
  selfTestAsks,
  selfTestFaults,
  type TestedDevice,
  triedByHand,
} from '../../../firmware/rules/self-test.ts';

type Tried = DeviceTried['tried'];

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

const WELL: SelfTest = {
  devices: [
    { device: 'printer', tried: 'answered' },
    { device: 'cardReader', tried: 'answered' },
    { device: 'keypad', tried: 'answered' },
  ],
  clockBattery: 'good',
  writtenSeq: 12,
  freeBytes: 2 ** 31,
  nowMs: 10_000_000,
  newestMs: 10_000_000,
};
const withDevice = (device: TestedDevice, tried: Tried): SelfTest => ({
  ...WELL,
  devices: [...WELL.devices.filter((one) => one.device !== device), { device, tried }],
});

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
    ['printer silent', { selfTest: withDevice('printer', 'silent') }, 'ok ok failed ask ask'],
    ['PIN pad silent', { selfTest: withDevice('pinPad', 'silent') }, 'ok ok failed ask ask'],
    ['a reader without a question', { selfTest: withDevice('cardReader', 'no-question') }, 'ok ok ask ask ask'],
    ['a printer that cannot be asked now', { selfTest: withDevice('printer', 'no-question') }, 'ok ok ok ask ask'],
    ['clock battery low', { selfTest: { ...WELL, clockBattery: 'low' } }, 'ok ok failed ask ask'],
    ['clock battery not told', { selfTest: { ...WELL, clockBattery: null } }, 'ok ok ok ask ask'],
    ['printer gone', { faulty: [{ zh: '打印机', en: 'printer' }] }, 'ok ok failed ask ask'],
  ] as const)('%s', (_, over, expected) => expect(verdicts(over as Partial<GuideFacts>).join(' ')).toBe(expected));

  test('the last one says whom to call and what to name', () => {
    expect(guideSteps(facts({ servicePhone: '400-000-0000' }))[4]?.found.en).toBe(
      'Call 400-000-0000, name 10000001 000001 000002 91',
    );
  });
});

describe('the self-test', () => {
  test('a silent device is a fault with what to do; one without a question is asked of a person until it has been tried', () => {
    expect(selfTestFaults(withDevice('printer', 'silent'))).toEqual([
      { zh: '打印机没有应答,查电源和线', en: 'printer: no answer; check power and cable' },
    ]);
    const asked = withDevice('cardReader', 'no-question');
    expect(selfTestAsks(asked)).toEqual([{ zh: '刷任意一张卡试读', en: 'swipe any card' }]);
    expect(selfTestAsks(triedByHand(asked, 'cardReader'))).toEqual([]);
    expect(selfTestAsks(triedByHand(asked, 'scanner'))).toHaveLength(1);
  });

  test.each([
    ['rtc_time\t: 01:00:00\nbatt_status\t: okay\n', 'good'],
    ['rtc_time\t: 01:00:00\nbatt_status\t: dead\n', 'low'],
    ['rtc_time\t: 01:00:00\n', null],
    ['', null],
  ])('of the clock %j: %s', (rtc, expected) => expect(clockBatteryOf(rtc)).toBe(expected));
});
