/** The pages of settlement and of unresolved outcomes: what stands, what stands in the way, what to do (promise 6). */
import type { SettledTotals, SettlementResult } from '../../storage/facts.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import { RESOLUTIONS } from '../rules/resolutions.ts';
import type { Words } from '../rules/verdict.ts';
import type { ResolutionView, SettlementStatus, SettlementView, UnresolvedItem } from './manager-views.ts';
import { type Block, bothLanguages, fitBlocks, pairCells, wrapCells } from './page.ts';
import { identificationLines } from './people-pages.ts';

const SETTLEMENT: Words = { zh: '结算', en: 'SETTLEMENT' };
const UNRESOLVED: Words = { zh: '待人工处理', en: 'TO RESOLVE' };

export function settlementPage(view: SettlementView, columns: number, room: number): readonly string[] {
  const { status } = view;
  if (status === null) return lines(columns, SETTLEMENT);
  if (view.identification !== null) {
    return [...lines(columns, SETTLEMENT), ...identificationLines(view.identification, columns)];
  }
  return fitBlocks(
    [{ rank: 4, words: SETTLEMENT }, ...statusBlocks(status, columns), ...texts(0, noticeLines(view.notice, columns))],
    columns,
    room,
  );
}

/** What stands, what stands in the way, and the keys: these are on the smallest screen too. */
function statusBlocks(status: SettlementStatus, columns: number): readonly Block[] {
  switch (status.is) {
    case 'offered':
      return [
        ...texts(3, [pairCells('批次号 BATCH', status.batch, columns)]),
        ...texts(2, totalsLines(status.totals, columns)),
        ...texts(1, caseLines(status.openCases, columns)),
        must(
          status.records === 0
            ? { zh: '本批次没有交易', en: 'NOTHING IN THIS BATCH' }
            : { zh: '确认=结算 取消=返回', en: 'ENTER: SETTLE  ESC back' },
        ),
      ];
    case 'blocked':
      return [
        must({ zh: '! 有未决交易,不能结算', en: 'NOT SETTLED: UNKNOWN OUTCOMES' }),
        ...texts(
          1,
          status.items.flatMap((item) => wrapCells(item, columns)),
        ),
        must({ zh: '确认=再试冲正 1=主管签字后结算', en: 'ENTER: TRY AGAIN  1: MANAGER SIGNS' }),
        must(
          status.mayCancel ? { zh: '取消=放弃结算', en: 'ESC: NO SETTLEMENT' } : { zh: '取消=返回', en: 'ESC back' },
        ),
      ];
    case 'running':
      return runningBlocks(status, columns);
    case 'ended':
      return [
        ...texts(3, [pairCells('批次号 BATCH', status.batch, columns)]),
        must(RESULTS[status.result ?? 'error']),
        ...texts(2, totalsLines(status.totals, columns)),
        ...texts(
          1,
          status.differences.flatMap((difference) => wrapCells(`! ${difference}`, columns)),
        ),
        ...texts(1, caseLines(status.openCases, columns)),
        must({ zh: '新批次已打开,总计单待打印或已打印', en: 'NEXT BATCH IS OPEN' }),
      ];
  }
}

const must = (words: Words): Block => ({ rank: 0, words });

function texts(rank: number, all: readonly string[]): readonly Block[] {
  return all.map((text) => ({ rank, text }));
}

/** Contradictions at the close: refunded and confirmed, the case open (requirement B4). */
function caseLines(openCases: readonly string[], columns: number): readonly string[] {
  if (openCases.length === 0) return [];
  return [
    ...lines(columns, { zh: '! 已退款、案例未结', en: 'REFUNDED, CASE OPEN' }),
    ...openCases.flatMap((sentence) => wrapCells(sentence, columns)),
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
    ...texts(3, [pairCells('批次号 BATCH', status.batch, columns)]),
    { rank: 1, words: STEPS[step] ?? { zh: step, en: step } },
    ...(step === 'uploading' ? texts(1, [pairCells('已上送 UPLOADED', `${done}/${all}`, columns)]) : []),
    ...(failures > 0
      ? [{ rank: 1, words: { zh: `未成功 ${failures} 次,自动重试`, en: `FAILED ${failures}, RETRYING` } }]
      : []),
    ...(refused === null
      ? []
      : [
          must({ zh: `! 收单行拒绝 ${refused}`, en: `REFUSED BY THE ACQUIRER: ${refused}` }),
          must({ zh: '1=主管签字强制结束', en: '1: MANAGER CLOSES IT' }),
        ]),
    { rank: 2, words: { zh: '结算期间不能交易', en: 'NO TRANSACTIONS MEANWHILE' } },
    must(
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

export function resolutionPage(view: ResolutionView, columns: number): readonly string[] {
  const { item, state, notice } = view;
  if (item === null) {
    return [
      ...lines(columns, UNRESOLVED, { zh: '没有需要人工处理的交易', en: 'NOTHING NEEDS A PERSON' }),
      ...noticeLines(notice, columns),
      ...lines(columns, { zh: '按任意键返回', en: 'ANY KEY: BACK' }),
    ];
  }
  const head = [...lines(columns, UNRESOLVED), ...itemLines(item, view.waiting, columns)];
  const chosen = RESOLUTIONS[item.what][view.choice];
  switch (state) {
    case 'enteringEvidence':
      return [
        ...head,
        ...lines(columns, chosen ?? null, pairCells('受理编号 CASE NO.', view.evidence, columns), CONFIRM),
        ...noticeLines(notice, columns),
      ];
    case 'identifying':
      return [
        ...head,
        ...lines(columns, chosen ?? null),
        ...(view.identification === null ? [] : identificationLines(view.identification, columns)),
      ];
    default:
      return [
        ...head,
        ...RESOLUTIONS[item.what].map(({ zh, en }, i) => pairCells(`${i + 1} ${zh}`, en, columns)),
        ...lines(columns, { zh: '取消=返回', en: 'ESC back' }),
        ...noticeLines(notice, columns),
      ];
  }
}

const WHAT: Readonly<Record<UnresolvedItem['what'], Words>> = {
  reversal: { zh: '冲正不成功', en: 'REVERSAL NOT ACCEPTED' },
  refund: { zh: '退货结果未知', en: 'REFUND OUTCOME UNKNOWN' },
  advice: { zh: '完成通知未送达', en: 'COMPLETION ADVICE NOT TAKEN' },
  script: { zh: '脚本结果未送达', en: 'SCRIPT RESULT NOT TAKEN' },
};

function itemLines(item: UnresolvedItem, waiting: number, columns: number): readonly string[] {
  const { kind, stan, maskedPan, amountMinor, currency, attempts } = item;
  return [
    ...lines(columns, WHAT[item.what]),
    pairCells(
      `${KIND_WORDS[kind].zh} ${KIND_WORDS[kind].en} ${stan ?? '-'}`,
      amountWords(amountMinor, currency),
      columns,
    ),
    pairCells(maskedPan, attempts > 0 ? `×${attempts}` : `1/${waiting}`, columns),
  ];
}

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

function lines(columns: number, ...parts: readonly (Words | string | null)[]): readonly string[] {
  return parts.flatMap((part) =>
    part === null ? [] : typeof part === 'string' ? [part] : bothLanguages({ zh: part.zh, en: part.en }, columns),
  );
}

function noticeLines(notice: SettlementView['notice'], columns: number): readonly string[] {
  return notice === null
    ? []
    : lines(
        columns,
        { zh: `× ${notice.why.zh}`, en: notice.why.en },
        { zh: `→ ${notice.remedy.zh}`, en: notice.remedy.en },
      );
}
