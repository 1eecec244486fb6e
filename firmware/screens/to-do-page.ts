/** The page of what is left for people to do (待办, requirement D17). */
import { ALTERNATIVES, alternativeName } from '../rules/alternatives.ts';
import { caseCode } from '../rules/case-status.ts';
import { amountWords } from '../rules/money-words.ts';
import { differenceWords } from '../rules/outage-differences.ts';
import { ageWords, CASE_WANTS, ENDINGS, type Ending, isOverdue, type ToDoItem } from '../rules/to-do.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { amountLine, type Block, keys, must, pairCells, ranked, title, turned } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

export interface ToDoView {
  readonly at: 'toDo';
  readonly state: string;
  readonly items: readonly ToDoItem[];
  readonly nowMs: number;
  readonly chosen: ToDoItem | null;
  readonly ending: Ending | null;
  readonly identification: IdentificationView | null;
  /** Turned so often, where it is read in pieces. */
  readonly page: number;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

const TITLE: Words = { zh: '待办事项', en: 'TO DO' };

export function toDoPage(view: ToDoView, columns: number, room: number): readonly Block[] {
  const { chosen, identification, items, nowMs } = view;
  const name = title(TITLE);
  if (chosen === null && items.length === 0) return [name, ...must({ zh: '没有待办', en: 'NOTHING LEFT TO DO' })];
  if (chosen === null) return listBlocks(view, columns, room);
  if (identification !== null) return [name, ...identificationBlocks(identification, columns)];
  if (view.state !== 'choosingEnding') return [name, ...details(chosen, nowMs, columns)];
  return [
    name,
    ...must(...ENDINGS[chosen.what].map(({ zh, en }, i) => ({ zh: `${i + 1} ${zh}`, en }))),
    ...ranked(1, { zh: '取消=返回', en: 'ESC back' }),
  ];
}

/** Each on a line, by its digit; what is missing of one is behind its digit. */
function listBlocks({ items, nowMs, page, notice }: ToDoView, columns: number, room: number): readonly Block[] {
  const said = noticeBlocks(notice).slice(0, 1);
  const all = items.map((item, i) =>
    pairCells(`${i + 1} ${itemTitle(item, nowMs)}`, ageWords(item.sinceMs, nowMs), columns),
  );
  const { lines, mark } = turned(all, page, room - 1 - said.length);
  return [
    title(TITLE),
    ...must(...lines),
    mark === null
      ? keys({ zh: '数字=详情 取消=返回', en: 'DIGIT: MORE  ESC back' })
      : keys({ zh: `数字=详情 ${mark}`, en: 'DIGIT: MORE' }),
    ...said,
  ];
}

function itemTitle(item: ToDoItem, nowMs: number): string {
  if (item.what === 'task' && item.difference.what === 'restored') return '! 恢复备份待核对';
  if (item.what === 'task') return differenceWords(item.difference).zh;
  if (item.what === 'alternative') return `${ALTERNATIVES[item.kind].zh} ${alternativeName(item.kind, item.number)}`;
  if (item.what === 'caseFile' && item.awaitedMs !== null)
    return `未到账 ${amountWords(item.amountMinor, item.currency)}${isOverdue(item, nowMs) ? ' !' : ''}`;
  if (item.what === 'caseFile') return `案卷 ${caseCode(item.number)}${isOverdue(item, nowMs) ? ' !跟进' : ''}`;
  if (item.what === 'case') return `${CASE_WANTS[item.wants].zh} ${amountWords(item.amountMinor, item.currency)}`;
  return `退货 ${amountWords(item.amountMinor, item.currency)}${isOverdue(item, nowMs) ? ' !逾期' : ''}`;
}

const COMPARE: Words = { zh: '→ 向收单行逐笔核对', en: 'COMPARE EACH WITH THE ACQUIRER' };

function details(item: ToDoItem, nowMs: number, columns: number): readonly Block[] {
  const age = ranked(1, pairCells('已等 WAITING', ageWords(item.sinceMs, nowMs), columns));
  const close = keys({ zh: '0=结案 取消=返回', en: '0 CLOSE IT  ESC back' });
  if (item.what === 'task') {
    const { zh, en } = differenceWords(item.difference);
    return [
      ...must({ zh: `! ${zh}`, en }),
      ...must(item.difference.what === 'restored' ? COMPARE : null),
      ...ranked(1, pairCells('负责人 OWNER', item.owner, columns)),
      close,
    ];
  }
  if (item.what === 'caseFile') {
    const code = `案卷${columns < 32 ? '' : ' CASE FILE'} ${caseCode(item.number)}`;
    return [
      amountLine(code, amountWords(item.amountMinor, item.currency), columns),
      ...ranked(1, pairCells('受理号 BANK REF', item.reference ?? '-', columns)),
      ...must(item.awaitedMs === null ? null : { zh: '! 顾客说退款未到账', en: 'CUSTOMER: REFUND NOT THERE' }),
      ...must(
        !isOverdue(item, nowMs)
          ? null
          : item.reference === null && item.awaitedMs !== null
            ? { zh: '确认后按2报收单行', en: 'ENTER, THEN 2: REPORT IT' }
            : { zh: '! 该向银行跟进', en: 'ASK THE BANK AGAIN' },
      ),
      keys({ zh: '确认=打开 0=结案 取消=返回', en: 'ENTER: OPEN  0 CLOSE IT  ESC back' }, '确认=打开 0=结案'),
    ];
  }
  if (item.what === 'alternative') {
    const { zh, en } = ALTERNATIVES[item.kind];
    const name = alternativeName(item.kind, item.number);
    const worth =
      item.costMinor === 0 ? null : pairCells('金额 WORTH', amountWords(item.costMinor, item.currency), columns);
    return [...must(pairCells(`${zh} ${en}`, name, columns)), ...ranked(1, worth), ...age, close];
  }
  if (item.what === 'case')
    return [
      ...must(CASE_WANTS[item.wants]),
      amountLine('已退 GIVEN BACK', amountWords(item.amountMinor, item.currency), columns),
      ...age,
      keys({ zh: '确认=现在收款 0=结案', en: 'ENTER charge  0 close it' }),
    ];
  return [
    amountLine('承诺退货 PROMISED', amountWords(item.amountMinor, item.currency), columns),
    ...must(pairCells(item.maskedPan, `☎ *${item.phoneLast4}`, columns)),
    ...age,
    ...must(isOverdue(item, nowMs) ? { zh: '! 已逾期,请联系顾客', en: 'OVERDUE: CALL THE CUSTOMER' } : null),
    keys({ zh: '确认=现在退 0=取消承诺', en: 'ENTER refund  0 take back' }),
  ];
}
