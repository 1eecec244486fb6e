/** One of every slip, with figures that a shop could have. */

import type {
  GoodsFacts,
  HandSlipFacts,
  InterruptedNoticeFacts,
  Moment,
  MoneySlipFacts,
  PaperBackFacts,
  SettlementSlipFacts,
  SlipFacts,
  SlipHead,
  TerminalFacts,
  TransactionFacts,
  XReportFacts,
} from '../../../firmware/receipts/slip-facts.ts';
import {
  batchNumber,
  type CardToken,
  type MaskedPan,
  maskPan,
  minorUnits,
  type Rrn,
  type SlipNumber,
  stan,
} from '../../../storage/facts.ts';

const BEIJING = 480;
/** 2026-11-21 13:45:07 in Beijing, and so many minutes later. */
export function moment(minutesLater = 0): Moment {
  return { atMs: Date.UTC(2026, 10, 21, 5, 45, 7) + minutesLater * 60_000, utcOffsetMinutes: BEIJING };
}
export const slipNo = (n: number): SlipNumber => n as SlipNumber;
export const rrn = (text: string): Rrn => text as Rrn;
export const maskedPan: MaskedPan = maskPan('4761739001010010');

export const terminal: TerminalFacts = {
  tid: '10000001',
  mid: '898100000000001',
  merchant: '示例商店 Example Store',
  mode: 'live',
  returnDays: 30,
  servicePhone: '400-000-0000',
};

export const head: SlipHead = {
  terminal,
  copy: 'merchant',
  slip: slipNo(128),
  marking: { kind: 'original' },
  operator: '01',
  at: moment(),
  printedAt: null,
};

export const transaction: TransactionFacts = {
  amountMinor: minorUnits(128_050),
  currency: 'CNY',
  stan: stan(57),
  batch: batchNumber(12),
  rrn: rrn('132513450701'),
  authCode: '836127',
  card: { maskedPan, token: 'token' as CardToken, entryMode: 'swipe' },
  reason: null,
  tags: [],
};

/** As a chip card leaves them behind; figures of the EMV books' examples. */
const chip = {
  aid: 'A000000333010101',
  label: 'UnionPay Debit',
  tvr: '0000008000',
  tsi: 'E800',
  atc: '0142',
  cryptogram: '3D9A1F0C77B25E48',
};
const inserted: TransactionFacts = { ...transaction, card: { ...transaction.card, entryMode: 'insert', chip } };

export const sale: MoneySlipFacts = { ...head, kind: 'sale', transaction, original: null };
const original = {
  slip: slipNo(128),
  stan: stan(57),
  batch: batchNumber(12),
  rrn: rrn('132513450701'),
  amountMinor: minorUnits(128_050),
  at: moment(),
};
const later = { ...head, slip: slipNo(131), at: moment(42) };

/** Two lines, the second of three. */
const goods: GoodsFacts = {
  lines: [
    { zh: '无线耳机', en: 'Wireless earphones', code: '6901234567892', quantity: 1, unitMinor: 120_000 },
    { zh: '矿泉水', en: 'Mineral water', code: '12', quantity: 3, unitMinor: 2_683 },
  ],
  fees: [],
};

export const voided: MoneySlipFacts = {
  ...later,
  kind: 'void',
  transaction: {
    ...transaction,
    stan: stan(58),
    rrn: rrn('132514270902'),
    authCode: null,
    card: { ...transaction.card, entryMode: 'none' },
    reason: 'wrong-amount',
  },
  original,
};
export const refund: MoneySlipFacts = {
  ...later,
  kind: 'refund',
  transaction: {
    ...voided.transaction,
    amountMinor: minorUnits(5_000),
    reason: '商品质量问题:拉链坏了,顾客选择部分退货,其余商品保留',
  },
  original,
};
const preauth: MoneySlipFacts = { ...head, kind: 'preauth', transaction: inserted, original: null };
const completion: MoneySlipFacts = {
  ...later,
  kind: 'completion',
  transaction: { ...voided.transaction, amountMinor: minorUnits(99_900), authCode: '836130', reason: null },
  original,
};
const pending: TransactionFacts = {
  ...refund.transaction,
  stan: null,
  batch: null,
  rrn: null,
  authCode: null,
  tags: ['no-paper'],
};

const totals = {
  currency: 'CNY',
  sale: { count: 42, amountMinor: 1_234_567 },
  void: { count: 1, amountMinor: 128_050 },
  refund: { count: 2, amountMinor: 15_000 },
};
export const settlement: SettlementSlipFacts = {
  ...later,
  kind: 'settlement',
  batch: batchNumber(12),
  stan: stan(61),
  rrn: null,
  totals,
  verdict: 'notBalanced',
  exceptions: ['凭证号 000049 冲正未成功,经理 9 签核 Reversal of TRACE 000049 still owed, signed off by manager 9'],
};
export const xReport: XReportFacts = {
  ...later,
  kind: 'xReport',
  batch: batchNumber(12),
  totals,
  obligations: { receipts: 3, refunds: 1, reversals: 0, outcomes: 1 },
  withoutPaper: { count: 3, amountMinor: 45_600 },
};
export const paperBack: PaperBackFacts = {
  ...later,
  kind: 'paperBack',
  batch: batchNumber(12),
  from: moment(),
  until: moment(37),
  totals: {
    ...totals,
    sale: { count: 3, amountMinor: 45_600 },
    void: { count: 0, amountMinor: 0 },
    refund: { count: 1, amountMinor: 5_000 },
  },
  receipts: { owed: 7, printed: 7, counted: 7 },
  refunds: { deferred: 1, completed: 1 },
  handSlips: { entered: 2, missing: ['A0043'] },
  cash: { expected: 4_380, counted: 4_000 },
  acquirer: { agreed: 3, unanswered: 1, postponed: [] },
  differences: ['手工单 A0043 缺号 Hand slip A0043 is missing'],
  signedOffBy: '9',
};
export const handSlip: HandSlipFacts = {
  ...later,
  kind: 'handSlip',
  number: 42,
  what: 'sale',
  tender: 'cash',
  amountMinor: minorUnits(6_800),
  currency: 'CNY',
  writer: '1',
  writtenAt: moment(),
};
const interrupted: InterruptedNoticeFacts = {
  ...later,
  kind: 'interrupted',
  incomplete: slipNo(130),
  cause: '打印中缺纸 Paper ended while printing',
  transaction,
};
const demo: TerminalFacts = { ...terminal, mode: 'simulated' };
const training: TerminalFacts = { ...terminal, mode: 'training' };

/** Every layout, by the name of its golden file. */
export const SAMPLES: Readonly<Record<string, SlipFacts>> = {
  'sale-merchant': sale,
  'sale-merchant-chip': { ...sale, transaction: inserted },
  'sale-customer-chip': { ...sale, copy: 'customer', slip: slipNo(129), transaction: inserted },
  'sale-customer': { ...sale, copy: 'customer', slip: slipNo(129) },
  'preauth-merchant': preauth,
  'preauth-customer': { ...preauth, copy: 'customer', slip: slipNo(129) },
  'completion-customer': { ...completion, copy: 'customer', slip: slipNo(132) },
  'sale-customer-demo': { ...sale, copy: 'customer', slip: slipNo(129), terminal: demo },
  'sale-merchant-duplicate': {
    ...sale,
    slip: slipNo(140),
    marking: { kind: 'duplicate', n: 2 },
    printedAt: moment(1500),
  },
  'sale-customer-replaces': {
    ...sale,
    copy: 'customer',
    slip: slipNo(130),
    marking: { kind: 'replaces', slip: slipNo(129) },
    printedAt: moment(3),
  },
  'void-merchant': voided,
  'void-customer': { ...voided, copy: 'customer' },
  'refund-merchant': refund,
  'refund-customer-training': { ...refund, copy: 'customer', terminal: training },
  'refund-without-sale': { ...refund, original: null },
  'refund-promise-merchant': {
    ...later,
    kind: 'refundPromise',
    transaction: pending,
    original,
    promisedFor: moment(72 * 60),
    customerPhoneLast4: '6688',
  },
  'refund-promise-customer': {
    ...later,
    copy: 'customer',
    kind: 'refundPromise',
    transaction: pending,
    original,
    promisedFor: moment(72 * 60),
    customerPhoneLast4: '6688',
  },
  fault: {
    ...later,
    kind: 'fault',
    transaction: { ...transaction, rrn: null, authCode: null },
    what: 'sale',
    attempts: 9,
    since: moment(),
    lastAnswer: '96 系统异常 SYSTEM MALFUNCTION',
  },
  'sale-part': { ...sale, transaction: { ...transaction, requestedMinor: minorUnits(200_000) } },
  'sale-of-goods': { ...sale, goods },
  'refund-of-goods': {
    ...later,
    kind: 'refund',
    transaction: { ...transaction, amountMinor: minorUnits(108_000), reason: 'goods-faulty' },
    original,
    goods: {
      lines: goods.lines.slice(0, 1),
      fees: [{ what: 'restocking', bearer: 'customer', amountMinor: minorUnits(12_000) }],
    },
  },
  'refund-voucher-back': {
    ...later,
    kind: 'refund',
    copy: 'customer',
    transaction: { ...transaction, amountMinor: minorUnits(450), reason: 'goods-faulty' },
    original,
    goods: {
      lines: [
        { zh: '矿泉水', en: 'Water', code: '12', quantity: 1, unitMinor: 600 },
        { zh: '电池', en: 'Battery', code: '13', quantity: 1, unitMinor: 450 },
      ],
      fees: [],
      voucherBack: { amountMinor: 600, code: '012345678' },
    },
  },
  refusal: {
    ...later,
    copy: 'customer',
    kind: 'refusal',
    rule: 'return-window-over',
    why: { zh: '电子产品退货期 7 天，2026-11-14 截止', en: 'Electronics: 7 days, ended on 2026-11-14' },
    remedy: { zh: '请找经理', en: 'Ask the manager' },
    code: '6901234567892',
    original,
    currency: 'CNY',
  },
  voucher: {
    ...later,
    kind: 'voucher',
    copy: 'customer',
    voucher: 'tm1abc23',
    code: '873898080',
    amountMinor: 120_000,
    currency: 'CNY',
    goods: { ...goods, lines: goods.lines.slice(0, 1) },
    original,
  },
  coupon: { ...later, copy: 'customer', kind: 'coupon', number: 7, amountMinor: 1_000, currency: 'CNY', original },
  'pick-up': { ...later, copy: 'customer', kind: 'pickUp', number: 8, amountMinor: 0, currency: 'CNY', original },
  'refund-customer-arrival': { ...refund, copy: 'customer', arrival: { by: '2026-12-11', to: '*0010' } },
  'emergency-card': {
    ...head,
    kind: 'emergencyCard',
    card: 'paper-out',
    phones: { acquirer: '95516', service: '400-000-0000' },
  },
  'case-status': {
    ...head,
    kind: 'caseStatus',
    copy: 'customer',
    what: 'refund',
    transaction: refund.transaction,
    code: '0000174',
    status: 'accepted',
    askedAt: moment(90),
    expected: moment(20 * 24 * 60),
    reference: '99887766',
    bring: ['slip', 'card', 'statement'],
  },
  timeline: {
    ...later,
    kind: 'timeline',
    what: 'sale',
    transaction,
    payee: { tid: '10000001', mid: '898100000000001' },
    lines: [
      {
        at: moment(),
        operator: '1',
        what: { zh: '消费已提交', en: 'SALE SUBMITTED' },
        detail: '￥1280.50 *0010 TRACE 000057 BATCH 000012',
      },
      {
        at: moment(1),
        operator: '1',
        what: { zh: '消费银行拒绝', en: 'SALE DECLINED' },
        detail: '91 发卡行不可用,请稍后重试 The issuer cannot be reached: try later',
      },
    ],
  },
  settlement,
  'settlement-schemes': {
    ...settlement,
    totals: {
      ...settlement.totals,
      schemes: [
        { scheme: null, debit: { count: 40, amountMinor: 1_222_267 }, credit: { count: 3, amountMinor: 143_050 } },
        { scheme: 'VIS', debit: { count: 2, amountMinor: 12_300 }, credit: { count: 0, amountMinor: 0 } },
      ],
    },
  },
  'x-report': xReport,
  'paper-back': paperBack,
  'hand-slip': handSlip,
  interrupted,
  exercise: {
    ...later,
    terminal: { ...later.terminal, mode: 'training' },
    kind: 'exercise',
    exercise: { zh: '结算后部分退货', en: 'Part of it, after settlement' },
    version: 1,
    run: 7,
    keys: 36,
    score: {
      points: 82,
      of: 100,
      passMark: 80,
      passed: true,
      lines: [
        { zh: '√ 卖 ￥30.00,刷卡', en: 'Sell ￥30.00 by card', points: 20 },
        { zh: '√ 结算', en: 'Settle the day', points: 20 },
        { zh: '√ 退这笔的 ￥10.00', en: 'Refund ￥10.00 of that sale', points: 60 },
        { zh: '提示 1 次', en: 'Hints: 1', points: -10 },
        { zh: '被拒 1 次', en: 'Refused: 1 (refund-over-remaining)', points: -5 },
        { zh: '多按 6 键', en: 'Keys too many: 6', points: -3 },
      ],
    },
  },
  test: {
    ...later,
    kind: 'test',
    printer: [
      ['MODEL', 'TM-T20II'],
      ['FIRMWARE', '7.03 ESC/POS'],
      ['GRADE', 'A'],
    ],
  },
};
