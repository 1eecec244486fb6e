/** The pages of giving money back. Each line has a rank, so that a small screen loses what can be missed and never what must be answered. */
import { readAmount } from '../rules/amount-entry.ts';
import { knownRefusal } from '../rules/journal-refusal.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { guideSteps, layerWords, type StepVerdict } from '../rules/refund-guide.ts';
import { responseAction } from '../rules/response-codes.ts';
import { feeWords } from '../rules/returns.ts';
import type { Road } from '../rules/roads.ts';
import type { Words } from '../rules/verdict.ts';
import { missingWords } from './missing-devices.ts';
import { noticeBlocks } from './notice-lines.ts';
import { otherPrinterOffer } from './other-printer.ts';
import { amountLine, type Block, keys, pairCells, ranked, title } from './page.ts';
import { presentVerb } from './presenting.ts';
import { boundsBlocks } from './refund-control-page.ts';
import type { DecisionView, FlowView, TillView } from './till-view.ts';
import { DEVICE_WORDS, NOT_REACHED, PAPER_TROUBLES } from './words.ts';

type Refund = Extract<FlowView, { at: 'refund' }>;

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

/** `room`: lines that the page may take. */
export function refundPage(flow: Refund, view: TillView, columns: number, room: number): readonly Block[] {
  const bounds = boundsBlocks(flow.state, flow.bounds, flow.currency, columns, room);
  if (bounds !== null) return [name(flow), amount(flow, columns), ...bounds, ...noticeBlocks(flow.notice)];
  switch (flow.state) {
    case 'enteringAmount':
      return amountBlocks(flow, columns);
    case 'choosingNowOrLater':
      return nowOrLaterBlocks(flow, view, columns);
    case 'enteringPhone':
    case 'callingCustomer':
      return [
        name(flow),
        amount(flow, columns),
        { rank: 0, text: pairCells('顾客电话 PHONE', flow.phone, columns) },
        keys(CONFIRM),
        ...noticeBlocks(flow.notice),
      ];
    case 'choosingSalutation':
      return [
        name(flow),
        amount(flow, columns),
        { rank: 0, words: { zh: '称呼: 1 先生 2 女士 确认=不填', en: '1 MR  2 MS  ENTER: NONE' } },
      ];
    case 'offeringDeferred':
      return [
        { rank: 1, words: { zh: '有待办退货', en: 'A PROMISED REFUND' } },
        ...originalBlocks(flow, columns),
        amount(flow, columns),
        ...reasonBlock(flow),
        { rank: 0, words: { zh: '确认=现在退款 取消=稍后', en: 'ENTER: NOW  ESC: LATER' } },
      ];
    case 'confirming':
      return confirmBlocks(flow, columns);
    case 'awaitingCard': {
      const verb = presentVerb(view.devices);
      return [
        name(flow),
        amount(flow, columns),
        {
          rank: 0,
          words: {
            zh: `请${verb.zh}原卡 ${flow.original.card.maskedPan.slice(-4)}`,
            en: `${verb.en} THE CARD OF THE SALE`,
          },
        },
        { rank: 2, words: { zh: '取消=返回', en: 'ESC back' } },
        ...noticeBlocks(flow.notice),
      ];
    }
    case 'authorising':
      return waitingBlocks(flow, columns);
    case 'guiding':
      return guideBlocks(flow, view);
    default:
      return resultBlocks(flow, columns);
  }
}

function name(flow: Refund): Block {
  return title(NAMES[flow.promised ? 'refund' : (flow.road?.kind ?? 'refund')]);
}

const NAMES: Readonly<Record<Road['kind'], Words>> = {
  refund: { zh: '退货', en: 'REFUND' },
  void: { zh: '撤销', en: 'VOID' },
  completionCancel: { zh: '撤销完成', en: 'COMPLETION CANCEL' },
};

function amount(flow: Refund, columns: number): Block {
  return amountLine('退款 REFUND', amountWords(flow.amountMinor, flow.currency), columns);
}

function originalBlocks({ original, currency }: Refund, columns: number): readonly Block[] {
  const given = original.refundedMinor + original.reservedMinor;
  const sold = amountWords(original.amountMinor, currency);
  const remains = amountWords(original.amountMinor - given, currency);
  return [
    { rank: 3, text: pairCells(`原消费 SALE ${paidWith(original)}`, sold, columns) },
    { rank: 5, text: pairCells('已退/待退 REFUNDED', amountWords(given, currency), columns) },
    { rank: 2, text: pairCells('可退 REMAINS', remains, columns) },
  ];
}

/** The end of the card, or that it was paid in cash. */
function paidWith({ tender, card }: Refund['original']): string {
  return tender === 'cash' ? '现金 CASH' : card.maskedPan.slice(-4);
}

function amountBlocks(flow: Refund, columns: number): readonly Block[] {
  const typed =
    flow.typed === '' ? '' : amountWords(readAmount(flow.typed, currencyExponent(flow.currency)), flow.currency);
  return [
    name(flow),
    ...originalBlocks(flow, columns),
    amountLine('退款 REFUND', typed, columns),
    ...(flow.original.overdue === undefined
      ? []
      : ranked(3, { zh: `前次退款应到 ${flow.original.overdue}`, en: 'NOT THERE? CASE FILE: * THEN ENTER' })),
    { rank: 4, text: pairCells('自主额度 ALONE', amountWords(flow.bounds.allowanceMinor, flow.currency), columns) },
    keys(
      { zh: '直接确认=全部余额 *=流水', en: 'ENTER: ALL OF IT  *: TIMELINE' },
      flow.others > 0 ? '确认=全部 *=流水 -=查看' : '直接确认=全部 *=流水',
    ),
    ...noticeBlocks(flow.notice),
    ...(flow.others > 0
      ? [
          {
            rank: 4,
            words: { zh: `另有 ${flow.others} 笔相符 -=查看`, en: `${flow.others} OTHERS: PRESS -` },
          } satisfies Block,
        ]
      : []),
  ];
}

function reasonBlock({ bounds }: Refund): readonly Block[] {
  return bounds.reason === null ? [] : [{ rank: 2, words: bounds.reason }];
}

function nowOrLaterBlocks(flow: Refund, { paper }: TillView, columns: number): readonly Block[] {
  const other = otherPrinterOffer(paper);
  const trouble = PAPER_TROUBLES[flow.trouble ?? 'printer-silent'];
  return [
    name(flow),
    amount(flow, columns),
    { rank: 1, words: trouble.what },
    { rank: 2, words: trouble.remedy },
    { rank: 0, words: { zh: '确认=登记,有纸后退款', en: 'ENTER: WHEN PAPER IS BACK' } },
    { rank: 0, words: { zh: '2=现在退款,小票后补', en: '2: NOW, RECEIPT LATER' } },
    ...(other === null ? [] : [{ rank: 0, words: other }]),
    { rank: 3, words: { zh: '取消=返回', en: 'ESC back' } },
  ];
}

function confirmBlocks(flow: Refund, columns: number): readonly Block[] {
  const { road, promised } = flow;
  const other = road === null ? null : road.other;
  return [
    name(flow),
    ...originalBlocks(flow, columns),
    amount(flow, columns),
    ...(road === null || promised ? [] : [{ rank: 1, words: road.why } satisfies Block]),
    ...voucherBlocks(flow, columns),
    ...(flow.goods?.fees ?? []).map((fee): Block => ({ rank: 1, words: feeWords(fee, flow.currency) })),
    ...reasonBlock(flow),
    ...noticeBlocks(flow.notice),
    flow.bounds.consent
      ? keys(
          { zh: '顾客同意按确认=执行 取消=放弃', en: 'CUSTOMER AGREES? ENTER: DO IT  ESC: NO' },
          '同意:确认=执行 取消=放弃',
        )
      : keys({ zh: '确认=执行 取消=放弃', en: 'ENTER: DO IT  ESC: NO' }),
    ...otherWays(other?.verdict.allowed === true ? other.kind : null, flow.bounds.consent),
  ];
}

/** What else may be pressed before it is done: on a low screen in one line. */
function otherWays(road: Road['kind'] | null, consent: boolean): readonly Block[] {
  const byPhone: Words = { zh: '2=电话同意,顾客不在场', en: '2: CUSTOMER AGREED BY PHONE' };
  if (road === null) return consent ? [keys(byPhone, '2=电话同意')] : [];
  const other = ROADS[road];
  if (!consent) return [keys(other)];
  return [keys(other, `${other.zh} 2=电话同意`), { rank: 3, words: byPhone }];
}

const ROADS: Readonly<Record<Road['kind'], Words>> = {
  refund: { zh: '1=改走退货', en: '1: REFUND INSTEAD' },
  void: { zh: '1=改走撤销', en: '1: VOID INSTEAD' },
  completionCancel: { zh: '1=改走撤销完成', en: '1: CANCEL IT INSTEAD' },
};

/** What vouchers had paid goes back as one, with the same slip. */
function voucherBlocks({ goods, currency }: Refund, columns: number): readonly Block[] {
  const minor = goods?.byVoucherMinor ?? 0;
  return minor === 0 ? [] : [{ rank: 0, text: pairCells('另开券 + VOUCHER', amountWords(minor, currency), columns) }];
}

/** 已提交 → 等待银行 → 结果, with the time that it takes. */
function waitingBlocks(flow: Refund, columns: number): readonly Block[] {
  return [
    name(flow),
    amount(flow, columns),
    {
      rank: 0,
      words: flow.submitted
        ? { zh: '已提交 → 等待银行,请勿重复操作', en: 'SENT - WAITING FOR THE BANK, DO NOT REPEAT' }
        : { zh: '正在连接银行', en: 'CONNECTING TO THE BANK' },
    },
    { rank: 1, text: pairCells('已等 WAITED', `${flow.waitedSeconds} s`, columns) },
  ];
}

/** What came to nothing, said of the customer's money (promise 3). */
const NOT_REFUNDED: Words = { zh: '未退款', en: 'NOTHING REFUNDED' };
const CHARGE_STANDS: Words = { zh: '扣款仍有效', en: 'THE CHARGE STANDS' };
const isCancel = ({ road, promised }: Refund): boolean => road?.kind === 'completionCancel' && !promised;

/** Nobody is to think that the customer has the money to spend. */
const HELD_AGAIN: Words = { zh: '完成已撤销,预授权恢复', en: 'CANCELLED, HELD AGAIN' };

function resultBlocks(flow: Refund, columns: number): readonly Block[] {
  const blocks: Block[] = [name(flow), amount(flow, columns)];
  if (flow.deferredNow) {
    blocks.push(
      { rank: 0, words: { zh: '√ 已登记,金额已预留', en: 'REGISTERED, AMOUNT RESERVED' } },
      { rank: 1, words: { zh: '有纸后优先办理', en: 'COMES FIRST WHEN PAPER IS BACK' } },
    );
    if (flow.needsCard) blocks.push({ rank: 0, words: { zh: '请顾客届时带原卡', en: 'THE CUSTOMER BRINGS THE CARD' } });
    return blocks;
  }
  const isCashBack = flow.original.tender === 'cash' && flow.decision?.outcome.is === 'approved';
  blocks.push(
    ...(isCashBack
      ? [{ rank: 0, words: { zh: '√ 请从钱箱付现金给顾客', en: 'GIVE THE CASH FROM THE DRAWER' } } satisfies Block]
      : outcomeBlocks(flow.decision, isCancel(flow) ? CHARGE_STANDS : NOT_REFUNDED)),
  );
  if (flow.decision?.outcome.is === 'approved') {
    blocks.push(...voucherBlocks(flow, columns));
    if (flow.closedFile !== null)
      blocks.push({
        rank: 0,
        words: { zh: `√ 案卷 ${flow.closedFile} 已结案`, en: `CASE FILE ${flow.closedFile} CLOSED` },
      });
    if (isCancel(flow)) blocks.push({ rank: 0, words: HELD_AGAIN });
  }
  return [...blocks, ...(flow.decision?.outcome.is === 'approved' ? whatNow(flow) : explanationBlocks(flow))];
}

export const TOLD = keys({ zh: '确认=已告知顾客', en: 'ENTER: CUSTOMER TOLD' });

/** What may be pressed when it is done: on a low screen in one line. */
function whatNow({ offersSale }: Refund): readonly Block[] {
  if (offersSale === null) return [TOLD];
  const { sale, short } = OFFERS[offersSale];
  return [keys(sale, `${short} 确认=已告知`), { ...TOLD, rank: 3 }];
}

const OFFERS: Readonly<Record<NonNullable<Refund['offersSale']>, { readonly sale: Words; readonly short: string }>> = {
  'right-party': { sale: { zh: '3=向正确的一方收款', en: '3: CHARGE THE RIGHT PARTY' }, short: '3=向正确一方' },
  exchange: { sale: { zh: '3=换货收款', en: '3: RING UP THE NEW GOODS' }, short: '3=换货收款' },
};

/** How it ended, and what that means for the money. */
export function outcomeBlocks(decision: DecisionView | null, nothing: Words = NOT_REFUNDED): readonly Block[] {
  if (decision === null) return [];
  const { outcome, reversed } = decision;
  switch (outcome.is) {
    case 'approved':
      return [
        { rank: 0, words: { zh: '√ 交易成功 已批准', en: 'APPROVED' } },
        ...(outcome.rrn === null ? [] : [{ rank: 1, text: `RRN ${outcome.rrn}` } satisfies Block]),
      ];
    case 'declined':
      return [
        {
          rank: 0,
          words: { zh: `× 银行拒绝,${nothing.zh} (${outcome.responseCode})`, en: `DECLINED, ${nothing.en}` },
        },
      ];
    case 'unknown':
      if (reversed)
        return [
          {
            rank: 0,
            words:
              nothing === CHARGE_STANDS
                ? { zh: `已冲正,${nothing.zh}`, en: `REVERSED, ${nothing.en}` }
                : { zh: '已冲正,原消费仍有效', en: 'REVERSED, THE SALE STANDS' },
          },
        ];
      return [
        {
          rank: 0,
          words: outcome.reversing
            ? { zh: '? 结果未知,正在冲正,请勿重复', en: 'OUTCOME UNKNOWN, BEING REVERSED, DO NOT REPEAT' }
            : { zh: '? 退货结果待确认,禁止重复退货', en: 'REFUND OUTCOME UNKNOWN, DO NOT REPEAT IT' },
        },
      ];
    case 'notReached': {
      const known = outcome.why === 'refusedByJournal' ? knownRefusal(outcome.detail) : null;
      if (known !== null)
        return [
          { rank: 0, words: { zh: `× ${known.why.zh}`, en: known.why.en } },
          { rank: 0, words: { zh: `→ ${known.remedy.zh}`, en: known.remedy.en } },
        ];
      const { zh, en } = NOT_REACHED[outcome.why]?.what ?? { zh: outcome.why, en: outcome.why };
      return [{ rank: 0, words: { zh: `× ${zh},${nothing.zh}`, en: `${en}, ${nothing.en}` } }];
    }
    case 'notSent':
      return [{ rank: 0, words: { zh: `× 未发出,${nothing.zh}`, en: `NOT SENT, ${nothing.en}` } }];
  }
}

/** Why, and what to do now: never just "invalid". */
function explanationBlocks(flow: Refund): readonly Block[] {
  const { cause, notice, decision } = flow;
  const blocks: Block[] = [];
  const code = decision?.outcome.is === 'declined' ? decision.outcome.responseCode : null;
  if (cause !== null) {
    blocks.push(
      { rank: 1, words: { zh: `原因${cause.no}: ${cause.why.zh}`, en: cause.why.en } },
      { rank: 0, words: { zh: `→ ${cause.remedy.zh}`, en: cause.remedy.en } },
    );
  } else if (code !== null) blocks.push({ rank: 0, words: responseAction(code).cashier });
  // Behind a cause and its remedy the rule that refused is a detail: its own remedy would be the second.
  blocks.push(...(cause === null ? noticeBlocks(notice) : notice === null ? [] : ranked(4, notice.why)));
  if (flow.mayRepeat && cause?.next === 'later' && !flow.promised)
    blocks.push(keys({ zh: '1=再试同一笔 *=检查', en: '1: SAME AGAIN  *: CHECK' }, '1=再试 *=检查 2=登记待办'), {
      rank: 2,
      words: { zh: '2=登记待办,恢复后再退', en: '2: REGISTER IT FOR LATER' },
    });
  else if (flow.mayRepeat) blocks.push(keys({ zh: '1=再试同一笔 *=检查', en: '1: SAME AGAIN  *: CHECK' }));
  else if (notice !== null || decision !== null) blocks.push(keys({ zh: '*=检查五步', en: '*: CHECK' }));
  return blocks;
}

const MARKS: Readonly<Record<StepVerdict, string>> = { ok: '√', failed: '×', testing: '…', ask: '?' };
/** Causes that speak of the data themselves. */
const DATA_CAUSES: readonly number[] = [2, 3, 6, 13, 14];

/** The five steps, tested as far as the terminal can. */
function guideBlocks(flow: Refund, view: TillView): readonly Block[] {
  const { original, cause, network, decision } = flow;
  const code = decision?.outcome.is === 'declined' ? ` ${decision.outcome.responseCode}` : '';
  const faulty = view.devices.filter(({ state }) => state !== 'ready').map(missingWords);
  const steps = guideSteps({
    originalFound: true,
    refusal: cause !== null && DATA_CAUSES.includes(cause.no) ? cause.why : null,
    faulty: view.paper.trouble === null ? faulty : [...faulty, PAPER_TROUBLES[view.paper.trouble].what],
    selfTest: flow.selfTest,
    network,
    reference: `${view.tid} ${original.batch ?? '-'} ${original.stan ?? '-'}${code}`,
    servicePhone: null,
  });
  const isDown = network?.layers.some(({ verdict }) => verdict === 'failed') === true;
  return [
    { rank: 4, words: { zh: '检查五步', en: 'FIVE STEPS' } },
    ...steps.map(
      ({ no, what, verdict, found }): Block => ({
        rank: verdict === 'ok' ? 3 : verdict === 'failed' ? 0 : 2,
        words: { zh: `${no}${MARKS[verdict]} ${what.zh}: ${found.zh}`, en: found.en },
      }),
    ),
    ...(network?.layers ?? []).map(
      ({ layer, verdict, detail }): Block => ({
        rank: 6,
        text: `   ${layerWords(layer).zh} ${verdict === 'ok' ? '√' : verdict === 'failed' ? '×' : '-'} ${detail}`,
      }),
    ),
    ...view.devices.map(
      (device): Block => ({
        rank: 7,
        text: `   ${DEVICE_WORDS[device.device]?.zh ?? device.device} ${deviceMark(device, flow)} ${device.identity ?? ''}`.trimEnd(),
      }),
    ),
    isDown && decision?.outcome.is === 'notReached'
      ? { rank: 1, words: { zh: '网络恢复后自动继续', en: 'GOES ON BY ITSELF WHEN IT IS BACK' } }
      : { rank: 7, words: { zh: '再测按 *', en: '*: TEST AGAIN' } },
    flow.mayRepeat
      ? keys({ zh: '1=再试同一笔 *=重测 取消=放弃', en: '1: SAME AGAIN  ESC: GIVE UP' }, '1=再试 *=重测 取消=放弃')
      : keys({ zh: '确认=返回 *=重测', en: 'ENTER: BACK' }),
  ];
}

/** √ has answered now; × is missing or silent; ? has no question to answer: look at it. */
function deviceMark({ device, state }: TillView['devices'][number], { selfTest }: Refund): string {
  if (state !== 'ready') return MARKS.failed;
  const tried = selfTest?.devices.find((one) => one.device === device)?.tried;
  return tried === 'answered' ? MARKS.ok : tried === 'silent' ? MARKS.failed : MARKS.ask;
}
