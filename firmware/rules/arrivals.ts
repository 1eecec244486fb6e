/**
 * Money of a refund that the acquirer has approved and the customer does not find (requirement C9): from the day after the promised one on it is written
 * down and listed until somebody knows more. The bank that holds the account decides; what the shop has is the acquirer's word and its reference.
 */
import type { CaseStatus } from '../../storage/facts.ts';
import { dateWords, dayOf } from './calendar.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

/** Nothing is said of it before its day is over: until then the bank has not broken its word. */
export function isArrivalOver(expectedMs: number, nowMs: number, utcOffsetMinutes: number): boolean {
  return dayOf(nowMs, utcOffsetMinutes) > dayOf(expectedMs, utcOffsetMinutes);
}

export interface MissedFacts {
  readonly status: CaseStatus;
  /** Epoch milliseconds; null: nothing is on its way. */
  readonly expectedMs: number | null;
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
}

/** May it be written down that the money is not there? Refused with the day until which the customer waits. */
export function judgeMissed({
  status,
  expectedMs,
  nowMs,
  utcOffsetMinutes,
}: MissedFacts): Verdict<{ expectedMs: number }> {
  if (status !== 'accepted' || expectedMs === null) {
    return refuse(
      'no-refund-on-its-way',
      { status },
      { zh: '没有银行已受理的退款', en: 'No refund that the bank has accepted' },
      { zh: '请用退货小票的票号', en: 'Give the slip number of the refund' },
    );
  }
  if (isArrivalOver(expectedMs, nowMs, utcOffsetMinutes)) return { allowed: true, expectedMs };
  const day = dateWords(dayOf(expectedMs, utcOffsetMinutes));
  return refuse(
    'refund-not-due',
    { expected: day, today: dateWords(dayOf(nowMs, utcOffsetMinutes)) },
    { zh: `未到预计日 ${day}`, en: `Not due before ${day} is over` },
    { zh: '请顾客到时带本单再来', en: 'The customer waits until then, and brings the slip' },
  );
}

/** What to tell the customer, and what to do: the acquirer has it already, or not yet. */
export function missedWords(
  rrn: string | null,
  reference: string | null,
): { readonly tell: Words; readonly todo: Words } {
  return {
    tell:
      rrn === null
        ? { zh: '告诉顾客:银行已受理,我们去查', en: 'TELL: THE BANK TOOK IT, WE ASK' }
        : { zh: `顾客凭${rrn}问银行`, en: `TELL: YOUR BANK FINDS IT BY RRN ${rrn}` },
    todo:
      reference === null
        ? { zh: '2=报收单行,再按3记受理号', en: '2: REPORT IT, THEN 3: BANK REF' }
        : { zh: `收单行在查,受理号 ${reference}`, en: `THE ACQUIRER LOOKS, REF ${reference}` },
  };
}

/** From when on a case file is listed as due: at once where money is missed that the acquirer was not asked about, else on its reminder. */
export function fileDueMs(file: {
  readonly remindMs: number;
  readonly awaitedMs: number | null;
  readonly reference: string | null;
}): number {
  const { remindMs, awaitedMs, reference } = file;
  return awaitedMs !== null && reference === null ? Math.min(remindMs, awaitedMs) : remindMs;
}
