/**
 * What the printer driver promises to the firmware (design §6; facts/printer).
 *
 * Bytes accepted by a link are never called printed. A job is cut into segments, each closed by a process ID (`GS ( H` fn 48);
 * only an ordered answer from the printer proves a segment. What cannot be proven either way is `printer.jobUnknown`.
 */
import type { DeviceLost } from '../link/link.ts';
import type { Tried } from '../link/question.ts';

/** One line of a slip, already laid out: `text` fits the paper's columns at its size. The driver adds no meaning. */
export type PrintLine =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align?: 'left' | 'center' | 'right';
      readonly bold?: boolean;
      /** `tall` doubles the height, `large` doubles height and width (half the columns). */
      readonly size?: 'normal' | 'tall' | 'large';
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'barcode'; readonly data: string }
  | { readonly kind: 'logo' };

/** How many process IDs one job may use; jobs with ids `first … first + PROCESS_IDS_PER_JOB - 1` never overlap. */
export const PROCESS_IDS_PER_JOB = 512;

export interface PrintJob {
  /** The firmware's name for the job; comes back in every event about it. */
  readonly job: string;
  /** The paper number (spent in the journal): the driver derives the job's process IDs from it, so they are monotonic across restarts. */
  readonly slip: number;
  readonly lines: readonly PrintLine[];
}

export type PaperState = 'ok' | 'near-end' | 'end' | 'unknown';
export type PrinterFault = 'none' | 'auto-recoverable' | 'recoverable' | 'cutter' | 'unrecoverable' | 'unknown';

/** A status that cannot be read is `unknown`, never fine. */
export interface PrinterStatus {
  readonly online: boolean | 'unknown';
  readonly cover: 'closed' | 'open' | 'unknown';
  readonly paper: PaperState;
  readonly fault: PrinterFault;
  readonly feeding: boolean | 'unknown';
  readonly drawer: 'low' | 'high' | 'unknown';
  /** There is no back channel, by the word of whoever installed the printer: all is unknown for ever, and that is no fault. */
  readonly tellsNothing?: true;
}

/** A process IDs + ASB · B ordered GS r + ASB · C status only · D no back channel. Measured, never read from `GS I` alone. */
export type PrinterGrade = 'A' | 'B' | 'C' | 'D';

export interface PrinterIdentity {
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
  readonly grade: PrinterGrade;
  /** Why its answers are not believed, although it gives them; absent: they are. */
  readonly distrust?: string;
}

/** What the printer said, for the journal: hex of both directions, time of the answer in the clock's milliseconds. */
export interface PrintEvidence {
  readonly processId: string | null;
  readonly sentHex: string;
  readonly receivedHex: string;
  readonly atMs: number;
  /** What the paper shows otherwise than the job said, e.g. `U+3400 printed as 〓`; absent when nothing. */
  readonly notes?: readonly string[];
}

/** Why the printer stopped in the middle of a job. */
export type HoldCause = 'paper-end' | 'cover-open' | 'cutter' | 'heat' | 'error' | 'offline';

/** Why it is proven that the job's last segment has not been printed and never will be. */
export type NotPrintedProof =
  | 'never-sent' // its last inked line never left this process whole
  | 'memory-lost-while-held' // stopped by the printer's own word, then a power-cycle witness
  | 'drained-without-it' // an ordered answer behind everything the printer held came, the job's last one did not
  | 'cleared' // the printer acknowledged that it threw its buffers away (DLE DC4 fn 8, 37 25 00)
  | 'refused-no-paper'; // 37 33 id 00

export type PrinterEvent =
  /**
   * Once within bounded time after opening; again whenever more is known: a printer that is stopped can be asked nothing in
   * order, so it starts with grade C and is measured as soon as it runs; where something else is caught answering it falls to C.
   */
  | { readonly type: 'printer.identified'; readonly identity: PrinterIdentity; readonly status: PrinterStatus }
  | { readonly type: 'printer.statusChanged'; readonly status: PrinterStatus }
  | {
      readonly type: 'printer.segmentProven';
      readonly job: string;
      /** Counted from 1. */
      readonly segment: number;
      readonly segments: number;
      readonly evidence: PrintEvidence;
    }
  | { readonly type: 'printer.jobPrinted'; readonly job: string; readonly evidence: PrintEvidence }
  | {
      /** The printer stopped; it holds what it has and will print it by itself. The driver sends nothing more until `resume`. */
      readonly type: 'printer.jobHeld';
      readonly job: string;
      readonly cause: HoldCause;
      readonly proven: number;
      /**
       * Segments of which at least one byte has been handed to the link. `handedOver < segments` proves the slip incomplete for
       * now: the cut, the last segment, counts as handed over with the last inked line, because a slip that only lacks its cut
       * is complete.
       */
      readonly handedOver: number;
      readonly segments: number;
    }
  /** The printer is online again. The firmware journals that, then calls `resume`. */
  | { readonly type: 'printer.jobResumable'; readonly job: string }
  | {
      readonly type: 'printer.jobNotPrinted';
      readonly job: string;
      readonly proof: NotPrintedProof;
      readonly proven: number;
    }
  | { readonly type: 'printer.jobUnknown'; readonly job: string; readonly cause: string; readonly proven: number }
  /** The drawer pulse was handed to the printer and, at grades A and B, executed; false: it was not sent, because the printer had just stopped or fallen silent. */
  | { readonly type: 'printer.drawerPulsed'; readonly executed: boolean | 'unknown' }
  /** The logo has been written to the NV memory of this printer; comes before `printer.identified`. */
  | {
      readonly type: 'printer.logoStored';
      readonly key: string;
      readonly printer: PrinterIdentity;
      /** False: the printer has not said that it was done. */
      readonly proven: boolean;
    }
  | { readonly type: 'printer.lost'; readonly fault: DeviceLost };

/** One connection to one printer. Dies with its link (`printer.lost`, after an end event for every job in hand). */
export interface PrinterSession {
  /**
   * Prints a job; one at a time. Refused while another job is in hand, before identification or after the end.
   * Ends with exactly one of `jobPrinted`, `jobNotPrinted`, `jobUnknown`.
   */
  print(job: PrintJob): 'accepted' | 'refused';
  /**
   * Goes on with a held job; to be called after the firmware has journaled that it does. While the printer still reports a
   * cutter jam or another recoverable error it is the operator's retry: `DLE ENQ 1` is sent, `printer.jobResumable` follows
   * when the printer is back. (Opening and closing the cover is taken for such a retry as well.)
   */
  resume(job: string): void;
  /**
   * Finds out what became of a job that an earlier life of the terminal started (its slip number is enough): waits for what the
   * printer still holds, then ends like `print`. Nothing of the job is ever sent again.
   */
  settle(job: {
    readonly job: string;
    readonly slip: number;
    readonly lines: readonly PrintLine[];
  }): 'accepted' | 'refused';
  /** Gives a held job up: clears the printer's buffers and waits for its acknowledgement; ends `jobNotPrinted` (`cleared`) or `jobUnknown`. */
  abandon(job: string): void;
  /**
   * A person says that the cause of a cutter jam or of another recoverable error is gone: `DLE ENQ 1`, recover and go on from the line where
   * it occurred. Nothing while the printer reports no such error.
   */
  recover(): void;
  pulseDrawer(): 'accepted' | 'refused';
  /** Asks for its status now (DLE EOT 1–4). `tried` is called once, within bounded time, never from inside this call. */
  test(tried: (tried: Tried) => void): void;
  close(): void;
}
