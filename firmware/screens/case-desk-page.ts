/** The page of a case file: how the transaction stands, what the customer brings, what the acquirer has (requirements C7, C8). */
import type { CaseStatus } from '../../storage/facts.ts';
import { missedWords } from '../rules/arrivals.ts';
import { bringWords, caseCode, nextWords, statusWords, type ToBring } from '../rules/case-status.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { amountLine, type Block, keys, pairCells } from './page.ts';

export interface CaseDeskView {
  readonly at: 'caseDesk';
  readonly state: string;
  readonly typed: string;
  readonly found: {
    readonly kind: keyof typeof KIND_WORDS;
    readonly amountMinor: number;
    readonly currency: string;
    readonly status: CaseStatus;
    readonly bring: readonly ToBring[];
    /** Days in words, local time; null: nothing is expected. */
    readonly expected: string | null;
    readonly rrn: string | null;
    /** The money should be with the customer, who may say that it is not. */
    readonly mayBeMissed: boolean;
    readonly file: {
      readonly number: number;
      readonly reference: string | null;
      readonly remind: string;
      /** The day by which the money should have been there that the customer does not find. */
      readonly awaited: string | null;
    } | null;
  } | null;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

const TITLE: Words = { zh: '案卷', en: 'CASE FILE' };

export function caseDeskPage(view: CaseDeskView, columns: number): readonly Block[] {
  const { state, typed, found } = view;
  if (found === null)
    return [
      { rank: 3, words: TITLE },
      {
        rank: 0,
        text: pairCells(columns < 40 ? '查询码/票号 CODE' : '查询码/票号/参考号 CODE/SLIP/RRN', typed, columns),
      },
      ...noticeBlocks(view.notice, doneRank(view.notice)),
      keys({ zh: '直接确认=上一笔', en: 'ENTER: THE LAST ONE' }),
      { rank: 2, words: { zh: '取消=返回', en: 'ESC back' } },
    ];
  const head = headBlocks(found, columns, view.notice !== null);
  switch (state) {
    case 'enteringReference':
      return [
        ...head,
        { rank: 0, text: pairCells('银行受理号 BANK REF', typed, columns) },
        { rank: 1, words: { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' } },
      ];
    case 'enteringDays':
      return [
        ...head,
        { rank: 0, text: pairCells('几天后跟进 DAYS', typed, columns) },
        { rank: 1, words: { zh: '直接确认=按规定', en: 'ENTER: AS USUAL' } },
      ];
    default:
      return [
        ...head,
        ...detailBlocks(found, columns, view.notice !== null),
        ...noticeBlocks(view.notice, doneRank(view.notice)),
        ...choices(found),
      ];
  }
}

/** What follows from what was done may be missed, what follows from a refusal not. */
const doneRank = (notice: CaseDeskView['notice']): number => (notice?.allowed === true ? 1 : 0);

/** Nobody knows yet whether the bank has it: that it must not be done twice says more than how it stands. */
const forbidsAnother = (status: CaseStatus): boolean => status === 'sent';

type Found = NonNullable<CaseDeskView['found']>;

function headBlocks(
  { kind, amountMinor, currency, file, status }: Found,
  columns: number,
  isNotified: boolean,
): readonly Block[] {
  const title = file === null ? `${TITLE.zh} ${TITLE.en}` : `${TITLE.zh} ${caseCode(file.number)}`;
  const { zh, en } = KIND_WORDS[kind];
  return [
    { rank: 4, text: title },
    amountLine(`${zh} ${en}`, amountWords(amountMinor, currency), columns),
    // What is missed was accepted, and what has just been said is about it: then there is more to say.
    { rank: file?.awaited != null || isNotified ? 2 : forbidsAnother(status) ? 1 : 0, words: statusWords(status) },
  ];
}

/** Overdue: since when, what to tell the customer, what to do (requirement C9). */
function missedBlocks({ rrn, file }: Found, awaited: string, isNotified: boolean): readonly Block[] {
  const { tell, todo } = missedWords(rrn, file?.reference ?? null);
  return [
    { rank: 0, words: { zh: `! 未到账 应到 ${awaited}`, en: `NOT THERE, DUE BY ${awaited}` } },
    { rank: isNotified ? 1 : 0, words: tell },
    { rank: 1, words: todo },
  ];
}

function detailBlocks(found: Found, columns: number, isNotified: boolean): readonly Block[] {
  const { status, expected, file, bring } = found;
  if (file?.awaited != null)
    return [
      ...missedBlocks(found, file.awaited, isNotified),
      ...(file.reference === null ? [] : [{ rank: 2, text: pairCells('跟进 FOLLOW UP', file.remind, columns) }]),
      { rank: 5, words: bringLine(bring) },
    ];
  const next = nextWords(status);
  return [
    ...(expected === null ? [] : [{ rank: 1, text: pairCells('预计到账 EXPECTED', expected, columns) }]),
    ...(next === null ? [] : [{ rank: forbidsAnother(status) ? 0 : 5, words: next }]),
    // What has just been done is said beside how it stands, if need be without the number.
    ...(file?.reference == null
      ? []
      : [{ rank: isNotified ? 3 : 1, text: pairCells('受理号 BANK REF', file.reference, columns) }]),
    ...(file === null ? [] : [{ rank: 2, text: pairCells('跟进 FOLLOW UP', file.remind, columns) }]),
    { rank: 5, words: bringLine(bring) },
  ];
}

/** `请带 本单、原卡`: in one line. */
function bringLine(bring: readonly ToBring[]): Words {
  const words = bring.map(bringWords);
  return { zh: `请带:${words.map(({ zh }) => zh).join('、')}`, en: `BRING ${words.map(({ en }) => en).join(', ')}` };
}

function choices({ mayBeMissed }: Found): readonly Block[] {
  if (mayBeMissed)
    return [
      keys({ zh: '1=状态单 2=报收单行', en: '1 STATUS SLIP 2 REPORT' }),
      keys({ zh: '3=受理号 4=未到账', en: '3 BANK REF  4 NOT THERE' }),
    ];
  const words = { zh: '1=状态单 2=报收单行 3=受理号', en: '1 STATUS SLIP 2 REPORT 3 BANK REF' };
  return [keys(words, '1=状态单 2=报收 3=受理号')];
}
