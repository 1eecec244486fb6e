/** On 24×6 nothing is lost that people must see: pages that once lost lines, held against the same page on a large screen (simulation/seeing.ts). */
import { expect, test } from 'vitest';
import { refuseWrongPin } from '../../../firmware/rules/people.ts';
import { renderCashierScreen } from '../../../firmware/screens/cashier.ts';
import { wrapCells } from '../../../firmware/screens/page.ts';
import type { FlowView, TillView } from '../../../firmware/screens/till-view.ts';
import type { TransactionId } from '../../../storage/facts.ts';
import { brokenPicture } from '../../simulation/seeing.ts';
import { AT_REST } from './at-rest.ts';

const totals = {
  ...{ currency: 'CNY', saleCount: 13, saleMinor: 420_280, voidCount: 1, voidMinor: 100, refundCount: 1 },
  ...{ refundMinor: 10_055, completions: { count: 3, minor: 111_549, cancelCount: 1, cancelMinor: 37_932 } },
} as never;
const refused = {
  allowed: false as const,
  ...{ rule: 'no-paper-limit', facts: {} },
  why: { zh: '无纸时单笔限额 ￥500.00', en: 'Without paper at most ￥500.00 a sale' },
  remedy: { zh: '请换纸;或按 1 由第二人授权', en: 'Load paper; or 1: a second person approves' },
};
const givenBack = {
  ...{ at: 'refund', state: 'showingResult', typed: '', amountMinor: 5_700, currency: 'CNY', others: 0, cause: null },
  ...{
    original: { tender: 'card', card: { maskedPan: '476173******0010' }, amountMinor: 5_700 } as never,
    road: { kind: 'refund' } as never,
    waitedSeconds: 3,
    network: 'up',
  },
  ...{
    selfTest: null,
    mayRepeat: false,
    goods: { fees: [], byVoucherMinor: 300 },
    reason: null,
    trouble: null,
    phone: '',
  },
  ...{ notice: null, promised: false, closedFile: '26-412', needsCard: false, submitted: true, deferredNow: false },
  decision: { outcome: { is: 'approved', rrn: '606112000375' }, reversed: false } as never,
  bounds: {} as never,
} as const;
const wiped = {
  allowed: false as const,
  ...{ rule: 'card-not-kept', facts: {} },
  why: { zh: '原卡号已按规定清除,不能从本机退回', en: 'The card number has been wiped' },
  remedy: { zh: '凭参考号请收单行办理', en: 'Ask the acquirer' },
};
const settlement = { at: 'settlement', identification: null, notice: null, page: 0 } as const;

const PAGES: Readonly<Record<string, FlowView>> = {
  'a basket whose voucher covers all of it': {
    ...{ at: 'basket', state: 'listing', currency: 'CNY', sumMinor: 2_800, dueMinor: 2_800, vouchers: [] },
    ...{ lines: [{ zh: '无线耳机', en: 'Earphones', quantity: 1, unitMinor: 2_800 }], typed: '343857590' },
    notice: {
      ...{ allowed: false, rule: 'voucher-over-sale', facts: {} },
      why: { zh: '券已够付 ￥28.00', en: 'The voucher of ￥30.00 covers all' },
      remedy: { zh: '加商品到 ￥30.00 以上,差额刷卡', en: 'Add goods to more than ￥30.00; the rest by card' },
    },
  } as never,
  'a hand-over with notes': {
    ...{ at: 'signIn', state: 'showingHandOver', identification: null, nowMs: 7_200_000, page: 0 },
    handOver: {
      ...{ from: 1, receipts: 4, promises: 2, oldestPromiseMs: null, reversals: 1, unresolved: 1, freezes: 1 },
      ...{ preauths: 1, tasks: 2, cases: 1, drawer: { currency: 'CNY', minor: 62_829 }, sinceMs: { receipts: 0 } },
    } as never,
    note: { operator: '1', notes: ['paper-low', 'technician-called', 'tell-manager', 'network'], number: '13800' },
  },
  'the figures of a shift': {
    ...{ at: 'shift', state: 'showing', shift: 3, operator: '1', notes: [], number: '', page: 0 },
    figures: {
      totals: ['sale', 'void', 'refund'].map((kind) => ({ kind, currency: 'CNY', count: 27, sumMinor: 440_775 })),
      cash: [{ currency: 'CNY', minor: 16_901 }],
      ...{ declined: 0, unknown: 8, reprints: 3, drawer: 9 },
    } as never,
  },
  'notes to the next shift': {
    ...{ at: 'shift', state: 'choosingNotes', shift: 3, operator: '1', figures: null, number: '', page: 0 },
    notes: ['tell-manager'],
  },
  'a settlement with pre-authorisations': {
    ...settlement,
    ...{ state: 'offering', status: { is: 'offered', batch: '000002', totals, records: 9, openCases: [] } },
  },
  'the end of a settlement with a difference': {
    ...{ ...settlement, state: 'ended' },
    status: {
      ...{ is: 'ended', batch: '000002', result: 'notBalanced', totals, openCases: [] },
      differences: ['消费 SALE 000010 ￥1000.00: 已冲正 REVERSED 25'],
    },
  },
  'a wrong time of a hand slip': {
    ...{ at: 'handSlips', state: 'enteringTime', typed: '9999', first: 0, entered: 0, operator: '1', currency: 'CNY' },
    slip: { number: 101, kind: 'sale', tender: 'card', amountMinor: 100, writtenAt: '', writer: '' },
    notice: {
      ...{ ...refused, why: { zh: '时间不对', en: 'That is no time' } },
      remedy: { zh: '时分四位,或日时分六位', en: 'HHMM, or DDHHMM' },
    },
  },
  'what the acquirer said of an unknown refund': {
    ...{ at: 'resolution', state: 'choosing', waiting: 1, choice: 0, evidence: '', identification: null, notice: null },
    item: {
      ...{ txn: 't1-1' as TransactionId, what: 'refund', kind: 'refund', stan: '001025', attempts: 0 },
      ...{ maskedPan: '476173******0010', amountMinor: 100_000, currency: 'CNY' },
    },
  },
  'nine things to do': {
    ...{
      at: 'toDo',
      state: 'listing',
      nowMs: 3_600_000,
      chosen: null,
      ending: null,
      identification: null,
      notice: null,
    },
    items: Array.from({ length: 9 }, (_, i) => ({
      what: 'alternative',
      kind: 'pickUp',
      number: i + 1,
      sinceMs: 0,
    })) as never,
    page: 0,
  },
  'a sale without paper that is over the limit': {
    ...{
      at: 'sale',
      kind: 'sale',
      takesCodes: false,
      balance: null,
      state: 'offeringToGoOn',
      typed: '',
      currency: 'CNY',
    },
    ...{ amountMinor: 60_000, notice: refused, trouble: 'paper-end', drawn: false, advice: null, maskedPan: null },
    ...{ given: '', cash: null, pinTrouble: null, submitted: false, partMinor: null, decision: null, check: null },
    ...{ eSlip: null, identification: null },
  },
  'why a card is put on hold, the terminal being so already': {
    ...{ at: 'freeze', state: 'choosingReason', refusal: null, items: [], nowMs: 0, looksFor: 'card', typed: '' },
    ...{ subject: { on: { is: 'card', token: 'k', maskedPan: '476173******0010' } as never, title: '*0010' } },
    ...{ identification: null, notice: null },
  },
  'the case of a refund that the bank has not confirmed': {
    ...{ at: 'caseDesk', state: 'showing', typed: '', notice: null },
    found: {
      ...{ kind: 'refund', amountMinor: 8_800, currency: 'CNY', status: 'sent', bring: ['slip', 'card'] },
      ...{ expected: null, rrn: null, mayBeMissed: false, file: null },
    },
  },
  'a sale that is given back already, with the day of its money': {
    ...{ at: 'lookup', state: 'enteringReference', typed: '14', hits: [], opened: true, offersWithoutSale: false },
    arrival: { day: '2026-03-23', isOver: false, isMissed: false, rrn: '606109000014' },
    notice: {
      why: { zh: '已全部退款(其中 ￥250.01 待完成)', en: 'Refunded in full (￥250.01 of it to come)' },
      remedy: { zh: '请查看该交易的退货记录', en: 'See the refunds of this sale' },
    },
  },
  'a refund with a voucher, and the right party is still to pay': { ...givenBack, offersSale: 'right-party' } as never,
  'a refund with a voucher, and the new goods are still to be paid': { ...givenBack, offersSale: 'exchange' } as never,
  'a refund with a voucher': { ...givenBack, offersSale: null } as never,
  'a refund of a card number that has been wiped': {
    ...{ ...givenBack, state: 'enteringAmount', amountMinor: 0, closedFile: null, decision: null, offersSale: null },
    notice: wiped,
  } as never,
  'the case of a cancelled hold whose report has just been saved': {
    ...{ at: 'caseDesk', state: 'showing', typed: '' },
    notice: { allowed: true, why: { zh: '已存 case-0000042-1177.txt', en: 'SAVED' }, remedy: { zh: '', en: '' } },
    found: {
      ...{ kind: 'preauthCancel', amountMinor: 11_531, currency: 'CNY', status: 'held', bring: ['slip'], rrn: null },
      ...{ expected: null, mayBeMissed: false },
      file: { number: 4, reference: '20260311', remind: '2026-03-12', awaited: null },
    },
  },
  'an unknown refund, and a manager whose PIN is locked': {
    ...{ at: 'resolution', state: 'identifying', waiting: 1, choice: 0, evidence: '', notice: null },
    identification: {
      ...{ state: 'enteringPin', roles: ['manager'], number: '9', pinDigits: 0 },
      notice: refuseWrongPin('999', 5),
    } as never,
    item: {
      ...{ txn: 't1-1' as TransactionId, what: 'refund', kind: 'refund', stan: '001025', attempts: 0 },
      ...{ maskedPan: '476173******0010', amountMinor: 1_955, currency: 'CNY' },
    },
  },
  'the function page': { at: 'menu' },
};

const frozen: TillView['freezes'] = [
  { on: { is: 'terminal' }, reason: 'fraud', by: '9', sinceMs: 0 } as unknown as TillView['freezes'][number],
];

/** Fit without the line that says that the terminal is frozen. */
const FULL: ReadonlySet<string> = new Set([
  'the case of a cancelled hold whose report has just been saved',
  'an unknown refund, and a manager whose PIN is locked',
]);

test.each(Object.entries(PAGES))('%s', (name, flow) => {
  // A frozen terminal sells nothing.
  for (const freezes of flow.at === 'sale' || FULL.has(name) ? [[]] : [[], frozen]) {
    const view = { ...AT_REST, flow, freezes };
    expect(brokenPicture(view)).toEqual([]);
    expect(renderCashierScreen(view, { columns: 24, rows: 6 })).toHaveLength(6);
  }
});

test('a time-line fills the screen, but for what is wrong with the printer', () => {
  const lines = Array.from({ length: 25 }, (_, i) => ({
    ...{ at: `03-02 09:00:${10 + i}`, what: { zh: '打印完成', en: 'PRINTED' }, detail: `SLIP 00000${i}` },
  }));
  const flow: FlowView = {
    ...{ at: 'timeline', of: 't1-1', payee: { tid: '10000001', mid: '898100000000001' }, first: 0, printing: false },
    lines: lines as never,
  };
  const view: TillView = { ...AT_REST, flow, paper: { ...AT_REST.paper, trouble: 'paper-end' } };
  expect(brokenPicture(view)).toEqual([]);
  const shown = renderCashierScreen(view, { columns: 24, rows: 6 });
  expect(shown.join()).toMatch(/898100000000001 10000001.*打印机缺纸/s);
});

test('a mark stands before its sentence, never alone', () => {
  expect(wrapCells('→ 凭小票参考号请收单行办理', 24)).toEqual(['→ 凭小票参考号请收单行办', '理']);
});

test('what the judge of pictures is there for', () => {
  // One sentence that no page of six lines can hold.
  const long = Array.from({ length: 14 }, (_, i) => `第${i + 1}件事情还没有办完`).join('');
  const flow: FlowView = {
    at: 'reprint',
    state: 'enteringReference',
    typed: '',
    found: null,
    duplicate: null,
    notice: { ...refused, why: { zh: long, en: '' } },
  };
  expect(brokenPicture({ ...AT_REST, flow }).join()).toMatch(
    /^screen: reprint\.enteringReference on 24×6 is without .*件事情/,
  );
});
