/**
 * What can be practised (requirements B8, H6, H7), as data: what is asked, what the world does about it, which facts of the training journal mean
 * that it is done, what costs points. Each exercise is the shop's procedure for that case, with a version; a run names the version it followed.
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { PracticeFault } from '../../storage/entries/training.ts';
import type { Words } from './verdict.ts';

export type FactType = EntryDraft['type'];

/** A fact that must stand in the training journal since the exercise began. */
export interface FactPattern {
  readonly fact: FactType;
  /** Values in its body. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  /** Among the tags of its body. */
  readonly tag?: string;
  /** This list of its body is not empty. */
  readonly some?: string;
  /** It is of the same transaction as the first fact of that goal. */
  readonly txnOf?: string;
  /** Its original is the transaction of that goal. */
  readonly originalOf?: string;
  /** So many of them; left out: one. */
  readonly times?: number;
}

/** What the world does: the training host by one of its verbs, the printer's driver by a practice fault, or the shop's cupboard. */
export type Cue =
  | { readonly host: string; readonly args: Readonly<Record<string, string | number>> }
  | { readonly practice: PracticeFault }
  | { readonly handSlips: true };

/** Its words are the line on the cashier's screen. All facts of a goal are of one transaction, where they are of any. */
export interface Goal extends Words {
  readonly id: string;
  readonly hint: Words;
  readonly points: number;
  readonly facts: readonly FactPattern[];
  /** So many corrections were typed. */
  readonly corrections?: number;
  /** Once it is reached. */
  readonly cues?: readonly Cue[];
}

export interface Forbidden extends Words {
  readonly fact: FactPattern;
  /** What it costs. */
  readonly points: number;
}

export interface Exercise extends Words {
  readonly name: string;
  readonly version: number;
  /** Who starts it, where that is not the cashier alone. */
  readonly startedBy?: 'manager';
  readonly passMark: number;
  /** Keys that a practised hand needs. */
  readonly keys: number;
  /** Cancelling so often belongs to it. */
  readonly cancels: number;
  /** Rules whose refusal belongs to it. */
  readonly refusals: readonly string[];
  readonly setUp: readonly Cue[];
  readonly goals: readonly Goal[];
  readonly forbidden: readonly Forbidden[];
}
