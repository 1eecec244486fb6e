/** The sentences of the screens, in Chinese and English. What went wrong, what it means for the money, what to do now (promise 6). */
import type { MoneyKind } from '../../storage/facts.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Words } from '../rules/verdict.ts';

/** What is wrong with the paper, and the remedy. */
export const PAPER_TROUBLES: Readonly<Record<PaperTrouble, { readonly what: Words; readonly remedy: Words }>> = {
  'printer-absent': {
    what: { zh: '打印机未连接', en: 'PRINTER NOT CONNECTED' },
    remedy: { zh: '检查电源和数据线', en: 'Check its power and cable' },
  },
  'paper-end': {
    what: { zh: '打印机缺纸', en: 'OUT OF PAPER' },
    remedy: { zh: '打开上盖,放入新纸卷,合上', en: 'Open the cover, put a new roll in, close it' },
  },
  'cover-open': {
    what: { zh: '打印机上盖未合', en: 'PRINTER COVER OPEN' },
    remedy: { zh: '请合上上盖', en: 'Close the cover' },
  },
  'cutter-jam': {
    what: { zh: '切刀卡住', en: 'CUTTER JAMMED' },
    remedy: { zh: '清除卡纸,合上盖', en: 'Remove the jammed paper, close the cover' },
  },
  'printer-error': {
    what: { zh: '打印机出错', en: 'PRINTER ERROR' },
    remedy: { zh: '排除原因,合上盖', en: 'Remove the cause, close the cover' },
  },
  'head-hot': {
    what: { zh: '打印头过热', en: 'PRINT HEAD TOO HOT' },
    remedy: { zh: '请稍候,冷却后自动继续', en: 'Wait, it goes on by itself' },
  },
  'printer-fault': {
    what: { zh: '打印机故障', en: 'PRINTER FAULT' },
    remedy: { zh: '关闭打印机电源,再打开', en: 'Switch the printer off and on' },
  },
  'printer-silent': {
    what: { zh: '打印机无应答,状态未知', en: 'PRINTER SILENT, STATUS UNKNOWN' },
    remedy: { zh: '检查电源和数据线', en: 'Check its power and cable' },
  },
  'printer-offline': {
    what: { zh: '打印机脱机', en: 'PRINTER OFFLINE' },
    remedy: { zh: '检查纸和上盖', en: 'Check paper and cover' },
  },
};

export const READER_ADVICE: Readonly<Record<string, Words>> = {
  'swipe-again': { zh: '未读出,请再刷一次', en: 'Not read: swipe again' },
  'other-side': { zh: '磁条方向不对,请翻面再刷', en: 'Wrong side: turn the card' },
  slower: { zh: '请匀速慢刷', en: 'Swipe more slowly' },
  'clean-head': { zh: '多次失败,请清洁读卡头', en: 'Failed again: clean the reader head' },
  'not-a-code': { zh: '不是付款码,请重扫', en: 'Not a payment code: scan again' },
  encrypted: {
    zh: '读卡器已加密,收单协议要明文,请联系技术员',
    en: 'Reader encrypts, acquirer needs clear: call technician',
  },
};

/** Why there is no PIN, and what to do. */
export const PIN_TROUBLES: Readonly<Record<string, { readonly what: Words; readonly remedy: Words }>> = {
  'pad-absent': {
    what: { zh: '密码键盘未连接', en: 'PIN PAD NOT CONNECTED' },
    remedy: { zh: '检查电源和数据线', en: 'Check its power and cable' },
  },
  'pad-busy': {
    what: { zh: '密码键盘未就绪', en: 'PIN PAD NOT READY' },
    remedy: { zh: '请稍候再按确认', en: 'Wait, then press ENTER' },
  },
  'pad-refused': {
    what: { zh: '密码键盘拒绝,密钥可能未灌装', en: 'PIN PAD REFUSED, KEYS LOADED?' },
    remedy: { zh: '再试不行请联系技术员', en: 'Try again, else call the technician' },
  },
  'not-signed-on': {
    what: { zh: '未签到,没有密码密钥', en: 'NOT SIGNED ON, NO PIN KEY' },
    remedy: { zh: '检查网络,签到后按确认', en: 'Check the network, then ENTER' },
  },
  cancelled: {
    what: { zh: '顾客取消了密码', en: 'CUSTOMER CANCELLED THE PIN' },
    remedy: { zh: '与顾客确认后重试', en: 'Ask the customer, then try again' },
  },
  'timed-out': {
    what: { zh: '密码输入超时', en: 'NO PIN IN TIME' },
    remedy: { zh: '请顾客在密码键盘上输入', en: 'Ask the customer to type it on the PIN pad' },
  },
  'wrong-pin': {
    what: { zh: '密码错误,未扣款', en: 'WRONG PIN, NOTHING CHARGED' },
    remedy: { zh: '请顾客重新输入', en: 'Ask the customer to type it again' },
  },
};

export const MODE_MARKS: Readonly<Record<'live' | 'training' | 'simulated', string>> = {
  live: '',
  training: '培训 TRAINING',
  simulated: '演示 DEMO',
};

/** Why an outcome is not known (museum: flocafe-532). */
export const UNANSWERED: Readonly<Record<string, Words>> = {
  timeout: { zh: '原因:银行没有应答', en: 'Cause: no answer from the bank' },
  lost: { zh: '原因:与银行的连接中断', en: 'Cause: the line to the bank broke' },
  unparsable: { zh: '原因:银行的应答无法读出', en: 'Cause: the answer cannot be read' },
  'echo-mismatch': { zh: '原因:应答与请求不符', en: 'Cause: the answer is not to this request' },
  'mac-wrong': { zh: '原因:应答的校验码不对', en: 'Cause: the answer is not genuine (MAC)' },
  'mac-unchecked': { zh: '原因:应答无法校验', en: 'Cause: the answer could not be checked' },
};

/** Why nothing was submitted, and what to do; what that means for the money is said behind it. */
export const NOT_REACHED: Readonly<Record<string, { readonly what: Words; readonly remedy: Words }>> = {
  unreachable: {
    what: { zh: '连不上银行', en: 'BANK NOT REACHED' },
    remedy: { zh: '检查网络后重试', en: 'Check the network, then try again' },
  },
  signOnRefused: {
    what: { zh: '签到被拒', en: 'SIGN-ON REFUSED' },
    remedy: { zh: '请联系收单行', en: 'Call the acquirer' },
  },
  keysAbsent: {
    what: { zh: '密码键盘未连接', en: 'NO PIN PAD' },
    remedy: { zh: '密钥在密码键盘里,请接好', en: 'It holds the keys: connect it' },
  },
  withdrawn: { what: { zh: '已取消', en: 'CANCELLED' }, remedy: { zh: '', en: '' } },
  settling: {
    what: { zh: '正在结算', en: 'SETTLING' },
    remedy: { zh: '结算完成后再交易', en: 'Wait for the end of the settlement' },
  },
  refusedByJournal: {
    what: { zh: '账本拒绝', en: 'REFUSED BY THE JOURNAL' },
    remedy: { zh: '请重新开始这笔交易', en: 'Begin this transaction again' },
  },
};

/** What came to nothing, said of the customer's money: of what would have given it back, it is that the charge or the hold stands. */
export const NOTHING_CAME: Readonly<Partial<Record<MoneyKind, Words>>> = {
  void: { zh: '未退款', en: 'NOTHING REFUNDED' },
  refund: { zh: '未退款', en: 'NOTHING REFUNDED' },
  preauthCancel: { zh: '预留仍有效', en: 'THE HOLD STANDS' },
};
export const NOT_CHARGED: Words = { zh: '未扣款', en: 'NOTHING CHARGED' };

export const DEVICE_WORDS: Readonly<Record<string, Words>> = {
  printer: { zh: '打印机', en: 'Printer' },
  printer2: { zh: '2号打印机', en: 'Printer 2' },
  cardReader: { zh: '读卡器', en: 'Card reader' },
  keypad: { zh: '键盘', en: 'Keypad' },
  customerDisplay: { zh: '顾客屏', en: 'Customer display' },
  cashierScreen: { zh: '收银屏', en: 'Cashier screen' },
  scanner: { zh: '扫码枪', en: 'Scanner' },
  pinPad: { zh: '密码键盘', en: 'PIN pad' },
  maintenance: { zh: '维护口', en: 'Maintenance' },
};

/** States of a device link, for the technician. */
export const DEVICE_STATES: Readonly<Record<string, Words>> = {
  ready: { zh: '就绪', en: 'ready' },
  lent: { zh: '维护中', en: 'lent' },
  identifying: { zh: '正在识别', en: 'identifying' },
  absent: { zh: '未连接', en: 'absent' },
  faulted: { zh: '故障', en: 'faulted' },
  different: { zh: '换了设备', en: 'different' },
};

export const ENCRYPTIONS: Readonly<Record<'none' | 'dukpt' | 'unknown', Words>> = {
  none: { zh: '! 不加密:卡数据以明文离开读卡器', en: 'NO ENCRYPTION: card data leaves the reader in clear' },
  dukpt: { zh: '加密 DUKPT', en: 'ENCRYPTS' },
  unknown: { zh: '加密:每次刷卡才知道', en: 'ENCRYPTION: told by each swipe' },
};

/** Ways of losing a device (drivers/link), in Chinese; the driver's own sentence is the English. */
export const FAULT_WORDS: Readonly<Record<string, Words>> = {
  'bad-address': { zh: '配置的地址有误', en: 'wrong address' },
  absent: { zh: '未找到设备', en: 'not found' },
  denied: { zh: '没有访问权限', en: 'permission denied' },
  busy: { zh: '被其他程序占用', en: 'in use by another program' },
  refused: { zh: '连接被拒', en: 'refused' },
  unplugged: { zh: '已被拔出', en: 'unplugged' },
  'closed-by-peer': { zh: '已被拔出', en: 'unplugged' },
  silent: { zh: '无应答', en: 'silent' },
};
export const OTHER_FAULT: Words = { zh: '连接中断', en: 'lost' };
