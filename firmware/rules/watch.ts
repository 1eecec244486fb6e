/**
 * What is odd about a shift (requirements G1, F9): figures of the journal against what the shop calls usual. An alert accuses nobody and stops
 * nothing; it says what was counted, against which limit, and what to look at.
 */
import { DAY_MS, MINUTE_MS } from './calendar.ts';
import { amountWords } from './money-words.ts';
import type { Words } from './verdict.ts';

/** What the shop calls usual; a figure at or above its limit is told. 0 switches a rule off. */
export interface WatchPolicy {
  /** Approved voids and refunds for a hundred sales, from three of them on. */
  readonly givenBackPercent: number;
  /** One void or refund, in minor units. */
  readonly givenBackMinor: number;
  readonly voidsAfterPrint: number;
  /** Given back by who sold it, within so many minutes of the sale; told from the second on. */
  readonly soonAfterSaleMinutes: number;
  /** Refunds that name no sale. */
  readonly withoutSale: number;
  readonly reprints: number;
  readonly drawerOpens: number;
  readonly paperEnds: number;
  readonly wrongPins: number;
  /** Minutes of the day between which the shop trades; null: at any time. */
  readonly hours: { readonly fromMinute: number; readonly toMinute: number } | null;
}

/** A shift as `journal.shiftWatch` tells it. */
export interface WatchFacts {
  readonly moves: readonly {
    readonly kind: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly atMs: number;
    readonly original: { readonly operator: string; readonly atMs: number; readonly printed: boolean } | null;
  }[];
  readonly operator: string;
  readonly reprints: number;
  readonly drawerOpens: number;
  readonly paperEnds: number;
  readonly wrongPins: number;
}

export interface Alert {
  readonly rule: keyof WatchPolicy;
  /** What was counted, and the limit that it reached. */
  readonly facts: { readonly found: number; readonly limit: number };
  readonly words: Words;
}

const FEWEST_GIVEN_BACK = 3;
const FEWEST_SOON = 2;

type Move = WatchFacts['moves'][number];
/** The cancel of a completion is its void. */
const isVoid = ({ kind }: Move): boolean => kind === 'void' || kind === 'completionCancel';
const isSale = ({ kind }: Move): boolean => kind === 'sale' || kind === 'completion';
const givesBack = (move: Move): boolean => isVoid(move) || move.kind === 'refund';

/** @param utcOffsetMinutes of the wall clock, for the hours of trade */
export function alertsOf(facts: WatchFacts, policy: WatchPolicy, utcOffsetMinutes: number): readonly Alert[] {
  return [
    ...alertsOfMoney(facts, policy, utcOffsetMinutes),
    ...counted('reprints', facts.reprints, policy, '次补打小票', 'SLIPS REPRINTED'),
    ...counted('drawerOpens', facts.drawerOpens, policy, '次无销售开钱箱', 'DRAWER OPENED WITHOUT A SALE'),
    ...counted('paperEnds', facts.paperEnds, policy, '次缺纸', 'TIMES OUT OF PAPER'),
    ...counted('wrongPins', facts.wrongPins, policy, '次密码错误', 'WRONG PINS'),
  ];
}

function alertsOfMoney(
  { moves, operator }: WatchFacts,
  policy: WatchPolicy,
  utcOffsetMinutes: number,
): readonly Alert[] {
  const back = moves.filter(givesBack);
  const printed = back.filter((move) => isVoid(move) && move.original?.printed === true).length;
  const withoutSale = back.filter(({ kind, original }) => kind === 'refund' && original === null).length;
  const soonMs = policy.soonAfterSaleMinutes * MINUTE_MS;
  const soon = back.filter(
    ({ original, atMs }) => original !== null && original.operator === operator && atMs - original.atMs < soonMs,
  ).length;
  return [
    ...shareGivenBack(moves.filter(isSale).length, back.length, policy.givenBackPercent),
    ...back.flatMap((move) => largeAmount(move, policy.givenBackMinor)),
    ...counted('voidsAfterPrint', printed, policy, '笔出票后撤销', 'VOIDED AFTER THE SLIP'),
    ...counted('withoutSale', withoutSale, policy, '笔无原单退货', 'REFUNDED WITHOUT A SALE'),
    ...(soon < FEWEST_SOON
      ? []
      : [
          alert('soonAfterSaleMinutes', soon, FEWEST_SOON, {
            zh: `${soon} 笔卖出不到 ${policy.soonAfterSaleMinutes} 分钟由同一人退回`,
            en: `${soon} GIVEN BACK BY THE SELLER WITHIN ${policy.soonAfterSaleMinutes} MIN`,
          }),
        ]),
    ...outOfHours(moves, policy.hours, utcOffsetMinutes),
  ];
}

function shareGivenBack(sales: number, back: number, limit: number): readonly Alert[] {
  const percent = Math.round((100 * back) / Math.max(1, sales));
  if (limit === 0 || back < FEWEST_GIVEN_BACK || percent < limit) return [];
  const words = {
    zh: `退款占销售 ${percent}%(${back}/${sales})`,
    en: `GIVEN BACK ${percent}% OF SALES (${back}/${sales})`,
  };
  return [alert('givenBackPercent', percent, limit, words)];
}

function largeAmount({ amountMinor, currency }: Move, limit: number): readonly Alert[] {
  if (limit === 0 || amountMinor < limit) return [];
  const amount = amountWords(amountMinor, currency);
  return [
    alert('givenBackMinor', amountMinor, limit, { zh: `大额退款 ${amount}`, en: `LARGE AMOUNT GIVEN BACK ${amount}` }),
  ];
}

function outOfHours(moves: readonly Move[], hours: WatchPolicy['hours'], utcOffsetMinutes: number): readonly Alert[] {
  if (hours === null) return [];
  const { fromMinute, toMinute } = hours;
  const isOut = ({ atMs }: Move): boolean => {
    const minute =
      Math.floor((((atMs + utcOffsetMinutes * MINUTE_MS) % DAY_MS) + DAY_MS) / MINUTE_MS) % (DAY_MS / MINUTE_MS);
    // A bar trades from 18:00 to 02:00.
    return fromMinute <= toMinute
      ? minute < fromMinute || minute >= toMinute
      : minute < fromMinute && minute >= toMinute;
  };
  const out = moves.filter(isOut).length;
  if (out === 0) return [];
  const at = `${clock(fromMinute)}-${clock(toMinute)}`;
  return [alert('hours', out, 1, { zh: `${out} 笔不在营业时间 ${at}`, en: `${out} OUTSIDE ${at}` })];
}

function counted(
  rule: 'reprints' | 'drawerOpens' | 'paperEnds' | 'wrongPins' | 'voidsAfterPrint' | 'withoutSale',
  found: number,
  policy: WatchPolicy,
  zh: string,
  en: string,
): readonly Alert[] {
  const limit = policy[rule];
  if (limit === 0 || found < limit) return [];
  return [alert(rule, found, limit, { zh: `${found} ${zh}`, en: `${found} ${en}` })];
}

const alert = (rule: Alert['rule'], found: number, limit: number, words: Words): Alert => ({
  rule,
  facts: { found, limit },
  words,
});

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
