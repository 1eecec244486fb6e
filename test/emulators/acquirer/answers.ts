/** From a decision to the answer's fields (facts/acquirer §1.2, §1.3, §1.7). */
import type { Bank } from './bank.ts';
import type { Packet } from './codec.ts';
import type { Kind } from './kinds.ts';
import type { Transaction } from './ledger.ts';

export interface Decision {
  /** DE 39; null where the answer has none (0510). */
  readonly responseCode: string | null;
  /** What was booked or found for it; gives DE 37 and 38. */
  readonly transaction: Transaction | null;
  /** Elements beyond the usual ones, or in their place. */
  readonly fields: ReadonlyMap<number, string>;
  /** Why, for the log; no card data. */
  readonly why: string;
}

export function decision(
  responseCode: string | null,
  why = '',
  fields: Iterable<readonly [number, string]> = [],
): Decision {
  return { responseCode, transaction: null, fields: new Map(fields), why };
}

/** Why a decision is what it is, if a fault verb wanted it. */
export const AS_TOLD = 'as told by the fault verb';

/** Approvals: 00, and what counts as one (facts §1.7, class A). */
export const APPROVING_CODES = ['00', '10', '11', 'A2', 'A4', 'A5', 'A6'];

/** Every code of facts §1.7 that declines, with the word that goes into DE 63. */
export const DECLINE_TEXTS: Readonly<Record<string, string>> = {
  '01': 'CALL ISSUER',
  '02': 'CALL ISSUER',
  '03': 'INVALID MERCHANT',
  '04': 'PICK UP CARD',
  '05': 'DO NOT HONOUR',
  '06': 'ISSUER ERROR',
  '07': 'PICK UP CARD',
  '09': 'IN PROGRESS',
  '12': 'INVALID TRANSACTION',
  '13': 'INVALID AMOUNT',
  '14': 'INVALID CARD',
  '15': 'NO SUCH ISSUER',
  '19': 'TRY AGAIN',
  '20': 'INVALID RESPONSE',
  '21': 'NO ACTION TAKEN',
  '22': 'TOO OLD',
  '23': 'INVALID FEE',
  '25': 'ORIGINAL NOT FOUND',
  '30': 'FORMAT ERROR',
  '31': 'BANK NOT SUPPORTED',
  '33': 'EXPIRED PICK UP',
  '34': 'SUSPECTED FRAUD',
  '35': 'CONTACT ACQUIRER',
  '36': 'RESTRICTED CARD',
  '37': 'CALL ACQUIRER',
  '38': 'PIN TRIES EXCEEDED',
  '39': 'NO CREDIT ACCOUNT',
  '40': 'NOT SUPPORTED',
  '41': 'LOST CARD',
  '42': 'NO SUCH ACCOUNT',
  '43': 'STOLEN CARD',
  '44': 'NO INVESTMENT ACC',
  '51': 'INSUFFICIENT FUNDS',
  '52': 'NO CHECK ACCOUNT',
  '53': 'NO SAVINGS ACCOUNT',
  '54': 'EXPIRED CARD',
  '55': 'WRONG PIN',
  '56': 'NO CARD RECORD',
  '57': 'NOT FOR CARDHOLDER',
  '58': 'NOT FOR TERMINAL',
  '59': 'SUSPECTED FRAUD',
  '60': 'CONTACT ACQUIRER',
  '61': 'AMOUNT TOO LARGE',
  '62': 'RESTRICTED CARD',
  '63': 'SECURITY VIOLATION',
  '64': 'ORIGINAL AMOUNT',
  '65': 'TOO MANY TIMES',
  '66': 'CALL SECURITY',
  '67': 'RETAIN CARD',
  '68': 'ANSWER TOO LATE',
  '75': 'PIN TRIES',
  '77': 'SIGN ON',
  '79': 'KEY ERROR',
  '90': 'CUT-OFF IN PROGRESS',
  '91': 'ISSUER UNAVAILABLE',
  '92': 'NO ROUTE',
  '93': 'VIOLATION OF LAW',
  '94': 'DUPLICATE',
  '95': 'RECONCILE ERROR',
  '96': 'SYSTEM ERROR',
  '97': 'UNKNOWN TERMINAL',
  '98': 'NO ISSUER ANSWER',
  '99': 'PIN FORMAT',
  A0: 'MAC ERROR',
};

const ACQUIRER_ID = '48021000';
const ISSUER_AND_ACQUIRER = '01020000   48021000   ';

/** Elements that an answer repeats from its request. */
const ECHOED_MONEY = [2, 3, 4, 11, 25, 41, 42, 49, 60];
const ECHOED_OTHER = [11, 41, 42, 60];

export function answerMti(mti: string): string {
  return String(Number(mti) + 10).padStart(4, '0');
}

/** Builds the answer's fields, all but DE 64. */
export function answerFields(bank: Bank, request: Packet, kind: Kind, made: Decision): Map<number, string> {
  const isMoney = ['0100', '0200', '0220', '0400'].includes(request.mti);
  const fields = new Map<number, string>();
  for (const de of isMoney || kind === 'script-result' ? ECHOED_MONEY : ECHOED_OTHER) {
    const value = request.fields.get(de);
    if (value !== undefined) fields.set(de, value);
  }
  const now = bank.now();
  fields.set(12, now.time);
  fields.set(13, now.date);
  fields.set(32, ACQUIRER_ID);
  fields.set(37, made.transaction?.rrn ?? reference(now.dayAndHour, bank.nextSerial()));
  if (made.responseCode !== null) fields.set(39, made.responseCode);
  if (isMoney && kind !== 'reversal') addMoneyFields(bank, fields, made, now.date);
  for (const [de, value] of made.fields) fields.set(de, value);
  return fields;
}

function addMoneyFields(bank: Bank, fields: Map<number, string>, made: Decision, date: string): void {
  const transaction = made.transaction;
  fields.set(15, date);
  fields.set(44, ISSUER_AND_ACQUIRER);
  if (transaction?.approved) {
    // The date that a later refund must name is the one in the books.
    fields.set(12, transaction.time);
    fields.set(13, transaction.date);
    fields.set(4, String(transaction.amountMinor).padStart(12, '0'));
    if (transaction.authCode !== null) fields.set(38, transaction.authCode);
  }
  if (transaction?.kind === 'balance') fields.delete(4);
  const scheme = transaction ? (bank.ledger.accounts.get(transaction.account)?.scheme ?? 'CUP') : 'CUP';
  const text = DECLINE_TEXTS[made.responseCode ?? ''];
  fields.set(63, text === undefined ? scheme : scheme + text.padEnd(20));
}

/** DE 37: YDDDHH and a number of six digits. */
export function reference(dayAndHour: string, serial: number): string {
  return dayAndHour + String(serial % 1_000_000).padStart(6, '0');
}

/** DE 38. Neighbours do not look alike, so that a mixed-up one is noticed. */
export function authorisation(serial: number): string {
  return String((serial * 7919) % 1_000_000).padStart(6, '0');
}
