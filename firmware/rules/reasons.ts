/** Why money is given back (requirement B1): two levels, whose matter it is and what it is; on the digits of the keypad. */
import type { Words } from './verdict.ts';

/** The code of a group; the list of them is the shop's. */
export type ReasonGroup = string;

/** Whose matter it is: the upper level. */
export interface NamedGroup extends Words {
  readonly code: ReasonGroup;
}

export interface Reason extends Words {
  readonly code: string;
  readonly group: ReasonGroup;
  /** Takes a manager's word, whatever the amount. */
  readonly manager: boolean;
}

/** On the digits, in this order. */
export const DEFAULT_REASON_GROUPS: readonly NamedGroup[] = [
  { code: 'customer', zh: '顾客', en: 'Customer' },
  { code: 'merchant', zh: '商户', en: 'Merchant' },
  { code: 'third-party', zh: '第三方', en: 'Third party' },
  { code: 'system', zh: '系统', en: 'System' },
];

const reason = (group: ReasonGroup, code: string, zh: string, en: string, manager = false): Reason => ({
  group,
  code,
  zh,
  en,
  manager,
});

/** The first seven stand on the digits, the others behind their group. */
export const DEFAULT_REASONS: readonly Reason[] = [
  reason('merchant', 'goods-faulty', '商品问题', 'Goods faulty'),
  reason('customer', 'changed-mind', '顾客改变主意', 'Changed mind'),
  reason('merchant', 'wrong-amount', '金额输错', 'Wrong amount'),
  reason('merchant', 'out-of-stock', '库存不足', 'Out of stock'),
  reason('system', 'double-charge', '重复扣款', 'Charged twice'),
  reason('merchant', 'wrong-party', '收款方错误', 'Wrong payee'),
  reason('system', 'system-fault', '系统故障', 'System fault'),
  reason('customer', 'complaint', '消费者投诉', 'Complaint', true),
  reason('merchant', 'operator-slip', '操作员疏忽', 'Slip of the operator'),
  reason('third-party', 'bank-settlement', '银行结算问题', 'Settlement at the bank', true),
  reason('third-party', 'platform-dispute', '平台争议', 'Dispute on a platform', true),
  reason('third-party', 'credit-risk', '信用风险', 'Credit risk', true),
  reason('system', 'network-delay', '网络延迟', 'Network delay'),
];

/** How many reasons stand on digits of their own; 8 leads to all of them, by group. */
export const REASONS_ON_DIGITS = 7;

export function reasonWords(code: string, reasons: readonly Reason[] = DEFAULT_REASONS): Words {
  return reasons.find((known) => known.code === code) ?? { zh: code, en: code };
}
