/** What becomes of the terminal itself and of its devices. */
import type { BatchNumber, Stan, TransactionId } from '../facts.ts';

export type TerminalDraft =
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
  | { readonly type: 'paper.ended'; readonly txn: null; readonly body: { readonly cause: string } }
  | {
      /** By the printer's word. */
      readonly type: 'paper.returned';
      readonly txn: null;
      /** `awaits`: slips are owed, and the outage ends with the first that is proven whole; left out: with this entry. */
      readonly body: { readonly awaits?: 'print' };
    }
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
  /** A technician tried another device before anybody else uses it: on a connection of its own, beside the till. */
  | {
      readonly type: 'device.tried';
      readonly txn: null;
      readonly body: {
        readonly device: string;
        readonly identity: string;
        readonly serial: string | null;
        readonly outcome: 'passed' | 'failed';
        /** What it did, or did not. */
        readonly detail: string;
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
  /** The cash drawer was asked for, by somebody or for a movement of cash; written before the pulse. Nothing ever takes it up again. */
  | { readonly type: 'drawer.requested'; readonly txn: TransactionId | null; readonly body: Record<string, never> }
  | {
      readonly type: 'drawer.pulsed';
      readonly txn: TransactionId | null;
      /** `refused`: the printer would not have done it at once, so it was not asked. */
      readonly body: { readonly executed: 'yes' | 'refused' | 'unknown' };
    }
  /** A late answer and its like: evidence that decides nothing. */
  | {
      readonly type: 'evidence.noted';
      readonly txn: TransactionId | null;
      readonly body: { readonly what: string; readonly detail: string };
    };
