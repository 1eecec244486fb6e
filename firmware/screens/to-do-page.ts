/** The page of what is left for people to do (待办, requirement D17). */
import { ALTERNATIVES, alternativeName } from '../rules/alternatives.ts';
import { caseCode } from '../rules/case-status.ts';
import { amountWords } from '../rules/money-words.ts';
import { differenceWords } from '../rules/outage-differences.ts';
import { ageWords, CASE_WANTS, ENDINGS, type Ending, isOverdue, type ToDoItem } from '../rules/to-do.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { type Block, bothLanguages, fitBlocks, pairCells, wrapCells } from './page.ts';
import { identificationLines } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

export interface ToDoView {
  readonly at: 'toDo';
  readonly state: string;
  readonly items: readonly ToDoItem[];
  readonly nowMs: number;
  readonly chosen: ToDoItem | null;
  readonly ending: Ending | null;
  readonly identification: IdentificationView | null;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

const TITLE: Words = { zh: '待办事项', en: 'TO DO' };

export function toDoPage(view: ToDoView, columns: number, room: number): readonly string[] {
  const { chosen, identification, items, nowMs, notice } = view;
  const head = bothLanguages(TITLE, columns);
  if (chosen === null) {
    if (items.length === 0) return [...head, ...bothLanguages({ zh: '没有待办', en: 'NOTHING LEFT TO DO' }, columns)];
    return [
      ...head,
      ...items.map((item, i) => pairCells(`${i + 1} ${title(item, nowMs)}`, ageWords(item.sinceMs, nowMs), columns)),
      ...bothLanguages({ zh: '数字=详情 取消=返回', en: 'DIGIT: MORE  ESC back' }, columns),
      ...(notice === null ? [] : bothLanguages({ zh: `× ${notice.why.zh}`, en: notice.why.en }, columns)),
    ];
  }
  if (identification !== null) return [...head, ...identificationLines(identification, columns)];
  if (view.state === 'choosingEnding') {
    return fitBlocks(
      [
        { rank: 2, words: TITLE },
        ...ENDINGS[chosen.what].map(({ zh, en }, i): Block => ({ rank: 0, words: { zh: `${i + 1} ${zh}`, en } })),
        { rank: 1, words: { zh: '取消=返回', en: 'ESC back' } },
      ],
      columns,
      room,
    );
  }
  return [...head, ...details(chosen, nowMs, columns)];
}

function title(item: ToDoItem, nowMs: number): string {
  if (item.what === 'task') return differenceWords(item.difference).zh;
  if (item.what === 'alternative') return `${ALTERNATIVES[item.kind].zh} ${alternativeName(item.kind, item.number)}`;
  if (item.what === 'caseFile') return `案卷 ${caseCode(item.number)}${isOverdue(item, nowMs) ? ' !跟进' : ''}`;
  if (item.what === 'case') return `${CASE_WANTS[item.wants].zh} ${amountWords(item.amountMinor, item.currency)}`;
  return `退货 ${amountWords(item.amountMinor, item.currency)}${isOverdue(item, nowMs) ? ' !逾期' : ''}`;
}

function details(item: ToDoItem, nowMs: number, columns: number): readonly string[] {
  if (item.what === 'task') {
    const { zh, en } = differenceWords(item.difference);
    return [
      ...wrapCells(`! ${zh}`, columns),
      ...wrapCells(en, columns),
      pairCells('负责人 OWNER', item.owner, columns),
      ...bothLanguages({ zh: '0=结案 取消=返回', en: '0 CLOSE IT  ESC back' }, columns),
    ];
  }
  if (item.what === 'caseFile') {
    return [
      pairCells(
        `案卷${columns < 32 ? '' : ' CASE FILE'} ${caseCode(item.number)}`,
        amountWords(item.amountMinor, item.currency),
        columns,
      ),
      pairCells('受理号 BANK REF', item.reference ?? '-', columns),
      ...(isOverdue(item, nowMs) ? bothLanguages({ zh: '! 该向银行跟进', en: 'ASK THE BANK AGAIN' }, columns) : []),
      ...bothLanguages({ zh: '确认=打开 0=结案 取消=返回', en: 'ENTER: OPEN  0 CLOSE IT  ESC back' }, columns),
    ];
  }
  if (item.what === 'alternative') {
    const { zh, en } = ALTERNATIVES[item.kind];
    return [
      pairCells(`${zh} ${en}`, alternativeName(item.kind, item.number), columns),
      ...(item.costMinor === 0 ? [] : [pairCells('金额 WORTH', amountWords(item.costMinor, item.currency), columns)]),
      pairCells('已等 WAITING', ageWords(item.sinceMs, nowMs), columns),
      ...bothLanguages({ zh: '0=结案 取消=返回', en: '0 CLOSE IT  ESC back' }, columns),
    ];
  }
  if (item.what === 'case')
    return [
      ...bothLanguages(CASE_WANTS[item.wants], columns),
      pairCells('已退 GIVEN BACK', amountWords(item.amountMinor, item.currency), columns),
      pairCells('已等 WAITING', ageWords(item.sinceMs, nowMs), columns),
      ...bothLanguages({ zh: '确认=现在收款 0=结案', en: 'ENTER charge  0 close it' }, columns),
    ];
  return [
    pairCells('承诺退货 PROMISED', amountWords(item.amountMinor, item.currency), columns),
    pairCells(item.maskedPan, `☎ *${item.phoneLast4}`, columns),
    pairCells('已等 WAITING', ageWords(item.sinceMs, nowMs), columns),
    ...(isOverdue(item, nowMs)
      ? bothLanguages({ zh: '! 已逾期,请联系顾客', en: 'OVERDUE: CALL THE CUSTOMER' }, columns)
      : []),
    ...bothLanguages({ zh: '确认=现在退 0=取消承诺', en: 'ENTER refund  0 take back' }, columns),
  ];
}
