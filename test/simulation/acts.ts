/** What people and bad luck do, as data: a script is a list of these, so that it can be printed, replayed and shortened. */
import type {
  CallingTheBank,
  DrawerAsking,
  EditingThePolicy,
  GivingWithoutSale,
  Looking,
  TellingItsStory,
} from './counter-acts.ts';
import type { DeviceName } from './devices.ts';
import type { PeoplePress } from './keys.ts';
import type { PinManner, WordManner } from './pad-customer.ts';
import type { CutPoint } from './power.ts';

/** What the cashier does about a slip whose fate only a person can tell: says what the paper shows, or nothing. */
export type Attention = 'truth' | 'ignore';

export interface SaleAct {
  readonly do: 'sale';
  readonly fen: number;
  readonly card: 'visa' | 'mastercard' | 'unknown';
  /** A wrong digit first, taken back. */
  readonly slip: boolean;
  readonly swipe: 'good' | 'unreadable-first' | 'wrong-side-first' | 'twice' | 'too-early' | 'none';
  /** `other-printer`: where it is offered; else as `go-on`. */
  readonly withoutPaper: 'go-on' | 'cancel' | 'other-printer';
  /** While the bank is asked: nothing, or what impatient people press. */
  readonly waiting: 'calm' | 'cancel' | 'swipe-again' | 'any-key';
  readonly leave: 'confirm' | 'cancel' | 'walk-away' | 'next';
  readonly attention: Attention;
}

export interface RefundAct {
  readonly do: 'refund';
  /** Which of the customer slips of sales that came out, counted from the newest. */
  readonly which: number;
  readonly by: 'slip' | 'trace' | 'rrn' | 'wrong-number' | 'merchant-slip';
  /** Of what remains: all of it, a part in per mille, or more than that. */
  readonly amount: 'all' | 'empty-line' | 'over' | number;
  readonly reason: number;
  /** Asked for while nothing can be printed. */
  readonly withoutPaper: 'later' | 'now' | 'cancel';
  readonly phone: string;
  readonly attention: Attention;
}

export interface ReprintAct {
  readonly do: 'reprint';
  readonly which: number | 'last';
  readonly copy: 'customer' | 'merchant';
  readonly attention: Attention;
}

/** Takes up a promised refund. */
export interface PromiseAct {
  readonly do: 'promise';
  readonly attention: Attention;
}

/** The day's close, by a manager. */
export interface SettleAct {
  readonly do: 'settle';
  readonly attention: Attention;
  /** Where an unknown outcome stands in the way. */
  readonly blocked: 'sign' | 'retry' | 'cancel';
  /** While the bank works on it: watches to the end, gives it up where that can be done, or walks away. */
  readonly waiting: 'watch' | 'give-up' | 'walk-away';
}

/** The manager asks the acquirer about what the terminal cannot find out, and says so. */
export interface ResolveAct {
  readonly do: 'resolve';
  readonly attention: Attention;
}

/** Switched off, backed up, and the backup restored with so many numbers skipped: what stood goes on. */
export interface RestoreAct {
  readonly do: 'restore';
  readonly skip: number;
}

/** Somebody, or a dead battery, sets the clock of the machine. */
export interface ClockAct {
  readonly do: 'set-clock';
  readonly byMs: number;
}

/** Fingers on the wrong keys. */
export interface KeysAct {
  readonly do: 'keys';
  readonly keys: readonly PeoplePress[];
  readonly gapMs: number;
}

/** Changing cashiers, leaving the till locked, or a PIN that was typed wrong. */
export interface ShiftAct {
  readonly do: 'shift';
  readonly how: 'hand-over' | 'lock' | 'wrong-pin';
  readonly attention: Attention;
}

/** Something stands still, and people try to trade nevertheless; the manager comes when it is in the way. */
export interface FreezeAct {
  readonly do: 'freeze';
  readonly on: 'terminal' | 'last-transaction' | 'card-of-last';
  readonly reason: '1' | '2' | '3' | '4' | '5';
  readonly tries: 'nothing' | 'sale' | 'refund' | 'promise';
  readonly attention: Attention;
}

/** Paid in notes; afterwards kept, or some of it given back. */
export interface CashAct {
  readonly do: 'cash';
  readonly fen: number;
  readonly given: 'exact' | 'more' | 'short';
  readonly afterwards: 'keep' | 'part-back' | 'all-back';
  readonly attention: Attention;
}

/** An amount is held, and what follows it. `undo`: completed, and the completion cancelled. */
export interface HoldAct {
  readonly do: 'hold';
  readonly fen: number;
  readonly then: 'nothing' | 'complete' | 'cancel' | 'tell' | 'undo';
  readonly attention: Attention;
}

/** A customer wants to know a balance. */
export interface BalanceAct {
  readonly do: 'balance';
  readonly attention: Attention;
}

/** A sale of `fen` on an account that holds `heldFen`. */
export interface PartAct {
  readonly do: 'part';
  readonly fen: number;
  readonly heldFen: number;
  readonly agrees: 'yes' | 'no' | 'silent';
  readonly attention: Attention;
}

/** A basket of goods is rung up. */
export interface GoodsAct {
  readonly do: 'goods';
  readonly items: readonly { readonly code: string; readonly quantity: number }[];
  /** A line too many is taken out, a barcode is mistyped, a quantity is nonsense. */
  readonly mistake: 'none' | 'line-void' | 'wrong-digit' | 'no-quantity';
  /** Shown first: one of the vouchers that came out (counted from the newest, spent or not), or a number that nobody gave out. */
  readonly voucher: number | 'invented' | null;
  readonly by: 'card' | 'cash' | 'nothing';
  /** How barcodes come in, where there is a scanner; left out: typed. */
  readonly reading?: 'typed' | 'scanned-once' | 'scanned-twice';
  readonly attention: Attention;
}

/** Goods come back, by the slip with which they went. */
export interface BringBackAct extends Pick<RefundAct, 'reason' | 'withoutPaper' | 'phone'> {
  readonly do: 'bring-back';
  /** Which of the slips of goods that came out, counted from the newest. */
  readonly which: number;
  readonly line: number;
  readonly quantity: 'one' | 'all' | 'too-many';
  readonly condition: '1' | '2' | '3';
  /** By its barcode, or chosen from the list. */
  readonly found: 'code' | 'list' | 'wrong-digit';
  readonly receipt: 'shown' | 'lost';
  /** What a rule refuses: a manager takes it, it is refused in writing, or the customer goes. */
  readonly refused: 'override' | 'writing' | 'leave';
  readonly outcome: 'refund' | 'exchange' | 'voucher';
  readonly attention: Attention;
}

/** The drawer is counted, a note is left, the next one signs in. */
export interface ChangeOverAct {
  readonly do: 'change-over';
  /** `again`: wrong at first, then counted anew. */
  readonly counted: 'right' | 'one-too-many' | 'again';
  /** Into the safe. */
  readonly removedPercent: number;
  /** Each digit sets a note or takes it back. */
  readonly notes: readonly number[];
  readonly number: string;
  readonly next: '1' | '2' | '9';
  readonly acknowledges: boolean;
  readonly attention: Attention;
}

/** Somebody guesses a PIN. */
export interface WrongPinsAct {
  readonly do: 'wrong-pins';
  readonly of: '1' | '2';
  readonly times: number;
  readonly afterwards: 'right-pin' | 'wait' | 'manager' | 'nothing';
  readonly attention: Attention;
}

/** Who works here, and with which PIN. */
export interface StaffAct {
  readonly do: 'staff';
  readonly what: 'register' | 'new-pin' | 'own-pin' | 'unlock' | 'dismiss';
  readonly whom: string;
  readonly pin: string;
  /** The second time. */
  readonly mistypes: boolean;
  readonly attention: Attention;
}

/** One thing of the list of what is left to do. */
export interface ToDoAct {
  readonly do: 'to-do';
  readonly which: number;
  /** Done now, or ended with a reason on the manager's word. */
  readonly how: 'go-on' | 'end';
  readonly ending: '1' | '2' | '3';
  readonly by: 'card' | 'cash' | 'nothing';
  readonly attention: Attention;
}

/** Somebody with a laptop at the maintenance port, while the till sells. */
export interface TechnicianAct {
  readonly do: 'technician';
  /** Before the right one. */
  readonly wrongPins: number;
  readonly tasks: readonly (
    | 'status'
    | 'logs'
    | 'printer test'
    | 'backup now'
    | 'configure'
    | 'drawer open'
    | 'export bundle'
    | 'reader test'
    | 'restart'
    | 'receipts owed'
    | 'journal verify'
    | 'network test'
  )[];
  /** What the bank's patience is set to. */
  readonly seconds: number;
  readonly leaves: 'logs-out' | 'pulls-cable' | 'walks-away';
  readonly attention: Attention;
}

/** The roll is at its end while customers wait, and some of them get something in the place of paper. */
export interface OutageAct {
  readonly do: 'outage';
  readonly sales: readonly {
    readonly fen: number;
    readonly by: 'card' | 'cash';
    readonly instead: 'nothing' | 'coupon' | 'pick-up';
    readonly couponFen: number;
  }[];
  /** Over the limit of a sale without paper. */
  readonly second: '2' | '9' | 'nobody';
  readonly paperAfterMs: number;
  readonly attention: Attention;
}

/** One slip of the pad is entered afterwards. */
export interface HandSlipAct {
  readonly do: 'hand-slip';
  /** Sale or refund; cash, card or other: as the keys have them. */
  readonly kind: '1' | '2';
  readonly tender: '1' | '2' | '3';
  readonly fen: number;
  readonly time: '' | '0830' | '9999';
  readonly which: 'next' | 'used-before' | 'spoiled' | 'of-no-pad';
  readonly attention: Attention;
}

/** What came of the time without paper is gone through. */
export interface PaperBackAct {
  readonly do: 'paper-back';
  readonly counts: 'right' | 'wrong';
  readonly promises: 'now' | 'later';
  /** Where the bank does not say. */
  readonly silent: 'again' | 'later';
  readonly signs: boolean;
  readonly attention: Attention;
}

/** The cashier takes the other printer: at rest, before the card, or for a slip that has come to its middle. */
export interface OtherPrinterAct {
  readonly do: 'other-printer';
  readonly when: 'at-rest' | 'before-card' | 'in-a-slip';
  readonly fen: number;
  /** What the roll still has, where it ends in a slip. */
  readonly afterLines: number;
  readonly attention: Attention;
}

/** Paid by a payment code, or by a chip or phone on the reader; on a counter that has one. */
export interface AccountAct {
  readonly do: 'account';
  readonly fen: number;
  readonly code: string;
  readonly reading: 'scanned-once' | 'scanned-twice' | 'no-code-first';
  readonly chip: 'insert' | 'tap';
  /** What the issuer wants of the chip, and how often the bank does not hear what became of it. */
  readonly scripts: number;
  readonly unheard: number;
  readonly attention: Attention;
}

/** A transaction is talked about, with its file; help is asked for. */
export interface CounselAct {
  readonly do: 'counsel';
  /** `nothing`: a number that nobody has. */
  readonly about: 'slip' | 'latest' | 'nothing';
  /** Which of the slips that came out, counted from the newest. */
  readonly which: number;
  readonly steps: readonly ('status' | 'report' | 'reference')[];
  readonly days: '' | '0' | '2' | '99';
  /** Of the emergency cards, to be read and printed; null: none. */
  readonly card: '1' | '2' | '3' | '4' | '5' | '6' | null;
  readonly code: string;
  readonly attention: Attention;
}

/** How the next customers are at the PIN pad, and the cashier while the first of them is asked; those behind do as is usual. */
export interface AtPadAct {
  readonly do: 'at-pad';
  readonly pins: readonly PinManner[];
  readonly words: readonly WordManner[];
  readonly cashier: 'waits' | 'gives-up' | 'presses-keys';
  readonly attention: Attention;
}

/** counter-acts.ts */
type AtCounter<Does> = Does & { readonly attention: Attention };
export type LookAct = AtCounter<Looking>;
export type DrawerAct = AtCounter<DrawerAsking>;
export type UnreferencedAct = AtCounter<GivingWithoutSale>;
export type HotlineAct = AtCounter<CallingTheBank>;
export type StoryAct = AtCounter<TellingItsStory>;
export type PolicyAct = AtCounter<EditingThePolicy>;

export interface WaitAct {
  readonly do: 'wait';
  readonly ms: number;
}

/** The cashier looks at the printer and does what the screen says. */
export interface TendAct {
  readonly do: 'tend-printer';
}

export interface FaultAct {
  readonly do: 'fault';
  readonly device: DeviceName;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The end of a fault; not counted as one. */
export interface HealAct {
  readonly do: 'heal';
  readonly device: DeviceName;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The terminal's power goes now, or somewhere in what it does next; it comes back after `offMs`. */
export interface CutAct {
  readonly do: 'cut-power';
  readonly point: CutPoint | { readonly at: 'once' };
  readonly offMs: number;
}

export type Act =
  | SaleAct
  | RefundAct
  | ReprintAct
  | PromiseAct
  | SettleAct
  | ResolveAct
  | RestoreAct
  | ClockAct
  | KeysAct
  | ShiftAct
  | FreezeAct
  | CashAct
  | HoldAct
  | BalanceAct
  | PartAct
  | GoodsAct
  | BringBackAct
  | ChangeOverAct
  | WrongPinsAct
  | StaffAct
  | ToDoAct
  | CounselAct
  | AtPadAct
  | LookAct
  | DrawerAct
  | UnreferencedAct
  | HotlineAct
  | StoryAct
  | PolicyAct
  | TechnicianAct
  | OutageAct
  | HandSlipAct
  | PaperBackAct
  | OtherPrinterAct
  | AccountAct
  | WaitAct
  | TendAct
  | FaultAct
  | HealAct
  | CutAct;
