import { terminalFreeze } from '../rules/freezes.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import { alternativePage } from './alternative-page.ts';
import { caseDeskPage } from './case-desk-page.ts';
import { noticeLines } from './decision-lines.ts';
import { drawerCountPage } from './drawer-count-page.ts';
import { freezePage, stoppedLines } from './freeze-page.ts';
import { basketPage, returnPage } from './goods-pages.ts';
import { healthPage } from './health-page.ts';
import { helpPage } from './help-page.ts';
import { lookupPage, timelinePage } from './lookup-pages.ts';
import { resolutionPage, settlementPage } from './manager-pages.ts';
import { menuPage } from './menu-page.ts';
import { CHECK_CABLE, missingRemedy, missingWords } from './missing-devices.ts';
import { otherPrinterItem } from './other-printer.ts';
import { handSlipsPage, paperBackPage } from './outage-pages.ts';
import { bothLanguages, pairCells } from './page.ts';
import { peoplePage, shiftPage, signInPage, signInPrompt } from './people-pages.ts';
import { preauthFollowUpPage } from './preauth-follow-up-page.ts';
import { presentVerb } from './presenting.ts';
import { refundPage } from './refund-pages.ts';
import { salePage } from './sale-page.ts';
import { servicePage } from './service-page.ts';
import type { DeviceView, FlowView, TillView } from './till-view.ts';
import { toDoPage } from './to-do-page.ts';
import { exercisesPage, trainingPage } from './training-pages.ts';
import { unreferencedPage } from './unreferenced-page.ts';
import { xReportPage } from './x-report-page.ts';

type Reprint = Extract<FlowView, { at: 'reprint' }>;

/** @param rows that the page may use; a code that would not fit is read out instead */
export function flowPage(view: TillView, columns: number, rows: number): readonly string[] {
  const { flow } = view;
  switch (flow.at) {
    case 'idle':
      return idlePage(view, columns);
    case 'menu':
      return menuPage(columns, otherPrinterItem(view.paper));
    case 'health':
      return healthPage(view, flow.chosen, columns, rows);
    case 'sale':
      return salePage(flow, view, columns, rows);
    case 'alternative':
      return alternativePage(flow, columns);
    case 'refund':
      return refundPage(flow, view, columns, rows);
    case 'unreferenced':
      return unreferencedPage(flow, presentVerb(view.devices), columns, rows);
    case 'basket':
      return basketPage(flow, columns, rows);
    case 'return':
      return returnPage(flow, columns, rows);
    case 'lookup':
      return lookupPage(flow, presentVerb(view.devices), columns, rows);
    case 'timeline':
      return timelinePage(flow, columns, rows);
    case 'preauthFollowUp':
      return preauthFollowUpPage(flow, columns);
    case 'reprint':
      return reprintPage(flow, columns);
    case 'settlement':
      return settlementPage(flow, columns, rows);
    case 'resolution':
      return resolutionPage(flow, columns);
    case 'service':
      return servicePage(flow, columns);
    case 'handSlips':
      return handSlipsPage(flow, columns);
    case 'paperBack':
      return paperBackPage(flow, columns, rows);
    case 'people':
      return peoplePage(flow, columns);
    case 'shift':
      return shiftPage(flow, columns);
    case 'xReport':
      return xReportPage(flow, columns, rows);
    case 'drawerCount':
      return drawerCountPage(flow, columns, rows);
    case 'help':
      return helpPage(flow, columns, rows);
    case 'caseDesk':
      return caseDeskPage(flow, columns, rows);
    case 'freeze':
      return freezePage(flow, presentVerb(view.devices), columns, rows);
    case 'training':
      return trainingPage(flow, columns, rows);
    case 'exercises':
      return exercisesPage(flow, columns, rows);
    case 'toDo':
      return toDoPage(flow, columns, rows);
    case 'signIn':
      return signInPage(flow, columns);
  }
}

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
          : pairCells(
              `${KIND_WORDS[flow.found.kind].zh} ${KIND_WORDS[flow.found.kind].en}`,
              amountWords(flow.found.amountMinor, flow.found.currency),
              columns,
            ),
        { zh: '确认/1=顾客存根', en: 'ENTER/1: CUSTOMER COPY' },
        flow.found?.copies.includes('merchant') ? { zh: '2=商户存根', en: '2: MERCHANT COPY' } : null,
      );
    default:
      return lines(columns, title, {
        zh: `将打印 重打印 ${flow.duplicate ?? ''}`,
        en: `DUPLICATE ${flow.duplicate ?? ''} WILL BE PRINTED`,
      });
  }
}
