/**
 * How a transaction stands, in words for the customer; what comes next, what to bring, when the money should be there; and the code by which it is asked
 * for again (requirements C8, C9, E10). Pure.
 */
import type { CaseStatus, MoneyKind, MoneyState } from '../../storage/facts.ts';
import { DAY_MS, dayOf } from './calendar.ts';
import type { Words } from './verdict.ts';

const STATUS_WORDS: Readonly<Record<CaseStatus, Words>> = {
  charged: { zh: '已收款', en: 'CHARGED' },
  'not-charged': { zh: '没有扣款', en: 'NOT CHARGED' },
  undoing: { zh: '结果未知,正在撤回', en: 'UNKNOWN, BEING UNDONE' },
  undone: { zh: '已撤回,不扣款', en: 'UNDONE, NOT CHARGED' },
  voided: { zh: '已撤销,不扣款', en: 'VOIDED, NOT CHARGED' },
  held: { zh: '已预留,未扣款', en: 'HELD, NOT CHARGED' },
  promised: { zh: '退款已登记,尚未退', en: 'REFUND PROMISED, NOT MADE YET' },
  sent: { zh: '退款已提交,银行未确认', en: 'REFUND SENT, NOT CONFIRMED YET' },
  accepted: { zh: '银行已受理退款', en: 'REFUND ACCEPTED BY THE BANK' },
  'given-up': { zh: '没有退款', en: 'NOT REFUNDED' },
};

const NEXT_WORDS: Readonly<Partial<Record<CaseStatus, Words>>> = {
  undoing: {
    zh: '终端会继续撤回;若已扣款,银行会退回',
    en: 'The terminal goes on; what was taken comes back by your bank',
  },
  undone: { zh: '若账上仍有冻结,由发卡行解除', en: 'A hold that is still shown is released by your bank' },
  promised: { zh: '请按约定时间带单来店', en: 'Come with the slip at the promised time' },
  sent: { zh: '等银行确认,请勿重复退款', en: 'Waiting for the bank; do not refund again' },
  accepted: { zh: '逾期未到账,请凭本单来查', en: 'Not there by then: come back with this slip' },
};

/** What a customer brings who comes to ask. */
export type ToBring = 'slip' | 'card' | 'statement' | 'goods' | 'account';

const BRING_WORDS: Readonly<Record<ToBring, Words>> = {
  slip: { zh: '本单或原小票', en: 'this slip or the receipt' },
  card: { zh: '原卡', en: 'the same card' },
  account: { zh: '付款手机', en: 'the phone that paid' },
  statement: { zh: '发卡行账单(交易日起)', en: 'the bank statement since that day' },
  goods: { zh: '商品及原包装', en: 'the goods in their packing' },
};

export function statusWords(status: CaseStatus): Words {
  return STATUS_WORDS[status];
}

/** Null: nothing is to come. */
export function nextWords(status: CaseStatus): Words | null {
  return NEXT_WORDS[status] ?? null;
}

export function bringWords(what: ToBring): Words {
  return BRING_WORDS[what];
}

export function statusOf(row: {
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly needsReversal: boolean;
}): CaseStatus {
  const { kind, state } = row;
  switch (state) {
    case 'deferred':
      return 'promised';
    case 'cancelled':
      return 'given-up';
    case 'submitted':
    case 'unknown':
      return GIVES_BACK.includes(kind) ? 'sent' : 'undoing';
    case 'declined':
    case 'notSent':
      return withoutIt(kind, 'not-charged');
    case 'reversed':
      return withoutIt(kind, 'undone');
    case 'voided':
      return 'voided';
    case 'approved':
      return approvedAs(kind);
  }
}

/** What came to nothing is for these no word about a charge: the sale that they are of stands. */
const GIVES_BACK: readonly MoneyKind[] = ['refund', 'void', 'completionCancel'];

function withoutIt(kind: MoneyKind, taken: CaseStatus): CaseStatus {
  if (GIVES_BACK.includes(kind)) return 'given-up';
  return kind === 'preauthCancel' ? 'held' : taken;
}

function approvedAs(kind: MoneyKind): CaseStatus {
  switch (kind) {
    case 'refund':
      return 'accepted';
    case 'void':
      return 'voided';
    case 'preauth':
    case 'completionCancel':
      return 'held';
    case 'preauthCancel':
      return 'undone';
    default:
      return 'charged';
  }
}

/** The papers that the bank will ask for (requirement E10), in the order in which a person looks for them. */
export function whatToBring(status: CaseStatus, tender: 'card' | 'code' | 'cash'): readonly ToBring[] {
  if (tender === 'cash') return status === 'charged' ? ['slip', 'goods'] : ['slip'];
  const paidWith: ToBring = tender === 'code' ? 'account' : 'card';
  if (status === 'charged') return ['slip', paidWith, 'goods'];
  return status === 'promised' ? ['slip', paidWith] : ['slip', paidWith, 'statement'];
}

const DAYS_OF_WEEK = 7;
/** 1970-01-01 was a Thursday; Monday is 0. */
const WEEKDAY_OF_EPOCH = 3;
const SATURDAY = 5;

/**
 * The last of so many working days after that instant: Saturdays and Sundays do not count, holidays are not known here.
 * @returns epoch milliseconds of the same time on that day
 */
export function workingDaysLater(atMs: number, workingDays: number, utcOffsetMinutes: number): number {
  let day = dayOf(atMs, utcOffsetMinutes);
  const first = day;
  for (let left = workingDays; left > 0; ) {
    day += 1;
    if ((day + WEEKDAY_OF_EPOCH) % DAYS_OF_WEEK < SATURDAY) left -= 1;
  }
  return atMs + (day - first) * DAY_MS;
}

const DIGITS_OF_CODE = 6;

/** The number of a case file with a check digit (ISO/IEC 7812-1, Luhn): `0000174`. */
export function caseCode(number: number): string {
  const digits = String(number).padStart(DIGITS_OF_CODE, '0');
  return `${digits}${checkDigit(digits)}`;
}

/** Null: no code, or one that was mistyped. */
export function readCaseCode(typed: string): number | null {
  if (!/^\d{7,9}$/.test(typed)) return null;
  const digits = typed.slice(0, -1);
  return checkDigit(digits) === typed.at(-1) && Number(digits) > 0 ? Number(digits) : null;
}

function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
