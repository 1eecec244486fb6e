/**
 * By which road money goes back: a void takes a whole sale of the open batch back, a refund is a new credit against it (requirement A12;
 * facts/acquirer §3; design §11, §13 "the terminal prefers the void"). The terminal chooses, says why, and names the other road with what
 * would make it valid.
 */
import type { BatchNumber } from '../../storage/facts.ts';
import { dateWords, dayOf } from './calendar.ts';
import { amountWords } from './money-words.ts';
import type { OriginalFacts } from './refundable.ts';
import { type Refusal, refuse, type Verdict, type Words } from './verdict.ts';

/** `completionCancel`: a whole completion of the open batch is undone, and its hold is in force again (facts/acquirer §1.2). */
export type RoadKind = 'void' | 'refund' | 'completionCancel';

export interface Payee {
  readonly tid: string;
  readonly mid: string;
}

export interface Road {
  readonly kind: RoadKind;
  /** The rule that chose it. */
  readonly rule: string;
  readonly facts: Refusal['facts'];
  readonly why: Words;
  /** The road that was not taken: allowed too, or why not. */
  readonly other: { readonly kind: RoadKind; readonly verdict: Verdict<{ readonly why: Words }> };
}

/** What the rules know of the terminal and of the day. */
export interface RoadFacts {
  readonly openBatch: BatchNumber;
  /** Epoch milliseconds, and minutes east of UTC. */
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
  /** Sales can be refunded for so many days (the acquirer's rule). */
  readonly windowDays: number;
  /** Terminal and merchant of the original, and this one's. Null: the journal does not know. */
  readonly payee: Payee | null;
  readonly self: Payee;
  /** Whether the card number of the original is still kept: a refund carries it (facts/acquirer §1.2). */
  readonly cardKept: boolean;
  /** Whether the acquirer's profile has this transaction; what follows a hold, every one has. */
  readonly carries: Readonly<Record<'void' | 'refund', boolean>>;
}

export type RoadOriginal = OriginalFacts & {
  readonly createdAtMs: number;
  /** What vouchers of the shop have paid of the goods, beside its amount; left out: nothing. */
  readonly byVoucherMinor?: number;
};

/** Void or refund, and why. Refused where neither is possible: then the refusal is that of the refund. */
export function chooseRoad(amountMinor: number, original: RoadOriginal, facts: RoadFacts): Verdict<{ road: Road }> {
  const payee = judgePayee(facts);
  if (!payee.allowed) return payee;
  const asVoid = judgeVoid(amountMinor, original, facts);
  const asRefund = judgeRefund(original, facts);
  if (asVoid.allowed) {
    return {
      allowed: true,
      road: {
        kind: 'void',
        rule: 'whole-in-open-batch',
        facts: derivation(amountMinor, original, facts),
        why: asVoid.why,
        other: { kind: 'refund', verdict: asRefund },
      },
    };
  }
  if (!asRefund.allowed) return asRefund;
  return {
    allowed: true,
    road: {
      kind: 'refund',
      rule: asVoid.rule,
      facts: derivation(amountMinor, original, facts),
      why:
        original.tender === 'cash'
          ? { zh: `${asVoid.why.zh},走退货,退现金`, en: `${asVoid.why.en}: refund, cash back` }
          : { zh: `${asVoid.why.zh},走退货`, en: `${asVoid.why.en}: refund` },
      other: { kind: 'void', verdict: asVoid },
    },
  };
}

/** A completion is cancelled because somebody chose it among what follows a hold; else it is refunded, and the hold stays ended. */
export function roadOfCancel(amountMinor: number, original: RoadOriginal, facts: RoadFacts): Verdict<{ road: Road }> {
  const payee = judgePayee(facts);
  if (!payee.allowed) return payee;
  const known = derivation(amountMinor, original, facts);
  const isWhole = original.refundedMinor + original.reservedMinor === 0 && amountMinor === original.amountMinor;
  if (original.kind !== 'completion' || original.batch !== facts.openBatch || !isWhole)
    return refuseToCancel(isWhole, known);
  return {
    allowed: true,
    road: {
      kind: 'completionCancel',
      rule: 'whole-completion-in-open-batch',
      facts: known,
      why: { zh: '扣款退回,预授权恢复', en: 'Charge undone, held again' },
      other: { kind: 'refund', verdict: judgeRefund(original, facts) },
    },
  };
}

/** Only the whole of it, and only in its batch. */
export function refuseToCancel(isWhole: boolean, facts: Refusal['facts']): Refusal {
  return refuse(
    'completion-not-cancelled',
    facts,
    isWhole
      ? { zh: '该完成已结算,不能撤销', en: 'This completion is settled and cannot be cancelled' }
      : { zh: '该完成已有退货,不能撤销', en: 'Part of this completion was refunded' },
    { zh: '请用退货', en: 'Refund it' },
  );
}

/** The road that was not taken, taken; null where it is not allowed. */
export function otherRoad(road: Road): Road | null {
  const { kind, verdict } = road.other;
  if (!verdict.allowed) return null;
  const back = { kind: road.kind, verdict: { allowed: true as const, why: road.why } };
  return { kind, rule: 'chosen-by-operator', facts: road.facts, why: verdict.why, other: back };
}

/** Money goes back from the account that has got it (requirement A5): merchant and terminal of the original must be these. */
function judgePayee({ payee, self }: RoadFacts): Verdict<object> {
  if (payee === null || (payee.tid === self.tid && payee.mid === self.mid)) return { allowed: true };
  const differing = [
    { zh: '商户', en: 'merchant', was: payee.mid, is: self.mid },
    { zh: '终端', en: 'terminal', was: payee.tid, is: self.tid },
  ].filter(({ was, is }) => was !== is);
  return refuse(
    'wrong-payee',
    { originalMid: payee.mid, originalTid: payee.tid, mid: self.mid, tid: self.tid },
    {
      zh: `收款方不同: ${differing.map(({ zh, was, is }) => `${zh} 原 ${was} 本机 ${is}`).join(' ')}`,
      en: `Another payee: ${differing.map(({ en, was, is }) => `${en} ${was}, here ${is}`).join('; ')}`,
    },
    { zh: '到原商户的终端办理,或联系收单行', en: 'Go to a terminal of that merchant, or call the acquirer' },
  );
}

/** This terminal, the open batch, the whole amount, nothing of it taken. */
export function judgeVoid(amountMinor: number, original: RoadOriginal, facts: RoadFacts): Verdict<{ why: Words }> {
  const known = derivation(amountMinor, original, facts);
  const { amountMinor: wholeMinor, refundedMinor, reservedMinor, currency, batch } = original;
  const isCash = original.tender === 'cash';
  if (!facts.carries.void && !isCash) return notCarried('void', known);
  if (original.kind !== 'sale') {
    return refuse(
      'not-a-sale',
      known,
      { zh: '预授权完成不能撤销消费', en: 'A completion has no void' },
      { zh: '当批的完成用撤销完成', en: 'Of the open batch: cancel the completion' },
    );
  }
  const { byVoucherMinor = 0 } = original;
  if (byVoucherMinor > 0) {
    // It would set the vouchers free, while some of the goods may stay with the customer.
    const paid = amountWords(byVoucherMinor, currency);
    return refuse(
      'part-by-voucher',
      { ...known, byVoucherMinor },
      { zh: `其中 ${paid} 用券支付`, en: `${paid} of it was paid by voucher` },
      { zh: '退货:先退款,再开新券', en: 'A refund: the money first, then a new voucher' },
    );
  }
  if (batch !== facts.openBatch) {
    return refuse(
      'settled',
      known,
      { zh: '原交易已结算', en: 'The sale is settled' },
      { zh: '只有当批交易可以撤销', en: 'Only a sale of the open batch can be voided' },
    );
  }
  if (amountMinor !== wholeMinor || refundedMinor + reservedMinor > 0) {
    return refuse(
      'part-of-it',
      known,
      { zh: '部分金额', en: 'Part of the amount' },
      {
        zh: `撤销只能全额 ${amountWords(wholeMinor, currency)}`,
        en: `A void takes the whole ${amountWords(wholeMinor, currency)}, once`,
      },
    );
  }
  return {
    allowed: true,
    why: isCash
      ? { zh: '当批全额现金,撤销并退现金', en: 'Whole amount, open batch, paid in cash: void, cash back' }
      : { zh: '当批全额,走撤销', en: 'Whole amount, open batch: void' },
  };
}

/** Within the acquirer's window, to a card that is known. */
function judgeRefund(original: RoadOriginal, facts: RoadFacts): Verdict<{ why: Words }> {
  const known = derivation(original.amountMinor, original, facts);
  const isCash = original.tender === 'cash';
  if (!facts.carries.refund && !isCash) return notCarried('refund', known);
  const soldOn = dayOf(original.createdAtMs, facts.utcOffsetMinutes);
  const lastDay = soldOn + facts.windowDays;
  if (dayOf(facts.nowMs, facts.utcOffsetMinutes) > lastDay) {
    return refuse(
      'refund-window-over',
      { ...known, windowDays: facts.windowDays, lastDay: dateWords(lastDay) },
      {
        zh: `超过退货期限 ${facts.windowDays} 天,${dateWords(lastDay)} 截止`,
        en: `Past the window of ${facts.windowDays} days, which ended on ${dateWords(lastDay)}`,
      },
      { zh: '请找经理,或联系收单行', en: 'Ask the manager, or call the acquirer' },
    );
  }
  // Wiped when a batch was closed after the window, by whatever clock: what cannot be sent is not promised, either.
  if (!facts.cardKept && !isCash) {
    return refuse(
      'card-not-kept',
      known,
      {
        zh: '原卡号已按规定清除,不能从本机退回',
        en: 'The card number of that sale has been wiped: it cannot go back from here',
      },
      { zh: '凭参考号请收单行办理', en: 'Ask the acquirer, with the RRN of the slip' },
    );
  }
  return {
    allowed: true,
    why: isCash
      ? { zh: '作为退货,当场退现金', en: 'As a refund: cash back now' }
      : { zh: '作为退货,三至十五个工作日到账', en: 'As a refund: arrives within 3 to 15 working days' },
  };
}

function notCarried(kind: RoadKind, facts: Refusal['facts']): Refusal {
  const name = kind === 'void' ? { zh: '撤销', en: 'voids' } : { zh: '退货', en: 'refunds' };
  return refuse(
    'not-carried',
    { ...facts, kind },
    { zh: `收单行未开通${name.zh}`, en: `The acquirer takes no ${name.en}` },
    { zh: '请联系收单行开通', en: 'Ask the acquirer to enable it' },
  );
}

function derivation(amountMinor: number, original: RoadOriginal, facts: RoadFacts): Refusal['facts'] {
  return {
    amountMinor,
    originalMinor: original.amountMinor,
    takenMinor: original.refundedMinor + original.reservedMinor,
    batch: original.batch,
    openBatch: facts.openBatch,
    soldOn: dateWords(dayOf(original.createdAtMs, facts.utcOffsetMinutes)),
    today: dateWords(dayOf(facts.nowMs, facts.utcOffsetMinutes)),
  };
}
