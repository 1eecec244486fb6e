/** How a card is presented: what the reader that stands there can do, for the cashier to say and the customer to see. */
import type { Words } from '../rules/verdict.ts';
import type { DeviceView } from './till-view.ts';

type Way = NonNullable<DeviceView['takes']>[number];

/** 插卡, 挥卡, 刷卡, as China UnionPay's terminals call them. */
const WAYS: Readonly<Record<Way, Words>> = {
  insert: { zh: '插', en: 'INSERT' },
  tap: { zh: '挥', en: 'TAP' },
  swipe: { zh: '刷', en: 'SWIPE' },
};
/** On a customer's display of twenty cells; a stripe is what is left, and goes without saying. */
const SHORT: Readonly<Record<Exclude<Way, 'swipe'>, string>> = { insert: 'CHIP', tap: 'TAP' };

type Devices = readonly DeviceView[];

/** A reader that has not said anything yet reads stripes: all of them do. */
function waysOf(devices: Devices): readonly Way[] {
  return devices.find(({ device }) => device === 'cardReader')?.takes ?? ['swipe'];
}

/** The verb alone: `刷` SWIPE, or `插/挥/刷` INSERT, TAP OR SWIPE. */
export function presentVerb(devices: Devices): Words {
  const ways = waysOf(devices).map((way) => WAYS[way]);
  const last = ways.at(-1) ?? WAYS.swipe;
  const before = ways.slice(0, -1).map(({ en }) => en);
  return {
    zh: ways.map(({ zh }) => zh).join('/'),
    en: before.length === 0 ? last.en : `${before.join(', ')} OR ${last.en}`,
  };
}

/** A line of the customer display, at most twenty cells. `original`: the card of the sale, no other. */
export function presentToCustomer(devices: Devices, asks: 'any' | 'orCode' | 'original'): string {
  const ways = waysOf(devices);
  const zh = ways.map((way) => WAYS[way].zh);
  const en = ways.flatMap((way) => (way === 'swipe' ? [] : [SHORT[way]])).join('/');
  if (asks === 'orCode') return ways.length === 1 ? '请刷卡或出示付款码' : `${zh.join('')}卡或出示付款码`;
  if (en === '') return asks === 'original' ? '请刷原卡 SWIPE CARD' : '请刷卡 SWIPE CARD';
  return asks === 'original' ? `原卡 ${zh.join('')} ${en}` : `${zh.join('/')}卡 ${en}`;
}
