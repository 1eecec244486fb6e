/**
 * ZMODEM by a program of its own (`sz` of lrzsz): its bytes are relayed between it and the line. The program is started by whoever hands it in;
 * this file knows only that it reads, writes and ends.
 */
import type { Cancel, Clock } from '../../link/link.ts';
import type { SentFile, Transfer, TransferLine, TransferResult } from './transfer.ts';
import { CANCEL, ETX } from './wire.ts';

export interface RelayedEvents {
  bytes(chunk: Uint8Array): void;
  /** At most once, nothing follows. `code` null: it was killed or could not be started. */
  ended(code: number | null): void;
}

/** A running program on its standard input and output. */
export interface RelayedProgram {
  write(bytes: Uint8Array): void;
  /** It may not write on until `resume`; what it has written already may still come. */
  pause(): void;
  resume(): void;
  kill(): void;
}

export type StartProgram = (events: RelayedEvents) => RelayedProgram;

/** So much may wait in the line's queue: the program must not run ahead of a slow line. */
const AHEAD_BYTES = 4_096;
const LOOK_EVERY_MS = 10;
/** The peer's terminal program has not started a download, or has stopped speaking. `sz` itself waits longer. */
const SILENCE_MS = 60_000;
const QUIET_MS = 250;

/**
 * Relays until the program ends. Exit code 0 is its word that the peer has confirmed every file.
 * @param files what the program was told to send, for the result
 */
export function sendByProgram(
  start: StartProgram,
  files: readonly SentFile[],
  line: TransferLine,
  clock: Clock,
  ended: (result: TransferResult) => void,
): Transfer {
  let heard = false;
  let leaving: TransferResult | null = null;
  let over = false;
  let etxOnly = 0;
  let cancelTimer: Cancel = () => {};
  let cancelLook: Cancel = () => {};
  const wait = (ms: number, then: () => void): void => {
    cancelTimer();
    cancelTimer = clock.after(ms, then);
  };
  const end = (result: TransferResult): void => {
    if (over) return;
    over = true;
    cancelTimer();
    cancelLook();
    program.kill();
    ended(result);
  };
  /** The peer's program is told, and what it still says passes before the menu has the line back. */
  const leave = (result: TransferResult): void => {
    if (leaving !== null || over) return;
    leaving = result;
    program.kill();
    line.write(CANCEL);
    wait(QUIET_MS, () => end(result));
  };
  const silent = (): void =>
    leave({
      kind: 'given-up',
      cause: heard ? 'silent' : 'never-started',
      detail: heard ? 'the peer is silent' : 'the peer did not start a download',
      files: 0,
    });
  const look = (): void => {
    if (over) return;
    if (line.queuedBytes < AHEAD_BYTES) program.resume();
    else cancelLook = clock.after(LOOK_EVERY_MS, look);
  };
  const program = start({
    bytes(chunk) {
      if (over || leaving !== null) return;
      if (line.write(chunk) === 'refused') return end({ kind: 'lost', files: 0 });
      if (line.queuedBytes < AHEAD_BYTES) return;
      program.pause();
      look();
    },
    ended(code) {
      if (over || leaving !== null) return;
      const failed = `the program ended with ${code === null ? 'a signal' : `code ${code}`}`;
      const result: TransferResult =
        code === 0 ? { kind: 'sent', files } : { kind: 'given-up', cause: 'tool-failed', detail: failed, files: 0 };
      leaving = result;
      wait(QUIET_MS, () => end(result));
    },
  });
  wait(SILENCE_MS, silent);
  return {
    bytes(chunk) {
      if (over) return;
      if (leaving !== null) {
        const result = leaving;
        return wait(QUIET_MS, () => end(result));
      }
      etxOnly = chunk.every((byte) => byte === ETX) ? etxOnly + chunk.length : 0;
      if (etxOnly > 0 && (!heard || etxOnly >= 2)) return leave({ kind: 'cancelled', by: 'operator', files: 0 });
      if (etxOnly === 0) heard = true;
      wait(SILENCE_MS, silent);
      program.write(chunk);
    },
    lost: () => end({ kind: 'lost', files: 0 }),
    cancel: () => leave({ kind: 'cancelled', by: 'operator', files: 0 }),
  };
}
