/** The customer display, 2×20: the amount, the truth, when the receipt comes (requirements A3, D11). */

import type { MoneyKind } from '../../storage/facts.ts';
import { readAmount } from '../rules/amount-entry.ts';
import { terminalFreeze } from '../rules/freezes.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { E_SLIP_OFFERED, handSlipsWords, RECEIPT_LATER, refundPaperLine, restingPaperWords } from './customer-paper.ts';
import { fitCells, pairCells, wrapCells } from './page.ts';
import { presentToCustomer } from './presenting.ts';
import type { DecisionView, FlowView, TillView } from './till-view.ts';

const COLUMNS = 20;

/** Two lines of twenty cells. */
export function renderCustomerDisplay(view: TillView): readonly [string, string] {
  const [upper, lower] = customerWords(view);
  return [fitCells(upper, COLUMNS), fitCells(lower, COLUMNS)];
}

/** What is to be said, before it is fitted: no line is longer than the twenty cells. */
export function customerWords(view: TillView): readonly [string, string] {
  const { flow } = view;
  if (terminalFreeze(view.freezes) !== null) return ['本机暂停服务', 'OUT OF SERVICE'];
  switch (flow.at) {
    case 'sale':
      return saleLines(flow, view.devices, view.paper.trouble !== null);
    case 'refund':
      return refundLines(flow, view.devices);
    case 'unreferenced':
      return unreferencedLines(flow, view.devices);
    case 'preauthFollowUp':
      return flow.found === null
        ? [KIND_WORDS.preauth.zh, '']
        : [
            pairCells(KIND_WORDS[flow.act].zh, amountWords(flow.amountMinor, flow.found.currency), COLUMNS),
            flow.state === 'authorising'
              ? '请稍候 PLEASE WAIT'
              : decisionLine(flow.decision, view.paper.trouble !== null, STANDS[flow.act]),
          ];
    case 'handSlips':
      return restingLines(view, handSlipsWords(flow));
    default:
      return restingLines(view, flow.at === 'idle' ? restingPaperWords(view) : null);
  }
}

/** @param words what there is to say; null: the shop's name, and welcome */
function restingLines({ merchant, mode }: TillView, words: Words | null): readonly [string, string] {
  const { zh, en } = words ?? { zh: wrapCells(merchant, COLUMNS)[0] ?? '', en: '欢迎光临 WELCOME' };
  return [zh, mode === 'live' ? en : mode === 'training' ? '培训 TRAINING' : '演示 DEMO'];
}

function saleLines(
  flow: Extract<FlowView, { at: 'sale' }>,
  devices: TillView['devices'],
  noPaper: boolean,
): readonly [string, string] {
  const typed = readAmount(flow.typed, currencyExponent(flow.currency));
  const amount = amountWords(flow.state === 'enteringAmount' ? typed : flow.amountMinor, flow.currency);
  if (flow.kind === 'balance') return balanceLines(flow, devices);
  const upper = pairCells(flow.kind === 'preauth' ? '预授权 HOLD' : '消费 SALE', amount, COLUMNS);
  switch (flow.state) {
    case 'offeringToGoOn':
      return ['小票稍后补打,可以吗', 'RECEIPT LATER, OK?'];
    case 'awaitingCard':
      return [upper, presentToCustomer(devices, flow.takesCodes ? 'orCode' : 'any')];
    case 'enteringPin':
      return [upper, '请输密码 ENTER PIN'];
    case 'authorising':
    case 'renewing':
    case 'renewingAfterSignOn':
      return [upper, '请稍候 PLEASE WAIT'];
    case 'offeringPart': {
      const part = flow.partMinor ?? 0;
      const left = amountWords(flow.amountMinor - part, flow.currency);
      return [
        pairCells('批准 PART', amountWords(part, flow.currency), COLUMNS),
        pairCells('另付 REST?', left, COLUMNS),
      ];
    }
    case 'closingPart':
      return [upper, '请稍候 PLEASE WAIT'];
    case 'enteringCash':
      return [upper, cashLine(readAmount(flow.given, currencyExponent(flow.currency)), flow)];
    case 'showingResult':
      if (flow.cash !== null)
        return [
          noPaper ? RECEIPT_LATER : pairCells('收 GIVEN', amountWords(flow.cash.givenMinor, flow.currency), COLUMNS),
          pairCells('找零 CHANGE', amountWords(flow.cash.changeMinor, flow.currency), COLUMNS),
        ];
      if (flow.notice !== null && flow.decision === null) return [upper, '未扣款 NOT CHARGED'];
      return [upper, flow.eSlip === null ? decisionLine(flow.decision, noPaper) : E_SLIP_OFFERED];
    default:
      return [upper, ''];
  }
}

/** What is given, and the change as soon as there is some. */
function cashLine(givenMinor: number, { amountMinor, currency }: Extract<FlowView, { at: 'sale' }>): string {
  if (givenMinor > amountMinor)
    return pairCells('找零 CHANGE', amountWords(givenMinor - amountMinor, currency), COLUMNS);
  return pairCells('现金 CASH', givenMinor === 0 ? '' : amountWords(givenMinor, currency), COLUMNS);
}

/** The customer's business, so it stands here. */
function balanceLines(
  { state, balance, currency }: Extract<FlowView, { at: 'sale' }>,
  devices: TillView['devices'],
): readonly [string, string] {
  const upper = '余额查询 BALANCE';
  if (state === 'awaitingCard') return [upper, presentToCustomer(devices, 'any')];
  if (state === 'enteringPin') return [upper, '请输密码 ENTER PIN'];
  if (balance === null) return [upper, '请稍候 PLEASE WAIT'];
  if (balance.is === 'declined') return [upper, responseAction(balance.responseCode).customer.zh];
  if (balance.is === 'unanswered') return [upper, '无应答 NO ANSWER'];
  const sign = balance.availableMinor < 0 ? '-' : '';
  return [upper, pairCells('可用', `${sign}${amountWords(Math.abs(balance.availableMinor), currency)}`, COLUMNS)];
}

function refundLines(
  flow: Extract<FlowView, { at: 'refund' }>,
  devices: TillView['devices'],
): readonly [string, string] {
  const upper = pairCells(
    '退款 REFUND',
    flow.amountMinor === 0 ? '' : amountWords(flow.amountMinor, flow.currency),
    COLUMNS,
  );
  const paper = refundPaperLine(flow);
  if (paper !== null) return [upper, paper];
  switch (flow.state) {
    case 'confirming':
      return [upper, pairCells(flow.bounds.reason?.zh ?? '', flow.bounds.consent ? '请按确认' : '', COLUMNS)];
    case 'awaitingCard':
      return [upper, presentToCustomer(devices, 'original')];
    case 'authorising':
      return [upper, '请稍候 PLEASE WAIT'];
    case 'showingResult':
    case 'guiding':
      return [upper, flow.deferredNow ? '已登记 REGISTERED' : refundedLine(flow)];
    default:
      return [upper, ''];
  }
}

function refundedLine({ decision, trouble, original, road }: Extract<FlowView, { at: 'refund' }>): string {
  const is = decision?.outcome.is;
  if (is === 'approved' && road?.kind === 'completionCancel' && trouble === null) return '撤销,恢复预留 HELD';
  if (is === 'approved' && original.tender === 'cash') return '退现金 CASH BACK';
  // A void that was undone has given nothing back: the sale stands.
  if (is === 'approved' || (is === 'unknown' && decision?.reversed === false))
    return decisionLine(decision, trouble !== null);
  const nothing = road?.kind === 'completionCancel' ? '扣款仍有效 CHARGED' : '未退款 NOT REFUNDED';
  return is === undefined ? '' : nothing;
}

function unreferencedLines(
  flow: Extract<FlowView, { at: 'unreferenced' }>,
  devices: TillView['devices'],
): readonly [string, string] {
  const upper = pairCells(
    '退款 REFUND',
    flow.amountMinor === 0 ? '' : amountWords(flow.amountMinor, flow.currency),
    COLUMNS,
  );
  const is = flow.decision?.outcome.is;
  switch (flow.state) {
    case 'awaitingCard':
      return [upper, presentToCustomer(devices, 'any')];
    case 'confirming':
      return [upper, pairCells(flow.reason?.zh ?? '', '请按确认', COLUMNS)];
    case 'authorising':
      return [upper, '请稍候 PLEASE WAIT'];
    case 'showingResult':
      if (is === 'approved' || (is === 'unknown' && flow.decision?.reversed === false))
        return [upper, decisionLine(flow.decision, false)];
      return [upper, '未退款 NOT REFUNDED'];
    default:
      return [upper, ''];
  }
}

/** What is true still where a cancel has come to nothing. */
const STANDS: Readonly<Partial<Record<MoneyKind, string>>> = {
  preauthCancel: '预留仍有效 HELD',
};

/** @param stands said in the place of "not charged" */
function decisionLine(decision: DecisionView | null, noPaper: boolean, stands?: string): string {
  if (decision === null) return '';
  const { outcome, reversed } = decision;
  switch (outcome.is) {
    case 'approved':
      if (outcome.part !== undefined) return '部分成功 PART PAID';
      return noPaper ? RECEIPT_LATER : '成功 APPROVED';
    case 'declined':
      return stands ?? responseAction(outcome.responseCode).customer.zh;
    case 'unknown':
      return reversed
        ? (stands ?? '未扣款 NOT CHARGED')
        : outcome.reversing
          ? '结果未知 正在撤回'
          : '结果待确认 PENDING';
    default:
      return stands ?? '未扣款 NOT CHARGED';
  }
}
