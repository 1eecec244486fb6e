/** What the bank writes down. One line is one durable fact with all its consequences; none holds a whole card number or a PIN. */
import { createHmac } from 'node:crypto';
import type { KeyForm } from './keys.ts';
import type { MoneyKind } from './kinds.ts';

/** Change of an account in minor units. */
export interface Posting {
  readonly balanceMinor: number;
  readonly heldMinor: number;
}

export interface TransactionLine {
  readonly line: 'transaction';
  /** `T` and a number. */
  readonly id: string;
  readonly via: 'online' | 'upload';
  readonly tid: string;
  readonly mid: string;
  readonly batch: string;
  readonly stan: string;
  readonly kind: MoneyKind;
  /** Account id, or empty if the card is unknown. */
  readonly account: string;
  readonly maskedPan: string;
  readonly requestedMinor: number;
  /** What was booked; 0 if declined, less than requested in a partial approval. */
  readonly amountMinor: number;
  readonly approved: boolean;
  readonly responseCode: string;
  readonly rrn: string;
  readonly authCode: string | null;
  /** MMDD and hhmmss of the host. */
  readonly date: string;
  readonly time: string;
  /** Id of the transaction that this one undoes, completes or gives back. */
  readonly original: string | null;
  readonly chip: boolean;
  /** With DE 55. */
  readonly chipData: boolean;
  readonly foreign: boolean;
  readonly posting: Posting;
}

export interface BatchRecord {
  readonly stan: string;
  readonly amountMinor: number;
  readonly credit: boolean;
}

/** What a terminal says about a transaction in its batch upload. */
export interface UploadedRecord {
  readonly stan: string;
  readonly amountMinor: number;
  readonly account: string;
}

export type LedgerLineBody =
  | {
      readonly line: 'account';
      readonly account: string;
      readonly maskedPan: string;
      readonly balanceMinor: number;
      readonly pinCheck: string | null;
      readonly scheme: string;
    }
  | { readonly line: 'terminal'; readonly tid: string; readonly mid: string; readonly batch: string }
  /** `de62`: the working keys under the terminal's TMK. */
  | { readonly line: 'signed-on'; readonly tid: string; readonly form: KeyForm; readonly de62: string }
  | { readonly line: 'signed-off'; readonly tid: string }
  | TransactionLine
  /** `of` null: the host knew nothing to reverse; the trace is spent all the same. */
  | {
      readonly line: 'reversal';
      readonly tid: string;
      readonly batch: string;
      readonly stan: string;
      readonly of: string | null;
      readonly reason: string;
    }
  | {
      readonly line: 'settled';
      readonly tid: string;
      readonly batch: string;
      readonly flags: string;
      readonly claimed: string;
      /** The batch that is open from now on, if this closes the batch. */
      readonly next: string | null;
    }
  | {
      readonly line: 'uploaded';
      readonly tid: string;
      readonly batch: string;
      readonly records: readonly UploadedRecord[];
    }
  | {
      readonly line: 'batch-ended';
      readonly tid: string;
      readonly batch: string;
      readonly count: number;
      readonly next: string;
    }
  | { readonly line: 'scripts-issued'; readonly of: string; readonly identifiers: readonly string[] }
  | {
      readonly line: 'script-result';
      readonly of: string;
      readonly tid: string;
      readonly batch: string;
      readonly stan: string;
      readonly resultHex: string;
    }
  | { readonly line: 'batch-set'; readonly tid: string; readonly batch: string }
  | { readonly line: 'record-dropped'; readonly tid: string; readonly batch: string; readonly stan: string }
  | { readonly line: 'record-added'; readonly tid: string; readonly batch: string; readonly record: BatchRecord };

/** `at`: ISO 8601, UTC. */
export type LedgerLine = { readonly at: string } & LedgerLineBody;

/** Names an account without its number. The key is no secret: this bank has test cards only. */
export function accountId(pan: string): string {
  return createHmac('sha256', 'emulated acquirer, account').update(pan).digest('hex').slice(0, 16);
}

export function pinCheck(pan: string, pin: string): string {
  return createHmac('sha256', 'emulated acquirer, PIN').update(`${pan}/${pin}`).digest('hex').slice(0, 16);
}

/** First six and last four digits of a card number or a payment code; nothing of what is neither. */
export function maskPan(pan: string): string {
  if (!/^\d{13,24}$/.test(pan)) return '*'.repeat(pan.length);
  return `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
}

/** 999999 is followed by 000001. */
export function nextBatch(batch: string): string {
  return String((Number(batch) % 999_999) + 1).padStart(6, '0');
}
