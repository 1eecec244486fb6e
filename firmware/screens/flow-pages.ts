/** One page for each state of a conversation: title, what is typed or shown, what to do next, why something was refused. */
import { readAmount } from '../rules/amount-entry.ts';
import { terminalFreeze } from '../rules/freezes.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { amountCheckLines } from './amount-check-lines.ts';
import { decisionLines, noticeLines, waiting } from './decision-lines.ts';
import { freezePage, stoppedLines } from './freeze-page.ts';
import { basketPage, returnPage } from './goods-pages.ts';
import { healthPage } from './health-page.ts';
import { lookupPage, timelinePage } from './lookup-pages.ts';
import { resolutionPage, settlementPage } from './manager-pages.ts';
import { menuPage } from './menu-page.ts';
import { CHECK_CABLE, missingRemedy, missingWords } from './missing-devices.ts';
import { handSlipsPage, paperBackPage } from './outage-pages.ts';
import { bothLanguages, pairCells } from './page.ts';
import { identificationLines, peoplePage, shiftPage, signInPage, signInPrompt } from './people-pages.ts';
import { preauthFollowUpPage } from './preauth-follow-up-page.ts';
import { qrLines } from './qr-lines.ts';
import { refundPage } from './refund-pages.ts';
import { servicePage } from './service-page.ts';
import type { DeviceView, FlowView, TillView } from './till-view.ts';
import { toDoPage } from './to-do-page.ts';
import { PAPER_TROUBLES, PIN_TROUBLES, READER_ADVICE } from './words.ts';
import { xReportPage } from './x-report-page.ts';

type Sale = Extract<FlowView, { at: 'sale' }>;
type Reprint = Extract<FlowView, { at: 'reprint' }>;

/** @param rows that the page may use; a code that would not fit is read out instead */
export function flowPage(view: TillView, columns: number, rows: number): readonly string[] {
  const { flow } = view;
  switch (flow.at) {
    case 'idle':
      return idlePage(view, columns);
    case 'menu':
      return menuPage(columns);
    case 'health':
      return healthPage(view, flow.chosen, columns);
    case 'sale':
      return salePage(flow, view.devices, columns, rows);
    case 'refund':
      return refundPage(flow, view, columns, rows);
    case 'basket':
      return basketPage(flow, columns, rows);
    case 'return':
      return returnPage(flow, columns, rows);
    case 'lookup':
      return lookupPage(flow, columns, rows);
    case 'timeline':
      return timelinePage(flow, columns);
    case 'preauthFollowUp':
      return preauthFollowUpPage(flow, columns);
    case 'reprint':
      return reprintPage(flow, columns);
    case 'settlement':
      return settlementPage(flow, columns);
    case 'resolution':
      return resolutionPage(flow, columns);
    case 'service':
      return servicePage(flow, columns);
    case 'handSlips':
      return handSlipsPage(flow, columns);
    case 'paperBack':
      return paperBackPage(flow, columns);
    case 'people':
      return peoplePage(flow, columns);
    case 'shift':
      return shiftPage(flow, columns);
    case 'xReport':
      return xReportPage(flow, columns);
    case 'freeze':
      return freezePage(flow, columns, rows);
    case 'toDo':
      return toDoPage(flow, columns);
    case 'signIn':
      return signInPage(flow, columns);
  }
}

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

function lines(columns: number, ...parts: readonly (Words | string | null)[]): readonly string[] {
  return parts.flatMap((part) =>
    part === null ? [] : typeof part === 'string' ? [part] : bothLanguages(part, columns),
  );
}

/** Without these nothing can be sold; the printer may be missing (design §6). */
export const NEEDED: readonly string[] = ['keypad', 'cardReader'];

function idlePage(view: TillView, columns: number): readonly string[] {
  const missing = view.devices.filter(({ device, state }) => NEEDED.includes(device) && state !== 'ready');
  if (missing.length > 0) return missingPage(missing, columns);
  if (view.duty === null || view.duty.locked) return signInPrompt(view.duty?.operator ?? null, columns);
  if (terminalFreeze(view.freezes) !== null) return stoppedLines(columns);
  const offer: Words | null =
    view.debts.promises.length > 0 && view.paper.trouble === null
      ? { zh: '按确认办理待办退货', en: 'ENTER: promised refunds' }
      : null;
  return lines(
    columns,
    { zh: '请输入金额', en: 'READY - TYPE THE AMOUNT' },
    { zh: '+消费 -退货 /重打 *功能', en: '+SALE -REFUND /REPRINT *MORE' },
    offer,
  );
}

function missingPage(missing: readonly DeviceView[], columns: number): readonly string[] {
  return lines(
    columns,
    { zh: '设备未就绪', en: 'WAITING FOR DEVICES' },
    ...missing.map(missingWords),
    ...(missing.some(({ stranger }) => stranger === null) ? [CHECK_CABLE] : []),
    ...missing.filter(({ stranger }) => stranger !== null).map(missingRemedy),
  );
}

function salePage(flow: Sale, devices: readonly DeviceView[], columns: number, rows: number): readonly string[] {
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
    case 'offeringToGoOn': {
      const trouble = PAPER_TROUBLES[flow.trouble ?? 'printer-silent'];
      return [
        ...lines(
          columns,
          title,
          amount,
          trouble.what,
          trouble.remedy,
          { zh: '无纸继续? 小票以后补打', en: 'GO ON WITHOUT PAPER? RECEIPT LATER' },
          { zh: '顾客同意请按确认 取消=返回', en: 'CUSTOMER AGREES: ENTER  ESC back' },
        ),
        ...noticeLines(flow.notice, columns),
      ];
    }
    case 'awaitingCard':
      return lines(
        columns,
        title,
        amount,
        flow.advice === null ? null : (READER_ADVICE[flow.advice] ?? null),
        ...swipeLines(
          devices.find(({ device }) => device === 'cardReader'),
          flow.takesCodes,
        ),
        { zh: '取消=返回', en: 'ESC back' },
      );
    case 'enteringPin':
      return lines(
        columns,
        title,
        amount,
        flow.maskedPan,
        { zh: '请顾客在密码键盘上输入密码', en: 'CUSTOMER: PIN ON THE PIN PAD' },
        { zh: '取消=放弃', en: 'ESC give up' },
      );
    case 'withoutPin': {
      const trouble = PIN_TROUBLES[flow.pinTrouble ?? ''];
      return lines(columns, title, amount, trouble?.what ?? null, trouble?.remedy ?? null, {
        zh: '确认=重新输密码 取消=放弃',
        en: 'ENTER: ASK AGAIN  ESC: GIVE UP',
      });
    }
    case 'authorising':
      return lines(columns, title, amount, flow.maskedPan, waiting(flow.submitted));
    default:
      return [
        ...lines(columns, title, amount, flow.maskedPan),
        ...noticeLines(flow.notice, columns),
        ...balanceLines(flow, columns),
        ...decisionLines(flow.decision, flow.kind === 'balance' ? 'sale' : flow.kind, columns),
        ...eSlipLines(flow.eSlip, columns, rows - 5),
      ];
  }
}

/** 电子小票: a code to photograph, or a number to write down (requirement D10). */
function eSlipLines(eSlip: Sale['eSlip'], columns: number, rows: number): readonly string[] {
  if (eSlip === null) return [];
  const code = qrLines(eSlip.text, columns, rows - 1);
  return code === null
    ? lines(columns, { zh: `电子小票 ${eSlip.readOut}`, en: 'E-SLIP: READ IT OUT TO THE CUSTOMER' })
    : [...lines(columns, { zh: '电子小票,请顾客扫码', en: 'E-SLIP: THE CUSTOMER SCANS IT' }), ...code];
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

function swipeLines(reader: DeviceView | undefined, takesCodes: boolean): readonly Words[] {
  return reader === undefined || reader.state === 'ready'
    ? [
        takesCodes
          ? { zh: '请刷卡或扫付款码', en: 'SWIPE THE CARD, OR SCAN THE CODE' }
          : { zh: '请刷卡', en: 'SWIPE THE CARD' },
      ]
    : [missingWords(reader), missingRemedy(reader)];
}

function reprintPage(flow: Reprint, columns: number): readonly string[] {
  const title: Words = { zh: '重打印', en: 'REPRINT' };
  switch (flow.state) {
    case 'enteringReference':
      return [
        ...lines(columns, title, pairCells('票号/参考号 SLIP/RRN', flow.typed, columns), {
          zh: '直接确认=上一笔',
          en: 'ENTER: THE LAST ONE',
        }),
        ...noticeLines(flow.notice, columns),
      ];
    case 'choosingCopy':
      return lines(
        columns,
        title,
        flow.found === null
          ? null
          : pairCells(flow.found.kind, amountWords(flow.found.amountMinor, flow.found.currency), columns),
        { zh: '确认/1=持卡人存根', en: 'ENTER/1: CUSTOMER COPY' },
        flow.found?.copies.includes('merchant') ? { zh: '2=商户存根', en: '2: MERCHANT COPY' } : null,
      );
    default:
      return lines(columns, title, {
        zh: `将打印 重打印 ${flow.duplicate ?? ''}`,
        en: `DUPLICATE ${flow.duplicate ?? ''} WILL BE PRINTED`,
      });
  }
}
