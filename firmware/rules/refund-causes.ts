/**
 * Why "退货无效" (facts/acquirer §3): the fourteen causes, each with the local rule or the response code that shows it, in words, with the next
 * step. A cause that is none of them is told with the meaning of its code (response-codes.ts).
 */
import type { Words } from './verdict.ts';

/** What the terminal can do about it by itself, or with one key. */
export type NextStep =
  | 'void' // the other road
  | 'look' // its timeline says which voucher, when, by whom
  | 'amount' // type another amount
  | 'original' // find the original again
  | 'again' // the same refund once more, after what the words say
  | 'later' // register it, the amount reserved
  | 'acquirer' // only the acquirer can help
  | 'never' // must not be repeated
  | 'none';

export interface RefundCause {
  /** As numbered in facts/acquirer §3. */
  readonly no: number;
  readonly why: Words;
  readonly remedy: Words;
  readonly next: NextStep;
  /** Rules of this terminal and its journal that show it before anything is sent. */
  readonly rules: readonly string[];
  /** Response codes (DE 39) that show it afterwards. */
  readonly codes: readonly string[];
}

export const REFUND_CAUSES: readonly RefundCause[] = [
  {
    no: 1,
    why: { zh: '该笔未结算', en: 'Not settled yet' },
    remedy: { zh: '请用撤销', en: 'Void it' },
    next: 'void',
    rules: ['whole-in-open-batch'],
    codes: [],
  },
  {
    no: 2,
    why: { zh: '该笔已撤销或已冲正', en: 'Voided or reversed before' },
    remedy: { zh: '按*看是哪一张、何时、何人', en: 'Press * for which voucher, when, by whom' },
    next: 'look',
    rules: ['original-voided', 'original-reversed', 'void-under-way', 'void-after-refund'],
    codes: [],
  },
  {
    no: 3,
    why: { zh: '退款合计超过原金额', en: 'More than the original in all' },
    remedy: { zh: '看原金额、已退、可退,改金额', en: 'See original, refunded, remaining; type less' },
    next: 'amount',
    rules: ['nothing-remains', 'refund-over-remainder', 'refund-exceeds-original', 'part-of-it', 'void-not-whole'],
    codes: ['64'],
  },
  {
    no: 4,
    why: { zh: '不是原来的卡,或原卡已失效', en: 'Not the card of the sale, or no longer valid' },
    remedy: { zh: '请顾客出示原卡,或联系发卡行', en: 'Ask for the original card, or call its bank' },
    next: 'original',
    rules: ['card-differs'],
    codes: ['14'],
  },
  {
    no: 5,
    why: { zh: '未找到原交易', en: 'The original was not found' },
    remedy: { zh: '核对参考号与日期,或扫小票', en: 'Check RRN and date, or scan the slip' },
    next: 'original',
    rules: ['original-not-found', 'original-missing', 'original-incomplete', 'scan-no-slip', 'scan-other-terminal'],
    codes: ['25'],
  },
  {
    no: 6,
    why: { zh: '超出交易允许天数', en: 'Beyond the allowed days' },
    remedy: { zh: '请找经理或联系收单行', en: 'Ask the manager, or the acquirer' },
    next: 'acquirer',
    rules: ['card-not-kept', 'refund-window-over'],
    codes: ['22'],
  },
  {
    no: 7,
    why: { zh: '本机、商户或该卡未开通退货', en: 'Refunds are not enabled for this terminal, shop or card' },
    remedy: { zh: '请联系收单行开通,报参考号', en: 'Call the acquirer, name the RRN' },
    next: 'acquirer',
    rules: ['not-carried', 'wrong-payee'],
    codes: ['58', '03', '57', '40'],
  },
  {
    no: 8,
    why: { zh: '商户余额不足或超限', en: "The shop's balance is short, or over its limit" },
    remedy: { zh: '稍后再试,或联系收单行', en: 'Try later, or call the acquirer' },
    next: 'later',
    rules: [],
    codes: ['51', '61'],
  },
  {
    no: 9,
    why: { zh: '发卡行或网络不通', en: 'The issuer or the network is down' },
    remedy: { zh: '登记待办,恢复后再退', en: 'Register it, refund when it is back' },
    next: 'later',
    rules: ['unreachable'],
    codes: ['91', '92', '96', '98', '06', '90'],
  },
  {
    no: 10,
    why: { zh: '密钥或批次不同步', en: 'Keys or batch are out of step' },
    remedy: { zh: '按1重新签到后再退', en: 'Press 1: signs on anew, then repeats' },
    next: 'again',
    rules: ['signOnRefused'],
    codes: ['77', '99', 'A0'],
  },
  {
    no: 11,
    why: { zh: '上次退货结果待确认', en: 'The refund before is not known yet' },
    remedy: { zh: '禁止重复退货,向收单行查询', en: 'Never repeat it; ask the acquirer' },
    next: 'never',
    rules: ['original-unknown', 'outcome-unknown', 'transaction-exists'],
    codes: ['68', '94'],
  },
  {
    no: 12,
    why: { zh: '打印机缺纸', en: 'No paper' },
    remedy: { zh: '不影响退货,小票后补', en: 'The refund goes on, the slip is owed' },
    next: 'none',
    rules: ['no-paper'],
    codes: [],
  },
  {
    no: 13,
    why: { zh: '原交易未成功,或本身是退货', en: 'The original was not approved, or is itself a refund' },
    remedy: { zh: '请输入原消费的票号', en: 'Give the slip number of the sale' },
    next: 'original',
    rules: ['original-not-a-sale', 'original-not-approved'],
    codes: ['12'],
  },
  {
    no: 14,
    why: { zh: '金额为零或币种不同', en: 'The amount is zero, or in another currency' },
    remedy: { zh: '请核对金额', en: 'Check the amount' },
    next: 'amount',
    rules: ['refund-amount-zero', 'currency-differs', 'amount'],
    codes: ['13'],
  },
];

const BY_RULE = new Map(REFUND_CAUSES.flatMap((cause) => cause.rules.map((rule) => [rule, cause] as const)));
const BY_CODE = new Map(REFUND_CAUSES.flatMap((cause) => cause.codes.map((code) => [code, cause] as const)));

/** The cause that a refusal of this terminal shows; null for what is none of the fourteen (a limit, a missing person). */
export function causeOfRule(rule: string): RefundCause | null {
  return BY_RULE.get(rule) ?? null;
}

/** The cause that a response code shows; null for any other decline. */
export function causeOfCode(code: string): RefundCause | null {
  return BY_CODE.get(code) ?? null;
}

/** May the same refund be asked for once more? Not what may be booked already, and not what can never succeed. */
export function mayRepeat(cause: RefundCause | null): boolean {
  return cause === null || !['never', 'look', 'void'].includes(cause.next);
}
