/** What is left for people to do (待办): promised refunds with their age, differences with their owner; and how each may end (requirements D7, D8, D17). */
import type { AlternativeKind } from '../../storage/entries/alternatives.ts';
import type { MinorUnits, OutageDifference, TransactionId } from '../../storage/facts.ts';
import type { Words } from './verdict.ts';

export type ToDoItem =
  | {
      readonly what: 'promise';
      readonly txn: TransactionId;
      readonly amountMinor: number;
      readonly currency: string;
      readonly maskedPan: string;
      readonly phoneLast4: string;
      readonly sinceMs: number;
      readonly dueMs: number;
    }
  | {
      /** Goods that a customer has paid and will pick up; coupons that are not redeemed. */
      readonly what: 'alternative';
      readonly txn: TransactionId;
      readonly kind: AlternativeKind;
      readonly number: number;
      readonly costMinor: number;
      readonly currency: string;
      readonly sinceMs: number;
    }
  | {
      readonly what: 'task';
      readonly txn: TransactionId;
      readonly difference: OutageDifference;
      readonly owner: string;
      readonly sinceMs: number;
    }
  /** Talked about with the acquirer; asked again on `dueMs` (requirements C7, F5). */
  | {
      readonly what: 'caseFile';
      readonly txn: TransactionId;
      readonly number: number;
      readonly amountMinor: MinorUnits;
      readonly currency: string;
      readonly reference: string | null;
      /** By when the money should have been there that the customer does not find (requirement C9). */
      readonly awaitedMs: number | null;
      readonly sinceMs: number;
      readonly dueMs: number;
    }
  /** Given back; the right party is to be charged, or other goods are taken (requirements A5, B10). */
  | {
      readonly what: 'case';
      readonly txn: TransactionId;
      readonly caseId: TransactionId;
      readonly wants: 'right-party' | 'exchange';
      readonly amountMinor: MinorUnits;
      readonly currency: string;
      readonly sinceMs: number;
    };

/** What is still to be charged. */
export const CASE_WANTS: Readonly<Record<'right-party' | 'exchange', Words>> = {
  'right-party': { zh: '收正确一方', en: 'CHARGE THE RIGHT PARTY' },
  exchange: { zh: '换货收款', en: 'RING UP THE NEW GOODS' },
};

export interface Ending extends Words {
  readonly code: string;
}

/** Without a refund, or with what was found; a manager's word either way. */
export const ENDINGS: Readonly<Record<ToDoItem['what'], readonly Ending[]>> = {
  promise: [
    { code: 'renounced', zh: '顾客放弃', en: 'customer gives it up' },
    { code: 'refunded-otherwise', zh: '已用其他方式退款', en: 'refunded another way' },
    { code: 'mistake', zh: '登记错误', en: 'registered by mistake' },
  ],
  alternative: [
    { code: 'handed-over', zh: '已交付', en: 'handed over' },
    { code: 'renounced', zh: '顾客放弃', en: 'customer gives it up' },
    { code: 'mistake', zh: '登记错误', en: 'registered by mistake' },
  ],
  case: [
    { code: 'not-wanted', zh: '顾客不再购买', en: 'no sale after all' },
    { code: 'charged-otherwise', zh: '已用其他方式收款', en: 'charged another way' },
    { code: 'mistake', zh: '登记错误', en: 'registered by mistake' },
  ],
  caseFile: [
    { code: 'settled', zh: '银行已办结', en: 'settled by the bank' },
    { code: 'refused', zh: '银行不受理', en: 'refused by the bank' },
    { code: 'withdrawn', zh: '顾客撤回', en: 'withdrawn by the customer' },
  ],
  task: [
    { code: 'found', zh: '已找到', en: 'found' },
    { code: 'miscounted', zh: '点数有误', en: 'miscounted' },
    { code: 'loss-accepted', zh: '认损', en: 'loss accepted' },
  ],
};

const HOUR_MS = 3_600_000;

/** `3h`, `2d`: how long it has waited. */
export function ageWords(sinceMs: number, nowMs: number): string {
  const hours = Math.max(0, Math.floor((nowMs - sinceMs) / HOUR_MS));
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

export function isOverdue(item: { readonly dueMs: number }, nowMs: number): boolean {
  return nowMs > item.dueMs;
}
