/**
 * What a PIN pad driver promises to the firmware (facts/peripherals §1c, §5 "UnifiedPOS semantics", §6).
 *
 * One request at a time. A request that is `accepted` ends in exactly one of shown, pinEntered, keyPressed, textEntered, cancelled, timedOut,
 * refused (each with its `exchange`), or in `pinPad.lost`. No event but `pinEntered` carries anything that a PIN was made into, and no
 * event, detail or error carries an account number.
 */
import type { DeviceLost } from '../link/link.ts';
import type { Tried } from '../link/question.ts';

export type PinPadKey =
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | 'f1'
  | 'f2'
  | 'f3'
  | 'cancel'
  | 'enter'
  | 'clear';

export type SelfTestFault = 'ram' | 'rom' | 'keys' | 'unknown';

export interface SelfTest {
  /** Empty: healthy. */
  readonly faults: readonly SelfTestFault[];
}

export interface PinEntered {
  readonly type: 'pinPad.pinEntered';
  readonly exchange: string;
  /**
   * Eight bytes, ISO 9564 format 0, encrypted. The receiver wipes them after use. Not enumerable: neither `JSON.stringify` nor an
   * inspection of the event shows them, and a spread copy of the event does not have them.
   */
  readonly pinBlock: Uint8Array;
  /** DUKPT: twenty hex digits, upper case. Null with master and session keys. */
  readonly ksn: string | null;
}

export type PinPadEvent =
  | { readonly type: 'pinPad.identified'; readonly selfTest: SelfTest }
  /** A later test of the idle pad found something else than the last one. */
  | { readonly type: 'pinPad.selfTestChanged'; readonly selfTest: SelfTest }
  | { readonly type: 'pinPad.shown'; readonly exchange: string }
  | PinEntered
  /** Eight bytes: the MAC of what `askMac` was given. */
  | { readonly type: 'pinPad.macMade'; readonly exchange: string; readonly mac: Uint8Array }
  | { readonly type: 'pinPad.keyPressed'; readonly exchange: string; readonly key: PinPadKey }
  | { readonly type: 'pinPad.textEntered'; readonly exchange: string; readonly text: string }
  /**
   * `customerOrTimeout`: a text entry ended without text after more than the time-out of one key; the pad says the same for both.
   */
  | {
      readonly type: 'pinPad.cancelled';
      readonly exchange: string;
      readonly by: 'customer' | 'terminal' | 'customerOrTimeout';
    }
  | { readonly type: 'pinPad.timedOut'; readonly exchange: string }
  /** `code`: the pad's own where it gave one (faults.ts), else a word. `meaning`: for the technician. */
  | { readonly type: 'pinPad.refused'; readonly exchange: string; readonly code: string; readonly meaning: string }
  | { readonly type: 'pinPad.lost'; readonly fault: DeviceLost };

export type PinScheme =
  | { readonly kind: 'dukpt' }
  | {
      readonly kind: 'master-session';
      /** 16 or 32 hex digits, encrypted under the master key. */
      readonly sessionKeyHex: string;
      /** Selected before the entry (message 08); null: what was selected when the keys were loaded. */
      readonly masterKeySlot: number | null;
    };

/** What the customer reads while entering the PIN. A pad shows no free text then, so that nobody is tricked into typing a PIN elsewhere. */
export type PinPrompt =
  /** A PIN prompt of the pad's own table, 1–999 (messages Z2 and Z60). */
  | { readonly kind: 'fixed'; readonly promptId: number }
  /** Words of at most 16 characters that stand in the pad's table, two in turn, and what follows the entry (message Z62). */
  | { readonly kind: 'words'; readonly first: string; readonly second: string; readonly processing: string }
  /** The pad's own words around an amount of 4–8 characters such as `12.50` (message 70). The PP791 puts `$` before it. */
  | { readonly kind: 'amount'; readonly amount: string; readonly direction: 'debit' | 'credit' };

export interface PinRequest {
  /** The caller's own name for this entry; comes back in its outcome. Nothing secret. */
  readonly exchange: string;
  /** 8–19 digits. Not kept after the entry. */
  readonly accountNumber: string;
  readonly scheme: PinScheme;
  readonly prompt: PinPrompt;
  /** 1–270, rounded up to the pad's steps of 30 s. */
  readonly timeoutSeconds: number;
}

export interface KeyRequest {
  readonly exchange: string;
  /** With free text the pad gives function keys only; digits only with a prompt of its own table. */
  readonly show:
    | { readonly kind: 'lines'; readonly lines: readonly string[] }
    | { readonly kind: 'fixed'; readonly promptId: number };
  /** 1–255. */
  readonly timeoutSeconds: number;
}

export interface TextRequest {
  readonly exchange: string;
  /** A prompt of the pad's own table, 1–999. */
  readonly promptId: number;
  readonly echo: 'stars' | 'clear' | 'none';
  /** 1–255, after each key. */
  readonly keyTimeoutSeconds: number;
  /** 1–49 characters. */
  readonly maxLength: number;
}

/**
 * A MAC by ISO 9797-1 algorithm 3 (X9.19) with a double-length session key, zero padding, IV 0 (message Z66). Of a key K‖K it is the CBC-MAC under
 * the single-length K; of eight zero bytes the check value of the key. The key goes in and stays encrypted: only the pad can open it.
 */
export interface MacRequest {
  readonly exchange: string;
  /** Slot of the double-length master key, 0–9. */
  readonly masterKeySlot: number;
  /** 32 hex digits, encrypted under that master key. */
  readonly sessionKeyHex: string;
  /** 1 to 11 200 bytes. Not kept after the exchange. */
  readonly data: Uint8Array;
}

export interface ShowRequest {
  readonly exchange: string;
  /** 1–7 lines of printable ASCII; together at most what one message takes. */
  readonly lines: readonly string[];
}

export type AskResult =
  | { readonly result: 'accepted' }
  /** Nothing was sent, and no event follows. `detail` names what is wrong, never the value. */
  | {
      readonly result: 'refused';
      readonly reason: 'not-ready' | 'busy' | 'invalid';
      readonly detail: string;
    };

export interface PinPadSession {
  showLines(request: ShowRequest): AskResult;
  askPin(request: PinRequest): AskResult;
  askKey(request: KeyRequest): AskResult;
  askText(request: TextRequest): AskResult;
  /** Waits for an entry under way, is not ended by `cancel` or `reset`, and ends in `pinPad.macMade` or `pinPad.refused`. One at a time. */
  askMac(request: MacRequest): AskResult;
  /** Ends the request under way, as `cancelled` by the terminal. What the customer finished in the same moment is thrown away. */
  cancel(): void;
  /** As `cancel`, and puts the pad back to its idle display. */
  reset(): void;
  /** Tests it now (message 16), unless somebody is entering something. `tried` is called once, within bounded time, never from inside this call. */
  test(tried: (tried: Tried) => void): void;
  /** Idempotent; no event afterwards. A pad that is left in an entry is brought back by the next connection. */
  close(): void;
}

export interface PinPadOptions {
  /** After so long without a request an idle pad is tested (message 16); null: never. Default 60 000. */
  readonly checkMs?: number | null;
}
