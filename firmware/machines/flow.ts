/** What every conversation with the cashier shares: what it hears and how it ends. */
import type { CardReaderEvent } from '../../drivers/card-reader/card-reader.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import type { MoneyOutcome, MoneyReport, MoneyRequest } from './money.ts';

export type KeyPressed = { readonly type: 'keypad.pressed'; readonly key: KeypadKey };

/** What the rules read of the paper before a decision (sent by the effect `checkPaper`). */
export type PaperChecked = { readonly type: 'paper.checked'; readonly trouble: PaperTrouble | null };

export type FlowHears = KeyPressed | CardReaderEvent | MoneyReport | PaperChecked;

/** What a flow asks of the terminal. */
export type FlowAsks =
  | { readonly type: 'flow.moneyRequested'; readonly request: MoneyRequest }
  | { readonly type: 'flow.moneyWithdrawn'; readonly txn: TransactionId };

/** A key that belongs to the next conversation is handed back. */
export interface FlowOutput {
  readonly key: KeypadKey | null;
}

/** Shown under the input until the next key. */
export type Notice = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words };

export interface Decision {
  readonly txn: TransactionId;
  readonly outcome: MoneyOutcome;
  /** A reversal of it has been acknowledged since. */
  readonly reversed: boolean;
}

const DIGITS: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '.']);

export function isDigitKey(key: KeypadKey): boolean {
  return DIGITS.has(key);
}

/** How long a result stays when nobody presses a key. */
export const RESULT_SHOWN_MS = 15_000;
/** How long a question waits for a person. */
export const PATIENCE_MS = 120_000;
