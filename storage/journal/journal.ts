/** What the journal promises to the firmware (design §4). The only way to remember anything. */
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { ExpiredSecrets } from '../entries/secrets.ts';
import type {
  BatchNumber,
  CardFacts,
  CardToken,
  CompletionTotals,
  CopyId,
  CopyKind,
  CopyState,
  Marking,
  MinorUnits,
  MoneyKind,
  MoneyState,
  OpenItem,
  PrinterPlace,
  Rrn,
  SettledTotals,
  SettlementResult,
  SlipKind,
  SlipNumber,
  Stamp,
  Stan,
  TransactionId,
} from '../facts.ts';
import type { AlternativeReads } from './alternative-models.ts';
import type { BackupRow } from './backup-models.ts';
import type { CaseFileReads } from './case-file-models.ts';
import type { CaseReads } from './case-models.ts';
import type { CashReads } from './cash-models.ts';
import type { ControlReads } from './control-models.ts';
import type { AdoptedCatalogue, GoodsLine, VoucherPart, VoucherRow } from './goods-models.ts';
import type { InventoryRow } from './inventory-models.ts';
import type { HandSlipRow, HandStock, OutageChecks, OutageRow, TaskRow } from './outage-models.ts';
import type { PeopleReads, PinDraft } from './people-models.ts';
import type { RollRow } from './roll-models.ts';
import type { TrainingReads } from './training-models.ts';
import type { WatchReads } from './watch-models.ts';

/**
 * Why the journal cannot be used: `locked` another process has the folder · `folder` not there, not a folder, not writable · `disk-full` ·
 * `io` the disk or the operating system failed · `newer-schema` written by a newer version · `other-terminal` belongs to another
 * terminal · `not-durable` a commit would not be on disk · `closed`.
 */
export type UnwritableCode =
  | 'locked'
  | 'folder'
  | 'disk-full'
  | 'io'
  | 'newer-schema'
  | 'other-terminal'
  | 'not-durable'
  | 'closed';

/** The journal could not be written or read. Nothing of the append stands. The terminal must not trade (requirements H3). */
export class JournalUnwritable extends Error {
  override readonly name = 'JournalUnwritable';
  readonly code: UnwritableCode;
  /** @param message what, why, what to do. */
  constructor(message: string, code: UnwritableCode = 'io', cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
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

/**
 * Something to keep encrypted beside the journal until it is wiped; written in the same durable transaction.
 *
 * `reversalImage` is wiped with its obligation, in the same transaction. `pan` is wiped when the transaction ends without money moved
 * (declined, notSent, reversed, cancelled). For what is approved: when the batch is closed, except of a sale that can still be refunded, because
 * a refund carries it (facts/acquirer §1.2): that one is kept until the window of `settlement.ended` has passed. `chipData` (DE 55 of a chip) is kept until
 * its batch is closed and no script result of it is owed. `customer` stays
 * until its promise has ended and `secrets.expired` says that its time is over, or until `wipe`.
 */
export interface SecretDraft {
  readonly txn: TransactionId;
  readonly name: 'reversalImage' | 'pan' | 'chipData' | 'customer';
  readonly plain: string;
}

export interface TransactionRow {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly amountMinor: MinorUnits;
  /** What was asked for, where a part of it was approved: `amountMinor` is that part. Else null. */
  readonly requestedMinor: MinorUnits | null;
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
  /** Of a pre-authorisation: what takes, or may have taken, its hold; null while it is in force. */
  readonly endedBy: TransactionId | null;
  /** Card scheme; null: the acquirer's own, or not told. */
  readonly scheme: string | null;
}

/** An advice that the acquirer has not answered. */
export interface AdviceRow {
  readonly txn: TransactionId;
  /** `armed`: its first sending may be under way. `due`: must be told again. `needsHuman`: due, and a person must look. */
  readonly state: 'armed' | 'due' | 'needsHuman';
  /** Repetitions, the first sending not included. */
  readonly attempts: number;
  readonly sinceMs: number;
  readonly lastAttemptAtMs: number | null;
}

/** The result of issuer scripts that the acquirer has not answered. */
export interface ScriptRow {
  readonly txn: TransactionId;
  /** `due`: must be told. `needsHuman`: due, and a person must look. */
  readonly state: 'due' | 'needsHuman';
  readonly attempts: number;
  /** DF31: five bytes a script. */
  readonly resultHex: string;
  readonly sinceMs: number;
}

/** What the acquirer was asked about a transaction of unknown outcome. */
export interface EnquiryRow {
  readonly txn: TransactionId;
  readonly attempts: number;
  /** What it said to the latest one; null: nothing. */
  readonly found: 'approved' | 'declined' | 'not-found' | 'pending' | null;
  readonly lastAttemptAtMs: number;
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

/**
 * The number that the next reprint of `of` must carry in `receipt.requested`, from the rows of `copiesOf`: above every duplicate that
 * was printed or is planned, so that no two slips bear the same 重打印 n.
 */
export function nextDuplicate(
  copies: readonly Pick<CopyRow, 'of' | 'marking' | 'nextMarking'>[],
  of: CopyKind,
): number {
  let highest = 0;
  for (const copy of copies) {
    if (copy.of !== of) continue;
    for (const marking of [copy.marking, copy.nextMarking]) {
      if (marking?.kind === 'duplicate') highest = Math.max(highest, marking.n);
    }
  }
  return highest + 1;
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
  readonly kind:
    | 'outcome'
    | 'reversal'
    | 'advice'
    | 'script'
    | 'receipt'
    | 'refund'
    | 'settlement'
    | 'case'
    | 'caseFile'
    | 'task';
  /** ISO 8601. */
  readonly since: string;
  readonly transaction: TransactionId;
  /** Requests sent, or slips started. `transaction` of a settlement is its own name, of a case what gave the money back. */
  readonly attempts: number;
  /** Of a case: what is still to come, `right-party` or `exchange`. Of a case file: `open`, `packed` for the acquirer, `answered` by it. */
  readonly state: string;
  /** Of a receipt: which copy. */
  readonly copy?: CopyId;
}

/** What stands in a batch, for the settlement (facts/acquirer §1.5): approved only; a voided sale counts as sale and as void. */
export interface BatchTotals {
  readonly batch: BatchNumber;
  readonly currency: string;
  readonly saleCount: number;
  readonly saleMinor: MinorUnits;
  readonly voidCount: number;
  readonly voidMinor: MinorUnits;
  readonly refundCount: number;
  readonly refundMinor: MinorUnits;
  /** Left out where there was none. */
  readonly completions?: CompletionTotals;
}

/** A settlement as it stands. */
export interface SettlementRow {
  readonly txn: TransactionId;
  readonly batch: BatchNumber;
  /** `started`: nothing is sent that decides. `sent`: the totals have left. `uploading`: record by record. `closing`: nothing to upload. */
  readonly step: 'started' | 'sent' | 'closing' | 'uploading' | 'ended' | 'cancelled';
  readonly result: SettlementResult | null;
  /** Messages sent in all, and how many of the latest came to nothing. */
  readonly attempts: number;
  readonly failures: number;
  /** Of the latest totals that were sent. */
  readonly stan: Stan | null;
  readonly totals: SettledTotals | null;
  /** What a manager has signed off, and who. */
  readonly exceptions: readonly OpenItem[];
  readonly signedBy: string | null;
  /** The message that may be under way. */
  readonly inFlight: {
    readonly what: 'totals' | 'sales' | 'chip' | 'refund' | 'advice' | 'end';
    readonly records: readonly TransactionId[];
  } | null;
  /** Code with which the latest message was refused. */
  readonly refused: string | null;
  readonly sinceMs: number;
  readonly operator: string;
}

/** A transaction of the open batch; `upload`: whether a batch upload has carried it, null while it has not. */
export interface BatchRecord extends TransactionRow {
  readonly upload: 'uploaded' | 'refused' | null;
  /** Paid by a chip, and what it said is kept for its upload. */
  readonly isChip: boolean;
}

/** How to look a transaction up. `stan` is looked for in the open batch, or in the `batches` newest ones; `limit` defaults to 100. */
export type TransactionKey =
  | { readonly slip: number }
  | { readonly rrn: string }
  | { readonly stan: string; readonly batches?: number }
  /** Sales of exactly this amount, in minor units. */
  | { readonly amountMinor: number; readonly limit?: number }
  /** Sales by a card that ends in these four digits. */
  | { readonly lastFour: string; readonly limit?: number }
  | { readonly card: CardToken; readonly limit?: number }
  /** Epoch milliseconds, both ends included. */
  | { readonly fromMs: number; readonly toMs: number; readonly limit?: number };

export interface Counters {
  /** The number that the next message will carry. */
  readonly nextStan: Stan;
  readonly nextSlip: SlipNumber;
  readonly batch: BatchNumber;
  /** Transactions of the open batch that are, or may be, known to the acquirer: neither declined nor proven not sent. */
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

export interface KnownDevice {
  readonly identity: string;
  /** Null where one without a serial number was accepted. */
  readonly serial: string | null;
}

export interface Journal
  extends AlternativeReads,
    CaseReads,
    CaseFileReads,
    CashReads,
    ControlReads,
    PeopleReads,
    WatchReads,
    TrainingReads {
  /**
   * Makes facts durable: entries, projections, obligations, counters and secrets in one SQLite transaction with synchronous=FULL.
   * Synchronous. @throws JournalUnwritable, JournalRefused; then nothing of it stands.
   */
  append(drafts: readonly EntryDraft[], stamp: Stamp, secrets?: readonly (SecretDraft | PinDraft)[]): readonly Entry[];
  /**
   * Grows with everything that is made durable, from 0 at each opening: as long as it is the same, so is every answer. Asks no disk and never throws,
   * also where the journal is dead or closed: then nothing is written any more, and it stays what it was.
   */
  revision(): number;
  counters(): Counters;
  transaction(txn: TransactionId): TransactionRow | null;
  /** By slip number (any paper number of the transaction), RRN, STAN, amount, card or time of creation; newest first. */
  find(key: TransactionKey): readonly TransactionRow[];
  /** Totals of the open batch, one row a currency; empty while nothing is approved in it. */
  totals(): readonly BatchTotals[];
  /** The settlement under way, if any; the next batch is opened by its end. */
  settlement(): SettlementRow | null;
  settlementOf(txn: TransactionId): SettlementRow | null;
  /** Transactions of the open batch in the order of their creation. Grows with the batch, not with the journal. */
  batchRecords(): readonly BatchRecord[];
  /** Transactions in state `submitted` or, for kinds without a reversal, `unknown`; oldest first. */
  openOutcomes(): readonly TransactionRow[];
  /** Reversals not done, oldest first. */
  reversals(): readonly ReversalRow[];
  /** Advices not answered, oldest first. */
  advices(): readonly AdviceRow[];
  /** Results of issuer scripts not answered, oldest first. */
  scripts(): readonly ScriptRow[];
  /** What may be wiped: created before these instants, and needed by nobody any more. */
  expiredSecrets(customersBeforeMs: number, cardsBeforeMs: number): ExpiredSecrets;
  /** Pre-authorisations that hold an amount, oldest first. */
  preauthsInForce(): readonly TransactionRow[];
  /** Null: the acquirer was never asked about it. */
  enquiry(txn: TransactionId): EnquiryRow | null;
  /** Copies not printed, in the order in which they must be paid. */
  copiesOwed(): readonly CopyRow[];
  copiesOf(txn: TransactionId): readonly CopyRow[];
  /** Oldest promise first. */
  deferredRefunds(): readonly TransactionRow[];
  obligations(): readonly Obligation[];
  /** The outage that nobody has gone through yet. */
  outage(): OutageRow | null;
  /** How far it has been gone through. */
  outageChecks(): OutageChecks;
  handSlip(number: number): HandSlipRow | null;
  /** Entered or spoiled in an outage (`seq` of its row), by number. */
  handSlipsOf(outage: number): readonly HandSlipRow[];
  /** Numbered stock as it was issued, with the numbers that nobody has entered. */
  handStock(): readonly HandStock[];
  /** Open ones, oldest first. */
  tasks(): readonly TaskRow[];
  /** At which printer slips come out; a copy is in one printer at a time. */
  printingOn(): PrinterPlace;
  /** Of that printer. */
  roll(): RollRow;
  backups(): BackupRow;
  timeline(txn: TransactionId): readonly Entry[];
  /** The lines of a sale with what is left of each; empty for a sale by amount. */
  goods(txn: TransactionId): readonly GoodsLine[];
  /** A voucher of the shop by its nine digits; null: there is none. */
  voucher(code: string): VoucherRow | null;
  /** What vouchers have paid of a sale. */
  voucherPart(sale: TransactionId): VoucherPart;
  /** The catalogue that was adopted last. */
  catalogue(): AdoptedCatalogue | null;
  /** Voids and refunds that point back to `txn`, oldest first. */
  takenFrom(txn: TransactionId): readonly TransactionRow[];
  /** The terminal and the merchant as they were configured when the entry `seq` was written; null before the first start. */
  payeeAt(seq: number): { readonly tid: string; readonly mid: string } | null;
  /** The newest `count` entries, in the order in which they were written. */
  last(count: number): readonly Entry[];
  /** By what a device is known again: what was last accepted in its place or last told a serial number there; null at first. */
  knownDevice(device: string): KnownDevice | null;
  /** Devices that tell a serial number, in use and retired, by place and then by time. */
  inventory(): readonly InventoryRow[];
  /** Decrypts; null when never kept or wiped. */
  secret(txn: TransactionId, name: SecretDraft['name']): string | null;
  /**
   * Wipes a secret for good, durably. @returns false if there was none. @throws JournalRefused (`secret-still-needed`) for the image of
   * a reversal that is still owed; JournalUnwritable.
   */
  wipe(txn: TransactionId, name: SecretDraft['name']): boolean;
  /** Whether it is this operator's PIN. Takes a tenth of a second, on purpose. False where there is none. @throws JournalBroken */
  pinFits(operator: string, pin: string): boolean;
  /** HMAC of a card number, or of a payment code, under the device key. */
  cardToken(pan: string): CardFacts['token'];
  /** The terminal's signature under what it hands to customers: Ed25519, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
  /** The public half of that key: 32 bytes, hex. */
  signingKeyHex(): string;
  verify(): Verdict;
  /**
   * Folds the write-ahead log into the file. To be called when nobody waits (back to idle after a sale), so that no append between card
   * and paper has to do it: an append does it by itself only when 4 000 pages have come together. @throws JournalUnwritable, JournalBroken
   */
  rest(): void;
  close(): void;
}
