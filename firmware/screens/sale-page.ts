/** The pages of a sale, and of what else presents a card: pre-authorisation, balance. */
import { readAmount } from '../rules/amount-entry.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { amountCheckLines } from './amount-check-lines.ts';
import { decisionLines, noticeLines, waiting } from './decision-lines.ts';
import { missingRemedy, missingWords } from './missing-devices.ts';
import { otherPrinterOffer } from './other-printer.ts';
import { type Block, bothLanguages, fitBlocks, pairCells } from './page.ts';
import { identificationLines } from './people-pages.ts';
import { presentVerb } from './presenting.ts';
import { qrLines } from './qr-lines.ts';
import { remedyDrawing } from './remedy-drawings.ts';
import type { DeviceView, FlowView, TillView } from './till-view.ts';
import { PAPER_TROUBLES, PIN_TROUBLES, READER_ADVICE } from './words.ts';

type Sale = Extract<FlowView, { at: 'sale' }>;

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

function lines(columns: number, ...parts: readonly (Words | string | null)[]): readonly string[] {
  return parts.flatMap((part) =>
    part === null ? [] : typeof part === 'string' ? [part] : bothLanguages(part, columns),
  );
}

export function salePage(
  flow: Sale,
  { devices, paper }: Pick<TillView, 'devices' | 'paper'>,
  columns: number,
  rows: number,
): readonly string[] {
  const title = saleTitle(flow.kind);
  const amount =
    flow.kind === 'balance' ? null : pairCells('金额 AMOUNT', amountWords(flow.amountMinor, flow.currency), columns);
  switch (flow.state) {
    case 'enteringAmount': {
      const typed = amountWords(readAmount(flow.typed, currencyExponent(flow.currency)), flow.currency);
      return [
        ...lines(columns, title, pairCells('金额 AMOUNT', typed, columns), CONFIRM),
        ...noticeLines(flow.notice, columns),
      ];
    }
    case 'checkingAmount':
      return flow.check === null ? [] : amountCheckLines(flow.check, title, amount, flow.currency, columns, rows);
    case 'identifying':
      return [
        ...lines(columns, title, amount),
        ...(flow.identification === null ? [] : identificationLines(flow.identification, columns)),
      ];
    case 'offeringToGoOn':
      return withoutPaperPage(flow, paper, columns, rows);
    case 'enteringCash':
      return cashPage(flow, title, columns);
    case 'awaitingCard':
      return fitBlocks(
        [
          { rank: 3, words: title },
          ...(amount === null ? [] : [{ rank: 0, text: amount }]),
          ...cardBlocks(flow, devices),
        ],
        columns,
        rows,
      );
    case 'enteringPin':
    case 'withoutPin':
      return lines(columns, title, amount, ...pinLines(flow));
    case 'offeringPart':
      return partLines(flow, columns);
    case 'authorising':
    case 'closingPart':
      return lines(columns, title, amount, flow.maskedPan, waiting(flow.submitted));
    default: {
      const part = partOf(flow);
      if (part !== null) return restLines(part, flow.currency, columns);
      if (flow.eSlip !== null && rows < ROWS_FOR_ALL)
        return shortESlipPage(flow, flow.eSlip, amount ?? '', columns, rows);
      return [
        ...lines(columns, title, amount, flow.maskedPan),
        ...noticeLines(flow.notice, columns),
        ...balanceLines(flow, columns),
        ...(flow.cash === null
          ? decisionLines(flow.decision, flow.kind === 'balance' ? 'sale' : flow.kind, columns)
          : cashLines(flow.cash, flow.currency, columns)),
        ...eSlipLines(flow.eSlip, columns, rows - 5),
      ];
    }
  }
}

/** Continue or cancel (requirement D3). What must be answered is seen on the smallest screen; the drawing is behind a key where there is no room below. */
function withoutPaperPage(flow: Sale, paper: TillView['paper'], columns: number, rows: number): readonly string[] {
  const trouble = PAPER_TROUBLES[flow.trouble ?? 'printer-silent'];
  if (flow.drawn)
    return [
      ...remedyDrawing(flow.trouble ?? 'printer-silent'),
      ...bothLanguages({ zh: '任意键返回', en: 'ANY KEY: BACK' }, columns),
    ];
  const { notice } = flow;
  const other = otherPrinterOffer(paper);
  const blocks: readonly Block[] = [
    { rank: 4, words: saleTitle(flow.kind) },
    { rank: 3, text: pairCells('金额 AMOUNT', amountWords(flow.amountMinor, flow.currency), columns) },
    { rank: 1, words: trouble.what },
    { rank: 5, words: trouble.remedy },
    {
      rank: notice === null ? 0 : 6,
      words: { zh: '无纸继续? 小票以后补打', en: 'GO ON WITHOUT PAPER? RECEIPT LATER' },
    },
    {
      rank: notice === null ? 0 : 6,
      words: { zh: '顾客同意请按确认 取消=返回', en: 'CUSTOMER AGREES: ENTER  ESC back' },
    },
    ...(other === null ? [] : [{ rank: 1, words: other }]),
    { rank: 2, words: { zh: '.=看图装纸', en: '. HOW TO, DRAWN' } },
    ...(notice === null
      ? []
      : [
          { rank: 0, words: { zh: `× ${notice.why.zh}`, en: notice.why.en } },
          { rank: 0, words: { zh: `→ ${notice.remedy.zh}`, en: notice.remedy.en } },
        ]),
  ];
  return fitBlocks(blocks, columns, rows);
}

/** After an approval of a part, in the place of the usual page: what was charged, what is left to pay. */
function restLines({ approvedMinor, leftMinor }: Part, currency: string, columns: number): readonly string[] {
  return lines(
    columns,
    { zh: '√ 部分批准', en: 'PART PAID' },
    pairCells('已扣 CHARGED', amountWords(approvedMinor, currency), columns),
    pairCells('还差 LEFT', amountWords(leftMinor, currency), columns),
    { zh: '收余款=确认', en: 'REST: ENTER' },
    { zh: '不收=取消', en: 'NO: ESC' },
  );
}

/** The rest by another means, or nothing at all: the customer says which. Five lines, so that all of it is seen on the smallest screen. */
function partLines({ amountMinor, partMinor, currency }: Sale, columns: number): readonly string[] {
  const part = partMinor ?? 0;
  return lines(
    columns,
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

const ROWS_FOR_ALL = 9;

/** On a low screen: approved, how much, and the number that is read out, which begins with the RRN. */
function shortESlipPage(
  flow: Sale,
  { readOut }: NonNullable<Sale['eSlip']>,
  amount: string,
  columns: number,
  rows: number,
): readonly string[] {
  const { decision, kind, cash, currency } = flow;
  const told =
    cash === null
      ? decisionLines(decision, kind === 'balance' ? 'sale' : kind, columns)
      : cashLines(cash, currency, columns);
  const blocks: readonly Block[] = [
    { rank: 3, words: saleTitle(kind) },
    { rank: 0, text: amount },
    ...noticeLines(flow.notice, columns).map((text): Block => ({ rank: 0, text })),
    ...told.map((text): Block => ({ rank: text.startsWith('RRN') ? 4 : 0, text })),
    { rank: 0, words: { zh: `电子小票 ${readOut}`, en: 'E-SLIP: READ IT OUT TO THE CUSTOMER' } },
    { rank: 1, words: MORE },
  ];
  return fitBlocks(blocks, columns, rows);
}

const MORE: Words = { zh: '.=优惠券/自取', en: '. COUPON, PICK-UP' };

/** 电子小票: a code to photograph, or a number to write down (requirement D10). */
function eSlipLines(eSlip: Sale['eSlip'], columns: number, rows: number): readonly string[] {
  if (eSlip === null) return [];
  // On one line where there is room for a code: it needs every line of a screen of 80×30.
  const above = lines(columns, { zh: `电子小票,请扫码 ${MORE.zh}`, en: `SCAN THE E-SLIP  ${MORE.en}` });
  const code = qrLines(eSlip.text, columns, rows - above.length);
  return code === null
    ? lines(columns, { zh: `电子小票 ${eSlip.readOut}`, en: 'E-SLIP: READ IT OUT TO THE CUSTOMER' }, MORE)
    : [...above, ...code];
}

function saleTitle(kind: Sale['kind']): Words {
  return kind === 'balance' ? { zh: '余额查询', en: 'BALANCE' } : KIND_WORDS[kind];
}

/** For the cashier it is enough that it was told: the amount is the customer's business, and stands on the customer's display. */
function balanceLines({ balance, currency }: Sale, columns: number): readonly string[] {
  if (balance === null) return [];
  switch (balance.is) {
    case 'told':
      return lines(columns, pairCells('可用余额 AVAILABLE', signed(balance.availableMinor, currency), columns), {
        zh: '未扣款,不打印',
        en: 'NOTHING CHARGED, NO SLIP',
      });
    case 'declined':
      return lines(
        columns,
        { zh: `× 查询失败 (${balance.responseCode})`, en: 'NOT TOLD' },
        responseAction(balance.responseCode).cashier,
      );
    case 'unanswered':
      return lines(
        columns,
        { zh: '× 银行无应答,未扣款', en: 'NO ANSWER, NOTHING CHARGED' },
        { zh: '请重试', en: 'Try again' },
      );
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

function cashPage(flow: Sale, title: Words, columns: number): readonly string[] {
  const { amountMinor, given, currency, notice } = flow;
  const typed = readAmount(given, currencyExponent(currency));
  const change =
    typed > amountMinor ? [pairCells('找零 CHANGE', amountWords(typed - amountMinor, currency), columns)] : [];
  return [
    ...lines(columns, { zh: `现金${title.zh}`, en: `CASH ${title.en}` }),
    pairCells('金额 AMOUNT', amountWords(amountMinor, currency), columns),
    pairCells('收 GIVEN', typed === 0 ? '' : amountWords(typed, currency), columns),
    ...change,
    ...noticeLines(notice, columns),
    ...lines(columns, { zh: '直接确认=正好 取消=返回', en: 'ENTER: EXACT  ESC: CARD' }),
  ];
}

/** Paid; what to give out. */
function cashLines({ givenMinor, changeMinor }: NonNullable<Sale['cash']>, currency: string, columns: number) {
  return [
    pairCells('收 GIVEN', amountWords(givenMinor, currency), columns),
    pairCells('找零 CHANGE', amountWords(changeMinor, currency), columns),
    ...lines(columns, { zh: '√ 现金已收', en: 'PAID IN CASH' }),
  ];
}

/** While the card is waited for: how it is presented, on the smallest screen too. */
function cardBlocks(flow: Sale, devices: readonly DeviceView[]): readonly Block[] {
  const advice = flow.advice === null ? undefined : READER_ADVICE[flow.advice];
  return [
    ...(advice === undefined ? [] : [{ rank: 1, words: advice }]),
    ...cardWords(devices, flow.takesCodes).map((words): Block => ({ rank: 0, words })),
    ...(flow.kind === 'sale' ? [{ rank: 1, words: { zh: '+=收现金', en: '+: CASH' } }] : []),
    { rank: 2, words: { zh: '取消=返回', en: 'ESC back' } },
  ];
}

/** While the PIN is waited for, or was not given. */
function pinLines(flow: Sale): readonly (Words | string | null)[] {
  if (flow.state === 'enteringPin')
    return [
      flow.maskedPan,
      { zh: '请顾客在密码键盘上输入密码', en: 'CUSTOMER: PIN ON THE PIN PAD' },
      { zh: '取消=放弃', en: 'ESC give up' },
    ];
  const trouble = PIN_TROUBLES[flow.pinTrouble ?? ''];
  return [
    trouble?.what ?? null,
    trouble?.remedy ?? null,
    { zh: '确认=重新输密码 取消=放弃', en: 'ENTER: ASK AGAIN  ESC: GIVE UP' },
  ];
}
