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
export type SlipKind = 'sale' | 'void' | 'refund' | 'refundPromise' | 'fault' | 'settlement';

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

type Draft<Type extends string, Body> = { readonly type: Type; readonly txn: TransactionId; readonly body: Body };

/** What happens to a reversal (冲正) of transaction `txn`. */
type ReversalDraft =
  | Draft<'reversal.sent', { readonly attempt: number; readonly reason: '98' | '96' | 'A0' | '06' }>
  | Draft<'reversal.unanswered', { readonly attempt: number; readonly cause: string }>
  | Draft<'reversal.refused', { readonly attempt: number; readonly responseCode: string }>
  | Draft<'reversal.accepted', { readonly responseCode: string }>
  /**
   * After N attempts a person must look; the reversal goes on being tried and blocks settlement by name. `copies`: fault slips
   * (故障报告单) that are owed from this instant; none if left out.
   */
  | Draft<'reversal.escalated', { readonly attempts: number; readonly copies?: readonly CopyKind[] }>
  /** The acquirer told a manager that it was never booked, or is undone. Only after the escalation. */
  | Draft<'reversal.resolved', ManagersWord>;

/** Who decided, why, and what proves it (the acquirer's case number, a name). */
interface ManagersWord {
  readonly manager: string;
  readonly reason: string;
  readonly evidence: string;
}

/** Something of unknown outcome that is open while a batch is settled. */
export interface OpenItem {
  readonly txn: TransactionId;
  readonly what: 'reversal' | 'outcome';
}

/** What stands in a batch (facts/acquirer §1.5): approved only; a voided sale counts as sale and as void. */
export interface SettledTotals {
  readonly currency: string;
  readonly saleCount: number;
  readonly saleMinor: number;
  readonly voidCount: number;
  readonly voidMinor: number;
  readonly refundCount: number;
  readonly refundMinor: number;
}

/** A trace of the batch on which the journal and the acquirer differ, or may differ. */
export interface TraceDifference {
  readonly txn: TransactionId;
  readonly stan: Stan | null;
  readonly what: 'upload-refused' | 'reversed' | 'resolved-by-hand' | 'open';
  /** DE 39 where there was one. */
  readonly code: string | null;
}

export type SettlementResult = 'balanced' | 'notBalanced' | 'error';

/**
 * The settlement (结算) `txn` of a batch, step by step (facts/acquirer §1.5, §2.2 rule 11). `attempt` counts its messages. A message of the upload
 * spends a trace number, but for a refund, which goes under its own.
 */
type SettlementDraft =
  | Draft<'settlement.started', { readonly batch: BatchNumber }>
  | Draft<'settlement.excepted', { readonly exceptions: readonly OpenItem[]; readonly manager: string }>
  | Draft<'settlement.cancelled', { readonly why: string }>
  | Draft<'settlement.sent', SettlementMessage & { readonly totals: SettledTotals }>
  /** `upload`: every record goes up, because the totals differ or the acquirer wants it so. */
  | Draft<'settlement.answered', { readonly result: SettlementResult; readonly upload: boolean }>
  | Draft<
      'settlement.uploadSent',
      SettlementMessage & { readonly what: 'sales' | 'refund' | 'end'; readonly records: readonly TransactionId[] }
    >
  | Draft<'settlement.uploaded', { readonly records: readonly TransactionId[] }>
  | Draft<'settlement.uploadRefused', { readonly records: readonly TransactionId[]; readonly responseCode: string }>
  /** No answer, or one that decides nothing: the same step comes again. */
  | Draft<
      'settlement.unanswered',
      { readonly attempt: number; readonly cause: string; readonly responseCode: string | null }
    >
  /** Opens the next batch. Card numbers of sales from before `keepCardsFromMs` (epoch), and of what cannot be refunded, are wiped. */
  | Draft<
      'settlement.ended',
      {
        readonly nextBatch: BatchNumber;
        readonly by: 'acquirer' | 'manager';
        readonly manager: string | null;
        readonly differences: readonly TraceDifference[];
        readonly keepCardsFromMs: number;
        readonly copies: readonly CopyKind[];
      }
    >;

interface SettlementMessage {
  readonly stan: Stan;
  readonly batch: BatchNumber;
  readonly attempt: number;
}

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
  | { readonly type: 'refund.cancelled'; readonly txn: TransactionId; readonly body: { readonly why: string } }
  /** A manager's word on a refund of unknown outcome; `copies` are owed where it was approved. */
  | Draft<'refund.resolved', ManagersWord & { readonly approved: boolean; readonly copies: readonly CopyKind[] }>;

/** One slip of one copy. */
interface OfSlip {
  readonly copy: CopyId;
  readonly slip: SlipNumber;
}

type ReceiptDraft =
  | Draft<'receipt.started', OfSlip & { readonly marking: Marking }>
  | Draft<'receipt.printed', OfSlip & { readonly evidence: PrintedEvidence }>
  | Draft<
      'receipt.held',
      OfSlip & {
        readonly cause: string;
        readonly proven: number;
        readonly handedOver: number;
        readonly segments: number;
      }
    >
  | Draft<'receipt.resumed', OfSlip>
  /** Proven incomplete: the copy is owed again, its next slip names this one as void; with `NOT_HANDED_OVER` there is none to name. */
  | Draft<'receipt.notPrinted', OfSlip & { readonly proof: string; readonly proven: number }>
  /** Cannot be known: ask the operator, else DUPLICATE. */
  | Draft<'receipt.doubtful', OfSlip & { readonly cause: string; readonly proven: number }>
  /** The operator's word on a doubtful slip: complete (the debt is paid) or not (owed again, as a DUPLICATE). */
  | Draft<'receipt.judged', OfSlip & { readonly complete: boolean }>
  /** A reprint was asked for: a new debt, always marked. */
  | Draft<'receipt.requested', { readonly copy: CopyId; readonly of: CopyKind; readonly n: number }>;

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
      /** `serial`: where the device tells one; by it a replugged device is known again. */
      readonly body: { readonly device: string; readonly identity: string; readonly serial: string | null };
    }
  /** In the place of a known device another one stands; it is not used. */
  | {
      readonly type: 'device.differed';
      readonly txn: null;
      readonly body: {
        readonly device: string;
        readonly identity: string;
        readonly serial: string | null;
        readonly expected: string;
      };
    }
  /** A person (the operator of the entry), or the policy, said that the other device is to be used from now on. */
  | {
      readonly type: 'device.accepted';
      readonly txn: null;
      readonly body: {
        readonly device: string;
        readonly identity: string;
        readonly serial: string | null;
        readonly by: 'operator' | 'policy';
      };
    }
  | {
      readonly type: 'device.lost';
      readonly txn: null;
      readonly body: { readonly device: string; readonly cause: string; readonly detail: string };
    }
  /** Somebody asked for the cash drawer; written before the pulse. Nothing ever takes it up again. */
  | { readonly type: 'drawer.requested'; readonly txn: null; readonly body: Record<string, never> }
  | {
      readonly type: 'drawer.pulsed';
      readonly txn: null;
      /** `refused`: the printer would not have done it at once, so it was not asked. */
      readonly body: { readonly executed: 'yes' | 'refused' | 'unknown' };
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
  | SettlementDraft
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

/** The debt of a fault slip about a reversal that needs a person. */
export function faultCopyId(txn: TransactionId, copy: CopyKind): CopyId {
  return `${txn}/fault-${copy}` as CopyId;
}
