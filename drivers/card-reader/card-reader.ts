/** What a card reader driver promises to the firmware (facts/peripherals §1a, §1b, §6). */
import type { DeviceLost } from '../link/link.ts';
import type { Tried } from '../link/question.ts';

export type EntryMode = 'swipe' | 'insert' | 'tap';
export type TrackState = 'read' | 'blank' | 'error';

/** Clear card data of a reader without encryption. It is handed over once and zeroised; it never reaches a log or the journal. */
export interface ClearCard {
  /** The data, once; a second call throws. The caller wipes the buffers it took with `wipe`. */
  take(): {
    readonly pan: string;
    readonly expiry: string;
    readonly track2: string | null;
    readonly track3: string | null;
  };
  wipe(): void;
}

/** What a chip said of this payment, tag → value in hex. Never card number, track 2 or what they can be made of (57, 5A, 5F20, 5F24, 9F6B …). */
export type ChipTags = { readonly [tag: string]: string };

export interface PresentedCard {
  readonly entryMode: EntryMode;
  /** First six, last four. */
  readonly maskedPan: string;
  /** Three digits, from track 2; null where unknown. */
  readonly serviceCode: string | null;
  readonly clear: ClearCard | null;
  /** Left out where no chip was asked. */
  readonly chip?: ChipTags;
  /** From an encrypting reader: what may be shown of it. */
  readonly encrypted: {
    /** Twenty hex digits. */
    readonly ksn: string;
    readonly track2Hex: string;
    /** ID TECH's original format encrypts tracks 1 and 2 as one block; then `track2Hex` is that block. */
    readonly covers: 'track2' | 'track1+track2';
  } | null;
}

export interface ReaderIdentity {
  readonly model: string | null;
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly encryption: 'none' | 'dukpt' | 'unknown';
  /** How a card can be presented to it, in the order in which a customer is asked: chip before stripe. */
  readonly takes: readonly EntryMode[];
}

export type ReaderAdvice = 'swipe-again' | 'other-side' | 'slower' | 'clean-head';

export type CardReaderEvent =
  | { readonly type: 'reader.identified'; readonly identity: ReaderIdentity }
  | {
      readonly type: 'reader.cardPresented';
      readonly card: PresentedCard;
      /** How well each track was read, where a stripe was: a card can be good enough on a head that is not. */
      readonly tracks?: readonly [TrackState, TrackState, TrackState];
    }
  | {
      readonly type: 'reader.cardUnreadable';
      readonly tracks: readonly [TrackState, TrackState, TrackState];
      readonly advice: ReaderAdvice;
    }
  | { readonly type: 'reader.lost'; readonly fault: DeviceLost };

/** What a reader for chip cards must know before it may look for one; stripe readers ignore it. */
export interface ArmRequest {
  readonly amountMinor: number;
  /** ISO 4217, three digits (156 = CNY). */
  readonly currencyNumeric: string;
}

export interface CardReaderSession {
  /** The next card counts. What was swiped before is thrown away (museum: stale-swipe). One card per arm. */
  arm(request?: ArmRequest): void;
  disarm(): void;
  /** Asks whether it is there, where its protocol has a question. `tried` is called once, within bounded time, never from inside this call. */
  test(tried: (tried: Tried) => void): void;
  close(): void;
}
