import { terminalFreeze } from '../rules/freezes.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import { alternativePage } from './alternative-page.ts';
import { caseDeskPage } from './case-desk-page.ts';
import { drawerCountPage } from './drawer-count-page.ts';
import { freezePage, STOPPED } from './freeze-page.ts';
import { basketPage, returnPage } from './goods-pages.ts';
import { healthPage } from './health-page.ts';
import { helpPage } from './help-page.ts';
import { lookupPage, timelinePage } from './lookup-pages.ts';
import { resolutionPage, settlementPage } from './manager-pages.ts';
import { menuPage } from './menu-page.ts';
import { CHECK_CABLE, missingRemedy, missingWords } from './missing-devices.ts';
import { noticeBlocks } from './notice-lines.ts';
import { otherPrinterItem } from './other-printer.ts';
import { handSlipsPage, paperBackPage } from './outage-pages.ts';
import { amountLine, type Block, keys, must, pairCells, title } from './page.ts';
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
export function flowPage(view: TillView, columns: number, rows: number): readonly Block[] {
  const { flow } = view;
  switch (flow.at) {
    case 'idle':
      return idlePage(view);
    case 'menu':
      return must(...menuPage(columns, otherPrinterItem(view.paper)));
    case 'health':
      return healthPage(view, flow.chosen, columns);
    case 'sale':
      return salePage(flow, view, columns, rows);
    case 'alternative':
      return alternativePage(flow, columns);
    case 'refund':
      return refundPage(flow, view, columns, rows);
    case 'unreferenced':
      return unreferencedPage(flow, presentVerb(view.devices), columns);
    case 'basket':
      return basketPage(flow, columns, rows);
    case 'return':
      return returnPage(flow, columns);
    case 'lookup':
      return lookupPage(flow, presentVerb(view.devices), columns);
    case 'timeline':
      // It fills the screen, and what is wrong with the printer stands below it.
      return timelinePage(flow, columns, view.paper.trouble === null ? rows : rows - 1);
    case 'preauthFollowUp':
      return preauthFollowUpPage(flow, columns);
    case 'reprint':
      return reprintPage(flow, columns);
    case 'settlement':
      return settlementPage(flow, columns, rows);
    case 'resolution':
      return resolutionPage(flow, columns);
    case 'service':
      return servicePage(flow);
    case 'handSlips':
      return handSlipsPage(flow, columns);
    case 'paperBack':
      return paperBackPage(flow, columns);
    case 'people':
      return peoplePage(flow, columns);
    case 'shift':
      return shiftPage(flow, columns, rows);
    case 'xReport':
      return xReportPage(flow, columns, rows);
    case 'drawerCount':
      return drawerCountPage(flow, columns);
    case 'help':
      return helpPage(flow, columns);
    case 'caseDesk':
      return caseDeskPage(flow, columns);
    case 'freeze':
      return freezePage(flow, presentVerb(view.devices), columns, rows);
    case 'training':
      return trainingPage(flow, columns, rows);
    case 'exercises':
      return exercisesPage(flow, columns, rows);
    case 'toDo':
      return toDoPage(flow, columns, rows);
    case 'signIn':
      return signInPage(flow, columns, rows);
  }
}

/** Without these nothing can be sold; the printer may be missing (design §6). */
export const NEEDED: readonly string[] = ['keypad', 'cardReader'];

function idlePage(view: TillView): readonly Block[] {
  const missing = view.devices.filter(({ device, state }) => NEEDED.includes(device) && state !== 'ready');
  if (missing.length > 0) return missingPage(missing);
  if (view.duty === null || view.duty.locked) return signInPrompt(view.duty?.operator ?? null);
  if (terminalFreeze(view.freezes) !== null) return STOPPED;
  const offersPromise = view.debts.promises.length > 0 && view.paper.trouble === null;
  return must(
    { zh: '请输入金额', en: 'READY - TYPE THE AMOUNT' },
    { zh: '+消费 -退货 /重打 *功能', en: '+SALE -REFUND /REPRINT *MORE' },
    offersPromise ? { zh: '按确认办理待办退货', en: 'ENTER: promised refunds' } : null,
  );
}

function missingPage(missing: readonly DeviceView[]): readonly Block[] {
  return must(
    { zh: '设备未就绪', en: 'WAITING FOR DEVICES' },
    ...missing.map(missingWords),
    ...(missing.some(({ stranger }) => stranger === null) ? [CHECK_CABLE] : []),
    ...missing.filter(({ stranger }) => stranger !== null).map(missingRemedy),
  );
}

function reprintPage(flow: Reprint, columns: number): readonly Block[] {
  const name = title({ zh: '重打印', en: 'REPRINT' });
  const { found } = flow;
  switch (flow.state) {
    case 'enteringReference':
      return [
        name,
        ...must(pairCells('票号/参考号 SLIP/RRN', flow.typed, columns), {
          zh: '直接确认=上一笔',
          en: 'ENTER: THE LAST ONE',
        }),
        ...noticeBlocks(flow.notice),
      ];
    case 'choosingCopy':
      return [
        name,
        ...(found === null
          ? []
          : [
              amountLine(
                `${KIND_WORDS[found.kind].zh} ${KIND_WORDS[found.kind].en}`,
                amountWords(found.amountMinor, found.currency),
                columns,
              ),
            ]),
        keys({ zh: '确认/1=顾客存根', en: 'ENTER/1: CUSTOMER COPY' }),
        ...must(found?.copies.includes('merchant') ? { zh: '2=商户存根', en: '2: MERCHANT COPY' } : null),
      ];
    default:
      return [
        name,
        ...must({
          zh: `将打印 重打印 ${flow.duplicate ?? ''}`,
          en: `DUPLICATE ${flow.duplicate ?? ''} WILL BE PRINTED`,
        }),
      ];
  }
}
