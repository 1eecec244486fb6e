/**
 * The vocabulary: what can be a fact in this terminal, in the field's standard names (design §4, §11).
 *
 * Entries are past tense. Their bodies carry no track data, no PIN, no PIN block and no PAN but the masked one (promise 5); what must be
 * kept for a while and then wiped (the PAN for a reversal, a customer's phone) goes to the vault beside the journal, encrypted.
 */

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Amount in the smallest unit of the currency (fen), a safe integer ≥ 0. */
export type MinorUnits = Brand<number, 'MinorUnits'>;
/** DE 11, six digits, 000001–999999, unique within a batch. */
export type Stan = Brand<string, 'Stan'>;
/** Six digits. */
export type BatchNumber = Brand<string, 'BatchNumber'>;
/** DE 37, twelve characters. */
export type Rrn = Brand<string, 'Rrn'>;
/** First six and last four digits, `*` between. */
export type MaskedPan = Brand<string, 'MaskedPan'>;
/** HMAC-SHA-256 of the PAN under a device key, hex: tells "same card" without the number. */
export type CardToken = Brand<string, 'CardToken'>;
/** The journal's own name for a transaction; never reused. */
export type TransactionId = Brand<string, 'TransactionId'>;
/** 票号: the number of one piece of paper; spent in the journal before the first byte, never reused. */
export type SlipNumber = Brand<number, 'SlipNumber'>;

/** @throws RangeError unless `n` is a safe integer ≥ 0. */
export function minorUnits(n: number): MinorUnits {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not an amount in minor units: ${n}`);
  return n as MinorUnits;
}
/** @throws RangeError outside 1–999999. */
export function stan(n: number): Stan {
  if (!Number.isInteger(n) || n < 1 || n > 999_999) throw new RangeError(`not a trace number: ${n}`);
  return String(n).padStart(6, '0') as Stan;
}
/** @throws RangeError outside 0–999999. */
export function batchNumber(n: number): BatchNumber {
  if (!Number.isInteger(n) || n < 0 || n > 999_999) throw new RangeError(`not a batch number: ${n}`);
  return String(n).padStart(6, '0') as BatchNumber;
}
/** A payment code (付款码), shown as a card number is. @throws RangeError unless it has 13–24 digits. */
export function maskPaymentCode(code: string): MaskedPan {
  if (!/^\d{13,24}$/.test(code)) throw new RangeError('not a payment code');
  return `${code.slice(0, 6)}${'*'.repeat(code.length - 10)}${code.slice(-4)}` as MaskedPan;
}
/** @throws RangeError unless `pan` has 13–19 digits. */
export function maskPan(pan: string): MaskedPan {
  if (!/^\d{13,19}$/.test(pan)) throw new RangeError('not a card number');
  return `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}` as MaskedPan;
}

export type MoneyKind =
  | 'sale'
  | 'void'
  | 'refund'
  | 'preauth' // 预授权: holds an amount, moves nothing
  | 'preauthCancel' // 预授权撤销: gives the hold back
  | 'completion' // 预授权完成(请求): takes what is due of the hold
  | 'completionAdvice' // 预授权完成(通知): the same, told afterwards and repeated until it is answered
  | 'completionCancel'; // 预授权完成撤销: gives the money back, the hold is in force again

export interface MoneyKindFacts {
  /** Which totals of the batch it counts in (facts/acquirer §1.5: debit = sales + completions, credit = voids + refunds); null: none. */
  readonly side: 'debit' | 'credit' | null;
  /** What it may point back to; empty: it has no original. */
  readonly of: readonly MoneyKind[];
  /** What it takes of its original: a part of the money, all of the money, or the pre-authorisation. */
  readonly takes: 'part' | 'whole' | 'preauth' | null;
  /** An unknown outcome is cleared up by repeating the message under its own trace number (facts/acquirer §2.1). */
  readonly repeats?: true;
}

/** The kinds of transactions, from the table of facts/acquirer §1.2. */
export const MONEY_KINDS: { readonly [kind in MoneyKind]: MoneyKindFacts } = {
  sale: { side: 'debit', of: [], takes: null },
  void: { side: 'credit', of: ['sale'], takes: 'whole' },
  refund: { side: 'credit', of: ['sale', 'completion', 'completionAdvice'], takes: 'part' },
  preauth: { side: null, of: [], takes: null },
  preauthCancel: { side: null, of: ['preauth'], takes: 'preauth' },
  completion: { side: 'debit', of: ['preauth'], takes: 'preauth' },
  completionAdvice: { side: 'debit', of: ['preauth'], takes: 'preauth', repeats: true },
  completionCancel: { side: 'credit', of: ['completion'], takes: 'whole' },
};

export function isMoneyKind(name: string): name is MoneyKind {
  return Object.hasOwn(MONEY_KINDS, name);
}
/** Money states only move forward (museum: odoo-288974). `reversed` and `voided` are ends, like `declined`, `notSent`, `cancelled`. */
export type MoneyState =
  | 'deferred' // a refund promised for when there is paper; nothing sent
  | 'submitted' // a byte may have left; the outcome is not known yet
  | 'unknown' // no believable answer
  | 'approved'
  | 'declined'
  | 'notSent' // proven: no byte left
  | 'reversed' // an unknown outcome undone, acknowledged by the acquirer
  | 'voided' // an approved sale undone by an approved void
  | 'cancelled'; // a deferred refund taken back

export type CopyKind = 'merchant' | 'customer';
/** `${TransactionId}/merchant`, `…/customer`, `…/customer/duplicate-2`, `…/promise-customer`, `…/fault-merchant`: one debt of paper. */
export type CopyId = Brand<string, 'CopyId'>;
export type CopyState = 'owed' | 'started' | 'held' | 'printed' | 'doubtful';

export type Marking =
  | { readonly kind: 'original' }
  | { readonly kind: 'duplicate'; readonly n: number }
  | { readonly kind: 'replaces'; readonly slip: SlipNumber };

/** What a slip is about; decides its layout. */
export type SlipKind =
  | MoneyKind
  | 'refundPromise'
  | 'fault'
  | 'settlement'
  | 'timeline'
  | 'refusal'
  | 'voucher'
  | 'coupon'
  | 'pickUp'
  | 'paperBack'
  | 'handSlip'
  | 'xReport'
  | 'exercise'
  | 'caseStatus'
  | 'emergencyCard';

/** What to do when it goes wrong; never give one another meaning, a journal names it. */
export type EmergencyCardCode =
  | 'paper-out'
  | 'power-cut'
  | 'acquirer-silent'
  | 'printer-dead'
  | 'wrong-amount'
  | 'frozen';

/** How a transaction stands, as a customer is told (requirement C8). */
export type CaseStatus =
  | 'charged'
  | 'not-charged'
  | 'undoing'
  | 'undone'
  | 'voided'
  | 'held'
  | 'promised'
  | 'sent'
  | 'accepted'
  | 'given-up';

/** What a slip of a chip card shows, and nothing that leads back to the card (facts/acquirer §6): hex, the label as text. */
export interface ChipFacts {
  /** 9F06 or 84 */
  readonly aid: string;
  /** 50 */
  readonly label: string | null;
  /** 95 */
  readonly tvr: string | null;
  /** 9B */
  readonly tsi: string | null;
  /** 9F36 */
  readonly atc: string | null;
  /** 9F26 */
  readonly cryptogram: string | null;
}

export interface CardFacts {
  /** Of a payment code (`qr`): its first six and last four digits. */
  readonly maskedPan: MaskedPan;
  readonly token: CardToken;
  /** `cash`: there is none (`NO_CARD`). */
  readonly entryMode: 'swipe' | 'insert' | 'tap' | 'qr' | 'none' | 'cash';
  readonly chip?: ChipFacts;
}

/** In the place of a card where cash was paid. */
export const NO_CARD: CardFacts = {
  maskedPan: '' as MaskedPan,
  token: '0'.repeat(64) as CardToken,
  entryMode: 'cash',
};

/** What a transaction was paid with; what is given back goes the same way. */
export type Tender = 'card' | 'code' | 'cash';

export function tenderOf({ entryMode }: Pick<CardFacts, 'entryMode'>): Tender {
  return entryMode === 'cash' ? 'cash' : entryMode === 'qr' ? 'code' : 'card';
}

export interface SubmittedBody {
  readonly stan: Stan;
  readonly batch: BatchNumber;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly card: CardFacts;
  readonly original: TransactionId | null;
  readonly reason: string | null;
  /** A reversal is owed if this stays without a believable answer; its image stands in the vault under the same transaction. */
  readonly needsReversal: boolean;
  /** Policy marks such as `no-paper`. */
  readonly tags: readonly string[];
}

export interface ApprovedBody {
  readonly responseCode: string;
  readonly rrn: Rrn | null;
  readonly authCode: string | null;
  /** hhmmss and MMDD of the host. */
  readonly hostTime: string | null;
  readonly hostDate: string | null;
  /** Of a sale that was approved in part (DE 39 = 10), and the customer agreed: less than was asked for, and what it counts as from now on. */
  readonly approvedMinor?: MinorUnits;
  /** Card scheme, where it is not the acquirer's own: counted apart in the totals (facts/acquirer §1.5). */
  readonly scheme?: string;
  /** Of a refund: when its money should be with the customer by the policy of that hour, epoch milliseconds; what slips say stays so. */
  readonly expectedMs?: number;
  /** The copies that are owed from this instant. */
  readonly copies: readonly CopyKind[];
}

/** Something of unknown outcome that is open while a batch is settled. */
export interface OpenItem {
  readonly txn: TransactionId;
  readonly what: 'reversal' | 'outcome' | 'script';
}

/** A case whose money is given back while the sale that belongs to it is still to come. `txn`: what gave it back. */
export interface OpenCase {
  readonly txn: TransactionId;
  readonly wants: 'right-party' | 'exchange';
}

/** Completions of pre-authorisations in a batch, and their cancels. */
export interface CompletionTotals {
  readonly count: number;
  readonly minor: number;
  readonly cancelCount: number;
  readonly cancelMinor: number;
}

/** Approved only; a voided sale counts as sale and as void. */
export interface BatchSums {
  readonly saleCount: number;
  readonly saleMinor: number;
  readonly voidCount: number;
  readonly voidMinor: number;
  readonly refundCount: number;
  readonly refundMinor: number;
}

/** What stands in a batch (facts/acquirer §1.5). */
export interface SettledTotals extends BatchSums {
  readonly currency: string;
  /** Left out where there was none. */
  readonly completions?: CompletionTotals;
  /** Of the sums above, the part of each scheme that is not the acquirer's own, in the order of their names; left out where there was none. */
  readonly foreign?: readonly SchemeTotals[];
}

export interface SchemeTotals extends Omit<SettledTotals, 'currency' | 'foreign'> {
  readonly scheme: string;
}

/** A trace of the batch on which the journal and the acquirer differ, or may differ. */
export interface TraceDifference {
  readonly txn: TransactionId;
  readonly stan: Stan | null;
  readonly what: 'upload-refused' | 'reversed' | 'resolved-by-hand' | 'open';
  /** DE 39 where there was one. */
  readonly code: string | null;
}

export type HandSlipTender = 'cash' | 'card' | 'other';

/** Where what was counted or told is not what the journal says of an outage. */
export interface OutageDifference {
  readonly what:
    | 'receipts-count' // slips that were owed and are printed, against what the operator counts
    | 'hand-slip-missing' // a number of the stock that nobody has entered
    | 'outcome-open' // the acquirer's answer, or its reversal, is still owed
    | 'acquirer-differs' // the acquirer, asked, says otherwise
    | 'not-compared' // the acquirer was asked and said nothing, or is asked at the settlement only (`theirs`: silent or batch)
    | 'drawer' // the cash of an outage, that of its hand slips included
    | 'cash' // the whole drawer, counted at the end of a shift, a day or an outage
    | 'restored' // the journal goes on from a backup: what was done between the two instants may stand nowhere here (epoch seconds: milliseconds look like a card number)
    | 'uncounted'; // the drawer of a shift that was taken over before anybody counted it
  /** What it is about: a trace number, the number of a hand slip, a currency. */
  readonly subject: string;
  /** By the journal; empty where it says nothing. */
  readonly ours: string;
  /** As counted or told. */
  readonly theirs: string;
}

export type SettlementResult = 'balanced' | 'notBalanced' | 'error';

export type PrintedEvidence =
  | {
      readonly by: 'printer';
      /** Only in journals of older versions: the process ID stands in what was sent and in what came back. */
      readonly processId?: string | null;
      readonly sentHex: string;
      readonly receivedHex: string;
      /** What the paper shows otherwise than the journal has it, e.g. `U+3400 printed as 〓`; absent when nothing. */
      readonly notes?: readonly string[];
    }
  | { readonly by: 'operator' };

/** Where a slip can come out: the first printer, or the second where one is configured. */
export type PrinterPlace = 'printer' | 'printer2';

/** How far the wall clock can be trusted when an entry was made. */
export type ClockQuality = 'synchronised' | 'unsynchronised' | 'jumped';

/** What a person may do; a manager may all that a cashier may, a technician sees the devices only. */
export type Role = 'cashier' | 'manager' | 'technician';

/** What has been approved in a shift, by kind; voids and refunds are given back. */
export interface ShiftTotal {
  readonly kind: MoneyKind;
  readonly currency: string;
  readonly count: number;
  readonly sumMinor: number;
}

/** The facts of an X report: what the entries between a shift's opening and now, or its close, say. */
export interface ShiftFigures {
  readonly shift: number;
  readonly operator: string;
  readonly openedAtMs: number;
  /** Null while it is open. */
  readonly closedAtMs: number | null;
  readonly totals: readonly ShiftTotal[];
  /** Of the totals, the part in cash: taken less given back, by currency. */
  readonly cash: readonly { readonly currency: string; readonly minor: number }[];
  readonly declined: number;
  /** Outcomes that became unknown in this shift, whatever they are now. */
  readonly unknown: number;
  readonly reversed: number;
  readonly promised: number;
  readonly reprints: number;
  readonly drawer: number;
  readonly wrongPins: number;
}

/** Why something was frozen. */
export type FreezeReason = 'dispute' | 'fraud' | 'wrong-party' | 'investigation' | 'device';

/** Operator of what the terminal does while nobody is on duty. */
export const TERMINAL_ITSELF = '0';

/** Who and when, handed in by the composition root. */
export interface Stamp {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly clock: ClockQuality;
  readonly operator: string;
}

/** `proof` of a slip whose number was spent while no printer took it: no byte of it has left. */
export const NOT_HANDED_OVER = 'not-handed-over';

/** The debt of a sale's, void's or refund's slip; with `duplicate`, of a reprint. */
export function copyId(txn: TransactionId, copy: CopyKind, duplicate?: number): CopyId {
  return (duplicate === undefined ? `${txn}/${copy}` : `${txn}/${copy}/duplicate-${duplicate}`) as CopyId;
}

/** The debt of the promise slip of a deferred refund, apart from the slip of the refund itself. */
export function promiseCopyId(txn: TransactionId, copy: CopyKind): CopyId {
  return `${txn}/promise-${copy}` as CopyId;
}

/** The debt of the printed timeline of a transaction; `n` tells one request from the next. */
export function timelineCopyId(txn: TransactionId, n: number): CopyId {
  return `${txn}/timeline-${n}` as CopyId;
}

/** The debt of one state of a case in writing. */
export function statusCopyId(txn: TransactionId, n: number): CopyId {
  return `${txn}/status-${n}` as CopyId;
}

/** The debt of a fault slip about a reversal that needs a person. */
export function faultCopyId(txn: TransactionId, copy: CopyKind): CopyId {
  return `${txn}/fault-${copy}` as CopyId;
}
