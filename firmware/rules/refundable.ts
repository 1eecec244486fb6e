/**
 * May this be given back, how much of it, and by which road (requirements A1, A10–A13, E1; facts/acquirer §3; design §11).
 *
 * A void takes back a whole sale of the open batch; a refund is a new credit against it, partial and repeated, never more than
 * the sale. What was asked for and is not known yet counts as given back (rule 6).
 */
import type { BatchNumber, MinorUnits, MoneyKind, MoneyState, Tender, TransactionId } from '../../storage/facts.ts';
import { MONEY_KINDS, minorUnits } from '../../storage/facts.ts';
import { type Freeze, refuseFrozen } from './freezes.ts';
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse, type Verdict } from './verdict.ts';

export interface OriginalFacts {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly amountMinor: MinorUnits;
  readonly refundedMinor: MinorUnits;
  readonly reservedMinor: MinorUnits;
  readonly currency: string;
  readonly batch: BatchNumber | null;
  /** What it was paid with: money goes back the same way. Left out: a card. */
  readonly tender?: Tender;
  /** Of what vouchers have paid of its goods, what has not gone back: goods may still come back for a voucher. Left out: nothing. */
  readonly voucherLeftMinor?: number;
  /** What keeps it where it is; left out or null: nothing. */
  readonly frozen?: Freeze | null;
}

/** What remains refundable, or why nothing does. */
export function judgeOriginal(original: OriginalFacts): Verdict<{ readonly remainingMinor: MinorUnits }> {
  const { kind, state, amountMinor, refundedMinor, reservedMinor, currency, frozen, voucherLeftMinor = 0 } = original;
  if (frozen != null) return refuseFrozen(frozen);
  const facts = { kind, state, amountMinor, refundedMinor, reservedMinor };
  if (!MONEY_KINDS.refund.of.includes(kind)) {
    return refuse(
      'original-not-a-sale',
      facts,
      kind === 'refund'
        ? { zh: '这是退货,不能再退', en: 'This is a refund; it cannot be refunded' }
        : { zh: '这不是消费交易,不能退货', en: 'This is not a sale; it cannot be refunded' },
      { zh: '请输入原消费的票号', en: 'Give the slip number of the sale' },
    );
  }
  if (state !== 'approved') return refuseState(state, facts);
  const remaining = amountMinor - refundedMinor - reservedMinor;
  if (remaining <= 0 && voucherLeftMinor === 0) {
    const pending =
      reservedMinor > 0
        ? {
            zh: `(其中 ${amountWords(reservedMinor, currency)} 待完成)`,
            en: ` (${amountWords(reservedMinor, currency)} of it still pending)`,
          }
        : { zh: '', en: '' };
    return refuse(
      'nothing-remains',
      facts,
      { zh: `已全部退款${pending.zh}`, en: `All of it has been refunded${pending.en}` },
      { zh: '请查看该交易的退货记录', en: 'See the refunds of this sale' },
    );
  }
  return { allowed: true, remainingMinor: minorUnits(remaining) };
}

function refuseState(state: MoneyState, facts: Refusal['facts']): Refusal {
  switch (state) {
    case 'voided':
      return refuse(
        'original-voided',
        facts,
        { zh: '该交易已撤销', en: 'This sale has been voided' },
        { zh: '无需再退,请核对撤销凭证', en: 'Nothing to refund; see the void slip' },
      );
    case 'reversed':
      return refuse(
        'original-reversed',
        facts,
        { zh: '该交易已冲正,未扣款', en: 'This sale was reversed; nothing was charged' },
        { zh: '无需退货', en: 'Nothing to refund' },
      );
    case 'unknown':
    case 'submitted':
      return refuse(
        'original-unknown',
        facts,
        { zh: '原交易结果未知,正在冲正', en: 'The outcome of this sale is unknown; it is being reversed' },
        { zh: '请等待结果,勿重复操作', en: 'Wait for the outcome; do not repeat it' },
      );
    default:
      return refuse(
        'original-not-approved',
        facts,
        { zh: '原交易未成功,未扣款', en: 'This sale was not approved; nothing was charged' },
        { zh: '无需退货', en: 'Nothing to refund' },
      );
  }
}

/** An amount to be given back of what remains. */
export function judgeRefundAmount(amountMinor: number, original: OriginalFacts, policy: Policy): Verdict<object> {
  const verdict = judgeOriginal(original);
  if (!verdict.allowed) return verdict;
  const facts = {
    amountMinor,
    originalMinor: original.amountMinor,
    refundedMinor: original.refundedMinor,
    reservedMinor: original.reservedMinor,
    remainingMinor: verdict.remainingMinor,
  };
  const remaining = amountWords(verdict.remainingMinor, original.currency);
  if (amountMinor === 0) {
    return refuse(
      'refund-amount-zero',
      facts,
      { zh: '退款金额为零', en: 'The refund amount is zero' },
      { zh: `请输入金额,最多 ${remaining}`, en: `Type an amount up to ${remaining}` },
    );
  }
  if (amountMinor > verdict.remainingMinor) {
    return refuse(
      'refund-over-remainder',
      facts,
      {
        zh: `超过可退余额:原 ${amountWords(original.amountMinor, original.currency)} 已退/待退 ${amountWords(original.refundedMinor + original.reservedMinor, original.currency)}`,
        en: `More than what remains: sale ${amountWords(original.amountMinor, original.currency)}, refunded or pending ${amountWords(original.refundedMinor + original.reservedMinor, original.currency)}`,
      },
      { zh: `最多可退 ${remaining}`, en: `At most ${remaining}` },
    );
  }
  if (amountMinor > policy.refund.limitMinor) {
    const limit = amountWords(policy.refund.limitMinor, original.currency);
    return refuse(
      'refund-over-limit',
      { ...facts, limitMinor: policy.refund.limitMinor },
      { zh: `超过单笔退货限额 ${limit}`, en: `Over the limit of ${limit} per refund` },
      { zh: `一笔最多 ${limit},更多须改退货策略`, en: `At most ${limit}; more takes another policy` },
    );
  }
  return { allowed: true };
}
