/**
 * What a file transfer promises to who starts it, whichever protocol carries it (issue: files over the maintenance port).
 *
 * A transfer borrows the line from the console: it is given what arrives and writes by itself, until it tells its one result. After the
 * result the line is quiet and belongs to the console again. Nothing throws; every ending is a value.
 */
import type { BytePipe } from '../../link/link.ts';

/** The line as a transfer uses it; what arrives comes by `Transfer.bytes`. */
export type TransferLine = Pick<BytePipe, 'write' | 'queuedBytes'>;

/** What a file is read from: its size stands before the first byte leaves, and does not change. */
export interface ByteSource {
  /** As the peer shall see it; no path. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly `lengthBytes` from `offsetBytes` on; fewer, or null, is a source that has failed. Called once for each byte, in order. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array | null;
}

export type SinkAnswer = { readonly taken: true } | { readonly taken: false; readonly why: string };

/** What files are received into. One at a time; every opened file is ended by `finish` or `discard`. */
export interface ByteSink {
  /** @param announced what the peer says of the file; null by XMODEM, which says nothing */
  open(announced: { readonly name: string; readonly sizeBytes: number | null } | null): SinkAnswer;
  append(bytes: Uint8Array): SinkAnswer;
  /** The file is whole: `taken` says that it is kept. */
  finish(): SinkAnswer;
  /** The file is not whole and must leave nothing behind. */
  discard(): void;
}

export interface SentFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the bytes that left, in lower-case hex. */
  readonly sha256: string;
}

export type GiveUpCause =
  | 'never-started' // the peer's program was not started in time
  | 'silent' // the peer stopped answering
  | 'noise' // too many damaged blocks or answers in a row
  | 'out-of-step' // a block was skipped: the peer believes what did not happen
  | 'incomplete' // the peer ended a file before the size that it had stated
  | 'refused' // the sink refuses: too large, no room, no such name
  | 'unconfirmed' // everything has been sent, the end was not confirmed: the file may be there
  | 'source-failed' // our own file could not be read on
  | 'tool-failed'; // the program that carries the transfer ended with an error

export type TransferResult =
  /** The peer has confirmed every file. */
  | { readonly kind: 'sent'; readonly files: readonly SentFile[] }
  /** Every file is in the sink and the peer knows; how many. */
  | { readonly kind: 'received'; readonly files: number }
  /** `files` were confirmed, or are in the sink, before it was given up; `detail` is one sentence for the technician. */
  | { readonly kind: 'given-up'; readonly cause: GiveUpCause; readonly detail: string; readonly files: number }
  | { readonly kind: 'cancelled'; readonly by: 'operator' | 'peer'; readonly files: number }
  | { readonly kind: 'lost'; readonly files: number };

export interface Transfer {
  /** Everything that arrives on the line. */
  bytes(chunk: Uint8Array): void;
  /** The line is gone: the result is `lost`, at once. */
  lost(): void;
  /** The operator, from elsewhere than this line, wants it ended. The result follows when the line is quiet. */
  cancel(): void;
}

/** Milliseconds. The defaults are for people who start their program by hand and lines of 1200 baud and more. */
export interface TransferTiming {
  /** How long the peer's program may take to start. */
  readonly startMs: number;
  /** Between two invitations of a receiver that waits for the first block (reference §4.1: 3 s with CRC). */
  readonly inviteEveryMs: number;
  /** A receiver asks again for a block that has not begun. */
  readonly blockMs: number;
  /** A block that has begun goes on within this, or it was cut short (reference §4.1: 1 s). */
  readonly betweenBytesMs: number;
  /** A line without a byte for this long is quiet: what was left of a damaged block has passed. */
  readonly quietMs: number;
  /** A sender repeats a block that nobody answers; longer than any receiver takes to ask again (10 s, reference §4.1). */
  readonly answerMs: number;
  /** The same for the end of a file, after which nothing is sent that could be mistaken. */
  readonly endMs: number;
  /** A receiver that is done answers a repeated end for this long; longer than `endMs`. */
  readonly lingerMs: number;
}

export const TIMING: TransferTiming = {
  startMs: 90_000,
  inviteEveryMs: 3_000,
  blockMs: 5_000,
  betweenBytesMs: 1_000,
  quietMs: 250,
  answerMs: 12_000,
  endMs: 2_000,
  lingerMs: 2_500,
};

/** In a row, for one block, one answer or one end. */
export const MAX_FAILURES = 10;
/** A peer that does not say a thing is waited for less long: its program may have died, and its person wants the menu. */
export const MAX_SILENCES = 4;
