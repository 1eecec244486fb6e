/** What a manager may say of an outcome that the terminal cannot find out (facts/acquirer §2.2 rules 5, 6c): only what the acquirer has told. */
import type { Words } from './verdict.ts';

export interface Resolution extends Words {
  /** Stands in the journal. */
  readonly reason: string;
  /** Of a refund: whether it is in the acquirer's books. A reversal is resolved only as undone: what stands approved is never made so by hand. */
  readonly approved: boolean;
}

export const RESOLUTIONS: Readonly<Record<'reversal' | 'refund' | 'advice' | 'script', readonly Resolution[]>> = {
  reversal: [
    { reason: 'never-booked', approved: false, zh: '收单行确认未入账', en: 'Acquirer: never booked' },
    { reason: 'undone-by-acquirer', approved: false, zh: '收单行已人工撤回', en: 'Acquirer: undone by hand' },
  ],
  refund: [
    { reason: 'booked', approved: true, zh: '收单行确认已退款', en: 'Acquirer: refunded' },
    { reason: 'never-booked', approved: false, zh: '收单行确认未退款', en: 'Acquirer: not refunded' },
  ],
  advice: [
    { reason: 'booked', approved: true, zh: '收单行确认已入账', en: 'Acquirer: booked' },
    { reason: 'never-booked', approved: false, zh: '收单行确认未入账', en: 'Acquirer: never booked' },
  ],
  script: [{ reason: 'not-wanted', approved: false, zh: '收单行确认无需脚本结果', en: 'Acquirer: does without it' }],
};
