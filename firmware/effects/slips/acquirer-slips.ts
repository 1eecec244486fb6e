/** Slips about the acquirer: the total slip of a settlement, the fault report. Their figures stand in entries, so that each rendering is the same. */
import type { EntryType } from '../../../storage/entries/entry.ts';
import type { OpenCase, OpenItem, TraceDifference } from '../../../storage/facts.ts';
import type { Journal } from '../../../storage/journal/journal.ts';
import type { SettlementRow } from '../../../storage/journal/settlement-models.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { FaultSlipFacts, Moment, SettlementSlipFacts, SlipHead } from '../../receipts/slip-facts.ts';
import { KIND_WORDS } from '../../rules/kind-words.ts';
import { amountWords } from '../../rules/money-words.ts';
import { schemeClaims } from '../../rules/settlement-claims.ts';
import { CASE_WANTS } from '../../rules/to-do.ts';
import type { Words } from '../../rules/verdict.ts';
import type { Ports } from '../ports.ts';
import { batchSums, type Started, slipHead } from './slip-parts.ts';

/** @throws Error when the journal does not know the settlement: a bug, since its slip was started there first. */
export function settlementSlipFacts(ports: Ports, inHand: SlipInHand, started: Started): SettlementSlipFacts {
  const { journal } = ports;
  const settlement = journal.settlementOf(inHand.txn);
  const ended = journal.timeline(inHand.txn).find((entry) => entry.type === 'settlement.ended');
  if (settlement === null || settlement.totals === null || ended?.type !== 'settlement.ended') {
    throw new Error(`settlement ${inHand.txn} has not ended`);
  }
  const { completions } = settlement.totals;
  const schemes = schemeClaims(settlement.totals).map(
    ({ scheme, debitCount, debitMinor, creditCount, creditMinor }) => ({
      scheme,
      debit: { count: debitCount, amountMinor: debitMinor },
      credit: { count: creditCount, amountMinor: creditMinor },
    }),
  );
  return {
    ...slipHead(ports, inHand, started, 'merchant', { operator: settlement.operator, atMs: ended.atMs }),
    kind: 'settlement',
    batch: settlement.batch,
    stan: settlement.stan,
    rrn: null,
    totals: {
      ...batchSums(settlement.totals),
      ...(completions === undefined
        ? {}
        : {
            completion: { count: completions.count, amountMinor: completions.minor },
            completionCancel: { count: completions.cancelCount, amountMinor: completions.cancelMinor },
          }),
      ...(schemes.length === 0 ? {} : { schemes }),
    },
    verdict: settlement.result ?? 'error',
    exceptions: exceptionSentences(journal, settlement),
    differences: differenceSentences(journal, settlement, ended.body),
    openCases: caseSentences(journal, ended.body.openCases ?? []),
  };
}

function exceptionSentences(journal: Journal, { exceptions, signedBy }: SettlementRow): readonly string[] {
  return exceptions.map((item) => `${openItemWords(journal, item)} (${signedBy ?? '-'})`);
}

const OPEN_WORDS: Readonly<Record<OpenItem['what'], string>> = {
  reversal: '冲正 REVERSAL',
  outcome: '未知 UNKNOWN',
  script: '脚本结果 SCRIPT RESULT',
};

/** `冲正 REVERSAL 消费 SALE 000004 ￥42.00` */
export function openItemWords(journal: Journal, { txn, what }: OpenItem): string {
  return `${OPEN_WORDS[what]} ${traceWords(journal.transaction(txn))}`;
}

function traceWords(row: TransactionRow | null): string {
  if (row === null) return '-';
  const { zh, en } = KIND_WORDS[row.kind];
  return `${zh} ${en} ${row.stan ?? '-'} ${amountWords(row.amountMinor, row.currency)}`;
}

/** `撤销 VOID 000004 ￥42.00: 收正确一方 CHARGE THE RIGHT PARTY`, each refunded and confirmed while its case is open (requirement B4). */
export function caseSentences(journal: Journal, cases: readonly OpenCase[]): readonly string[] {
  return cases.map(({ txn, wants }) => {
    const { zh, en } = CASE_WANTS[wants];
    return `${traceWords(journal.transaction(txn))}: ${zh} ${en}`;
  });
}

/** A host tells totals, not traces. */
const UNNAMED = '差异凭证号未知,请与收单行流水逐笔核对 COMPARE EACH TRACE WITH THE STATEMENT OF THE ACQUIRER';

const DIFFERENCES: Readonly<Record<TraceDifference['what'], Words>> = {
  'upload-refused': { zh: '上送被拒', en: 'UPLOAD REFUSED' },
  reversed: { zh: '已冲正', en: 'REVERSED' },
  'resolved-by-hand': { zh: '人工处理', en: 'RESOLVED BY HAND' },
  open: { zh: '结果未知', en: 'OUTCOME UNKNOWN' },
};

/** Never empty where the totals differed: what cannot be named here is said to be unknown, with what to do (promises 3, 6). */
export function differenceSentences(
  journal: Journal,
  { result }: SettlementRow,
  ended: { readonly by: string; readonly manager: string | null; readonly differences: readonly TraceDifference[] },
): readonly string[] {
  const traces = ended.differences.map(({ txn, what, code }) => {
    const { zh, en } = DIFFERENCES[what];
    return `${traceWords(journal.transaction(txn))}: ${zh} ${en}${code === null ? '' : ` ${code}`}`;
  });
  const unnamed = result === 'notBalanced' && traces.length === 0 ? [UNNAMED] : [];
  const byHand = ended.by === 'manager' ? [`主管 ${ended.manager} 强制结束 CLOSED BY MANAGER`] : [];
  return [...byHand, ...traces, ...unnamed];
}

/** 故障报告单: as things stood when a person was called, not as they stand when it is printed. */
export function faultSlipFacts(
  head: SlipHead,
  row: TransactionRow,
  journal: Journal,
  moment: (atMs: number) => Moment,
): FaultSlipFacts {
  const timeline = journal.timeline(row.txn);
  const escalatedAt = timeline.findIndex((entry) => entry.type === 'reversal.escalated');
  const escalated = timeline[escalatedAt];
  if (escalated?.type !== 'reversal.escalated') throw new Error(`the reversal of ${row.txn} was not escalated`);
  const before = timeline.slice(0, escalatedAt);
  const submitted = before.find((entry) => entry.type === (`${row.kind}.submitted` satisfies EntryType));
  const last = before.findLast((entry) => entry.type === 'reversal.refused' || entry.type === 'reversal.unanswered');
  return {
    ...head,
    at: moment(escalated.atMs),
    kind: 'fault',
    transaction: row,
    what: row.kind,
    attempts: escalated.body.attempts,
    since: moment(submitted?.atMs ?? row.createdAtMs),
    lastAnswer: lastAnswer(last),
  };
}

function lastAnswer(entry: ReturnType<Journal['timeline']>[number] | undefined): string | null {
  if (entry?.type === 'reversal.refused') return entry.body.responseCode;
  return entry?.type === 'reversal.unanswered' ? entry.body.cause : null;
}
