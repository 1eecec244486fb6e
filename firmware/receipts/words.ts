/** What slips say, in Chinese and English. Every character is two bytes or one in GB18030, so that any printer's font has it. */
import { KIND_WORDS } from '../rules/kind-words.ts';
import type { Words } from '../rules/verdict.ts';

const words = (zh: string, en: string): Words => ({ zh, en });

export const TITLES = {
  ...KIND_WORDS,
  refundPromise: words('退货承诺单', 'REFUND PROMISE'),
  fault: words('故障报告单', 'FAULT REPORT'),
  settlement: words('结算总计单', 'SETTLEMENT'),
  xReport: words('当前统计', 'X REPORT'),
  paperBack: words('来纸对账单', 'PAPER BACK'),
  interrupted: words('单据中断说明', 'INTERRUPTED SLIP'),
  test: words('打印测试', 'TEST PRINT'),
  timeline: words('交易流水', 'TIMELINE'),
  refusal: words('拒退单', 'RETURN REFUSED'),
  voucher: words('补偿券', 'SHOP VOUCHER'),
  coupon: words('优惠券', 'COUPON'),
  pickUp: words('自取单', 'PICK UP LATER'),
  handSlip: words('手工单补录', 'HAND SLIP'),
  exercise: words('成绩单', 'SCORE'),
  caseStatus: words('交易状态单', 'STATUS'),
  emergencyCard: words('应急卡', 'EMERGENCY CARD'),
} as const;

export const COPIES = {
  merchant: words('商户存根', 'MERCHANT COPY'),
  customer: words('持卡人存根', 'CUSTOMER COPY'),
  /** Of cash: there is no cardholder. */
  guest: words('顾客存根', 'CUSTOMER COPY'),
  card: words('贴在终端旁', 'KEEP AT THE TILL'),
  none: words('非凭证', 'NOT A RECEIPT'),
} as const;

export const MODES = {
  training: words('培训', 'TRAINING'),
  simulated: words('演示', 'DEMO'),
} as const;
export const NOT_REAL = words('不是真实交易', 'NOT A REAL TRANSACTION');

export const LABELS = {
  merchantId: words('商户号', 'MID'),
  terminalId: words('终端号', 'TID'),
  operator: words('操作员', 'OPERATOR'),
  slip: words('票号', 'SLIP'),
  trace: words('凭证号', 'TRACE'),
  batch: words('批次号', 'BATCH'),
  rrn: words('参考号', 'RRN'),
  authCode: words('授权码', 'AUTH'),
  card: words('卡号', 'CARD'),
  time: words('时间', 'TIME'),
  amount: words('金额', 'AMOUNT'),
  reason: words('原因', 'REASON'),
  version: words('版本', 'VERSION'),
  run: words('练习号', 'RUN'),
  keyPresses: words('按键', 'KEYS'),
  score: words('得分', 'POINTS'),
  passMark: words('及格线', 'PASS MARK'),
  original: words('原交易', 'ORIGINAL'),
  originalTime: words('原单', 'ORIGINAL'),
  printed: words('打印', 'PRINTED'),
  signature: words('持卡人签名', 'SIGNATURE'),
  service: words('服务电话', 'SERVICE'),
  asOf: words('查询时间', 'AS OF'),
  expected: words('预计到账', 'EXPECTED BY'),
  route: words('退回', 'BACK TO'),
  bankReference: words('银行受理号', 'BANK REF'),
  requested: words('应收金额', 'REQUESTED'),
  leftToPay: words('其余另付', 'LEFT TO PAY'),
  promisedFor: words('承诺时间', 'DUE BY'),
  phone: words('电话', 'PHONE'),
  attempts: words('冲正次数', 'ATTEMPTS'),
  since: words('起始时间', 'SINCE'),
  until: words('截止时间', 'UNTIL'),
  held: words('预授权金额', 'HELD'),
  aid: words('应用标识', 'AID'),
  chipLabel: words('应用标签', 'APP'),
  chipResults: words('卡片验证', 'TVR/TSI'),
  chipCounter: words('交易计数', 'ATC'),
  chipCryptogram: words('应用密文', 'ARQC'),
  lastAnswer: words('最后应答', 'LAST ANSWER'),
  toReverse: words('待冲正交易', 'TO BE REVERSED'),
  type: words('类型', 'TYPE'),
  count: words('笔数', 'COUNT'),
  net: words('净额', 'NET'),
  domestic: words('内卡', 'HOME'),
  foreign: words('外卡', 'FOREIGN'),
  debit: words('借记', 'DEBIT'),
  credit: words('贷记', 'CREDIT'),
  openCases: words('已退款、案例未结', 'REFUNDED, CASE OPEN'),
  openItems: words('未了事项', 'OPEN ITEMS'),
  receiptsOwed: words('待打凭单', 'RECEIPTS OWED'),
  refundsOwed: words('待退货款', 'REFUNDS OWED'),
  reversalsOwed: words('待冲正', 'REVERSALS OWED'),
  outcomesOpen: words('结果不明', 'OUTCOME UNKNOWN'),
  withoutPaper: words('缺纸交易', 'WITHOUT PAPER'),
  receiptsPrinted: words('已补打', 'PRINTED'),
  receiptsCounted: words('实点张数', 'COUNTED'),
  refundsDeferred: words('承诺退货', 'PROMISED'),
  refundsCompleted: words('已退货', 'REFUNDED'),
  handSlips: words('手工单', 'HAND SLIPS'),
  handSlipsMissing: words('手工单缺号', 'MISSING HAND SLIPS'),
  cashExpected: words('应有现金', 'CASH EXPECTED'),
  cashCounted: words('实点现金', 'CASH COUNTED'),
  acquirerAgrees: words('收单行相符', 'ACQUIRER AGREES'),
  acquirerSilent: words('收单行未答', 'ACQUIRER SILENT'),
  comparedAtSettlement: words('待结算核对批次', 'COMPARED AT SETTLEMENT'),
  handNumber: words('手工单号', 'HAND SLIP'),
  writtenAt: words('书写时间', 'WRITTEN'),
  writer: words('书写人', 'WRITTEN BY'),
  tender: words('付款方式', 'TENDER'),
  cashBack: words('退现金', 'CASH BACK'),
  drawer: words('钱箱应有', 'IN THE DRAWER'),
  customerSignature: words('顾客签名', 'SIGNATURE'),
  given: words('实收', 'GIVEN'),
  change: words('找零', 'CHANGE'),
  differences: words('差异', 'DIFFERENCES'),
  signedOff: words('签核人', 'SIGNED OFF BY'),
  incomplete: words('未完成单', 'INCOMPLETE SLIP'),
  cause: words('中断原因', 'CAUSE'),
  payee: words('收款方', 'PAYEE'),
  goods: words('商品', 'GOODS'),
  rule: words('依据', 'RULE'),
  code: words('条码', 'CODE'),
  voucher: words('券号', 'VOUCHER'),
  voucherCode: words('券码(当面核销)', 'VOUCHER CODE'),
  voucherBack: words('另开新券', 'NEW VOUCHER'),
  byVoucher: words('补偿券抵用', 'BY VOUCHER'),
} as const;

export const SENTENCES = {
  exercisePassed: words('及格', 'PASSED'),
  exerciseFailed: words('不及格', 'NOT PASSED'),
  agreeSale: words(
    '本人确认以上交易，同意将其记入本卡账户。',
    'I acknowledge this transaction and agree to pay it from this card.',
  ),
  cashSold: words('现金已收，当面点清。', 'Paid in cash, counted together.'),
  cashReceived: words('本人已收到以上退款现金。', 'I have received this refund in cash.'),
  cashBack: words('已退现金，请当面点清。', 'Given back in cash: please count it now.'),
  agreeVoid: words('本人同意撤销以上交易。', 'I agree that this transaction is cancelled.'),
  agreeRefund: words('本人同意将退货款退入本卡账户。', 'I agree that the refund goes to this card.'),
  agreePreauth: words(
    '本人同意从本卡账户预留以上金额。',
    'I agree that this amount is held on this card for the shop.',
  ),
  agreePreauthCancel: words('本人同意解除以上预留金额。', 'I agree that the amount held is released.'),
  heldOnly: words('仅预留，未扣款；完成后才入账。', 'Held only, nothing is charged until it is completed.'),
  released: words('预留金额已解除，不会扣款。', 'The hold is released and nothing is charged.'),
  restReleased: words('超出部分的预留由发卡行解除。', 'What was held beyond this amount is released by your bank.'),
  heldAgain: words(
    '本次完成已撤销，不会扣款；原预授权恢复有效。',
    'The completion is cancelled and not charged; the hold is in force again.',
  ),
  signedOff: words('商户签名', 'SIGNED FOR THE SHOP'),
  partOnly: words('部分批准', 'PARTIAL APPROVAL'),
  noSale: words('无原交易', 'NO ORIGINAL SALE'),
  noPaper: words('缺纸期间交易，现补打凭单。', 'Made while there was no paper; printed now.'),
  voidArrives: words('本交易已撤销，不会扣款。', 'The sale is cancelled and will not be charged.'),
  refundArrives: words(
    '货款退回原卡，一般三至十五个工作日到账，以发卡行为准。',
    'Goes back to the same card, usually within 3 to 15 working days; your bank decides.',
  ),
  bankDecides: words(
    '以发卡行入账为准；逾期未到请带本单来查。',
    'Your bank decides; not there by then: come back with this slip.',
  ),
  missed: words(
    '您说未到账，已过预计日，本店在查；凭参考号可问发卡行。',
    'Not there by its day: the shop asks; your bank finds it by the RRN.',
  ),
  bring: words('来查询请带', 'TO ASK AGAIN BRING'),
  askByCode: words('凭查询码在本店查询', 'ASK IN THIS SHOP BY THIS CODE'),
  keepSlip: words('退货请带本单和原包装。', 'For a return bring this slip and the packing.'),
  lookUp: words('查单请扫码或报票号', 'SCAN, OR NAME THE SLIP NUMBER'),
  notRefundedYet: words('尚未退款', 'NOT REFUNDED YET'),
  shopOwes: words('因缺纸暂缓，本店欠您以上退款。', 'There was no paper: the shop owes you this refund.'),
  couponTerms: words('凭此券在本店抵用一次', 'GOOD ONCE IN THIS SHOP'),
  pickUpTerms: words('货已付款,凭此单或单号来店自取', 'PAID: COLLECT WITH THIS SLIP OR ITS NUMBER'),
  bringSlip: words('凭此单领取退款', 'BRING THIS SLIP FOR YOUR REFUND'),
  bringSlipAndCard: words('凭此单及原卡领取退款', 'BRING THIS SLIP AND THE CARD'),
  reversalFails: words('冲正不成功，请人工处理', 'REVERSAL NOT ACCEPTED: A PERSON MUST LOOK'),
  reversalGoesOn: words(
    '终端会继续冲正，成功之前不能结算。请致电收单行，报终端号、批次号和凭证号。不要重复收款或退款。',
    'The terminal goes on trying; settlement waits for it. Call the acquirer with TID, BATCH and TRACE. Do not charge or refund again.',
  ),
  closesNothing: words('仅供查看，不结算', 'FOR INFORMATION, CLOSES NOTHING'),
  balanced: words('对账平', 'BALANCED'),
  notBalanced: words('对账不平', 'NOT BALANCED'),
  settlementError: words('对账错误', 'SETTLEMENT ERROR'),
  noDifference: words('账实相符，无差异。', 'Journal, acquirer and hand slips agree.'),
  notSignedOff: words('尚未签核', 'NOT SIGNED OFF YET'),
  stubIsVoid: words('此单不完整，作废。', 'This slip is incomplete: void.'),
  moneyStands: words('交易本身不受影响，完整凭单另行打印。', 'The transaction stands; a complete slip follows.'),
  enteredLater: words(
    '补录。原手工单请与本单一并保存。',
    'Entered afterwards. Keep the slip that was written by hand with this one.',
  ),
  noMoneyMoved: words('没有退款,原交易有效。', 'Nothing was refunded; the sale stands.'),
  voucherTerms: words('凭本券在本店抵用,不兑现,一次用完。', 'Good in this shop, once, not for cash.'),
  none: words('无', 'NONE'),
  end: words('完', 'END'),
} as const;

/** 重打印 DUPLICATE n (design §13). */
export function duplicateWords(n: number): Words {
  return words('重打印', `DUPLICATE ${n}`);
}
/** 替代未完成单 REPLACES INCOMPLETE SLIP and that slip's number (design §13). */
export function replacesWords(slip: string): Words {
  return words('替代未完成单', `REPLACES INCOMPLETE SLIP ${slip}`);
}
export function voidStubWords(slip: string): Words {
  return words(`未完成的 ${slip} 号单作废。`, `The incomplete slip ${slip} is void.`);
}
export function returnDaysWords(days: number): Words {
  return words(`退货期限 ${days} 天，凭本单办理。`, `Returns within ${days} days, with this slip.`);
}

export const TENDERS = {
  cash: words('现金', 'CASH'),
  card: words('银行卡', 'CARD'),
  other: words('其他', 'OTHER'),
} as const;

/** Entry mode as on UnionPay slips (facts/acquirer §6: S/I/C); Q: a payment code; N: without the card. */
export const ENTRY_LETTERS = { swipe: 'S', insert: 'I', tap: 'C', qr: 'Q', none: 'N', cash: '-' } as const;
