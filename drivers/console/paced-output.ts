/**
 * Text on its way to a slow line: handed to the pipe in slices that the line has carried before the next one goes, so that Ctrl-C and Ctrl-S act on
 * what is still here instead of on what lies in buffers (facts/maintenance: 64 KiB are 68 s at 9600). Bounded.
 */
import type { Cancel, Clock } from '../link/link.ts';

const SLICE_MS = 20;
const LEAST_SLICE_BYTES = 16;
/** More than any page; a command that says more at once must page it. */
const LIMIT_BYTES = 64 * 1024;
/** Ctrl-S that nobody takes back (facts/maintenance). */
const HOLD_MS = 60_000;

export interface PacedOutput {
  /** False: there is no room for all of it, and none of it is sent. */
  write(bytes: Uint8Array): boolean;
  /** Throws away what has not been handed on. */
  drop(): void;
  hold(): void;
  release(): void;
  readonly isEmpty: boolean;
  readonly queuedBytes: number;
  stop(): void;
}

/**
 * @param baud bits a second, ten a byte; 0: no pace.
 * @param send hands bytes to the line; false: the line takes none now, try again.
 * @param drained the last byte has been handed on.
 */
export function startPacedOutput(
  clock: Clock,
  baud: number,
  send: (bytes: Uint8Array) => boolean,
  drained: () => void,
): PacedOutput {
  const slice = baud === 0 ? LIMIT_BYTES : Math.max(LEAST_SLICE_BYTES, Math.floor((baud / 10_000) * SLICE_MS));
  let waiting: Uint8Array[] = [];
  let count = 0;
  let cancelSlice: Cancel | null = null;
  let cancelHold: Cancel | null = null;

  const next = (): void => {
    cancelSlice = null;
    if (count === 0 || cancelHold !== null) return;
    const bytes = takeFrom(waiting, slice);
    count -= bytes.length;
    if (!send(bytes)) {
      waiting.unshift(bytes);
      count += bytes.length;
    }
    cancelSlice = clock.after(baud === 0 ? 1 : (bytes.length * 10_000) / baud, () => {
      next();
      if (count === 0 && cancelSlice === null) drained();
    });
  };
  const release = (): void => {
    cancelHold?.();
    cancelHold = null;
    if (cancelSlice === null) next();
  };
  return {
    write(bytes) {
      if (count + bytes.length > LIMIT_BYTES) return false;
      waiting.push(Uint8Array.from(bytes));
      count += bytes.length;
      if (cancelSlice === null) next();
      return true;
    },
    drop() {
      waiting = [];
      count = 0;
    },
    hold() {
      cancelHold?.();
      cancelHold = clock.after(HOLD_MS, release);
    },
    release,
    get queuedBytes() {
      return count;
    },
    get isEmpty() {
      return count === 0 && cancelSlice === null;
    },
    stop() {
      cancelSlice?.();
      cancelHold?.();
      waiting = [];
      count = 0;
    },
  };
}

/** Up to `room` bytes off the front. */
function takeFrom(waiting: Uint8Array[], room: number): Uint8Array {
  const taken: Uint8Array[] = [];
  let left = room;
  for (let head = waiting[0]; head !== undefined && left > 0; head = waiting[0]) {
    const part = head.subarray(0, left);
    taken.push(part);
    left -= part.length;
    if (part.length === head.length) waiting.shift();
    else waiting[0] = head.subarray(part.length);
  }
  return Buffer.concat(taken);
}
