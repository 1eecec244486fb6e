/**
 * The story of one transaction, told from the journal (requirement A4): every event in its order, with who, when, on which device and what
 * the bank answered. For the screen, for paper and for `npm run journal -- show`.
 */
import type { Entry } from '../../storage/entries/entry.ts';
import { isMoneyKind, type Marking, type MoneyKind, type TransactionId } from '../../storage/facts.ts';
import { caseCode } from './case-status.ts';
import { freezeReasonWords } from './freezes.ts';
import { KIND_WORDS } from './kind-words.ts';
import { amountWords } from './money-words.ts';
import { responseAction } from './response-codes.ts';
import type { Words } from './verdict.ts';

export interface TimelineLine {
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly operator: string;
  readonly what: Words;
  /** Numbers and codes, the same in every language; may be empty. */
  readonly detail: string;
}

const VERBS: Readonly<Record<string, Words>> = {
  submitted: { zh: '已提交', en: 'SUBMITTED' },
  approved: { zh: '银行批准', en: 'APPROVED' },
  declined: { zh: '银行拒绝', en: 'DECLINED' },
  notSent: { zh: '未发出', en: 'NOT SENT' },
  unknown: { zh: '结果未知', en: 'OUTCOME UNKNOWN' },
  deferred: { zh: '已登记待办', en: 'PROMISED' },
  cancelled: { zh: '已取消', en: 'CANCELLED' },
  resolved: { zh: '主管裁定', en: 'RESOLVED BY MANAGER' },
};

const OTHERS: Readonly<Record<string, Words>> = {
  'caseFile.opened': { zh: '立案卷', en: 'CASE FILE OPENED' },
  'caseFile.packed': { zh: '已出查询材料', en: 'REPORT WRITTEN FOR THE ACQUIRER' },
  'caseFile.answered': { zh: '银行已受理', en: 'THE ACQUIRER HAS IT' },
  'caseFile.slipRequested': { zh: '打印状态单', en: 'STATUS SLIP ASKED FOR' },
  'caseFile.missed': { zh: '顾客说未到账', en: 'CUSTOMER: NOT THERE' },
  'caseFile.fulfilled': { zh: '退款成功,案卷结案', en: 'REFUNDED, CASE FILE CLOSED' },
  'caseFile.closed': { zh: '案卷结案', en: 'CASE FILE CLOSED' },
  'freeze.placed': { zh: '冻结', en: 'PUT ON HOLD' },
  'freeze.lifted': { zh: '解除冻结', en: 'HOLD RELEASED' },
  'part.offered': { zh: '银行只批部分', en: 'A PART OFFERED' },
  'case.closed': { zh: '不再收款,结案', en: 'CASE CLOSED' },
  'cash.taken': { zh: '现金已收', en: 'PAID IN CASH' },
  'cash.givenBack': { zh: '现金已退', en: 'CASH GIVEN BACK' },
  'drawer.requested': { zh: '要求开钱箱', en: 'DRAWER ASKED FOR' },
  'drawer.pulsed': { zh: '钱箱应答', en: 'DRAWER ANSWERED' },
  'reversal.sent': { zh: '冲正已发', en: 'REVERSAL SENT' },
  'reversal.unanswered': { zh: '冲正无应答', en: 'REVERSAL: NO ANSWER' },
  'reversal.refused': { zh: '冲正被拒', en: 'REVERSAL REFUSED' },
  'reversal.accepted': { zh: '冲正成功', en: 'REVERSED' },
  'reversal.escalated': { zh: '冲正转人工', en: 'REVERSAL NEEDS A PERSON' },
  'reversal.resolved': { zh: '冲正人工了结', en: 'REVERSAL RESOLVED' },
  'script.owed': { zh: '发卡行脚本待报', en: 'SCRIPT RESULT OWED' },
  'script.sent': { zh: '脚本结果已报', en: 'SCRIPT RESULT TOLD' },
  'script.unanswered': { zh: '脚本结果无应答', en: 'SCRIPT RESULT: NO ANSWER' },
  'script.answered': { zh: '脚本结果已收', en: 'SCRIPT RESULT TAKEN' },
  'script.escalated': { zh: '脚本结果转人工', en: 'SCRIPT RESULT NEEDS A PERSON' },
  'script.resolved': { zh: '脚本结果人工了结', en: 'SCRIPT RESULT RESOLVED' },
  'advice.sent': { zh: '通知重发', en: 'ADVICE TOLD AGAIN' },
  'advice.unanswered': { zh: '通知无应答', en: 'ADVICE: NO ANSWER' },
  'advice.escalated': { zh: '通知转人工', en: 'ADVICE NEEDS A PERSON' },
  'enquiry.sent': { zh: '查询已发', en: 'ENQUIRY SENT' },
  'enquiry.answered': { zh: '查询结果', en: 'ENQUIRY ANSWERED' },
  'enquiry.unanswered': { zh: '查询无应答', en: 'ENQUIRY: NO ANSWER' },
  'outage.enquired': { zh: '缺纸核对已问', en: 'COMPARISON ASKED' },
  'outage.told': { zh: '缺纸核对', en: 'COMPARISON' },
  'receipt.started': { zh: '开始打印', en: 'PRINTING' },
  'receipt.printed': { zh: '已打印', en: 'PRINTED' },
  'receipt.held': { zh: '打印停住', en: 'PRINTING HELD' },
  'receipt.resumed': { zh: '继续打印', en: 'PRINTING RESUMED' },
  'receipt.notPrinted': { zh: '未打完,作废', en: 'NOT PRINTED, VOID' },
  'receipt.doubtful': { zh: '打印结果不明', en: 'PRINT IN DOUBT' },
  'receipt.judged': { zh: '操作员判定', en: 'JUDGED BY OPERATOR' },
  'receipt.requested': { zh: '要求重打印', en: 'REPRINT ASKED FOR' },
  'approval.given': { zh: '第二人同意', en: 'SECOND PERSON AGREED' },
  'consent.given': { zh: '顾客同意', en: 'CUSTOMER AGREED' },
  'consent.refused': { zh: '顾客不同意', en: 'CUSTOMER REFUSED' },
  'customer.told': { zh: '已告知顾客', en: 'CUSTOMER TOLD' },
  'goods.sold': { zh: '商品明细', en: 'GOODS SOLD' },
  'voucher.redeemed': { zh: '用补偿券', en: 'PAID BY VOUCHER' },
  'goods.returned': { zh: '退回商品', en: 'GOODS RETURNED' },
  'original.opened': { zh: '被调阅', en: 'LOOKED AT' },
  'timeline.requested': { zh: '打印流水', en: 'TIMELINE PRINTED' },
  'evidence.noted': { zh: '旁证', en: 'EVIDENCE' },
};

/** What the journal has to be asked. */
export interface StoryTeller {
  timeline(txn: TransactionId): readonly Entry[];
  takenFrom(txn: TransactionId): readonly { readonly txn: TransactionId }[];
}

/** Entries of a transaction and of what was taken from it, in no order. */
export function storyOf(journal: StoryTeller, txn: TransactionId): readonly Entry[] {
  return [txn, ...journal.takenFrom(txn).map((row) => row.txn)].flatMap((name) => journal.timeline(name));
}

/**
 * @param entries of the transaction and of those that point back to it, in any order
 * @param before only entries with a smaller number, so that a slip is the same whenever it is rendered; left out: all
 */
export function timelineOf(entries: readonly Entry[], before = Number.POSITIVE_INFINITY): readonly TimelineLine[] {
  return [...entries]
    .filter(({ seq }) => seq < before)
    .sort((a, b) => a.seq - b.seq)
    .map((entry) => ({
      seq: entry.seq,
      atMs: entry.atMs,
      operator: entry.operator,
      what: wordsOf(entry.type),
      detail: detailOf(entry),
    }));
}

function wordsOf(type: Entry['type']): Words {
  const [subject = '', verb = ''] = type.split('.');
  const kind = KIND_WORDS[subject as MoneyKind];
  const did = VERBS[verb];
  if (kind !== undefined && did !== undefined) return { zh: `${kind.zh}${did.zh}`, en: `${kind.en} ${did.en}` };
  return OTHERS[type] ?? { zh: type, en: type };
}

/** Whether `entry` is `sale.approved`, `void.approved` … for the outcome `approved`. */
function isOutcome<O extends 'submitted' | 'approved' | 'declined' | 'notSent' | 'unknown'>(
  entry: Entry,
  outcome: O,
): entry is Extract<Entry, { type: `${MoneyKind}.${O}` }> {
  const [kind = '', verb] = entry.type.split('.');
  return verb === outcome && isMoneyKind(kind);
}

function detailOf(entry: Entry): string {
  if (isOutcome(entry, 'submitted')) {
    const { amountMinor, currency, stan, batch, card, original } = entry.body;
    const alone = entry.type === 'refund.submitted' && original === null ? '无原交易 NO ORIGINAL ' : '';
    return `${alone}${amountWords(amountMinor, currency)} *${card.maskedPan.slice(-4)} TRACE ${stan} BATCH ${batch}`;
  }
  if (isOutcome(entry, 'approved')) {
    const { approvedMinor } = entry.body;
    const part = approvedMinor === undefined ? '' : '部分 PART';
    return joined(part, entry.body.responseCode, named('RRN', entry.body.rrn), named('AUTH', entry.body.authCode));
  }
  if (isOutcome(entry, 'declined')) {
    const { responseCode } = entry.body;
    const { zh, en } = responseAction(responseCode).cashier;
    return `${responseCode} ${zh} ${en}`;
  }
  if (isOutcome(entry, 'unknown')) return joined(entry.body.cause, entry.body.detail);
  if (isOutcome(entry, 'notSent')) return entry.body.why;
  switch (entry.type) {
    case 'refund.deferred':
      return amountWords(entry.body.amountMinor, entry.body.currency);
    case 'refund.cancelled':
      return entry.body.why;
    case 'voucher.redeemed':
      return amountWords(entry.body.amountMinor, entry.body.currency);
    case 'approval.given':
      return joined(`#${entry.body.operator}`, entry.body.rule);
    default:
      return detailOfAsking(entry) ?? detailOfOther(entry);
  }
}

/** What is told and asked again and again, by its attempt; null: it is something else. */
function detailOfAsking(entry: Entry): string | null {
  switch (entry.type) {
    case 'advice.sent':
    case 'script.sent':
    case 'enquiry.sent':
    case 'outage.enquired':
      return `#${entry.body.attempt}`;
    case 'advice.unanswered':
    case 'script.unanswered':
    case 'enquiry.unanswered':
      return `#${entry.body.attempt} ${entry.body.cause}`;
    case 'enquiry.answered':
      return `#${entry.body.attempt} ${entry.body.found} ${entry.body.responseCode}`;
    case 'outage.told':
      return `#${entry.body.attempt} ${entry.body.found} ${entry.body.code}`;
    default:
      return null;
  }
}

function detailOfOther(entry: Entry): string {
  switch (entry.type) {
    case 'cash.taken': {
      const { amountMinor, givenMinor, changeMinor, currency } = entry.body;
      return `${amountWords(amountMinor, currency)} = ${amountWords(givenMinor, currency)} - ${amountWords(changeMinor, currency)}`;
    }
    case 'cash.givenBack':
      return amountWords(entry.body.amountMinor, entry.body.currency);
    case 'part.offered':
      return joined(amountWords(entry.body.approvedMinor, entry.body.currency), named('AUTH', entry.body.authCode));
    case 'drawer.pulsed':
      return entry.body.executed;
    case 'reversal.sent':
      return `#${entry.body.attempt} (${entry.body.reason})`;
    case 'script.answered':
      return `#${entry.body.attempt} ${entry.body.responseCode}`;
    case 'reversal.unanswered':
      return `#${entry.body.attempt} ${entry.body.cause}`;
    case 'reversal.refused':
      return `#${entry.body.attempt} ${entry.body.responseCode}`;
    case 'reversal.accepted':
      return entry.body.responseCode;
    case 'reversal.escalated':
      return `#${entry.body.attempts}`;
    case 'reversal.resolved':
    case 'refund.resolved':
      return `${entry.body.manager}: ${entry.body.reason} ${entry.body.evidence}`;
    case 'receipt.started':
      return joined(named('SLIP', entry.body.slip), sideOf(entry.body.copy), markingOf(entry.body.marking));
    case 'receipt.held':
      return joined(named('SLIP', entry.body.slip), `${entry.body.proven}/${entry.body.segments}`, entry.body.cause);
    case 'receipt.notPrinted':
      return joined(named('SLIP', entry.body.slip), entry.body.proof);
    case 'receipt.doubtful':
      return joined(named('SLIP', entry.body.slip), entry.body.cause);
    case 'receipt.judged':
      return joined(named('SLIP', entry.body.slip), entry.body.complete ? 'COMPLETE' : 'INCOMPLETE');
    case 'receipt.printed':
    case 'receipt.resumed':
      return named('SLIP', entry.body.slip);
    case 'receipt.requested':
      return `${sideOf(entry.body.copy)} ${entry.body.n}`;
    case 'consent.given':
    case 'consent.refused':
      return joined(entry.body.by, entry.body.note ?? '', amountWords(entry.body.amountMinor, entry.body.currency));
    case 'goods.sold':
      return entry.body.lines.map(({ zh, quantity }) => `${quantity}x ${zh}`).join(', ');
    case 'goods.returned':
      return `${entry.body.lines.map(({ line, quantity }) => `${quantity}x #${line}`).join(', ')} (${entry.body.outcome})`;
    case 'customer.told':
      return entry.body.by;
    case 'original.opened':
      return `${entry.body.by} (${entry.body.purpose})`;
    case 'evidence.noted':
      return `${entry.body.what} ${entry.body.detail}`;
    default:
      return detailOfWatched(entry);
  }
}

/** What people keep an eye on: holds, cases and their files. */
function detailOfWatched(entry: Entry): string {
  switch (entry.type) {
    case 'caseFile.opened':
    case 'caseFile.missed':
    case 'caseFile.fulfilled':
    case 'caseFile.slipRequested':
      return caseCode(entry.body.number);
    case 'caseFile.packed':
      return `${entry.body.file} ${entry.body.sha256.slice(0, 16)}`;
    case 'caseFile.answered':
      return named('REF', entry.body.reference);
    case 'caseFile.closed':
      return `${entry.body.manager}: ${entry.body.how}`;
    case 'freeze.placed':
      return `#${entry.body.by} ${freezeReasonWords(entry.body.reason).zh} ${freezeReasonWords(entry.body.reason).en}`;
    case 'freeze.lifted':
      return `#${entry.body.by}`;
    case 'case.closed':
      return `${entry.body.manager}: ${entry.body.why}`;
    default:
      return '';
  }
}

function named(label: string, value: string | number | null): string {
  return value === null ? '' : `${label} ${value}`;
}

/** `t1/customer` → `customer`. */
function sideOf(copy: string): string {
  return copy.slice(copy.indexOf('/') + 1);
}

function markingOf(marking: Marking): string {
  if (marking.kind === 'duplicate') return `DUPLICATE ${marking.n}`;
  return marking.kind === 'replaces' ? `REPLACES ${marking.slip}` : '';
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
