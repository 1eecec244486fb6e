/** The pages of settlement and of unresolved outcomes: what stands, what stands in the way, what to do (promise 6). */
import type { SettledTotals, SettlementResult } from '../../storage/facts.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import { RESOLUTIONS } from '../rules/resolutions.ts';
import type { Words } from '../rules/verdict.ts';
import type { ResolutionView, SettlementStatus, SettlementView, UnresolvedItem } from './manager-views.ts';
import { noticeBlocks } from './notice-lines.ts';
import {
  amountLine,
  type Block,
  bothLanguages,
  choiceLine,
  fitBlocks,
  keys,
  must,
  pairCells,
  ranked,
  title,
  turned,
  wrapCells,
} from './page.ts';
import { identificationBlocks } from './people-pages.ts';

const SETTLEMENT: Words = { zh: '结算', en: 'SETTLEMENT' };
const UNRESOLVED: Words = { zh: '待人工处理', en: 'TO RESOLVE' };

export function settlementPage(view: SettlementView, columns: number, room: number): readonly Block[] {
  const { status, identification } = view;
  if (status === null) return [title(SETTLEMENT)];
  if (identification !== null) return [title(SETTLEMENT), ...identificationBlocks(identification, columns)];
  const notice = noticeBlocks(view.notice);
  const left = room - fitBlocks(notice, columns, 0).length;
  return [title(SETTLEMENT, 4), ...statusBlocks(status, view.page, columns, left), ...notice];
}

/** What stands, what stands in the way, and the keys: these are on the smallest screen too. */
function statusBlocks(status: SettlementStatus, page: number, columns: number, room: number): readonly Block[] {
  switch (status.is) {
    case 'offered':
      return offeredBlocks(status, page, columns, room);
    case 'blocked':
      return [
        ...must({ zh: '! 有未决交易,不能结算', en: 'NOT SETTLED: UNKNOWN OUTCOMES' }),
        ...ranked(1, ...status.items.flatMap((item) => wrapCells(item, columns))),
        keys({ zh: '确认=再试冲正 1=主管签字后结算', en: 'ENTER: TRY AGAIN  1: MANAGER SIGNS' }),
        status.mayCancel ? keys({ zh: '取消=放弃结算', en: 'ESC: NO SETTLEMENT' }) : BACK,
      ];
    case 'running':
      return runningBlocks(status, columns);
    case 'ended':
      return endedBlocks(status, page, columns, room);
  }
}

type Offered = Extract<SettlementStatus, { is: 'offered' }>;
type Ended = Extract<SettlementStatus, { is: 'ended' }>;

function offeredBlocks(status: Offered, page: number, columns: number, room: number): readonly Block[] {
  const open = caseLines(status.openCases, columns);
  const { lines, mark } = turned([...totalsLines(status.totals, columns), ...open], page, room - 1);
  const settle: Words = { zh: '确认=结算 取消=返回', en: 'ENTER: SETTLE  ESC back' };
  return [
    ...ranked(3, pairCells('批次号 BATCH', status.batch, columns)),
    ...must(...lines),
    status.records === 0
      ? keys({ zh: `本批次没有交易${mark === null ? '' : ` ${mark}`}`, en: 'NOTHING IN THIS BATCH' })
      : keys(mark === null ? settle : { zh: `确认=结算 ${mark}`, en: 'ENTER: SETTLE' }),
  ];
}

function endedBlocks(status: Ended, page: number, columns: number, room: number): readonly Block[] {
  const { batch, result, totals, differences } = status;
  const read = [
    ...differences.map((difference) => wrapCells(`! ${difference}`, columns)),
    ...caseLines(status.openCases, columns),
    ...totalsLines(totals, columns),
  ];
  const { lines, mark } = turned(read, page, room - 2);
  return [
    ...ranked(3, pairCells('批次号 BATCH', batch, columns)),
    ...must(RESULTS[result ?? 'error'], ...lines),
    keys({ zh: mark === null ? '新批次已打开,总计单另打印' : `新批次已打开 ${mark}`, en: 'NEXT BATCH IS OPEN' }),
  ];
}

const BACK: Block = { rank: 2, words: { zh: '取消=返回', en: 'ESC back' } };

/** Contradictions at the close: refunded and confirmed, the case open (requirement B4). */
function caseLines(openCases: readonly string[], columns: number): readonly (string | readonly string[])[] {
  if (openCases.length === 0) return [];
  return [
    bothLanguages({ zh: '! 已退款、案例未结', en: 'REFUNDED, CASE OPEN' }, columns),
    ...openCases.map((sentence) => wrapCells(sentence, columns)),
  ];
}

const RESULTS: Readonly<Record<SettlementResult, Words>> = {
  balanced: { zh: '√ 对账平', en: 'BALANCED' },
  notBalanced: { zh: '! 对账不平,已批上送', en: 'NOT BALANCED, UPLOADED' },
  error: { zh: '! 对账错', en: 'SETTLEMENT ERROR' },
};

const STEPS: Readonly<Record<string, Words>> = {
  started: { zh: '准备结算', en: 'PREPARING' },
  sent: { zh: '已提交总额,等待银行', en: 'TOTALS SENT, WAITING FOR THE BANK' },
  uploading: { zh: '对账不平,批上送中', en: 'NOT BALANCED, UPLOADING' },
};

function runningBlocks(status: Extract<SettlementStatus, { is: 'running' }>, columns: number): readonly Block[] {
  const { step, done, all, failures, refused, mayCancel } = status;
  return [
    ...ranked(3, pairCells('批次号 BATCH', status.batch, columns)),
    ...ranked(1, STEPS[step] ?? { zh: step, en: step }),
    ...ranked(1, step === 'uploading' ? pairCells('已上送 UPLOADED', `${done}/${all}`, columns) : null),
    ...ranked(1, failures > 0 ? { zh: `未成功 ${failures} 次,自动重试`, en: `FAILED ${failures}, RETRYING` } : null),
    ...(refused === null
      ? []
      : must(
          { zh: `! 收单行拒绝 ${refused}`, en: `REFUSED BY THE ACQUIRER: ${refused}` },
          { zh: '1=主管签字强制结束', en: '1: MANAGER CLOSES IT' },
        )),
    ...ranked(2, { zh: '结算期间不能交易', en: 'NO TRANSACTIONS MEANWHILE' }),
    keys(
      mayCancel
        ? { zh: '确认=再试 取消=放弃结算', en: 'ENTER: AGAIN  ESC: NO SETTLEMENT' }
        : { zh: '确认=再试 取消=返回', en: 'ENTER: AGAIN  ESC back' },
    ),
  ];
}

function totalsLines(totals: SettledTotals, columns: number): readonly string[] {
  const { currency, completions } = totals;
  const row = (label: string, count: number, minor: number) =>
    pairCells(label, `${count}  ${amountWords(minor, currency)}`, columns);
  return [
    row('消费 SALE', totals.saleCount, totals.saleMinor),
    row('撤销 VOID', totals.voidCount, totals.voidMinor),
    row('退货 REFUND', totals.refundCount, totals.refundMinor),
    ...(completions === undefined
      ? []
      : [
          row('预授权完成 COMPLETION', completions.count, completions.minor),
          row('完成撤销 CANCEL', completions.cancelCount, completions.cancelMinor),
        ]),
    ...(totals.foreign ?? []).map((part) => row(`其中外卡 OF THESE ${part.scheme}`, part.saleCount, part.saleMinor)),
  ];
}

export function resolutionPage(view: ResolutionView, columns: number): readonly Block[] {
  const { item, state, notice, identification } = view;
  if (item === null) {
    return [
      title(UNRESOLVED),
      ...must({ zh: '没有需要人工处理的交易', en: 'NOTHING NEEDS A PERSON' }),
      ...noticeBlocks(notice),
      ...ranked(2, { zh: '按任意键返回', en: 'ANY KEY: BACK' }),
    ];
  }
  const head = [title(UNRESOLVED), ...itemBlocks(item, view.waiting, columns)];
  const chosen = RESOLUTIONS[item.what][view.choice] ?? null;
  switch (state) {
    case 'enteringEvidence':
      return [
        ...head,
        ...must(chosen, pairCells('受理编号 CASE NO.', view.evidence, columns)),
        keys(CONFIRM),
        ...noticeBlocks(notice),
      ];
    case 'identifying':
      return [
        ...head,
        ...must(chosen),
        ...(identification === null ? [] : identificationBlocks(identification, columns)),
      ];
    default:
      return [
        ...head,
        ...must(...RESOLUTIONS[item.what].map(({ zh, en }, i) => choiceLine(`${i + 1} ${zh}`, en, columns))),
        BACK,
        ...noticeBlocks(notice),
      ];
  }
}

const WHAT: Readonly<Record<UnresolvedItem['what'], Words>> = {
  reversal: { zh: '冲正不成功', en: 'REVERSAL NOT ACCEPTED' },
  refund: { zh: '退货结果未知', en: 'REFUND OUTCOME UNKNOWN' },
  advice: { zh: '完成通知未送达', en: 'COMPLETION ADVICE NOT TAKEN' },
  script: { zh: '脚本结果未送达', en: 'SCRIPT RESULT NOT TAKEN' },
};

/** Which it is: its amount is never missed, its card where there is room. */
function itemBlocks(item: UnresolvedItem, waiting: number, columns: number): readonly Block[] {
  const { kind, stan, maskedPan, amountMinor, currency, attempts } = item;
  const { zh, en } = KIND_WORDS[kind];
  return [
    ...ranked(2, WHAT[item.what]),
    amountLine(
      columns < NARROW ? `${zh} ${stan ?? '-'}` : `${zh} ${en} ${stan ?? '-'}`,
      amountWords(amountMinor, currency),
      columns,
    ),
    ...ranked(4, pairCells(maskedPan, attempts > 0 ? `×${attempts}` : `1/${waiting}`, columns)),
  ];
}

const NARROW = 32;

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };
