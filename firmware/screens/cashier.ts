/** The cashier's screen: what is going on, what to do, what is owed. Small enough for 24×6, better with more. */
import { terminalFreeze } from '../rules/freezes.ts';
import { amountWords } from '../rules/money-words.ts';
import { flowPage, NEEDED } from './flow-pages.ts';
import { freezeBanner } from './freeze-page.ts';
import { warningLines } from './missing-devices.ts';
import { otherPrinterLines } from './other-printer.ts';
import { bothLanguages, fitCells, lowered, pairCells } from './page.ts';
import { rollLines } from './roll-lines.ts';
import type { TillView } from './till-view.ts';
import { exerciseLines } from './training-pages.ts';
import { shortRestLines, type TroubleStyle, troubleLines, troubleStyle } from './trouble-lines.ts';
import { MODE_MARKS } from './words.ts';

/** The pages before a long report (requirement D14). */
const WHERE_ROLL_MATTERS: ReadonlySet<string> = new Set(['settlement', 'xReport', 'paperBack']);
/** A settlement with a page of differences. */
const LONG_REPORT_MM = 400;

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Exactly `rows` lines of exactly `columns` cells. */
export function renderCashierScreen(view: TillView, size: ScreenSize): readonly string[] {
  const { columns, rows } = size;
  const stopped = terminalFreeze(view.freezes);
  // At rest what is practised is what there is to do; in a conversation it comes below.
  const practised = practiceLines(view, columns);
  const first = view.flow.at === 'idle' ? practised : [];
  // A question that keys answer is on every screen on which they do.
  const asked = view.flow.at === 'idle' ? doubtLines(view, columns) : [];
  const above = [...asked, ...freezeBanner(stopped, columns), ...lineLines(view, columns), ...first];
  const { headline: top, body } = fitted(view, columns, rows - above.length - 1);
  const head = [top, ...above];
  const rest = first.length > 0 ? [] : practised;
  const footOf = (style: TroubleStyle) => [
    ...rest,
    ...deviceLines(view, columns),
    ...paperLines(view, columns, style),
    ...debtLines(view, columns),
  ];
  const free = rows - head.length;
  const style = troubleStyle(view, free, body.length, footOf('words').length);
  const lines = style === 'drawing' ? drawn(view, columns, free, body) : arranged(body, footOf(style), free);
  return [...head, ...lines].slice(0, rows).map((line) => fitCells(line, columns));
}

/** The page, in one language where it must be; then its title stands in the place of the shop's name. */
function fitted(view: TillView, columns: number, room: number): { headline: string; body: readonly string[] } {
  const body = lowered(flowPage(view, columns, room), room);
  const [title = ''] = body;
  const isTight = body.length > room && TITLE.test(title);
  const left = isTight ? body.slice(1) : body;
  const keys = left.at(-1) ?? '';
  return {
    headline: headline(view, columns, isTight ? title : view.merchant),
    body: left.length > room && KEYS.test(keys) ? [...left.slice(0, room - 1), keys] : left,
  };
}

/** Words without a figure: what else stands there is no title. */
const TITLE = /^\p{Script=Han}{2,6}( [A-Z][A-Z ]*)?$/u;

/** What may be pressed now, which is said last, is seen even where a figure above it is not. */
const KEYS = /\S=\S/;

/** On a small screen the conversation comes before the list of debts: what the cashier must answer is never pushed out. */
function arranged(body: readonly string[], foot: readonly string[], free: number): readonly string[] {
  const room = free - foot.length;
  const shownFoot = room >= Math.min(body.length, free) ? foot : foot.slice(0, Math.max(0, free - body.length));
  const filler = Math.max(0, free - body.length - shownFoot.length);
  return [...body, ...Array<string>(filler).fill(''), ...shownFoot];
}

/** At rest without room for everything: what to do with the printer comes before what could be sold. */
function drawn(view: TillView, columns: number, free: number, body: readonly string[]): readonly string[] {
  const trouble = troubleLines(view, columns, 'drawing');
  const foot = [...paperLines(view, columns, 'drawing'), ...deviceLines(view, columns), ...debtLines(view, columns)];
  const short = shortRestLines(columns);
  if (body.length + foot.length <= free) return arranged(body, foot, free);
  return arranged(short.length + trouble.length <= free ? short : [], foot, free);
}

function headline(view: TillView, columns: number, left: string): string {
  const mark = MODE_MARKS[view.mode];
  const onDuty = view.duty === null ? '' : ` #${view.duty.operator}`;
  // What is on hold is seen on every page (requirement C11); a frozen terminal has a line of its own.
  const held = view.freezes.filter(({ on }) => on.is !== 'terminal').length;
  const onHold = held === 0 ? '' : ` !冻${held}`;
  return pairCells(left, `${mark === '' ? view.tid : mark}${onHold}${onDuty}`, columns);
}

/** Its own page says it already. */
function practiceLines({ exercise, flow }: TillView, columns: number): readonly string[] {
  return flow.at === 'exercises' ? [] : exerciseLines(exercise ?? null, columns);
}

function deviceLines(view: TillView, columns: number): readonly string[] {
  const { flow } = view;
  if (flow.at === 'health') return [];
  const asksForCard = flow.at === 'sale' && flow.state === 'awaitingCard';
  return warningLines(view, flow.at === 'idle' ? NEEDED : asksForCard ? ['cardReader'] : [], columns);
}

function paperLines(view: TillView, columns: number, style: TroubleStyle): readonly string[] {
  const { trouble, slip, doubt, nearEnd, leftMm } = view.paper;
  const lines = view.flow.at === 'idle' ? [] : [...doubtLines(view, columns)];
  if (trouble !== null) {
    lines.push(...troubleLines(view, columns, style));
  } else if (view.shiftStart !== undefined) {
    lines.push(...view.shiftStart.flatMap((words) => bothLanguages(words, columns)));
  } else if (nearEnd) {
    lines.push(...bothLanguages({ zh: '! 纸将用完', en: 'PAPER LOW' }, columns));
  } else if (leftMm !== null && WHERE_ROLL_MATTERS.has(view.flow.at)) {
    const enough = leftMm >= LONG_REPORT_MM;
    const left = `${(leftMm / 1000).toFixed(1)} m`;
    lines.push(
      ...bothLanguages(
        enough
          ? { zh: `纸约剩 ${left}`, en: 'OF PAPER LEFT' }
          : { zh: `! 纸约剩 ${left},可能不够打报表`, en: 'MAY NOT DO FOR THE REPORT' },
        columns,
      ),
    );
  }
  lines.push(
    ...rollLines(view.paper.roll, view.flow.at === 'idle' && doubt === null).flatMap((words) =>
      bothLanguages(words, columns),
    ),
    ...otherPrinterLines(view.paper, view.flow.at === 'idle' && doubt === null).flatMap((words) =>
      bothLanguages(words, columns),
    ),
  );
  if (slip !== null && slip.state === 'held') {
    lines.push(
      ...bothLanguages(
        { zh: `票号 ${slip.number} 未打完`, en: `SLIP ${slip.number} UNFINISHED ${slip.proven}/${slip.segments}` },
        columns,
      ),
    );
  } else if (slip !== null && slip.state === 'recollecting') {
    lines.push(...bothLanguages({ zh: `正在核对票号 ${slip.number}`, en: `CHECKING SLIP ${slip.number}` }, columns));
  } else if (slip !== null) {
    lines.push(...bothLanguages({ zh: `正在打印票号 ${slip.number}`, en: `PRINTING SLIP ${slip.number}` }, columns));
  }
  return lines;
}

/** The keys stand there only where they are taken: elsewhere, and before the question can have been read, they mean something else. */
function doubtLines({ paper: { doubt, doubtReadable }, flow }: TillView, columns: number): readonly string[] {
  if (doubt === null) return [];
  return [
    ...bothLanguages({ zh: `票号 ${doubt} 打印完整吗?`, en: `Is slip ${doubt} complete?` }, columns),
    ...bothLanguages(
      doubtReadable && flow.at === 'idle'
        ? { zh: '确认=完整 取消=不完整', en: 'ENTER yes  ESC no' }
        : { zh: '请看小票', en: 'LOOK AT THE SLIP' },
      columns,
    ),
  ];
}

/** Said before a sale, never into one: what happens to that one it says itself. */
function lineLines({ acquirer, flow }: TillView, columns: number): readonly string[] {
  const { line, lineSince } = acquirer;
  if (line !== 'down' || flow.at !== 'idle') return [];
  return [pairCells('! 银行无应答 NO ANSWER', columns < 40 ? '' : (lineSince?.slice(-8) ?? ''), columns)];
}

function debtLines(view: TillView, columns: number): readonly string[] {
  const { receipts, promises, overdue, reversals, needsHuman, unknownRefunds, untold, settling } = view.debts;
  const lines: string[] = [];
  if (view.policyProblem !== null)
    lines.push(...bothLanguages({ zh: '! 新策略文件有误,仍用旧版', en: 'NEW POLICY REFUSED, OLD ONE HOLDS' }, columns));
  if (settling !== null && view.flow.at !== 'settlement')
    lines.push(...bothLanguages({ zh: '! 结算未完成', en: 'SETTLEMENT UNFINISHED' }, columns));
  if (receipts > 0)
    lines.push(...bothLanguages({ zh: `欠小票 ${receipts}`, en: `RECEIPTS OWED ${receipts}` }, columns));
  if (promises.length > 0) {
    const sum = promises.reduce((total, promise) => total + promise.amountMinor, 0);
    const amount = amountWords(sum, view.currency);
    const age = promises[0]?.age ?? '';
    lines.push(
      ...bothLanguages(
        {
          zh: `待办退货 ${promises.length} 笔 ${amount} 已等 ${age}`,
          en: `REFUNDS PROMISED ${promises.length}, ${age}`,
        },
        columns,
      ),
    );
  }
  const frozen = view.freezes.filter(({ on }) => on.is !== 'terminal').length;
  const { drawerDoubt } = view;
  if (drawerDoubt !== null && view.flow.at === 'idle') {
    const amount = amountWords(drawerDoubt.amountMinor, drawerDoubt.currency);
    lines.push(...bothLanguages({ zh: `! 现金 ${amount}:钱箱没开就按*再按0`, en: 'DRAWER SHUT? * THEN 0' }, columns));
  }
  if (frozen > 0)
    lines.push(...bothLanguages({ zh: `! 冻结 ${frozen} 项 按*再按4`, en: `ON HOLD ${frozen}: * THEN 4` }, columns));
  lines.push(...outageLines(view, columns));
  if (overdue > 0)
    lines.push(
      ...bothLanguages({ zh: `! 逾期退货 ${overdue} 笔 按*再按-`, en: `OVERDUE ${overdue}: * THEN -` }, columns),
    );
  if (reversals > 0)
    lines.push(...bothLanguages({ zh: `待冲正 ${reversals} 笔`, en: `REVERSALS OWED ${reversals}` }, columns));
  if (needsHuman > 0)
    lines.push(
      ...bothLanguages({ zh: `! 冲正不成功 ${needsHuman} 笔,请联系收单行`, en: `CALL THE ACQUIRER` }, columns),
    );
  if (untold > 0)
    lines.push(
      ...bothLanguages({ zh: `! 通知未送达 ${untold} 笔,请联系收单行`, en: `ADVICES NOT TAKEN ${untold}` }, columns),
    );
  if (unknownRefunds > 0)
    lines.push(
      ...bothLanguages({ zh: `退货结果未知 ${unknownRefunds} 笔`, en: `REFUNDS UNKNOWN ${unknownRefunds}` }, columns),
    );
  return lines;
}

/** 无纸营业: what was sold meanwhile; then that somebody must go through it (requirements D4, D8). */
function outageLines({ debts, currency, flow, paper }: TillView, columns: number): readonly string[] {
  const { outage, cases, filesDue, tasks, backupHours } = debts;
  const lines: string[] = [];
  if (outage !== null && outage.state !== 'returned' && outage.count > 0) {
    const amount = amountWords(outage.sumMinor, currency);
    lines.push(
      ...bothLanguages(
        { zh: `无纸营业 ${outage.count} 笔 ${amount}`, en: `SOLD WITHOUT PAPER ${outage.count}` },
        columns,
      ),
    );
  }
  if (outage?.state === 'proving' && paper.trouble === null)
    lines.push(...bothLanguages({ zh: '有纸了 印好一张才算恢复', en: 'PAPER IN: ENDS WITH A GOOD SLIP' }, columns));
  if (outage?.state === 'returned' && flow.at !== 'paperBack')
    lines.push(...bothLanguages({ zh: '! 来纸对账未签核 按*再按/', en: 'PAPER IS BACK: * THEN /' }, columns));
  if (backupHours !== null)
    lines.push(...bothLanguages({ zh: `! 账本 ${backupHours} 小时未备份`, en: 'NO BACKUP' }, columns));
  if (cases > 0)
    lines.push(...bothLanguages({ zh: `! 待收款 ${cases} 笔 按*再按-`, en: `TO CHARGE ${cases}: * THEN -` }, columns));
  if (filesDue > 0)
    lines.push(
      ...bothLanguages({ zh: `! 案卷到期 ${filesDue} 件 按*再按-`, en: `FOLLOW UP ${filesDue}: * THEN -` }, columns),
    );
  if (tasks > 0) lines.push(...bothLanguages({ zh: `待查差异 ${tasks} 项`, en: `DIFFERENCES ${tasks}` }, columns));
  return lines;
}
