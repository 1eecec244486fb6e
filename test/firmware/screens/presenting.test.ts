/** What a card reader can do is what cashier and customer are told to do; nothing of it is wider than the customer's display. */
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { presentToCustomer, presentVerb } from '../../../firmware/screens/presenting.ts';
import type { DeviceView } from '../../../firmware/screens/till-view.ts';

type Takes = NonNullable<DeviceView['takes']>;
const standing = (takes?: Takes) =>
  [{ device: 'cardReader', ...(takes === undefined ? {} : { takes }) }] as unknown as readonly DeviceView[];

const CASES: readonly (readonly [Takes | undefined, string, string, string, string])[] = [
  [undefined, '刷', 'SWIPE', '请刷卡 SWIPE CARD', '请刷卡或出示付款码'],
  [['swipe'], '刷', 'SWIPE', '请刷卡 SWIPE CARD', '请刷卡或出示付款码'],
  [['tap', 'swipe'], '挥/刷', 'TAP OR SWIPE', '挥/刷卡 TAP', '挥刷卡或出示付款码'],
  [['insert', 'tap', 'swipe'], '插/挥/刷', 'INSERT, TAP OR SWIPE', '插/挥/刷卡 CHIP/TAP', '插挥刷卡或出示付款码'],
];

describe.each(CASES)('a reader that takes %j', (takes, zh, en, customer, orCode) => {
  it('is asked for by its own verbs', () => {
    expect(presentVerb(standing(takes))).toEqual({ zh, en });
    expect(presentToCustomer(standing(takes), 'any')).toBe(customer);
    expect(presentToCustomer(standing(takes), 'orCode')).toBe(orCode);
  });

  it.each(['any', 'orCode', 'original'] as const)('and fits twenty cells: %s', (asks) => {
    expect(stringWidth(presentToCustomer(standing(takes), asks))).toBeLessThanOrEqual(20);
  });
});
