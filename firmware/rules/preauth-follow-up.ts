/**
 * What may be done about a pre-authorisation, or about the completion of one, and how much a completion may take (facts/acquirer §1.2; the percentage
 * is a column of the acquirer's profile).
 */
import type { BatchNumber, MoneyKind, TransactionId } from '../../storage/facts.ts';
import { type Freeze, refuseFrozen } from './freezes.ts';
import { KIND_WORDS } from './kind-words.ts';
import { amountWords } from './money-words.ts';
import type { OriginalFacts } from './refundable.ts';
import { refuseToCancel } from './roads.ts';
import { type Refusal, refuse, type Verdict } from './verdict.ts';

export interface PreauthFacts extends Omit<OriginalFacts, 'tender' | 'voucherLeftMinor' | 'frozen'> {
  /** What takes, or may have taken, its hold. */
  readonly endedBy: TransactionId | null;
  readonly frozen: Freeze | null;
}

/** What follows a hold; in the order of the keys. */
export type FollowUpAct = Extract<MoneyKind, 'completion' | 'preauthCancel' | 'completionAdvice' | 'completionCancel'>;

const OF_A_PREAUTH: readonly FollowUpAct[] = ['completion', 'preauthCancel', 'completionAdvice'];

/** What is possible now, never empty; or why nothing is. */
export function followUpActs(
  found: PreauthFacts,
  openBatch: BatchNumber,
): Verdict<{ readonly acts: readonly FollowUpAct[] }> {
  const facts = { kind: found.kind, state: found.state, endedBy: found.endedBy };
  if (found.frozen !== null) return refuseFrozen(found.frozen);
  if (found.kind === 'preauth') {
    if (found.state !== 'approved') return refuseState(found, facts);
    if (found.endedBy === null) return { allowed: true, acts: OF_A_PREAUTH };
    return refuse(
      'preauth-ended',
      facts,
      { zh: '该预授权已完成或完成中', en: 'This hold is completed, or being completed' },
      { zh: '查看完成的小票;要退款请用退货', en: 'See the slip of the completion; to give back, refund it' },
    );
  }
  if (found.kind !== 'completion') {
    return refuse(
      'not-a-preauth',
      facts,
      { zh: '这不是预授权或预授权完成', en: 'Neither a hold nor the completion of one' },
      { zh: '请输入预授权小票的票号', en: 'Give the slip number of the pre-authorisation' },
    );
  }
  if (found.state !== 'approved') return refuseState(found, facts);
  const isWhole = found.refundedMinor + found.reservedMinor === 0;
  if (found.batch === openBatch && isWhole) return { allowed: true, acts: ['completionCancel'] };
  return refuseToCancel(isWhole, facts);
}

function refuseState({ kind, state }: PreauthFacts, facts: Refusal['facts']): Refusal {
  const { zh, en } = KIND_WORDS[kind];
  if (state === 'unknown' || state === 'submitted') {
    return refuse(
      'preauth-unknown',
      facts,
      { zh: `${zh}结果未知,正在处理`, en: `The outcome of this ${en} is unknown` },
      { zh: '请等待结果', en: 'Wait for the outcome' },
    );
  }
  const isUndone = state === 'voided' || state === 'reversed';
  return refuse(
    isUndone ? 'preauth-undone' : 'preauth-not-approved',
    facts,
    isUndone
      ? { zh: `${zh}已撤销`, en: `This ${en} was undone` }
      : { zh: `${zh}未成功`, en: `This ${en} was not approved` },
    { zh: '无需处理', en: 'Nothing to do' },
  );
}

/** The most that a completion may take of a hold. */
export function completionLimit(heldMinor: number, limitPercent: number): number {
  return Math.floor((heldMinor * limitPercent) / 100);
}

export function judgeCompletion(amountMinor: number, held: PreauthFacts, limitPercent: number): Verdict<object> {
  const mostMinor = completionLimit(held.amountMinor, limitPercent);
  const facts = { amountMinor, heldMinor: held.amountMinor, limitPercent, mostMinor };
  const most = amountWords(mostMinor, held.currency);
  if (amountMinor === 0) {
    return refuse(
      'completion-amount-zero',
      facts,
      { zh: '完成金额为零', en: 'The amount is zero' },
      { zh: `请输入金额,最多 ${most}`, en: `Type an amount up to ${most}` },
    );
  }
  if (amountMinor <= mostMinor) return { allowed: true };
  return refuse(
    'completion-over-limit',
    facts,
    { zh: `超过预授权的 ${limitPercent}%`, en: `Over ${limitPercent}% of the hold` },
    { zh: `最多 ${most}`, en: `At most ${most}` },
  );
}
