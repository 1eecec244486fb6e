/** What keeps people in bounds: the shop's policy, a second person's word, what a manager has frozen. */
import type { CardToken, FreezeReason, MaskedPan, MinorUnits, TransactionId } from '../facts.ts';
import type { Draft } from './draft.ts';

/** One key of the policy, in dots, with its value as JSON; null: it was not there. */
export interface PolicyChange {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

export type ControlDraft =
  /** The terminal goes by another policy from here on. `hash`: SHA-256 of all keys and values, hex. */
  | {
      readonly type: 'policy.changed';
      readonly txn: null;
      readonly body: { readonly version: string; readonly hash: string; readonly changes: readonly PolicyChange[] };
    }
  /** The policy file was changed and cannot be used: the one before stays in force. `problem` names the key and what is allowed. */
  | { readonly type: 'policy.refused'; readonly txn: null; readonly body: { readonly problem: string } }
  /** The terminal has tested itself, the journal by this entry; `newestMs`: of the entry before, against which the clock is judged. */
  | {
      readonly type: 'selfTest.made';
      readonly txn: null;
      readonly body: {
        /** Those that answered when they were asked. */
        readonly devices: readonly string[];
        /** Those that were asked and said nothing; left out where there was none. */
        readonly silent?: readonly string[];
        /** Of the hardware clock, where the system tells; left out where it does not. */
        readonly clockBattery?: 'good' | 'low';
        readonly freeBytes: number | null;
        readonly newestMs: number;
      };
    }
  /** A second person has agreed to what `maker` does; `rule`: why it took two. */
  | Draft<
      'approval.given',
      {
        readonly operator: string;
        readonly maker: string;
        readonly rule: string;
        readonly amountMinor: MinorUnits;
        readonly currency: string;
      }
    >
  /**
   * Frozen until released: one transaction, one card, or the whole terminal. Freezes count 1, 2, 3 … `txn`: the frozen transaction, in whose story it
   * stands; null of a card, of the terminal, and in journals of before.
   */
  | {
      readonly type: 'freeze.placed';
      readonly txn: TransactionId | null;
      readonly body: {
        readonly freeze: number;
        readonly on: FrozenThing;
        readonly reason: FreezeReason;
        readonly by: string;
      };
    }
  | {
      readonly type: 'freeze.lifted';
      readonly txn: TransactionId | null;
      readonly body: { readonly freeze: number; readonly by: string };
    };

export type FrozenThing =
  | { readonly is: 'terminal' }
  | { readonly is: 'transaction'; readonly of: TransactionId }
  | { readonly is: 'card'; readonly token: CardToken; readonly maskedPan: MaskedPan };
