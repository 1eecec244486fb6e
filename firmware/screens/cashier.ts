/** The cashier's screen: what is going on, what to do, what is owed. Small enough for 24×6, better with more. */
import { batchRoomLine } from '../rules/batch-room.ts';
import { terminalFreeze } from '../rules/freezes.ts';
import { amountWords } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import { flowPage, NEEDED } from './flow-pages.ts';
import { freezeBanner } from './freeze-page.ts';
import { warningWords } from './missing-devices.ts';
import { otherPrinterWords } from './other-printer.ts';
import { type Block, fitBlocks, fitCells, fitPage, must, pairCells, widthOf } from './page.ts';
import { rollWords } from './roll-lines.ts';
import type { TillView } from './till-view.ts';
import { exerciseLines } from './training-pages.ts';
import { SHORT_REST, type TroubleStyle, troubleBlocks, troubleStyle } from './trouble-lines.ts';
import { MODE_MARKS } from './words.ts';

/** The pages before a long report (requirement D14). */
const WHERE_ROLL_MATTERS: ReadonlySet<string> = new Set(['settlement', 'xReport', 'paperBack']);
/** A settlement with a page of differences. */
const LONG_REPORT_MM = 400;

/** There what stands at the foot is told in Chinese before it is left out. */
const isSmall = ({ columns, rows }: ScreenSize): boolean => columns < 32 || rows < 12;

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
  const asked = view.flow.at === 'idle' ? doubtWords(view) : [];
  const room = isRoomFirst(view) ? fitBlocks(must(...batchRoomTold(view)), columns, isSmall(size) ? 1 : 2) : [];
  const marks = [...freezeBanner(stopped, columns), ...lineLines(view, columns), ...room, ...first];
  const above = [...fitBlocks(must(...asked), columns, rows - marks.length - 2), ...marks];
  const free = rows - above.length - 1;
  const page = fitPage(flowPage(view, columns, free), columns, free, columns - widthOf(modeMark(view)) - 1);
  const rest = first.length > 0 ? [] : practised;
  const footOf = (style: TroubleStyle, room: number) => [
    ...rest,
    ...fitBlocks(footBlocks(view, style), columns, isSmall(size) ? room - rest.length : Number.POSITIVE_INFINITY),
  ];
  const style = troubleStyle(view, free, page.lines.length, footOf('words', Number.POSITIVE_INFINITY).length);
  const body = style === 'drawing' ? restBesideDrawing(view, columns, free, page.lines) : page.lines;
  const lines = [...body, ...filler(free, body, footOf(style, Math.max(0, free - body.length)))];
  return [headline(view, page.head, columns), ...above, ...lines].slice(0, rows).map((line) => fitCells(line, columns));
}

/** What stands at the foot, below what is left free. */
function filler(free: number, body: readonly string[], foot: readonly string[]): readonly string[] {
  const left = Math.max(0, free - body.length);
  const shown = foot.slice(0, left);
  return [...Array<string>(left - shown.length).fill(''), ...shown];
}

/** At rest without room for everything: what to do with the printer comes before what could be sold. */
function restBesideDrawing(view: TillView, columns: number, free: number, body: readonly string[]): readonly string[] {
  const foot = fitBlocks(footBlocks(view, 'drawing'), columns, Number.POSITIVE_INFINITY);
  if (body.length + foot.length <= free) return body;
  const short = fitBlocks(must(SHORT_REST), columns, 1);
  const trouble = fitBlocks(troubleBlocks(view, 'drawing'), columns, 0);
  return short.length + trouble.length <= free ? short : [];
}

/** In training and in a demonstration every screen says so. */
const modeMark = ({ mode, tid }: TillView): string => (MODE_MARKS[mode] === '' ? tid : MODE_MARKS[mode]);

/** @param head of the page, which an amount needs more than the number of who is on duty */
function headline(view: TillView, head: string | null, columns: number): string {
  const onDuty = view.duty === null ? '' : ` #${view.duty.operator}`;
  // What is on hold is seen on every page (requirement C11); a frozen terminal has a line of its own.
  const held = view.freezes.filter(({ on }) => on.is !== 'terminal').length;
  const onHold = held === 0 ? '' : ` !冻${held}`;
  const right = `${modeMark(view)}${onHold}${onDuty}`;
  const isNarrow = head !== null && widthOf(head) + 1 + widthOf(right) > columns;
  return pairCells(head ?? view.merchant, isNarrow ? modeMark(view) : right, columns);
}

/** Its own page says it already. */
function practiceLines({ exercise, flow }: TillView, columns: number): readonly string[] {
  return flow.at === 'exercises' ? [] : exerciseLines(exercise ?? null, columns);
}

/** What is told below every page: the further down, the sooner a small screen goes without. */
function footBlocks(view: TillView, style: TroubleStyle): readonly Block[] {
  const asks = view.flow.at === 'idle' && view.paper.doubt === null;
  const words = (said: readonly Words[], from: number): readonly Block[] =>
    said.map((one, i): Block => ({ rank: from + i, words: one }));
  const trouble = troubleBlocks(view, style);
  const paper = [
    ...(asks ? [] : words(doubtWords(view), 0)),
    ...(trouble.length > 0 ? trouble : words(paperWords(view), 10)),
    // At rest they are a question that keys answer.
    ...words(rollWords(view.paper.roll, asks), asks ? 0 : 20),
    ...words([...otherPrinterWords(view.paper, asks), ...slipWords(view)], 30),
  ];
  const devices = words(deviceWords(view), style === 'drawing' ? 40 : 5);
  const debts = words(debtWords(view), 50);
  return style === 'drawing' ? [...paper, ...devices, ...debts] : [...devices, ...paper, ...debts];
}

function deviceWords(view: TillView): readonly Words[] {
  const { flow } = view;
  if (flow.at === 'health') return [];
  const asksForCard = flow.at === 'sale' && flow.state === 'awaitingCard';
  return warningWords(view, flow.at === 'idle' ? NEEDED : asksForCard ? ['cardReader'] : []);
}

/** Of the roll, where nothing is wrong with it. */
function paperWords(view: TillView): readonly Words[] {
  const { nearEnd, leftMm } = view.paper;
  if (view.shiftStart !== undefined) return view.shiftStart;
  if (nearEnd) return [{ zh: '! 纸将用完', en: 'PAPER LOW' }];
  if (leftMm === null || !WHERE_ROLL_MATTERS.has(view.flow.at)) return [];
  const left = `${(leftMm / 1000).toFixed(1)} m`;
  return leftMm >= LONG_REPORT_MM
    ? [{ zh: `纸约剩 ${left}`, en: 'OF PAPER LEFT' }]
    : [{ zh: `! 纸约剩 ${left},可能不够打报表`, en: 'MAY NOT DO FOR THE REPORT' }];
}

function slipWords({ paper: { slip } }: TillView): readonly Words[] {
  if (slip === null) return [];
  if (slip.state === 'held')
    return [{ zh: `票号 ${slip.number} 未打完`, en: `SLIP ${slip.number} UNFINISHED ${slip.proven}/${slip.segments}` }];
  return slip.state === 'recollecting'
    ? [{ zh: `正在核对票号 ${slip.number}`, en: `CHECKING SLIP ${slip.number}` }]
    : [{ zh: `正在打印票号 ${slip.number}`, en: `PRINTING SLIP ${slip.number}` }];
}

/** The keys stand there only where they are taken: elsewhere, and before the question can have been read, they mean something else. */
function doubtWords({ paper: { doubt, doubtReadable }, flow }: TillView): readonly Words[] {
  if (doubt === null) return [];
  return [
    { zh: `票号 ${doubt} 打印完整吗?`, en: `Is slip ${doubt} complete?` },
    doubtReadable && flow.at === 'idle'
      ? { zh: '确认=完整 取消=不完整', en: 'ENTER yes  ESC no' }
      : { zh: '请看小票', en: 'LOOK AT THE SLIP' },
  ];
}

/** Said before a sale, never into one: what happens to that one it says itself. */
function lineLines({ acquirer, flow }: TillView, columns: number): readonly string[] {
  const { line, lineSince } = acquirer;
  if (line !== 'down' || flow.at !== 'idle') return [];
  return [pairCells('! 银行无应答 NO ANSWER', columns < 40 ? '' : (lineSince?.slice(-8) ?? ''), columns)];
}

/** Their pages say it themselves. */
const SAY_THE_ROOM: ReadonlySet<string> = new Set(['settlement', 'xReport']);

/** Without a settlement there will be no trade at all; one that is under way is said by itself. */
function batchRoomTold({ acquirer: { batchRoom }, debts, flow }: TillView): readonly Words[] {
  return batchRoom === null || debts.settling !== null || SAY_THE_ROOM.has(flow.at) ? [] : [batchRoomLine(batchRoom)];
}

/** At rest, where nothing is wrong with the paper, it stands above what could be sold: also on the smallest screen. */
const isRoomFirst = ({ flow, paper }: TillView): boolean =>
  flow.at === 'idle' && paper.trouble === null && paper.doubt === null;

function debtWords(view: TillView): readonly Words[] {
  const { receipts, promises, overdue, reversals, needsHuman, unknownRefunds, untold, settling } = view.debts;
  const lines: Words[] = [];
  if (!isRoomFirst(view)) lines.push(...batchRoomTold(view));
  if (view.policyProblem !== null)
    lines.push({ zh: '! 新策略文件有误,仍用旧版', en: 'NEW POLICY REFUSED, OLD ONE HOLDS' });
  if (settling !== null && view.flow.at !== 'settlement')
    lines.push({ zh: '! 结算未完成', en: 'SETTLEMENT UNFINISHED' });
  if (receipts > 0) lines.push({ zh: `欠小票 ${receipts}`, en: `RECEIPTS OWED ${receipts}` });
  if (promises.length > 0) {
    const sum = promises.reduce((total, promise) => total + promise.amountMinor, 0);
    const amount = amountWords(sum, view.currency);
    const age = promises[0]?.age ?? '';
    lines.push({
      zh: `待办退货 ${promises.length} 笔 ${amount} 已等 ${age}`,
      en: `REFUNDS PROMISED ${promises.length}, ${age}`,
    });
  }
  const frozen = view.freezes.filter(({ on }) => on.is !== 'terminal').length;
  const { drawerDoubt } = view;
  if (drawerDoubt !== null && view.flow.at === 'idle') {
    const amount = amountWords(drawerDoubt.amountMinor, drawerDoubt.currency);
    lines.push({ zh: `! 现金 ${amount}:钱箱没开就按*再按0`, en: 'DRAWER SHUT? * THEN 0' });
  }
  if (frozen > 0) lines.push({ zh: `! 冻结 ${frozen} 项 按*再按4`, en: `ON HOLD ${frozen}: * THEN 4` });
  lines.push(...outageWords(view));
  if (overdue > 0) lines.push({ zh: `! 逾期退货 ${overdue} 笔 按*再按-`, en: `OVERDUE ${overdue}: * THEN -` });
  if (reversals > 0) lines.push({ zh: `待冲正 ${reversals} 笔`, en: `REVERSALS OWED ${reversals}` });
  if (needsHuman > 0) lines.push({ zh: `! 冲正不成功 ${needsHuman} 笔,请联系收单行`, en: `CALL THE ACQUIRER` });
  if (untold > 0) lines.push({ zh: `! 通知未送达 ${untold} 笔,请联系收单行`, en: `ADVICES NOT TAKEN ${untold}` });
  if (unknownRefunds > 0)
    lines.push({ zh: `退货结果未知 ${unknownRefunds} 笔`, en: `REFUNDS UNKNOWN ${unknownRefunds}` });
  return lines;
}

/** 无纸营业: what was sold meanwhile; then that somebody must go through it (requirements D4, D8). */
function outageWords({ debts, currency, flow, paper }: TillView): readonly Words[] {
  const { outage, cases, filesDue, tasks, backupHours } = debts;
  const lines: Words[] = [];
  if (outage !== null && outage.state !== 'returned' && outage.count > 0) {
    const amount = amountWords(outage.sumMinor, currency);
    lines.push({ zh: `无纸营业 ${outage.count} 笔 ${amount}`, en: `SOLD WITHOUT PAPER ${outage.count}` });
  }
  if (outage?.state === 'proving' && paper.trouble === null)
    lines.push({ zh: '有纸了 印好一张才算恢复', en: 'PAPER IN: ENDS WITH A GOOD SLIP' });
  if (outage?.state === 'returned' && flow.at !== 'paperBack')
    lines.push({ zh: '! 来纸对账未签核 按*再按/', en: 'PAPER IS BACK: * THEN /' });
  if (backupHours !== null) lines.push({ zh: `! 账本 ${backupHours} 小时未备份`, en: 'NO BACKUP' });
  if (cases > 0) lines.push({ zh: `! 待收款 ${cases} 笔 按*再按-`, en: `TO CHARGE ${cases}: * THEN -` });
  if (filesDue > 0) lines.push({ zh: `! 案卷到期 ${filesDue} 件 按*再按-`, en: `FOLLOW UP ${filesDue}: * THEN -` });
  if (tasks > 0) lines.push({ zh: `待查差异 ${tasks} 项`, en: `DIFFERENCES ${tasks}` });
  return lines;
}
