/** The pages of a sale, and of what else presents a card: pre-authorisation, balance. */
import { readAmount } from '../rules/amount-entry.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { amountCheckBlocks } from './amount-check-lines.ts';
import { decisionBlocks, waiting } from './decision-lines.ts';
import { missingRemedy, missingWords } from './missing-devices.ts';
import { noticeBlocks } from './notice-lines.ts';
import { otherPrinterOffer } from './other-printer.ts';
import { amountLine, type Block, fitBlocks, keys, must, pairCells, ranked, title } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import { presentVerb } from './presenting.ts';
import { qrLines } from './qr-lines.ts';
import { remedyDrawing } from './remedy-drawings.ts';
import type { DeviceView, FlowView, TillView } from './till-view.ts';
import { PAPER_TROUBLES, PIN_TROUBLES, READER_ADVICE } from './words.ts';

type Sale = Extract<FlowView, { at: 'sale' }>;

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

export function salePage(
  flow: Sale,
  { devices, paper }: Pick<TillView, 'devices' | 'paper'>,
  columns: number,
  rows: number,
): readonly Block[] {
  const name = title(saleTitle(flow.kind));
  const amount =
    flow.kind === 'balance' ? [] : [amountLine('金额 AMOUNT', amountWords(flow.amountMinor, flow.currency), columns)];
  const head = [name, ...amount];
  switch (flow.state) {
    case 'enteringAmount': {
      const typed = amountWords(readAmount(flow.typed, currencyExponent(flow.currency)), flow.currency);
      return [name, amountLine('金额 AMOUNT', typed, columns), keys(CONFIRM), ...noticeBlocks(flow.notice)];
    }
    case 'checkingAmount':
      return flow.check === null ? [] : [...head, ...amountCheckBlocks(flow.check, flow.currency, columns)];
    case 'identifying':
      return [...head, ...(flow.identification === null ? [] : identificationBlocks(flow.identification, columns))];
    case 'offeringToGoOn':
      return withoutPaperBlocks(flow, paper, head);
    case 'enteringCash':
      return cashBlocks(flow, columns);
    case 'awaitingCard':
      return [...head, ...cardBlocks(flow, devices)];
    case 'enteringPin':
    case 'withoutPin':
      return [...head, ...pinBlocks(flow)];
    case 'offeringPart':
      return partBlocks(flow, columns);
    case 'authorising':
    case 'closingPart':
      return [...head, ...ranked(1, flow.maskedPan), ...must(waiting(flow.submitted))];
    default: {
      const part = partOf(flow);
      if (part !== null) return restBlocks(part, flow.currency, columns);
      return [
        ...head,
        ...ranked(4, flow.maskedPan),
        ...noticeBlocks(flow.notice),
        ...balanceBlocks(flow, columns),
        ...(flow.cash === null
          ? decisionBlocks(flow.decision, flow.kind === 'balance' ? 'sale' : flow.kind)
          : paidBlocks(flow.cash, flow.currency, columns)),
        ...eSlipBlocks(flow.eSlip, columns, rows - 5),
      ];
    }
  }
}

/** Continue or cancel (requirement D3). What must be answered is seen on the smallest screen; the drawing is behind a key where there is no room below. */
function withoutPaperBlocks(flow: Sale, paper: TillView['paper'], head: readonly Block[]): readonly Block[] {
  const { notice } = flow;
  const trouble = PAPER_TROUBLES[flow.trouble ?? 'printer-silent'];
  if (flow.drawn)
    return must(...remedyDrawing(flow.trouble ?? 'printer-silent'), { zh: '任意键返回', en: 'ANY KEY: BACK' });
  // Asked again after a refusal only where there is room.
  const rank = notice === null ? 0 : 6;
  const asked: readonly Block[] = [
    { rank, words: { zh: '无纸继续? 小票以后补打', en: 'GO ON WITHOUT PAPER? RECEIPT LATER' } },
    {
      rank,
      words: { zh: '顾客同意请按确认 取消=返回', en: 'CUSTOMER AGREES: ENTER  ESC back' },
      short: '顾客同意=确认 取消=返回',
    },
  ];
  return [
    ...head,
    ...ranked(1, trouble.what),
    ...ranked(5, trouble.remedy),
    ...asked,
    ...otherWays(paper),
    ...noticeBlocks(notice),
  ];
}

/** Another printer, and how to load this one: on one line where there is room for no more. */
function otherWays(paper: TillView['paper']): readonly Block[] {
  const drawing: Words = { zh: '.=看图装纸', en: '. HOW TO, DRAWN' };
  const other = otherPrinterOffer(paper);
  if (other === null) return [keys(drawing)];
  return [keys({ zh: `${other.zh} ${drawing.zh}`, en: `${other.en}  ${drawing.en}` }, `${other.short} ${drawing.zh}`)];
}

/** After an approval of a part, in the place of the usual page: what was charged, what is left to pay. */
function restBlocks({ approvedMinor, leftMinor }: Part, currency: string, columns: number): readonly Block[] {
  return must(
    { zh: '√ 部分批准', en: 'PART PAID' },
    pairCells('已扣 CHARGED', amountWords(approvedMinor, currency), columns),
    pairCells('还差 LEFT', amountWords(leftMinor, currency), columns),
    { zh: '收余款=确认', en: 'REST: ENTER' },
    { zh: '不收=取消', en: 'NO: ESC' },
  );
}

/** The rest by another means, or nothing at all: the customer says which. Five lines, so that all of it is seen on the smallest screen. */
function partBlocks({ amountMinor, partMinor, currency }: Sale, columns: number): readonly Block[] {
  const part = partMinor ?? 0;
  return must(
    { zh: '! 部分批准', en: 'ONLY A PART' },
    pairCells('批准 APPROVED', amountWords(part, currency), columns),
    pairCells('还差 LEFT', amountWords(amountMinor - part, currency), columns),
    { zh: '顾客同意=确认', en: 'YES: ENTER' },
    { zh: '不要,撤回=取消', en: 'NO: ESC' },
  );
}

type Part = Extract<NonNullable<Sale['decision']>['outcome'], { is: 'approved' }>['part'] & object;

function partOf({ decision }: Sale): Part | null {
  return decision?.outcome.is === 'approved' ? (decision.outcome.part ?? null) : null;
}

const MORE: Words = { zh: '.=优惠券/自取', en: '. COUPON, PICK-UP' };

/** 电子小票: a code to photograph, or a number to write down (requirement D10), which begins with the RRN. */
function eSlipBlocks(eSlip: Sale['eSlip'], columns: number, rows: number): readonly Block[] {
  if (eSlip === null) return [];
  // On one line where there is room for a code: it needs every line of a screen of 80×30.
  const above = must({ zh: `电子小票,请扫码 ${MORE.zh}`, en: `SCAN THE E-SLIP  ${MORE.en}` });
  const code = qrLines(eSlip.text, columns, rows - fitBlocks(above, columns, rows).length);
  if (code !== null) return [...above, ...must(...code)];
  return [...must({ zh: `电子小票 ${eSlip.readOut}`, en: 'E-SLIP: READ IT OUT TO THE CUSTOMER' }), keys(MORE)];
}

function saleTitle(kind: Sale['kind']): Words {
  return kind === 'balance' ? { zh: '余额查询', en: 'BALANCE' } : KIND_WORDS[kind];
}

/** For the cashier it is enough that it was told: the amount is the customer's business, and stands on the customer's display. */
function balanceBlocks({ balance, currency }: Sale, columns: number): readonly Block[] {
  if (balance === null) return [];
  switch (balance.is) {
    case 'told':
      return must(pairCells('可用余额 AVAILABLE', signed(balance.availableMinor, currency), columns), {
        zh: '未扣款,不打印',
        en: 'NOTHING CHARGED, NO SLIP',
      });
    case 'declined':
      return must(
        { zh: `× 查询失败 (${balance.responseCode})`, en: 'NOT TOLD' },
        responseAction(balance.responseCode).cashier,
      );
    case 'unanswered':
      return must({ zh: '× 银行无应答,未扣款', en: 'NO ANSWER, NOTHING CHARGED' }, { zh: '请重试', en: 'Try again' });
  }
}

function signed(amountMinor: number, currency: string): string {
  return `${amountMinor < 0 ? '-' : ''}${amountWords(Math.abs(amountMinor), currency)}`;
}

function cardWords(devices: readonly DeviceView[], takesCodes: boolean): readonly Words[] {
  const reader = devices.find(({ device }) => device === 'cardReader');
  const { zh, en } = presentVerb(devices);
  return reader === undefined || reader.state === 'ready'
    ? [
        takesCodes
          ? { zh: `请${zh}卡,或扫付款码`, en: `${en} THE CARD, OR SCAN THE CODE` }
          : { zh: `请${zh}卡`, en: `${en} THE CARD` },
      ]
    : [missingWords(reader), missingRemedy(reader)];
}

function cashBlocks(flow: Sale, columns: number): readonly Block[] {
  const { amountMinor, given, currency, notice, kind } = flow;
  const { zh, en } = saleTitle(kind);
  const typed = readAmount(given, currencyExponent(currency));
  const change = typed > amountMinor ? amountWords(typed - amountMinor, currency) : null;
  return [
    title({ zh: `现金${zh}`, en: `CASH ${en}` }),
    amountLine('金额 AMOUNT', amountWords(amountMinor, currency), columns),
    ...must(pairCells('收 GIVEN', typed === 0 ? '' : amountWords(typed, currency), columns)),
    ...must(change === null ? null : pairCells('找零 CHANGE', change, columns)),
    ...noticeBlocks(notice),
    keys({ zh: '直接确认=正好 取消=返回', en: 'ENTER: EXACT  ESC: CARD' }),
  ];
}

/** Paid; what to give out. */
function paidBlocks(
  { givenMinor, changeMinor }: NonNullable<Sale['cash']>,
  currency: string,
  columns: number,
): readonly Block[] {
  return [
    ...ranked(1, pairCells('收 GIVEN', amountWords(givenMinor, currency), columns)),
    ...must(pairCells('找零 CHANGE', amountWords(changeMinor, currency), columns), {
      zh: '√ 现金已收',
      en: 'PAID IN CASH',
    }),
  ];
}

/** While the card is waited for: how it is presented, on the smallest screen too. */
function cardBlocks(flow: Sale, devices: readonly DeviceView[]): readonly Block[] {
  const advice = flow.advice === null ? undefined : READER_ADVICE[flow.advice];
  return [
    ...ranked(1, advice ?? null),
    ...must(...cardWords(devices, flow.takesCodes)),
    ...(flow.kind === 'sale' ? [keys({ zh: '+=收现金', en: '+: CASH' })] : []),
    ...ranked(2, { zh: '取消=返回', en: 'ESC back' }),
  ];
}

/** While the PIN is waited for, or was not given. */
function pinBlocks(flow: Sale): readonly Block[] {
  if (flow.state === 'enteringPin')
    return [
      ...ranked(1, flow.maskedPan),
      ...must({ zh: '请顾客在密码键盘上输入密码', en: 'CUSTOMER: PIN ON THE PIN PAD' }),
      keys({ zh: '取消=放弃', en: 'ESC give up' }),
    ];
  const trouble = PIN_TROUBLES[flow.pinTrouble ?? ''];
  return [
    ...must(trouble?.what ?? null, trouble?.remedy ?? null),
    keys({ zh: '确认=重输密码 取消=放弃', en: 'ENTER: ASK AGAIN  ESC: GIVE UP' }),
  ];
}
