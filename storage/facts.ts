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
/** @throws RangeError unless `pan` has 13–19 digits. */
export function maskPan(pan: string): MaskedPan {
  if (!/^\d{13,19}$/.test(pan)) throw new RangeError('not a card number');
  return `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}` as MaskedPan;
}

export type MoneyKind = 'sale' | 'void' | 'refund';
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
export type SlipKind = 'sale' | 'void' | 'refund' | 'refundPromise' | 'fault';

export interface CardFacts {
  readonly maskedPan: MaskedPan;
  readonly token: CardToken;
  readonly entryMode: 'swipe' | 'insert' | 'tap' | 'none';
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
  /** The copies that are owed from this instant. */
  readonly copies: readonly CopyKind[];
}

type MoneyDraft<K extends MoneyKind> =
  | { readonly type: `${K}.submitted`; readonly txn: TransactionId; readonly body: SubmittedBody }
  | { readonly type: `${K}.approved`; readonly txn: TransactionId; readonly body: ApprovedBody }
  | {
      readonly type: `${K}.declined`;
      readonly txn: TransactionId;
      readonly body: { readonly responseCode: string; readonly hostText: string | null };
    }
  | { readonly type: `${K}.notSent`; readonly txn: TransactionId; readonly body: { readonly why: string } }
  | {
      readonly type: `${K}.unknown`;
      readonly txn: TransactionId;
      /** `restart`: found open at boot. */
      readonly body: {
        readonly cause: 'timeout' | 'lost' | 'unparsable' | 'echo-mismatch' | 'mac-wrong' | 'restart';
        readonly detail: string;
      };
    };

/** What happens to a reversal (冲正) of transaction `txn`. */
type ReversalDraft =
  | {
      readonly type: 'reversal.sent';
      readonly txn: TransactionId;
      readonly body: { readonly attempt: number; readonly reason: '98' | '96' | 'A0' | '06' };
    }
  | {
      readonly type: 'reversal.unanswered';
      readonly txn: TransactionId;
      readonly body: { readonly attempt: number; readonly cause: string };
    }
  | {
      readonly type: 'reversal.refused';
      readonly txn: TransactionId;
      readonly body: { readonly attempt: number; readonly responseCode: string };
    }
  | {
      readonly type: 'reversal.accepted';
      readonly txn: TransactionId;
      readonly body: { readonly responseCode: string };
    }
  /** After N attempts a person must look; the reversal goes on being tried and blocks settlement by name. */
  | {
      readonly type: 'reversal.escalated';
      readonly txn: TransactionId;
      /** `copies`: fault slips (故障报告单) that are owed from this instant; none if left out. */
      readonly body: { readonly attempts: number; readonly copies?: readonly CopyKind[] };
    };

type RefundDraft =
  | {
      readonly type: 'refund.deferred';
      readonly txn: TransactionId;
      readonly body: {
        readonly original: TransactionId;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
        readonly card: CardFacts;
        readonly reason: string;
        /** Last four digits of the phone; the whole stands in the vault as `customer`. */
        readonly customerPhoneLast4: string;
        /** Epoch milliseconds. */
        readonly promisedForMs: number;
        /** The promise is a slip of its own. */
        readonly copies: readonly CopyKind[];
      };
    }
  | { readonly type: 'refund.cancelled'; readonly txn: TransactionId; readonly body: { readonly why: string } };

type ReceiptDraft =
  | {
      readonly type: 'receipt.started';
      readonly txn: TransactionId;
      readonly body: { readonly copy: CopyId; readonly slip: SlipNumber; readonly marking: Marking };
    }
  | {
      readonly type: 'receipt.printed';
      readonly txn: TransactionId;
      readonly body: { readonly copy: CopyId; readonly slip: SlipNumber; readonly evidence: PrintedEvidence };
    }
  | {
      readonly type: 'receipt.held';
      readonly txn: TransactionId;
      readonly body: {
        readonly copy: CopyId;
        readonly slip: SlipNumber;
        readonly cause: string;
        readonly proven: number;
        readonly handedOver: number;
        readonly segments: number;
      };
    }
  | {
      readonly type: 'receipt.resumed';
      readonly txn: TransactionId;
      readonly body: { readonly copy: CopyId; readonly slip: SlipNumber };
    }
  /** Proven incomplete: the copy is owed again, its next slip names this one as void. */
  | {
      readonly type: 'receipt.notPrinted';
      readonly txn: TransactionId;
      readonly body: {
        readonly copy: CopyId;
        readonly slip: SlipNumber;
        readonly proof: string;
        readonly proven: number;
      };
    }
  /** Cannot be known: ask the operator, else DUPLICATE. */
  | {
      readonly type: 'receipt.doubtful';
      readonly txn: TransactionId;
      readonly body: {
        readonly copy: CopyId;
        readonly slip: SlipNumber;
        readonly cause: string;
        readonly proven: number;
      };
    }
  /** The operator's word on a doubtful slip: complete (the debt is paid) or not (owed again, as a DUPLICATE). */
  | {
      readonly type: 'receipt.judged';
      readonly txn: TransactionId;
      readonly body: { readonly copy: CopyId; readonly slip: SlipNumber; readonly complete: boolean };
    }
  /** A reprint was asked for: a new debt, always marked. */
  | {
      readonly type: 'receipt.requested';
      readonly txn: TransactionId;
      readonly body: { readonly copy: CopyId; readonly of: CopyKind; readonly n: number };
    };

export type PrintedEvidence =
  | {
      readonly by: 'printer';
      readonly processId: string | null;
      readonly sentHex: string;
      readonly receivedHex: string;
    }
  | { readonly by: 'operator' };

type TerminalDraft =
  | {
      readonly type: 'terminal.started';
      readonly txn: null;
      readonly body: {
        readonly version: string;
        readonly mode: 'live' | 'training' | 'simulated';
        readonly tid: string;
        readonly mid: string;
      };
    }
  | { readonly type: 'terminal.stopped'; readonly txn: null; readonly body: { readonly why: string } }
  /** Its trace number was spent by `stan.spent` before the sign-on was sent. */
  | {
      readonly type: 'terminal.signedOn';
      readonly txn: null;
      readonly body: { readonly hostBatch: BatchNumber | null };
    }
  /** The journal goes on from a backup: numbers that may have been spent since it was made are never used again. */
  | {
      readonly type: 'journal.restored';
      readonly txn: null;
      readonly body: {
        /** Entries in the backup. */
        readonly entries: number;
        readonly headHash: string;
        readonly skippedStans: number;
        readonly skippedSlips: number;
      };
    }
  /** A trace number spent on a message that is no transaction (sign-on, echo). */
  | {
      readonly type: 'stan.spent';
      readonly txn: null;
      readonly body: { readonly stan: Stan; readonly batch: BatchNumber; readonly on: string };
    }
  | {
      readonly type: 'batch.opened';
      readonly txn: null;
      readonly body: { readonly batch: BatchNumber; readonly why: string };
    }
  | { readonly type: 'operator.signedIn'; readonly txn: null; readonly body: { readonly operator: string } }
  | { readonly type: 'paper.ended'; readonly txn: null; readonly body: { readonly cause: string } }
  | { readonly type: 'paper.returned'; readonly txn: null; readonly body: Record<string, never> }
  | {
      readonly type: 'device.ready';
      readonly txn: null;
      readonly body: { readonly device: string; readonly identity: string };
    }
  | {
      readonly type: 'device.lost';
      readonly txn: null;
      readonly body: { readonly device: string; readonly cause: string; readonly detail: string };
    }
  /** A late answer and its like: evidence that decides nothing. */
  | {
      readonly type: 'evidence.noted';
      readonly txn: TransactionId | null;
      readonly body: { readonly what: string; readonly detail: string };
    };

export type EntryDraft =
  | MoneyDraft<'sale'>
  | MoneyDraft<'void'>
  | MoneyDraft<'refund'>
  | ReversalDraft
  | RefundDraft
  | ReceiptDraft
  | TerminalDraft;

export type EntryType = EntryDraft['type'];

/** How far the wall clock can be trusted when an entry was made. */
export type ClockQuality = 'synchronised' | 'unsynchronised' | 'jumped';

/** Who and when, handed in by the composition root. */
export interface Stamp {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly clock: ClockQuality;
  readonly operator: string;
}

export interface EntryEnvelope extends Stamp {
  readonly seq: number;
  readonly terminal: string;
  /** SHA-256, hex. */
  readonly previousHash: string;
  readonly hash: string;
}
export type Entry = EntryDraft & EntryEnvelope;

/** The debt of a sale's, void's or refund's slip; with `duplicate`, of a reprint. */
export function copyId(txn: TransactionId, copy: CopyKind, duplicate?: number): CopyId {
  return (duplicate === undefined ? `${txn}/${copy}` : `${txn}/${copy}/duplicate-${duplicate}`) as CopyId;
}

/** The debt of the promise slip of a deferred refund, apart from the slip of the refund itself. */
export function promiseCopyId(txn: TransactionId, copy: CopyKind): CopyId {
  return `${txn}/promise-${copy}` as CopyId;
}

/** The debt of a fault slip about a reversal that needs a person. */
export function faultCopyId(txn: TransactionId, copy: CopyKind): CopyId {
  return `${txn}/fault-${copy}` as CopyId;
}
