/**
 * What an acquirer's response code (DE 39) means, what the terminal does about it, and the words for it (facts/acquirer §1.7).
 *
 * Pure data. An answer with any of these codes is definite: 68, 91, 96 and 98 say that the switch has undone the transaction upstream, so they are
 * declines, never unknown outcomes. A code that is not in the table is a decline too.
 */

/** A success · B failed, may be tried again · C failed, not to be repeated · D failed, the operator acts · E fault of the system. */
export type ResponseClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'unlisted';

export type ResponseAction =
  | 'approve'
  | 'approvePartial'
  | 'retryPin'
  | 'retrySame'
  | 'signOnThenRetry'
  | 'declineCallIssuer'
  | 'declineOtherCard'
  | 'retainCard'
  | 'declineCallAcquirer'
  | 'tryLater';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface ResponseMeaning {
  readonly class: ResponseClass;
  readonly action: ResponseAction;
  readonly cashier: Words;
  readonly customer: Words;
}

/**
 * What the customer is told: the truth, and never the reason why an issuer distrusts a card. The Chinese fits the 20 cells of a customer display.
 */
const CUSTOMER: { readonly [action in ResponseAction]: Words } = {
  approve: { zh: '交易成功', en: 'Approved' },
  approvePartial: { zh: '部分金额已批准', en: 'Approved for part of the amount' },
  retryPin: { zh: '密码错误,请重新输入', en: 'Wrong PIN, please enter it again' },
  retrySame: { zh: '未扣款,请再试一次', en: 'Not completed, please try once more' },
  signOnThenRetry: { zh: '未扣款,请稍候重试', en: 'Not completed, please wait for a new attempt' },
  declineCallIssuer: { zh: '未扣款,请联系发卡行', en: 'Declined, please contact your bank' },
  declineOtherCard: { zh: '未扣款,请换一张卡', en: 'Declined, please use another card' },
  retainCard: { zh: '未扣款,请联系发卡行', en: 'Declined, please contact your bank' },
  declineCallAcquirer: { zh: '未扣款,请询问收银员', en: 'Declined, please ask at the counter' },
  tryLater: { zh: '未扣款,请稍后再试', en: 'The bank cannot be reached, please try later' },
};

type Row = readonly [code: string, cls: ResponseClass, action: ResponseAction, zh: string, en: string];

// Nobody behind a counter takes a card by force: the words for "retain" are "call the acquirer" (facts §1.7).
const RETAIN = [
  '此卡异常,请联系收单行,勿与持卡人争执',
  'Card problem: call the acquirer, do not argue with the customer',
] as const;
const ISSUER = [
  '发卡行不予受理,请持卡人联系发卡行',
  'Refused by the issuer: the customer should call the bank',
] as const;
const SIGN_ON = ['请重新签到后重试', 'sign on again, then repeat'] as const;

/** Code, class, action, words for the cashier. */
const ROWS: readonly Row[] = [
  ['00', 'A', 'approve', '交易成功', 'Approved'],
  ['10', 'A', 'approvePartial', '部分金额批准,差额另行收取', 'Approved in part: collect the difference'],
  ['11', 'A', 'approve', '交易成功(VIP 客户)', 'Approved (VIP)'],
  ['A2', 'A', 'approve', '交易成功,请向发卡行确认', 'Approved, to be confirmed with the issuer'],
  ['A4', 'A', 'approve', '交易成功,请向发卡行确认', 'Approved, to be confirmed with the issuer'],
  ['A5', 'A', 'approve', '交易成功,请向发卡行确认', 'Approved, to be confirmed with the issuer'],
  ['A6', 'A', 'approve', '交易成功,请向发卡行确认', 'Approved, to be confirmed with the issuer'],

  ['09', 'B', 'retrySame', '请求正在处理中,请重试', 'Still being processed: try again'],
  ['13', 'B', 'retrySame', '无效金额,请核对金额后重试', 'Invalid amount: check it and try again'],
  ['14', 'B', 'retrySame', '无效卡号或读卡有误,请重新刷卡', 'Invalid card number or misread: present the card again'],
  ['42', 'B', 'declineOtherCard', '无此账户,请换卡', 'No such account: use another card'],
  ['99', 'B', 'signOnThenRetry', `密码格式错,${SIGN_ON[0]}`, `PIN format error: ${SIGN_ON[1]}`],
  ['A0', 'B', 'signOnThenRetry', `校验错(MAC),${SIGN_ON[0]}`, `MAC error: ${SIGN_ON[1]}`],

  ['01', 'C', 'declineCallIssuer', '请持卡人联系发卡行', 'The customer should call the issuer'],
  [
    '02',
    'C',
    'declineCallIssuer',
    '请持卡人联系发卡行(特殊条件)',
    'The customer should call the issuer (special conditions)',
  ],
  ['03', 'C', 'declineCallAcquirer', '商户未登记,请联系收单行', 'Merchant not registered: call the acquirer'],
  ['05', 'C', 'declineCallIssuer', '不予承兑,请联系发卡行', 'Do not honour: the customer should call the issuer'],
  ['12', 'C', 'declineCallIssuer', '无效交易,请联系发卡行', 'Invalid transaction: the customer should call the issuer'],
  ['15', 'C', 'declineOtherCard', '无此发卡行,请换卡', 'No such issuer: use another card'],
  ['19', 'C', 'declineCallIssuer', ...ISSUER],
  ['20', 'C', 'declineCallIssuer', ...ISSUER],
  ['21', 'C', 'declineOtherCard', '交易未处理,请换卡', 'No action taken: use another card'],
  [
    '22',
    'C',
    'signOnThenRetry',
    `操作有误或超出交易允许天数;${SIGN_ON[0]}`,
    `Wrong operation, or beyond the allowed days: ${SIGN_ON[1]}`,
  ],
  ['23', 'C', 'declineCallAcquirer', '手续费不可接受,请联系收单行', 'Fee not acceptable: call the acquirer'],
  [
    '25',
    'C',
    'declineCallAcquirer',
    '未找到原交易,请核对参考号与日期',
    'Original not found: check reference number and date',
  ],
  ['30', 'C', 'declineCallAcquirer', '报文格式错,请联系收单行', 'Format error: call the acquirer'],
  ['31', 'C', 'declineOtherCard', '银联不支持该银行卡,请换卡', 'Issuer not supported: use another card'],
  ['39', 'C', 'declineOtherCard', '非信用卡账户,请换卡', 'No credit account: use another card'],
  ['40', 'C', 'declineCallAcquirer', '不支持的交易,请联系收单行', 'Function not supported: call the acquirer'],
  ['44', 'C', 'declineOtherCard', '账户类型不符,请换卡', 'No such type of account: use another card'],
  ['51', 'C', 'declineOtherCard', '余额不足,请换卡或用现金', 'Insufficient funds: use another card, or cash'],
  ['52', 'C', 'declineOtherCard', '账户类型不符,请换卡', 'No cheque account: use another card'],
  ['53', 'C', 'declineOtherCard', '账户类型不符,请换卡', 'No savings account: use another card'],
  ['54', 'C', 'declineOtherCard', '卡已过期,请换卡', 'Card expired: use another card'],
  ['55', 'C', 'retryPin', '密码错,请持卡人重新输入', 'Wrong PIN: ask for it again'],
  ['56', 'C', 'declineOtherCard', '无此卡记录,请换卡', 'No record of this card: use another card'],
  [
    '57',
    'C',
    'declineCallIssuer',
    '该卡不允许此交易,请联系发卡行',
    'Not allowed for this card: the customer should call the issuer',
  ],
  [
    '58',
    'C',
    'declineCallAcquirer',
    '终端不允许此交易,请联系收单行',
    'Not allowed for this terminal: call the acquirer',
  ],
  ['59', 'C', 'declineCallIssuer', ...ISSUER],
  ['60', 'C', 'declineCallAcquirer', '请联系收单行', 'Call the acquirer'],
  [
    '61',
    'C',
    'declineCallIssuer',
    '金额超限,请联系发卡行',
    'Amount above the limit: the customer should call the issuer',
  ],
  ['62', 'C', 'declineOtherCard', '受限制的卡,请换卡', 'Restricted card: use another card'],
  ['63', 'C', 'declineCallAcquirer', '安全校验未通过,请联系收单行', 'Security check failed: call the acquirer'],
  [
    '64',
    'C',
    'declineCallAcquirer',
    '与原交易金额不符,请重新查询原交易',
    'Amount does not match the original: look it up again',
  ],
  ['65', 'C', 'declineCallIssuer', '超出交易次数限制,请换卡', 'Too many transactions with this card: use another'],
  ['66', 'C', 'declineCallAcquirer', '请联系收单行安全部门', 'Call the acquirer'],
  ['68', 'C', 'tryLater', '发卡行超时,交易未成功,请稍后重试', 'Declined, the issuer answered too late: try later'],
  [
    '75',
    'C',
    'declineCallIssuer',
    '密码错误次数超限,请联系发卡行',
    'Too many wrong PINs: the customer should call the issuer',
  ],
  ['79', 'C', 'declineCallIssuer', ...ISSUER],
  ['90', 'C', 'tryLater', '系统日切,请稍后重试', 'The host is closing its day: try later'],
  ['91', 'C', 'tryLater', '发卡行不可用,请稍后重试', 'The issuer cannot be reached: try later'],
  ['92', 'C', 'tryLater', '网络故障,请稍后重试', 'No route to the issuer: try later'],
  ['93', 'C', 'declineCallIssuer', '交易不被许可,请联系发卡行', 'Not permitted: the customer should call the issuer'],
  [
    '94',
    'C',
    'declineCallAcquirer',
    '重复交易,请先查询原交易结果',
    'Duplicate: look up the first transaction before anything else',
  ],
  ['95', 'C', 'declineCallAcquirer', '对账不平,请核对批次', 'Totals do not agree: reconcile the batch'],
  ['96', 'C', 'tryLater', '系统异常,交易未成功,请稍后重试', 'Declined, system fault: try later'],

  ['04', 'D', 'retainCard', ...RETAIN],
  ['07', 'D', 'retainCard', ...RETAIN],
  ['33', 'D', 'retainCard', ...RETAIN],
  ['34', 'D', 'retainCard', ...RETAIN],
  ['35', 'D', 'retainCard', ...RETAIN],
  ['36', 'D', 'declineOtherCard', '此卡需更换,请持卡人换卡', 'Card must be replaced: use another card'],
  ['37', 'D', 'retainCard', ...RETAIN],
  [
    '38',
    'D',
    'declineCallIssuer',
    '密码错误次数超限,请联系发卡行',
    'Too many wrong PINs: the customer should call the issuer',
  ],
  ['41', 'D', 'retainCard', ...RETAIN],
  ['43', 'D', 'retainCard', ...RETAIN],
  ['67', 'D', 'retainCard', ...RETAIN],
  ['77', 'D', 'signOnThenRetry', `批次号不一致,${SIGN_ON[0]}`, `Batch numbers differ: ${SIGN_ON[1]}`],
  ['97', 'D', 'declineCallAcquirer', '终端未登记,请联系收单行', 'Terminal not registered: call the acquirer'],

  ['06', 'E', 'tryLater', '发卡行故障,请稍后重试', 'Fault at the issuer: try later'],
  [
    '98',
    'E',
    'tryLater',
    '银联收不到发卡行应答,交易未成功,请稍后重试',
    'Declined, no answer from the issuer: try later',
  ],
];

const MEANINGS: ReadonlyMap<string, ResponseMeaning> = new Map(
  ROWS.map(([code, cls, action, zh, en]) => [
    code,
    { class: cls, action, cashier: { zh, en }, customer: CUSTOMER[action] } satisfies ResponseMeaning,
  ]),
);

/** The codes of the table, in its order. */
export const listedResponseCodes: readonly string[] = ROWS.map(([code]) => code);

/** What `code` (DE 39, two characters) means; a code that is not listed is a failed transaction. Never throws. */
export function responseAction(code: string): ResponseMeaning {
  const known = MEANINGS.get(code);
  if (known !== undefined) return known;
  // Two characters at most: what came over the line is shown, not trusted.
  const shown = /^[\dA-Za-z]{2}$/.test(code) ? code : '??';
  return {
    class: 'unlisted',
    action: 'declineCallAcquirer',
    cashier: { zh: `交易失败(${shown}),请联系收单行`, en: `Transaction failed (${shown}): call the acquirer` },
    customer: CUSTOMER.declineCallAcquirer,
  };
}
