/**
 * What a slip is made of. Everything comes from the journal (museum: odoo-60939), nothing from a clock: the same facts give the same
 * slip, byte for byte, also after a restart.
 */

import type { Fee } from '../../storage/entries/goods.ts';
import type { CashOfBatch, OwedCounts } from '../../storage/entries/report.ts';
import type { ExerciseScore } from '../../storage/entries/training.ts';
import type {
  BatchNumber,
  CardFacts,
  CaseStatus,
  CopyKind,
  EmergencyCardCode,
  HandSlipTender,
  Marking,
  MinorUnits,
  MoneyKind,
  Rrn,
  SlipNumber,
  Stan,
} from '../../storage/facts.ts';
import type { ToBring } from '../rules/case-status.ts';
import type { Phones } from '../rules/emergency-cards.ts';
import type { Words } from '../rules/verdict.ts';

/** `zh-en` prints both, as bank slips do. */
export type Locale = 'zh-CN' | 'en' | 'zh-en';

export interface TerminalFacts {
  readonly tid: string;
  readonly mid: string;
  readonly merchant: string;
  readonly mode: 'live' | 'training' | 'simulated';
  /** Days within which goods may be returned; the customer copy says so when it is known. */
  readonly returnDays?: number;
  /** The shop's logo heads every slip. */
  readonly hasLogo?: boolean;
  /** Whom to call, as it shall be printed. */
  readonly servicePhone?: string;
  /** Of the acquirer, for the shop. */
  readonly acquirerPhone?: string;
}

/** An instant and the local time there. */
export interface Moment {
  readonly atMs: number;
  /** Minutes east of UTC. */
  readonly utcOffsetMinutes: number;
}

/** On every slip (design §13). */
export interface SlipHead {
  readonly terminal: TerminalFacts;
  readonly copy: CopyKind;
  readonly slip: SlipNumber;
  readonly marking: Marking;
  readonly operator: string;
  /** When it happened: the time on the slip, also on a duplicate. */
  readonly at: Moment;
  /** When this piece of paper was started; printed on what is not an original. */
  readonly printedAt: Moment | null;
}

/** A transaction as the slip shows it; a journal's transaction row has this shape. Null: there is none (yet). */
export interface TransactionFacts {
  readonly amountMinor: MinorUnits;
  /** What was asked for, where a part of it was approved; left out or null: all of it was. */
  readonly requestedMinor?: MinorUnits | null;
  readonly currency: string;
  readonly stan: Stan | null;
  readonly batch: BatchNumber | null;
  readonly rrn: Rrn | null;
  readonly authCode: string | null;
  readonly card: CardFacts;
  readonly reason: string | null;
  /** The shop's words for it; left out: the shipped ones. */
  readonly reasonWords?: Words;
  /** Policy marks such as `no-paper`. */
  readonly tags: readonly string[];
}

/** What a transaction points back to. */
export interface OriginalFacts {
  readonly slip: SlipNumber | null;
  readonly stan: Stan | null;
  readonly batch: BatchNumber | null;
  readonly rrn: Rrn | null;
  readonly amountMinor: MinorUnits;
  readonly at: Moment;
}

/** A line of goods on paper. */
export interface GoodsLineFacts {
  readonly zh: string;
  readonly en: string;
  readonly code: string;
  readonly quantity: number;
  readonly unitMinor: number;
}

/** What was sold or came back, with what was kept back. */
export interface GoodsFacts {
  readonly lines: readonly GoodsLineFacts[];
  readonly fees: readonly Fee[];
  /** Of the shop, that paid for part of it. */
  readonly vouchers?: readonly { readonly amountMinor: number }[];
  /** Of what comes back, the part that goes back as a voucher; `code` on the customer's copy only. */
  readonly voucherBack?: { readonly amountMinor: number; readonly code?: string };
}

/** 拒退单: a return that was judged and refused (requirement B9). */
export interface RefusalSlipFacts extends SlipHead {
  readonly kind: 'refusal';
  readonly rule: string;
  readonly why: Words;
  readonly remedy: Words;
  /** The goods, where they were known. */
  readonly code: string | null;
  readonly original: OriginalFacts | null;
  readonly currency: string;
}

/** 补偿券: in the place of money (requirement B10). */
export interface VoucherSlipFacts extends SlipHead {
  readonly kind: 'voucher';
  /** Nine digits by which it is spent; left out: it has none. */
  readonly code?: string;
  /** By which the shop knows it again. */
  readonly voucher: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly goods: GoodsFacts;
  readonly original: OriginalFacts | null;
}

/** 优惠券, 自取单: in the place of paper (requirement D13). */
export interface AlternativeSlipFacts extends SlipHead {
  readonly kind: 'coupon' | 'pickUp';
  readonly number: number;
  /** What a coupon is worth; 0 of a pick-up. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly original: OriginalFacts | null;
}

/** A transaction that the acquirer has approved. */
export interface MoneySlipFacts extends SlipHead {
  readonly kind: MoneyKind;
  readonly transaction: TransactionFacts;
  /** Null for what has none. */
  readonly original: OriginalFacts | null;
  /** Left out: by amount. */
  readonly goods?: GoodsFacts;
  /** What was handed over for a sale in cash. */
  readonly cash?: { readonly givenMinor: number; readonly changeMinor: number };
  /** Of a refund: until which day the money should be there, and where (requirement C9). */
  readonly arrival?: { readonly by: string; readonly to: string };
}

/** A deferred refund: nothing has been sent; the shop owes it. */
export interface RefundPromiseFacts extends SlipHead {
  readonly kind: 'refundPromise';
  readonly transaction: TransactionFacts;
  readonly original: OriginalFacts | null;
  readonly promisedFor: Moment;
  readonly customerPhoneLast4: string;
  /** It is completed with the card of the sale only. */
  readonly needsCard?: boolean;
}

/** A reversal that does not get through (故障报告单). */
export interface FaultSlipFacts extends SlipHead {
  readonly kind: 'fault';
  /** What the reversal shall undo. */
  readonly transaction: TransactionFacts;
  readonly what: MoneyKind;
  readonly attempts: number;
  readonly since: Moment;
  /** What the last attempt met: a response code or a cause; null where unknown. */
  readonly lastAnswer: string | null;
}

export interface CountAndAmount {
  readonly count: number;
  readonly amountMinor: number;
}
export interface TotalsFacts {
  readonly currency: string;
  readonly sale: CountAndAmount;
  readonly void: CountAndAmount;
  readonly refund: CountAndAmount;
  /** Left out where there was none: completions of pre-authorisations, and their cancels. */
  readonly completion?: CountAndAmount;
  readonly completionCancel?: CountAndAmount;
  /** As the acquirer compares them; left out where all cards are of its own scheme. */
  readonly schemes?: readonly SchemeTotalsFacts[];
}

export interface SchemeTotalsFacts {
  /** Null: the acquirer's own (内卡); else its name (外卡). */
  readonly scheme: string | null;
  readonly debit: CountAndAmount;
  readonly credit: CountAndAmount;
}

/** The total slip of a settlement (结算总计单). */
export interface SettlementSlipFacts extends SlipHead {
  readonly kind: 'settlement';
  readonly batch: BatchNumber;
  readonly stan: Stan | null;
  readonly rrn: Rrn | null;
  readonly totals: TotalsFacts;
  /** What the acquirer said of these totals. */
  readonly verdict: 'balanced' | 'notBalanced' | 'error';
  /** Obligations that the settlement was signed off with, each named in one sentence. */
  readonly exceptions: readonly string[];
  /** Traces on which journal and acquirer differ or may differ, each named in one sentence. */
  readonly differences?: readonly string[];
  /** Cases that were open although their money is given back, each named in one sentence (requirement B4). */
  readonly openCases?: readonly string[];
}

/** The state of the open batch at any time (X report); closes nothing. */
export interface XReportFacts extends SlipHead {
  readonly kind: 'xReport';
  readonly batch: BatchNumber;
  readonly totals: TotalsFacts;
  readonly obligations: OwedCounts;
  /** Left out where no cash has ever moved. */
  readonly cash?: CashOfBatch;
  /** Sales made while nothing could be printed. */
  readonly withoutPaper: CountAndAmount;
}

/** What the paper-back routine found (design §6). */
export interface PaperBackFacts extends SlipHead {
  readonly kind: 'paperBack';
  readonly batch: BatchNumber;
  readonly from: Moment;
  readonly until: Moment;
  /** Transactions of the outage. */
  readonly totals: TotalsFacts;
  readonly receipts: { readonly owed: number; readonly printed: number; readonly counted: number | null };
  readonly refunds: { readonly deferred: number; readonly completed: number };
  readonly handSlips: { readonly entered: number; readonly missing: readonly string[] };
  /** Transactions on which the acquirer agrees, and those that it was asked about in vain; left out by reports of earlier versions. */
  readonly acquirer?: { readonly agreed: number; readonly unanswered: number; readonly postponed: readonly string[] };
  /** Cash of the outage, in minor units; left out where none moved. */
  readonly cash?: { readonly expected: number; readonly counted: number };
  /** Differences between journal, acquirer, hand slips and drawer, each named in one sentence. */
  readonly differences: readonly string[];
  readonly signedOffBy: string | null;
}

/** Tells whoever finds a stub that it is none (接上张). */
export interface InterruptedNoticeFacts extends SlipHead {
  readonly kind: 'interrupted';
  /** The slip that is incomplete. */
  readonly incomplete: SlipNumber;
  /** Why it stopped, in one sentence. */
  readonly cause: string;
  readonly transaction: TransactionFacts;
}

/** A test print: shows the technician what this printer can do. */
export interface TestPrintFacts extends SlipHead {
  readonly kind: 'test';
  /** What is known of the printer, label and value. */
  readonly printer: readonly (readonly [label: string, value: string])[];
}

/** The story of one transaction (交易流水), as it stood when it was asked for. */
export interface TimelineSlipFacts extends SlipHead {
  readonly kind: 'timeline';
  readonly what: MoneyKind;
  readonly transaction: TransactionFacts;
  /** Terminal and merchant as they were when it began; null where the journal does not know. */
  readonly payee: { readonly tid: string; readonly mid: string } | null;
  readonly lines: readonly {
    readonly at: Moment;
    readonly operator: string;
    readonly what: Words;
    readonly detail: string;
  }[];
}

/** A slip of the numbered stock, written by hand while nothing could be printed and typed in afterwards (补录, requirement D5). */
export interface HandSlipFacts extends SlipHead {
  readonly kind: 'handSlip';
  readonly number: number;
  readonly what: 'sale' | 'refund';
  readonly tender: HandSlipTender;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  /** Operator number of who wrote it; who typed it is the operator of the slip. */
  readonly writer: string;
  readonly writtenAt: Moment;
}

/** 成绩单: the score of an exercise in training (requirement H7). */
export interface ExerciseSlipFacts extends SlipHead {
  readonly kind: 'exercise';
  readonly exercise: Words;
  readonly version: number;
  readonly run: number;
  /** Null: they were not counted to the end. */
  readonly keys: number | null;
  readonly score: ExerciseScore;
}

/** 交易状态单 (requirement C8): as it stood when it was asked for. */
export interface CaseStatusFacts extends SlipHead {
  readonly kind: 'caseStatus';
  readonly what: MoneyKind;
  readonly transaction: TransactionFacts;
  readonly code: string;
  readonly status: CaseStatus;
  readonly askedAt: Moment;
  /** When the money should be there; null: none is on its way. */
  readonly expected: Moment | null;
  /** The customer has said that it is not there, and its day is over. */
  readonly missed?: true;
  /** Of the acquirer. */
  readonly reference: string | null;
  readonly bring: readonly ToBring[];
}

/** 应急卡 (requirement H6). */
export interface EmergencyCardFacts extends SlipHead {
  readonly kind: 'emergencyCard';
  readonly card: EmergencyCardCode;
  readonly phones: Phones;
}

export type TransactionSlipFacts =
  | MoneySlipFacts
  | RefundPromiseFacts
  | FaultSlipFacts
  | TimelineSlipFacts
  | CaseStatusFacts;
export type ReportSlipFacts = SettlementSlipFacts | XReportFacts | PaperBackFacts;
export type NoticeSlipFacts =
  | InterruptedNoticeFacts
  | TestPrintFacts
  | HandSlipFacts
  | ExerciseSlipFacts
  | EmergencyCardFacts
  | RefusalSlipFacts
  | VoucherSlipFacts
  | AlternativeSlipFacts;
export type SlipFacts = TransactionSlipFacts | ReportSlipFacts | NoticeSlipFacts;
