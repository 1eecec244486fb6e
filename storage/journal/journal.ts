/** What the journal promises to the firmware (design §4). The only way to remember anything. */
import type {
  BatchNumber,
  CardFacts,
  CopyId,
  CopyKind,
  CopyState,
  Entry,
  EntryDraft,
  Marking,
  MinorUnits,
  MoneyKind,
  MoneyState,
  Rrn,
  SlipKind,
  SlipNumber,
  Stamp,
  Stan,
  TransactionId,
} from '../facts.ts';

/** The journal could not be written or read. Nothing of the append stands. The terminal must not trade (requirements H3). */
export class JournalUnwritable extends Error {
  override readonly name = 'JournalUnwritable';
}
/** The append contradicts what stands: a rule of the journal refused it, nothing of it stands. */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused';
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(message);
    this.rule = rule;
  }
}
/** The journal on disk is not what it was when it was written. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
}

/** Something to keep encrypted beside the journal until it is wiped; written in the same durable transaction. */
export interface SecretDraft {
  readonly txn: TransactionId;
  readonly name: 'reversalImage' | 'pan' | 'customer';
  readonly plain: string;
}

export interface TransactionRow {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly stan: Stan | null;
  readonly batch: BatchNumber | null;
  readonly rrn: Rrn | null;
  readonly authCode: string | null;
  readonly responseCode: string | null;
  readonly card: CardFacts;
  readonly original: TransactionId | null;
  readonly reason: string | null;
  readonly needsReversal: boolean;
  readonly tags: readonly string[];
  readonly operator: string;
  readonly createdAtMs: number;
  readonly hostTime: string | null;
  readonly hostDate: string | null;
  /** Of a sale: Σ of its refunds that are approved. */
  readonly refundedMinor: MinorUnits;
  /** Of a sale: Σ of its refunds that are deferred, submitted or unknown: they count as refunded until they are known not to be. */
  readonly reservedMinor: MinorUnits;
  /** Of a deferred refund. */
  readonly promisedForMs: number | null;
}

export interface CopyRow {
  readonly copy: CopyId;
  readonly txn: TransactionId;
  readonly kind: SlipKind;
  readonly of: CopyKind;
  readonly state: CopyState;
  /** The latest slip of this copy, if any was started. */
  readonly slip: SlipNumber | null;
  /** How the next slip of this copy must be marked (decided by what happened to the ones before). */
  readonly nextMarking: Marking;
  /** How the latest slip was marked. */
  readonly marking: Marking | null;
  readonly proven: number;
  readonly handedOver: number;
  /** 0 while nothing is known about segments. */
  readonly segments: number;
  readonly owedSinceMs: number;
}

export interface ReversalRow {
  readonly txn: TransactionId;
  /** `armed`: its request may be under way. `due`: must be sent. `needsHuman`: due, and a person must look. */
  readonly state: 'armed' | 'due' | 'needsHuman';
  readonly reason: '98' | '96' | 'A0' | '06';
  readonly attempts: number;
  readonly sinceMs: number;
  readonly lastAttemptAtMs: number | null;
}

/** Seen from outside: one line of `npm run journal -- obligations --json` (design §13). */
export interface Obligation {
  readonly kind: 'outcome' | 'reversal' | 'receipt' | 'refund';
  /** ISO 8601. */
  readonly since: string;
  readonly transaction: TransactionId;
  readonly attempts: number;
  readonly state: string;
}

export interface Counters {
  /** The number that the next message will carry. */
  readonly nextStan: Stan;
  readonly nextSlip: SlipNumber;
  readonly batch: BatchNumber;
  /** Transactions in the open batch. */
  readonly batchCount: number;
  readonly entries: number;
}

export type JournalProblem = { readonly seq: number; readonly what: string };

export interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly headHash: string;
  readonly problems: readonly JournalProblem[];
}

export interface Journal {
  /**
   * Makes facts durable: entries, projections, obligations, counters and secrets in one SQLite transaction with synchronous=FULL.
   * Synchronous. @throws JournalUnwritable, JournalRefused; then nothing of it stands.
   */
  append(drafts: readonly EntryDraft[], stamp: Stamp, secrets?: readonly SecretDraft[]): readonly Entry[];
  counters(): Counters;
  transaction(txn: TransactionId): TransactionRow | null;
  /** By slip number (any paper number of the transaction), RRN or STAN of the open batch; newest first. */
  find(key: { readonly slip: number } | { readonly rrn: string } | { readonly stan: string }): readonly TransactionRow[];
  /** Transactions in state `submitted` or, for kinds without a reversal, `unknown`; oldest first. */
  openOutcomes(): readonly TransactionRow[];
  /** Reversals not done, oldest first. */
  reversals(): readonly ReversalRow[];
  /** Copies not printed, in the order in which they must be paid. */
  copiesOwed(): readonly CopyRow[];
  copiesOf(txn: TransactionId): readonly CopyRow[];
  /** Oldest promise first. */
  deferredRefunds(): readonly TransactionRow[];
  obligations(): readonly Obligation[];
  timeline(txn: TransactionId): readonly Entry[];
  last(count: number): readonly Entry[];
  /** Decrypts; null when never kept or wiped. */
  secret(txn: TransactionId, name: SecretDraft['name']): string | null;
  /** HMAC of a card number under the device key. */
  cardToken(pan: string): CardFacts['token'];
  verify(): Verdict;
  close(): void;
}
