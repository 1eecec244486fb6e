/** When something that wears out wants looking after (requirement H1). The figures are a workshop's habit, not a promise of any maker. */
import type { Words } from '../rules/verdict.ts';

export const USAGE_LIMITS: Readonly<Record<string, { readonly every: number; readonly what: Words }>> = {
  cuts: { every: 50_000, what: { zh: '清洁切刀与打印头', en: 'clean cutter and print head' } },
  swipes: { every: 10_000, what: { zh: '清洁读卡头', en: 'clean the reader head' } },
  boots: { every: 500, what: { zh: '查电源', en: 'check the power supply' } },
  losses: { every: 50, what: { zh: '查数据线与接头', en: 'check cables and plugs' } },
  outages: { every: 200, what: { zh: '查纸仓与传感器', en: 'check roll holder and sensor' } },
};
