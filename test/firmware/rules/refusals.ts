/** Every refusal of the rules about giving money and goods back, brought about on purpose: one case for each way in which each rule refuses. */
import { refuseDifferent } from '../../../firmware/rules/amount-guards.ts';
import { type Catalogue, findItem } from '../../../firmware/rules/catalogue.ts';
import { refuseConsentBy } from '../../../firmware/rules/consent.ts';
import { refuseFrozen } from '../../../firmware/rules/freezes.ts';
import { judgePhone } from '../../../firmware/rules/phone.ts';
import { DEFAULT_POLICY, type Policy } from '../../../firmware/rules/policy.ts';
import { judgeApproval, type SecondPersonNeeded, secondPersonNeeded } from '../../../firmware/rules/refund-limits.ts';
import { judgeOriginal, judgeRefundAmount } from '../../../firmware/rules/refundable.ts';
import { DEFAULT_RETURN_CLASSES, judgeReturn, type ReturnFacts } from '../../../firmware/rules/return-classes.ts';
import { judgeLine, matchCode, type OriginalLine } from '../../../firmware/rules/returns.ts';
import {
  chooseRoad,
  judgeVoid,
  type RoadFacts,
  type RoadOriginal,
  roadOfCancel,
} from '../../../firmware/rules/roads.ts';
import {
  judgeUnreferenced,
  judgeUnreferencedAmount,
  managerForUnreferenced,
} from '../../../firmware/rules/unreferenced.ts';
import type { Refusal, Verdict } from '../../../firmware/rules/verdict.ts';
import { judgeVoucher, type VoucherFacts } from '../../../firmware/rules/vouchers.ts';
import { batchNumber, type CardToken, type MaskedPan, minorUnits, type TransactionId } from '../../../storage/facts.ts';

const DAY_MS = 86_400_000;
const SOLD_MS = Date.UTC(2026, 10, 21, 5, 45);
const self = { tid: '10000001', mid: '898100000000001' };
const POLICY: Policy = {
  ...DEFAULT_POLICY,
  refund: { ...DEFAULT_POLICY.refund, limitMinor: 5_000 },
  limits: {
    perShiftMinor: 10_000,
    perOperatorMinor: 15_000,
    perManagerMinor: 20_000,
    secondPersonFromMinor: 5_000,
    secondPerson: 'manager',
  },
};

const original = (over: Partial<RoadOriginal> = {}): RoadOriginal => ({
  txn: 't1' as TransactionId,
  kind: 'sale',
  state: 'approved',
  amountMinor: minorUnits(10_000),
  refundedMinor: minorUnits(0),
  reservedMinor: minorUnits(0),
  currency: 'CNY',
  batch: batchNumber(7),
  createdAtMs: SOLD_MS,
  ...over,
});
const roadFacts = (over: Partial<RoadFacts> = {}): RoadFacts => ({
  openBatch: batchNumber(7),
  nowMs: SOLD_MS + 60_000,
  utcOffsetMinutes: 480,
  windowDays: 30,
  payee: self,
  self,
  cardKept: true,
  carries: { void: true, refund: true },
  ...over,
});
const settled = { openBatch: batchNumber(8) };

const item = (code: string, zh: string, en: string, priceMinor: number) =>
  [code, { code, zh, en, priceMinor, taxBasisPoints: 0, returnClass: 'standard' }] as const;
const catalogue: Catalogue = {
  hash: 'x',
  items: new Map([item('12', '矿泉水', 'Water', 250), item('13', '茶', 'Tea', 100)]),
};
const line = (over: Partial<OriginalLine> = {}): OriginalLine => ({
  line: 1,
  code: '12',
  zh: '矿泉水',
  en: 'Water',
  quantity: 3,
  left: 3,
  unitMinor: minorUnits(200),
  returnClass: 'standard',
  ...over,
});
const goods = (over: Partial<ReturnFacts>) =>
  judgeReturn(
    {
      returnClass: 'electronics',
      condition: 'sealed',
      amountMinor: 20_000,
      soldMs: SOLD_MS,
      nowMs: SOLD_MS,
      utcOffsetMinutes: 480,
      ...over,
    },
    [
      ...DEFAULT_RETURN_CLASSES,
      {
        code: 'as-is',
        zh: '样品',
        en: 'Display model',
        windowDays: { sealed: 7, opened: 7, damaged: null },
        fees: [],
      },
      { code: 'never', zh: '票券', en: 'Tickets', windowDays: { sealed: null, opened: null, damaged: null }, fees: [] },
    ],
  );

const VOUCHER: VoucherFacts = {
  txn: 'v1' as TransactionId,
  code: '012345678',
  amountMinor: 5_000,
  currency: 'CNY',
  spent: null,
};
const spent = (slip: number | null) => ({ sale: 's1' as TransactionId, slip, at: '2026-11-20 10:00:00' });
const voucher = (facts: VoucherFacts | null, taken: readonly string[] = [], dueMinor = 9_000) =>
  judgeVoucher('012345678', facts, taken, dueMinor, 'CNY');

const freeze = (on: Parameters<typeof refuseFrozen>[0]['on']) =>
  refuseFrozen({ freeze: 3, on, reason: 'dispute', by: '9', sinceMs: SOLD_MS });
const CARD = { token: 'a'.repeat(64) as CardToken, maskedPan: '476173******0010' as MaskedPan };

/** What takes two people is no refusal, but its derivation is told like one. */
const second = (amountMinor: number, reason: string | null, inShiftMinor = 0, byOperatorMinor = 0) =>
  secondPersonNeeded(amountMinor, 'CNY', reason, { inShiftMinor, byOperatorMinor }, POLICY);

export type Case = readonly [label: string, verdict: Verdict<object> | Refusal | SecondPersonNeeded | null];

export const CASES: readonly Case[] = [
  ['a refund has no refund', judgeOriginal(original({ kind: 'refund' }))],
  ['a pre-authorisation has none', judgeOriginal(original({ kind: 'preauth' }))],
  ['all of it is refunded', judgeOriginal(original({ refundedMinor: minorUnits(10_000) }))],
  [
    'all of it is refunded or promised',
    judgeOriginal(original({ refundedMinor: minorUnits(4_000), reservedMinor: minorUnits(6_000) })),
  ],
  ['voided', judgeOriginal(original({ state: 'voided' }))],
  ['reversed', judgeOriginal(original({ state: 'reversed' }))],
  ['submitted', judgeOriginal(original({ state: 'submitted' }))],
  ['unknown', judgeOriginal(original({ state: 'unknown' }))],
  ['declined', judgeOriginal(original({ state: 'declined' }))],
  ['never sent', judgeOriginal(original({ state: 'notSent' }))],
  [
    'frozen',
    judgeOriginal(
      original({
        frozen: {
          freeze: 3,
          on: { is: 'transaction', of: 't1' as TransactionId },
          reason: 'fraud',
          by: '9',
          sinceMs: SOLD_MS,
        },
      }),
    ),
  ],
  ['the terminal frozen', freeze({ is: 'terminal' })],
  ['the card frozen', freeze({ is: 'card', ...CARD })],
  ['amount zero', judgeRefundAmount(0, original(), POLICY)],
  [
    'more than what remains',
    judgeRefundAmount(7_001, original({ refundedMinor: minorUnits(2_000), reservedMinor: minorUnits(1_000) }), POLICY),
  ],
  ['more than one refund may be', judgeRefundAmount(5_001, original(), POLICY)],
  ['no void: not carried', judgeVoid(10_000, original(), roadFacts({ carries: { void: false, refund: true } }))],
  ['no void: a completion', judgeVoid(10_000, original({ kind: 'completion' }), roadFacts())],
  ['no void: vouchers helped to pay', judgeVoid(10_000, { ...original(), byVoucherMinor: 6_000 }, roadFacts())],
  ['no void: settled', judgeVoid(10_000, original(), roadFacts(settled))],
  ['no void: a part', judgeVoid(9_999, original(), roadFacts())],
  ['no void: something of it is refunded', judgeVoid(10_000, original({ refundedMinor: minorUnits(1) }), roadFacts())],
  [
    'neither: no refunds carried',
    chooseRoad(10_000, original(), roadFacts({ ...settled, carries: { void: true, refund: false } })),
  ],
  ['no cancel of a completion: settled', roadOfCancel(10_000, original({ kind: 'completion' }), roadFacts(settled))],
  [
    'no cancel of a completion: part of it refunded',
    roadOfCancel(9_000, original({ kind: 'completion', refundedMinor: minorUnits(1_000) }), roadFacts()),
  ],
  ['neither: window over', chooseRoad(9_000, original(), roadFacts({ nowMs: SOLD_MS + 31 * DAY_MS }))],
  ['neither: card wiped', chooseRoad(10_000, original(), roadFacts({ ...settled, cardKept: false }))],
  [
    'another merchant',
    chooseRoad(10_000, original(), roadFacts({ payee: { tid: '10000001', mid: '898100000000002' } })),
  ],
  [
    'another terminal',
    chooseRoad(10_000, original(), roadFacts({ payee: { tid: '10000002', mid: '898100000000001' } })),
  ],
  ['two people: amount', second(5_000, 'changed-mind')],
  ['two people: shift', second(4_001, 'changed-mind', 6_000)],
  ['two people: operator', second(1_001, 'changed-mind', 0, 14_000)],
  ['two people: reason', second(1, 'complaint')],
  ["over the manager's limit", judgeApproval('9', 8_001, 'CNY', 12_000, POLICY)],
  ['not the same twice', refuseDifferent(1_250_000, 125_000, 'CNY')],
  ['this is no consent here', refuseConsentBy('keypad', { consent: { fromMinor: 0, ways: ['pin-pad', 'phone'] } })],
  ['phone too short', judgePhone('123456')],
  [
    'no sale: the acquirer wants one',
    judgeUnreferenced({ unreferencedRefunds: { ...DEFAULT_POLICY.unreferencedRefunds, allow: 'manager' } }, false),
  ],
  ['no sale: amount zero', judgeUnreferencedAmount(0, 'CNY', 0, DEFAULT_POLICY)],
  ['no sale: over its limit', judgeUnreferencedAmount(50_001, 'CNY', 0, DEFAULT_POLICY)],
  ['no sale: over the limit of the shift', judgeUnreferencedAmount(10_001, 'CNY', 190_000, DEFAULT_POLICY)],
  ['no sale: a manager', managerForUnreferenced(10_000)],
  ['check digit', matchCode('6901234567890', [line()], catalogue)],
  ['check digit, in the catalogue', findItem('6901234567890', catalogue)],
  ['no such goods on any shelf', matchCode('77', [line()], catalogue)],
  ['no such goods in the catalogue', findItem('77', catalogue)],
  ['goods of another receipt', matchCode('13', [line()], catalogue)],
  ['all of the line came back', matchCode('12', [line({ left: 0 })], catalogue)],
  [
    'more than is left of the line',
    judgeLine(
      line({ left: 2 }),
      { quantity: 2, condition: 'sealed', keyed: false, taken: 1 },
      { soldMs: SOLD_MS, nowMs: SOLD_MS, utcOffsetMinutes: 480 },
      DEFAULT_RETURN_CLASSES,
    ),
  ],
  ['unknown class', goods({ returnClass: 'nothing' })],
  ['class: window over', goods({ nowMs: SOLD_MS + 8 * DAY_MS })],
  ['class: not once opened', goods({ returnClass: 'hygiene', condition: 'opened' })],
  ['class: not when damaged', goods({ returnClass: 'as-is', condition: 'damaged' })],
  ['class: only if damaged', goods({ returnClass: 'final' })],
  ['class: never', goods({ returnClass: 'never' })],
  ['voucher: no such code', voucher(null)],
  ['voucher: twice', voucher(VOUCHER, ['012345678'])],
  ['voucher: spent', voucher({ ...VOUCHER, spent: spent(12) })],
  ['voucher: spent, its slip unknown', voucher({ ...VOUCHER, spent: spent(null) })],
  ['voucher: another currency', voucher({ ...VOUCHER, currency: 'USD' })],
  ['voucher: as much as the goods', voucher(VOUCHER, [], 5_000)],
];
