/** What every conversation with the cashier shares: what it hears and how it ends. */
import type { CardReaderEvent } from '../../drivers/card-reader/card-reader.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { PinEntered, PinPadEvent } from '../../drivers/pin-pad/pin-pad.ts';
import type { ScannerEvent } from '../../drivers/scanner/scanner.ts';
import type { SoldLine } from '../../storage/entries/goods.ts';
import type { FoundBy } from '../../storage/entries/look-up.ts';
import type { MinorUnits, TransactionId } from '../../storage/facts.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import { type Refusal, refuse, type Words } from '../rules/verdict.ts';
import type {
  BalanceRequest,
  MoneyOutcome,
  MoneyReport,
  MoneyRequest,
  RedeemedVoucher,
  ReturnedGoods,
} from './money.ts';

export type KeyPressed = { readonly type: 'keypad.pressed'; readonly key: KeypadKey };

/** What the rules read of the paper before a decision (sent by the effect `checkPaper`). */
export type PaperChecked = { readonly type: 'paper.checked'; readonly trouble: PaperTrouble | null };

/** A PIN block lies with the card in memory; no event carries it. */
export type PinKept = { readonly type: 'pin.kept'; readonly exchange: string };

export type PinPadReport = Exclude<PinPadEvent, PinEntered> | PinKept;

export type FlowHears = KeyPressed | CardReaderEvent | PinPadReport | ScannerEvent | MoneyReport | PaperChecked;

/** What a scanned code is, said by the effect `readScan`. */
export type ScanRead =
  | { readonly type: 'scan.read'; readonly reference: string }
  | { readonly type: 'scan.refused'; readonly why: 'no-slip' | 'other-terminal' };

const SCAN_REFUSALS = {
  'no-slip': {
    why: { zh: '这不是小票上的码', en: 'This is not the code of a slip' },
    remedy: { zh: '扫小票二维码,或输票号', en: 'Scan the code at the foot of the slip, or type its number' },
  },
  'other-terminal': {
    why: { zh: '这是另一台终端的小票', en: 'This slip is of another terminal' },
    remedy: { zh: '到那台办理,或输参考号', en: 'Go to that terminal, or type the RRN' },
  },
} as const;

export function scanRefusal(why: keyof typeof SCAN_REFUSALS): Refusal {
  return refuse(`scan-${why}`, {}, SCAN_REFUSALS[why].why, SCAN_REFUSALS[why].remedy);
}

/** What a flow asks of the terminal. */
export type FlowAsks =
  | { readonly type: 'flow.moneyRequested'; readonly request: MoneyRequest }
  | { readonly type: 'flow.moneyWithdrawn'; readonly txn: TransactionId }
  | { readonly type: 'flow.partAnswered'; readonly txn: TransactionId; readonly agreed: boolean }
  | { readonly type: 'flow.balanceRequested'; readonly request: BalanceRequest }
  /** Slips shall come out of the other printer, where that can print; `paper.checked` follows when it does. */
  | { readonly type: 'flow.otherPrinterWished' }
  | { readonly type: 'flow.comparisonRequested'; readonly txn: TransactionId }
  /** Something is due at the acquirer. */
  | { readonly type: 'flow.dutyCalled' };

/** The conversation that this one goes over into, as data. `txn`: the idempotency key that goes along from the first key press. */
export type Sequel =
  | { readonly wish: 'lookup'; readonly txn: TransactionId; readonly searched?: string }
  | {
      readonly wish: 'refund';
      readonly txn: TransactionId;
      readonly original: TransactionId;
      /** What was typed to find it, and how many others that may mean. */
      readonly searched: string;
      readonly others: number;
      readonly by?: FoundBy;
      /** What comes back, as the wizard judged it; left out: an amount is typed. */
      readonly goods?: ReturnedGoods;
      /** A completion is taken back as a whole. */
      readonly cancels?: true;
    }
  /** A refund that names no sale, where the policy has it. */
  | { readonly wish: 'unreferenced'; readonly txn: TransactionId }
  /** The promised refund `txn`, or the oldest one. */
  | { readonly wish: 'promise'; readonly txn?: TransactionId }
  | { readonly wish: 'handSlips' | 'paperBack' | 'settlement' }
  | { readonly wish: 'caseDesk'; readonly searched: string }
  /** A sale that belongs to a case: the right party is charged, or other goods are taken. */
  | {
      readonly wish: 'sale';
      readonly caseId: TransactionId | null;
      readonly amountMinor: MinorUnits;
      readonly goods?: readonly SoldLine[];
      readonly vouchers?: readonly RedeemedVoucher[];
    }
  /** Items are rung up; `code`: the first one. */
  | {
      readonly wish: 'basket';
      readonly code: string;
      readonly caseId: TransactionId | null;
      /** While nobody was being served. */
      readonly scanned?: boolean;
    }
  /** The drawer is counted, where cash has moved. */
  | { readonly wish: 'drawerCount'; readonly at: 'shift-end' | 'day-close' | 'take-over' }
  /** Signing out goes on. */
  | { readonly wish: 'shiftEnd' }
  /** In the place of the paper of that transaction. */
  | { readonly wish: 'alternative'; readonly original: TransactionId }
  | { readonly wish: 'timeline'; readonly of: TransactionId; readonly backTo: Sequel | null };

/** A key that belongs to the next conversation is handed back. */
export interface FlowOutput {
  readonly key: KeypadKey | null;
  readonly sequel?: Sequel | null;
}

/** Shown under the input until the next key. */
export type Notice = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words };

/** It is done; there is nothing to do about it. */
export const said = (zh: string, en: string): Notice => ({
  allowed: true,
  why: { zh, en },
  remedy: { zh: '', en: '' },
});

export interface Decision {
  readonly txn: TransactionId;
  readonly outcome: MoneyOutcome;
  /** A reversal of it has been acknowledged since. */
  readonly reversed: boolean;
}

const DIGITS: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '.']);

export function isDigitKey(key: string): boolean {
  return DIGITS.has(key);
}

/** How long a result stays when nobody presses a key. */
export const RESULT_SHOWN_MS = 15_000;
/** How long a question waits for a person. */
export const PATIENCE_MS = 120_000;
