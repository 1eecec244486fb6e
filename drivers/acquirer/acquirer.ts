/**
 * What the acquirer driver promises to the firmware (facts/acquirer §1, §2.2; design §13).
 *
 * It knows frames, echoes, keys and the difference between an answer and silence; it knows nothing of receipts or shops. An answer
 * is handed up only when every echo and, where due, the MAC holds; everything else is `acquirer.unanswered`.
 */
import type { DeviceLost } from '../link/link.ts';
import type { IssuerScript } from './issuer-data.ts';

/** The fields of a reversal (0400) ready to be sent, without DE 26, 35, 36, 37, 52, 53 (facts §1.4, PCI 3.3.1). Holds the PAN: vault only. */
export interface ReversalImage {
  readonly profile: string;
  readonly fields: { readonly [field: string]: string };
}

/** What the chip said, in the acquirer's words: in memory until the request has left, as tracks are. */
export interface RequestChip {
  /** BER-TLV of DE 55, hex. */
  readonly dataHex: string;
  /** What a reversal carries of it (facts §1.4); empty: no DE 55. */
  readonly reversalHex: string;
  /** DE 23, three digits; null where the card has none. */
  readonly panSequence: string | null;
}

export interface RequestCard {
  /** Of a payment code (`qr`): the code. */
  readonly pan: string;
  /** YYMM, null where unknown. */
  readonly expiry: string | null;
  readonly track2: string | null;
  readonly track3: string | null;
  readonly entryMode: 'swipe' | 'insert' | 'tap' | 'qr' | 'none';
  readonly chip?: RequestChip | null;
}

/** The approved transaction that a void or a refund points back to. */
export interface RequestOriginal {
  readonly batch: string;
  readonly stan: string;
  /** Null where the approval came without one: DE 37 is left out. */
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** MMDD */
  readonly date: string;
}

/** Amounts of one card group in the open batch, in minor units: debit = sales + completions, credit = voids + refunds (facts §1.5). */
export interface SettlementTotals {
  readonly debitMinor: number;
  readonly debitCount: number;
  readonly creditMinor: number;
  readonly creditCount: number;
}

/** One magnetic-stripe transaction of a batch upload (facts §1.5). */
export interface UploadRecord {
  /** 00 domestic, 01 foreign. */
  readonly scheme: '00' | '01';
  readonly stan: string;
  readonly pan: string;
  readonly amountMinor: number;
}

/** DE 39 of a reversal: 98 no answer, 96 approved but not completed here, A0 MAC wrong, 06 other (facts §1.4). */
export type ReversalReason = '98' | '96' | 'A0' | '06';

export type AcquirerRequest =
  | { readonly kind: 'signOn'; readonly stan: string; readonly batch: string; readonly operator: string }
  | { readonly kind: 'echo' | 'signOff'; readonly stan: string; readonly batch: string }
  | {
      readonly kind: 'sale' | 'preauth';
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      readonly card: RequestCard;
      readonly pinBlock: Uint8Array | null;
    }
  | {
      readonly kind: 'balance';
      readonly stan: string;
      readonly batch: string;
      readonly card: RequestCard;
      readonly pinBlock: Uint8Array | null;
    }
  | {
      readonly kind:
        | 'void'
        | 'refund'
        | 'preauthAddOn'
        | 'preauthCancel'
        | 'completion'
        | 'completionCancel'
        | 'completionAdvice';
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      readonly card: RequestCard;
      /** Null: a refund that names no sale, where the terms have it. */
      readonly original: RequestOriginal | null;
      readonly pinBlock?: Uint8Array | null;
      /** The same message once more, under the same trace number: an advice that was not answered. */
      readonly isRepeat?: boolean;
    }
  /** What became of the issuer's scripts for a chip's transaction, told as an advice; `resultHex` is DF31 (facts §1.2). */
  | {
      readonly kind: 'scriptResult';
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      readonly card: RequestCard;
      readonly original: RequestOriginal;
      readonly resultHex: string;
    }
  /** What became of the message `of`? Under a trace number of its own. */
  | {
      readonly kind: 'enquiry';
      readonly stan: string;
      readonly batch: string;
      readonly of: { readonly stan: string; readonly batch: string };
    }
  /** `authCode`: DE 38 of the answer, where there was one (reason 96). */
  | {
      readonly kind: 'reversal';
      readonly image: ReversalImage;
      readonly reason: ReversalReason;
      readonly authCode?: string | null;
    }
  | {
      readonly kind: 'settlement';
      readonly stan: string;
      readonly batch: string;
      readonly operator: string;
      readonly domestic: SettlementTotals;
      readonly foreign: SettlementTotals;
    }
  /** One to eight records a message. */
  | {
      readonly kind: 'batchUpload';
      readonly stan: string;
      readonly batch: string;
      readonly records: readonly UploadRecord[];
    }
  /**
   * A chip's sale goes up by itself, with what its chip said (facts §1.5). `stan` is that of the sale.
   */
  | {
      readonly kind: 'batchChip';
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      readonly card: RequestCard;
      readonly original: RequestOriginal;
    }
  /**
   * A refund or an advice goes up by itself, whole but without tracks. `stan` is that of the refund or advice itself, by which the host knows
   * it: under a new trace number it would be booked a second time.
   */
  | {
      readonly kind: 'batchRefund' | 'batchAdvice';
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      readonly card: RequestCard;
      readonly original: RequestOriginal;
    }
  /** The end of the upload; `count` is the number of records in all. */
  | {
      readonly kind: 'batchEnd' | 'batchEndBalanced';
      readonly stan: string;
      readonly batch: string;
      readonly count: number;
    };

/** A request made ready: what must be durable before its first byte leaves. */
export interface PreparedRequest {
  readonly exchange: string;
  readonly kind: AcquirerRequest['kind'];
  /** Null where the profile raises no reversal for this kind. */
  readonly reversalImage: ReversalImage | null;
}

export interface AcquirerAnswer {
  readonly kind: AcquirerRequest['kind'];
  /** DE 39; empty where the message has none (0510). */
  readonly responseCode: string;
  readonly rrn: string | null;
  readonly authCode: string | null;
  /** hhmmss and MMDD of the host, null where absent. */
  readonly hostTime: string | null;
  readonly hostDate: string | null;
  readonly settlementDate: string | null;
  readonly amountMinor: number | null;
  readonly batch: string | null;
  readonly macVerified: boolean;
  /** Text of the host (DE 63), without card data. */
  readonly hostText: string | null;
  /** Processing requirement of the header (facts §1.1): 3 = sign on again. */
  readonly processing: string | null;
  /** Of a reversal: with this code it is done, or there is nothing to reverse (facts §1.4; a column of the profile). */
  readonly reversalDone?: boolean;
  /** Card scheme (DE 63.1) where it is not the acquirer's own: three letters or digits. */
  readonly scheme?: string;
  /** What the issuer wants the chip to do; left out where there is nothing. */
  readonly scripts?: readonly IssuerScript[];
  /** DE 44, for the slip: issuer and acquirer, eleven characters each. */
  readonly issuerId?: string;
  readonly acquirerId?: string;
  /** Balance enquiry (DE 54); negative when overdrawn. */
  readonly balanceMinor?: number;
  /** Enquiry: DE 39 of the message that was asked about; left out where the acquirer does not say. */
  readonly enquiredCode?: string;
  /** Settlement (DE 48 of 0510). */
  readonly settlement?: { readonly domestic: SettlementResult; readonly foreign: SettlementResult };
}

export type SettlementResult = 'balanced' | 'notBalanced' | 'error';

/** `mac-unchecked`: an answer came, and the security module could not say whether its MAC is right. */
export type UnansweredCause = 'timeout' | 'lost' | 'unparsable' | 'echo-mismatch' | 'mac-wrong' | 'mac-unchecked';

/** Columns of the profile that decide what the firmware may ask for. */
export interface AcquirerTerms {
  /** A part of a sale may be approved: offered in the request (DE 60.6). */
  readonly partialApprovals: boolean;
  /** Takes a payment code of the customer (付款码) in the place of a card. */
  readonly paymentCodes: boolean;
  /** How much of what is held a completion may take. */
  readonly completionLimitPercent: number;
  /** What is asked about first when its outcome is unknown, before anything is undone. */
  readonly enquiredFirst: readonly AcquirerRequest['kind'][];
  /** A refund is taken with the card only; else the number that was kept will do (DE 22: 012). */
  readonly refundNeedsCard: boolean;
  /** A refund may name no sale (facts §3); without it its row carries the original (§1.2). */
  readonly unreferencedRefunds: boolean;
  /** As many transactions as the totals of a batch can count (facts §1.5): it is settled before there are more. */
  readonly batchLimit: number;
}

export type AcquirerEvent =
  | { readonly type: 'acquirer.connected' }
  /** Behind the `unanswered` of what was out; not told of a line in whose place `connect` was called on hearing that. */
  | { readonly type: 'acquirer.lost'; readonly fault: DeviceLost }
  | { readonly type: 'acquirer.answered'; readonly exchange: string; readonly answer: AcquirerAnswer }
  | {
      readonly type: 'acquirer.unanswered';
      readonly exchange: string;
      readonly cause: UnansweredCause;
      readonly detail: string;
    }
  /** After `accepted`: the MAC could not be made, or the line went before it was. No byte has left, for certain. */
  | { readonly type: 'acquirer.notSent'; readonly exchange: string; readonly why: string }
  /** The header of an answer asks for something else than a sign-on (facts §1.1); told once, until another is asked for. It comes before the answer. */
  | { readonly type: 'acquirer.hostWants'; readonly requirement: string; readonly meaning: string }
  /** An answer after its time-out: evidence, never a decision (rule 8). */
  | { readonly type: 'acquirer.answeredLate'; readonly exchange: string; readonly responseCode: string }
  /** A packet that belongs to nothing known: noted, decides nothing. `what` has no data of the packet but MTI and STAN. */
  | { readonly type: 'acquirer.strayAnswer'; readonly what: string };

/** The acquirer over its lifetime; connections come and go inside. */
export interface Acquirer {
  /** Opens a connection if there is none; ends with `connected` or `lost`. Nothing of a transaction has left before `connected`. */
  connect(): void;
  readonly connected: boolean;
  /** Working keys present: a request that needs a MAC can be prepared. */
  readonly signedOn: boolean;
  /** Whether the security module can be asked; a PIN pad that is gone cannot, and then nothing is sent. */
  readonly securityReady: boolean;
  /** The PIN key of this sign-on for the PIN pad, encrypted under the TMK; null without one. A PIN block is good only with its own key. */
  readonly wrappedPinKeyHex: string | null;
  readonly terms: AcquirerTerms;
  /** Whether the profile has this kind of request; `prepare` of any other is a bug. */
  carries(kind: AcquirerRequest['kind']): boolean;
  /** Whether an unknown outcome of this kind raises a reversal: a column of the profile (facts §1.2, §1.8). */
  reverses(kind: Exclude<AcquirerRequest['kind'], 'reversal'>): boolean;
  /** Builds the frame. `exchange` is the caller's name for it. Throws on a field that the dialect cannot carry: a bug. */
  prepare(exchange: string, request: AcquirerRequest): PreparedRequest;
  /**
   * Hands the frame to the link, as soon as its MAC is made. `refused`: no byte has left, for certain. After `accepted` exactly one of `answered`,
   * `unanswered`, `notSent` comes.
   * One request in flight. A prepared request leaves once: sending it again is a bug and throws, because a frame that may have been
   * booked must not be booked twice (museum: odoo-150102). A repetition is prepared anew.
   */
  send(prepared: PreparedRequest): 'accepted' | 'refused';
  close(): void;
}
