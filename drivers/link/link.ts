/**
 * What a link promises to the driver above it (design §7; facts/peripherals §0, §2, §6).
 *
 * One object per connection: it opens once, dies once, and is never reopened. Every way of losing a device, the failure to
 * open it included, arrives as one `DeviceLost` value, exactly once, and nothing arrives after it. After `close()` no event
 * arrives at all. Nothing here waits: results come as events, so that the same driver runs on real devices and on virtual time.
 */

/** Monotonic time and timers, handed in by the composition root. Drivers never read a clock of their own. */
export interface Clock {
  /** Milliseconds from an arbitrary origin; never goes back. */
  nowMs(): number;
  /** Runs `run` once after `delayMs`; the returned function cancels it and may be called at any time. */
  after(delayMs: number, run: () => void): Cancel;
}

export type Cancel = () => void;

export type LossCause =
  | 'bad-address' // the address cannot be understood; `detail` says what would be
  | 'absent' // nothing there to open
  | 'denied' // permission
  | 'busy' // locked by another process
  | 'refused' // the peer refused the connection
  | 'unplugged' // was there, is gone
  | 'closed-by-peer' // the peer ended the connection
  | 'write-failed'
  | 'stalled'; // bytes accepted, but the device stopped taking them within the allowed time

export interface DeviceLost {
  readonly kind: 'device-lost';
  readonly address: string;
  readonly cause: LossCause;
  /** For the technician: one sentence, no data that was on the wire. */
  readonly detail: string;
}

/** `accepted` says that the bytes were taken for sending, never that the device has them. */
export type WriteResult = 'accepted' | 'refused';

export interface BytePipeEvents {
  /** The pipe can be written. At most once. */
  opened(): void;
  bytes(chunk: Uint8Array): void;
  /** Modem lines, where the port has them: a DSR drop is a power-cycle witness. */
  modemLines?(lines: { readonly cts: boolean; readonly dsr: boolean; readonly dcd: boolean }): void;
  lost(fault: DeviceLost): void;
}

export interface BytePipe {
  readonly address: string;
  /** Refused unless the pipe is open and its bounded queue has room for all of `bytes`. */
  write(bytes: Uint8Array): WriteResult;
  /** Bytes accepted that the operating system has not taken yet. */
  readonly queuedBytes: number;
  /** Idempotent; silences all events at once. */
  close(): void;
}

export type OpenBytePipe = (address: string, events: BytePipeEvents) => BytePipe;

export interface HidPipeEvents {
  opened(): void;
  /** One input report as hidraw gives it (leading report id only where the device uses ids). */
  report(report: Uint8Array): void;
  /** The answer to `requestFeature`, with its leading report id. */
  feature(report: Uint8Array): void;
  lost(fault: DeviceLost): void;
}

export interface HidPipe {
  readonly address: string;
  /** `report` starts with the report id, 0 where the device has none. */
  writeOutput(report: Uint8Array): WriteResult;
  writeFeature(report: Uint8Array): WriteResult;
  /** Asks for a feature report; the answer comes as `feature`. `length` counts the leading id. */
  requestFeature(reportId: number, length: number): WriteResult;
  close(): void;
}

export type OpenHidPipe = (address: string, events: HidPipeEvents) => HidPipe;
