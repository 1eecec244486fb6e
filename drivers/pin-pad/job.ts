/** What the driver wants of the pad: jobs of one or more exchanges, each a frame and what ends it. Types, and the driver's own jobs. */
import type { PinPadEvent, PinScheme } from './pin-pad.ts';
import { encodeFrame } from './wire.ts';

export type Want =
  /** The ACK is all. */
  | { readonly kind: 'ack' }
  /** Message 72: ACK where the pad was idle, EOT where it was not. */
  | { readonly kind: 'clear' }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'key-slot' }
  | { readonly kind: 'self-test' }
  | {
      readonly kind: 'pin';
      readonly exchange: string;
      readonly scheme: PinScheme['kind'];
      /** When the pad gives up by itself. */
      readonly padLimitMs: number;
      /** When the driver does. */
      readonly limitMs: number;
    }
  | { readonly kind: 'key'; readonly exchange: string; readonly limitMs: number }
  /** `last`: the MAC is the answer; else that the pad is ready for the next part. */
  | { readonly kind: 'mac'; readonly exchange: string; readonly last: boolean }
  | { readonly kind: 'text'; readonly exchange: string; readonly keyLimitMs: number; readonly limitMs: number };

export interface Exchange {
  /** Wiped when the exchange is over: it may hold an account number. */
  readonly frame: Uint8Array;
  readonly want: Want;
}

export interface Job {
  /** `mac`: asked for like a request, but nobody's conversation with the customer. */
  readonly kind: 'start' | 'check' | 'clear' | 'request' | 'mac';
  /** Of a request or a MAC. */
  readonly exchange: string | null;
  readonly steps: readonly Exchange[];
  /** Told when the last step is done. */
  readonly done: PinPadEvent | null;
  /** Something of ours stands on the pad's display afterwards. */
  readonly shows: boolean;
}

export function clearStep(): Exchange {
  return { frame: encodeFrame('transaction', '72'), want: { kind: 'clear' } };
}

function resetStep(): Exchange {
  return { frame: encodeFrame('transaction', 'Z1'), want: { kind: 'ack' } };
}

function selfTestStep(): Exchange {
  return { frame: encodeFrame('administration', '16'), want: { kind: 'self-test' } };
}

/** A new connection: ends what an earlier one has left, then asks whether the pad is well. */
export function startJob(): Job {
  return ownJob('start', [clearStep(), resetStep(), selfTestStep()], null);
}

export function checkJob(): Job {
  return ownJob('check', [selfTestStep()], null);
}

/** Ends what is under way on the pad, then tells `done`. */
export function clearJob(how: 'cancel' | 'reset', done: PinPadEvent | null): Job {
  return ownJob('clear', how === 'reset' ? [clearStep(), resetStep()] : [clearStep()], done);
}

function ownJob(kind: 'start' | 'check' | 'clear', steps: readonly Exchange[], done: PinPadEvent | null): Job {
  return { kind, exchange: null, steps, done, shows: false };
}
