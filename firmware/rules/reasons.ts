/** Why money is given back (requirement B1): the fixed taxonomy, on the digits of the keypad. */
import type { Words } from './verdict.ts';

export interface Reason extends Words {
  readonly code: string;
}

export const REASONS: readonly Reason[] = [
  { code: 'goods-faulty', zh: '商品问题', en: 'Goods faulty' },
  { code: 'changed-mind', zh: '顾客改变主意', en: 'Changed mind' },
  { code: 'wrong-amount', zh: '金额输错', en: 'Wrong amount' },
  { code: 'out-of-stock', zh: '库存不足', en: 'Out of stock' },
  { code: 'double-charge', zh: '重复扣款', en: 'Charged twice' },
  { code: 'wrong-party', zh: '收款方错误', en: 'Wrong payee' },
  { code: 'system-fault', zh: '系统故障', en: 'System fault' },
];

export function reasonWords(code: string): Words {
  return REASONS.find((reason) => reason.code === code) ?? { zh: code, en: code };
}
