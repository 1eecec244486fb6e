/**
 * What an acquirer profile is: everything in which one acquirer differs from another, as data (facts/acquirer §1.2, §1.4, §1.8).
 *
 * A field of a message is written as a template: literal characters and sources in braces, `22{batch}00050`. A source without a value
 * leaves the whole field out; `{pinBlock?12}` stands for the literal `12` where there is a PIN block and leaves the field out otherwise.
 */
import type { AcquirerRequest, AcquirerTerms, RequestCard } from './acquirer.ts';
import type { Dialect } from './dialect.ts';
import type { Envelope } from './framing.ts';
import type { KeyLayout } from './keys.ts';
import type { MacAlgorithm } from './mac.ts';

/** `text`: a template whose characters are carried as the bytes of a binary field. Null: not carried. */
export type Template = string | { readonly text: string } | null;
export type FieldTemplates = { readonly [field: number]: Template };

/** Every kind of request but the reversal, which is built from its image. */
export type TransactionKind = Exclude<AcquirerRequest['kind'], 'reversal'>;

export interface TransactionSpec {
  readonly mti: string;
  /** Of a message that is sent again under its own trace number (facts §1.8: the last digit 1); left out: the same. */
  readonly repeatMti?: string;
  readonly fields: FieldTemplates;
  /** The request carries a MAC. */
  readonly mac: boolean;
  /** Null: an unknown outcome raises no reversal (the column "rev" of facts §1.2). Else the fields in which the reversal differs from the request. */
  readonly reversal: FieldTemplates | null;
  /** Echo rules that do not hold for this transaction, by field. */
  readonly withoutEcho?: readonly number[];
  /** Fields that the answer may leave out, but not change. */
  readonly echoOptional?: readonly number[];
  /** The answer carries no DE 39 (0510). */
  readonly withoutResponseCode?: true;
  /** The answer carries the working keys in this field. */
  readonly keysIn?: number;
  /** The answer says whether the totals agree: 1 balanced, 2 not balanced, 3 error; a digit at this place of a field. */
  readonly settlementIn?: { readonly domestic: FlagPlace; readonly foreign: FlagPlace };
}

export interface FlagPlace {
  readonly field: number;
  readonly at: number;
}

/**
 * What an answer has to repeat (facts §1.3). `always`: there and equal. `approved`: there and equal in an approval. `present`: equal
 * where it is there at all.
 */
export interface EchoRule {
  readonly field: number;
  readonly check: 'always' | 'approved' | 'present';
  /** Compares these characters only, `[from, to)`. */
  readonly part?: readonly [from: number, to: number];
  /** Response codes with which the rule does not hold. */
  readonly except?: readonly string[];
}

export interface ReversalSpec {
  readonly mti: string;
  /** Fields of the request that a reversal does not carry; track data and PIN block are always among them (PCI 3.3.1). */
  readonly drop: readonly number[];
  /** Set when the reversal is sent. A template without a value leaves the image's field as it is. */
  readonly fields: FieldTemplates;
  /** Response codes with which the reversal is done (facts §1.4). */
  readonly doneCodes: readonly string[];
}

export interface MacSpec {
  readonly field: 64 | 128;
  readonly algorithm: MacAlgorithm;
  /**
   * Response codes whose answers must carry a right MAC when the request had one. An approval that need not carry one can be forged by whoever sits on
   * the line, so every approving code stands here unless a host is known to leave it out (`unsealedApprovals`). A MAC that is there is checked anyway.
   */
  readonly dueOn: readonly string[];
}

/** Where an answer says what, `[from, to)` in characters of the field's value. */
export interface AnswerSpec {
  readonly batch: { readonly field: number; readonly part: readonly [number, number] } | null;
  readonly hostText: { readonly field: number; readonly from: number } | null;
  /** Card scheme of the transaction, and which one is the acquirer's own: the others are counted apart (facts §1.5). Null: all cards are its own. */
  readonly scheme: { readonly field: number; readonly part: readonly [number, number]; readonly own: string } | null;
  /** Issuer and acquirer id, eleven characters each. */
  readonly institutions: number | null;
  readonly balance: number | null;
  /** DE 39 of the message that an enquiry asked about. */
  readonly enquired?: { readonly field: number; readonly part: readonly [number, number] };
}

export interface AcquirerProfile {
  readonly name: string;
  readonly terms: AcquirerTerms;
  readonly dialect: Dialect;
  readonly envelope: Envelope;
  readonly transactions: { readonly [kind in TransactionKind]?: TransactionSpec };
  readonly reversal: ReversalSpec;
  readonly echoes: readonly EchoRule[];
  /** Response codes that approve (facts §1.7, class A). */
  readonly approvedCodes: readonly string[];
  /** The approval of a part: the amount may differ, downwards only. */
  readonly partialCode: string | null;
  readonly mac: MacSpec | null;
  readonly keyLayouts: readonly KeyLayout[];
  readonly answer: AnswerSpec;
  /** First two digits of DE 22. */
  readonly entryModes: { readonly [mode in RequestCard['entryMode']]: string };
}
